"""An act and its paper stand or fall together: number, day, context, receipt, and who may do it."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from core.models import AuditEntry, NumberUse
from recording.models import Document, Service
from recording.services import execution
from tests.base import Cast, day
from tests.enforcement.fine_states import COURT, FIRST, NOTE, Fine, kept, reach, refused
from tests.enforcement.fined import DUE, FINE

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
HANDED = {"receiver": "钱试", "place": "店内", "method": "direct"}
MONEY = {"kind": "fine", "cents": FINE, "way": "bank", "receipt_no": "票00017"}


def act(fine: Fine, name: str, **changes: Any) -> object:
    """One act with its paper on its usual day."""
    people, row = fine.cast, fine.row
    if name == "payment":
        values = {"by": people.officer1, "on": DUE, **MONEY, **changes}
        return execution.record_payment(row, **values)
    if name == "surcharge":
        return execution.decide_surcharge(row, **{"by": people.head, "on": day(3, 26), **changes})
    if name == "urging":
        values = {"by": people.officer1, "on": day(3, 17), **HANDED, **changes}
        return execution.urge(row, **values)
    if name == "court":
        values = {"by": people.head, "on": FIRST, "court": COURT, **changes}
        return execution.apply_to_court(row, **values)
    decide = {"grant": execution.grant, "refuse": execution.refuse}[name]
    values = {"by": people.head, "on": day(3, 12), "opinion": "核实。", **changes}
    return decide(row.deferrals.latest("pk"), **values)


# State before, act, what is wrong, the words of the refusal.
WRONG: list[tuple[str, str, dict[str, Any], str]] = [
    ("", "payment", {"cents": FINE + 1}, "应缴余额"),
    ("", "payment", {"on": day(2, 26)}, "不能早于"),
    ("", "payment", {"receipt_no": " "}, "专用票据"),
    ("", "payment", {"way": "on_spot", "ground": "small", "note": NOTE}, "只适用于当场"),
    ("defer", "grant", {"on": day(6, 10)}, "已经过去"),
    ("defer refuse", "grant", {}, "当前状态为“不予批准”"),
    ("defer", "refuse", {"opinion": " "}, "说明理由"),
    ("defer grant", "refuse", {}, "当前状态为“已批准”"),
    ("", "surcharge", {"on": DUE}, "截至2026-03-16没有应当加处的罚款"),
    ("pay", "surcharge", {}, "没有应当加处的罚款"),
    ("defer grant", "surcharge", {}, "没有应当加处的罚款"),
    ("stay", "surcharge", {}, "没有应当加处的罚款"),
    ("", "urging", {"on": DUE}, "届满前不能催告"),
    ("pay", "urging", {}, "已经缴清"),
    ("", "urging", {"method": "left"}, "应当注明"),
    ("", "urging", {"method": "post"}, "回执上注明的收件日期"),
    ("", "court", {}, "尚未催告"),
    ("urge", "court", {"court": " "}, "有管辖权的人民法院"),
    ("urge", "court", {"on": day(8, 3)}, "只能在"),
    ("urge ask", "court", {}, "尚未终结"),
]


@pytest.mark.parametrize(("path", "name", "wrong", "words"), WRONG)
def test_a_refused_act_leaves_neither_paper_nor_number(
    cast: Cast, path: str, name: str, wrong: dict[str, Any], words: str
) -> None:
    fine = reach(cast, path)
    error = refused(lambda: act(fine, name, **wrong))
    assert words in error.message
    assert error.article
    assert not Document.objects.filter(decision=fine.row).exists()
    assert not NumberUse.objects.filter(text__contains="履催").exists()


@pytest.mark.parametrize("who", ["officer1", "unithead", "reviewer", "supervisor", "outsider"])
def test_the_surcharge_is_decided_by_the_head_alone(cast: Cast, who: str) -> None:
    fine = reach(cast)
    before = kept()
    with pytest.raises(PermissionDenied):
        act(fine, "surcharge", by=cast.people[who])
    assert kept() == before


def test_the_urging_is_served_with_a_receipt_of_its_own(cast: Cast) -> None:
    fine = reach(cast)
    act(fine, "urging")
    service = Service.objects.get()
    assert (service.receiver, service.place, service.method) == ("钱试", "店内", "direct")
    assert (service.document.kind, service.effective_on) == ("urging_notice", day(3, 17))
    assert not service.told_publication
    assert Document.objects.filter(case=fine.row.case, kind="service_receipt").count() == 1
    assert AuditEntry.objects.filter(action="service.record", object_id=str(service.pk)).exists()


def test_a_second_letter_takes_the_next_number(cast: Cast) -> None:
    fine = reach(cast)
    act(fine, "urging")
    act(fine, "urging", on=day(4, 7))
    found = Document.objects.filter(kind="urging_notice")
    assert sorted(paper.number for paper in found) == [
        "云市监履催〔2026〕1号",
        "云市监履催〔2026〕2号",
    ]


def test_two_payments_on_one_day_leave_two_records(cast: Cast) -> None:
    fine = reach(cast)
    for number, cents in (("票1", 50_000), ("票2", 150_000)):
        act(fine, "payment", cents=cents, receipt_no=number)
    found = Document.objects.filter(kind="payment_record")
    assert sorted(paper.number for paper in found) == ["票1", "票2"]
