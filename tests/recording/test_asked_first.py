"""Forms ask what before how; approvers read what is asked before they answer. No database."""

from datetime import date
from types import SimpleNamespace

from enforcement.models import Deferral
from recording.acts.execution import DEFERRAL_GRANT, DEFERRAL_REFUSE
from recording.forms.forced import UrgeForm

ON = date(2026, 3, 16)


def test_an_urging_asks_for_its_subject_before_its_service() -> None:
    party = SimpleNamespace(name="晨星商贸", address="示范路1号")
    form = UrgeForm(row=SimpleNamespace(case=SimpleNamespace(party=party)), on=ON)

    names = list(form.fields)
    assert names[:4] == ["way", "perform_until", "perform_how", "amount"]
    assert names[4:8] == ["on", "method", "receiver", "place"]
    assert len(names) == len(set(names)) == len(UrgeForm.base_fields)


def test_who_answers_a_deferral_reads_until_when_and_why() -> None:
    row = Deferral(until=date(2026, 5, 1), reason="受灾停产。")

    for act in (DEFERRAL_GRANT, DEFERRAL_REFUSE):
        assert act.lead(row, ON).splitlines() == ["申请延至2026-05-01。", "受灾停产。"]
