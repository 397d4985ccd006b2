"""Making the decision and serving it: document, receipt and state together or not at all."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from core.errors import RuleError
from core.models import AuditEntry, Deadline, NumberUse
from enforcement.models import Case, Decision
from recording.models import Document, Service
from recording.services import issuance, service
from tests import factories
from tests.base import Cast, day
from tests.recording.papers import said

ON = day(3, 16)


def test_issuing_keeps_the_decision_document_with_its_number(cast: Cast) -> None:
    decision = factories.issued(cast.bureau, on=ON)
    document = Document.objects.get(decision=decision, kind="penalty_decision")
    assert document.number == decision.doc_no
    assert document.dated_on == ON
    words_of = said(document)
    for words in (decision.doc_no, "晨星商贸", "罚款人民币2000元", "行政复议", "2026年3月16日"):
        assert words in words_of
    assert AuditEntry.objects.filter(action="document.keep", object_id=str(document.pk)).exists()


@pytest.mark.parametrize(
    ("procedure", "kind"),
    [
        ("simple", "simple_penalty_decision"),
        ("permit", "permit_decision"),
        ("inspection", "inspection_result"),
    ],
)
def test_each_procedure_has_its_own_decision_document(
    cast: Cast, procedure: str, kind: str
) -> None:
    decision = factories.issued(cast.bureau, on=ON, procedure=procedure)
    assert Document.objects.filter(decision=decision, kind=kind).count() == 1


def test_a_refused_permit_is_reviewed_and_written_as_a_refusal(cast: Cast) -> None:
    draft = factories.draft(
        cast.bureau, on=ON, procedure="permit", outcome="refused", result="不予许可。"
    )
    factories.approve(factories.submit(draft, on=day(3, 12)), on=day(3, 13))
    decision = factories.issue(Decision.objects.get(pk=draft.pk), on=ON)
    assert Document.objects.filter(decision=decision, kind="permit_refusal").exists()


def test_a_character_the_font_lacks_refuses_the_whole_decision(cast: Cast) -> None:
    decision = factories.draft(
        cast.bureau, on=ON, procedure="simple", facts="当事人\U0001f6d2占道经营。"
    )
    numbers = NumberUse.objects.count()
    with pytest.raises(RuleError, match="\U0001f6d2"):
        factories.issue(decision, on=ON)
    assert Decision.objects.get(pk=decision.pk).status == "draft"
    assert Case.objects.get(pk=decision.case_id).status == "filed"
    assert NumberUse.objects.count() == numbers
    assert not Document.objects.filter(decision=decision).exists()


def test_a_gap_in_the_record_refuses_the_decision_and_says_what_is_missing(cast: Cast) -> None:
    row = factories.case(cast.bureau, on=ON, filed=True, procedure="simple")
    decision = factories.draft(cast.bureau, on=ON, case=row)
    with pytest.raises(RuleError, match="当场调查") as refused:
        factories.issue(decision, on=ON)
    assert refused.value.article
    assert refused.value.remedy


def test_only_the_head_makes_an_ordinary_decision(cast: Cast) -> None:
    decision = factories.reviewed(cast.bureau, on=ON)
    for name in ("officer1", "reviewer", "unithead", "supervisor"):
        with pytest.raises(PermissionDenied):
            issuance.issue(decision, by=cast.people[name], on=ON)
    assert issuance.issue(decision, by=cast.head, on=ON).status == "issued"


def test_direct_service_takes_effect_the_same_day_and_ends_the_period(cast: Cast) -> None:
    decision = factories.issued(cast.bureau, on=ON)
    row = service.serve(
        decision,
        by=cast.officer1,
        on=day(3, 18),
        method="direct",
        receiver="钱试",
        place="云溪市示范路1号",
    )
    decision.refresh_from_db()
    assert (decision.status, decision.served_on) == ("served", day(3, 18))
    assert row.effective_on == row.served_on == day(3, 18)
    clock = Deadline.objects.get(subject_id=str(decision.pk), key="proc.service_days")
    assert (clock.outcome, clock.ended_on) == ("met", day(3, 18))
    receipt = Document.objects.get(kind="service_receipt", decision=decision, dated_on=day(3, 18))
    words_of = said(receipt)
    for words in ("送达回证", "钱试", "直接送达", "已告知当事人本决定将依法公开"):
        assert words in words_of
    assert AuditEntry.objects.filter(action="service.record", object_id=str(row.pk)).exists()


def test_public_notice_takes_effect_when_its_period_ends(cast: Cast) -> None:
    decision = factories.issued(cast.bureau, on=ON)
    row = service.serve(
        decision,
        by=cast.officer1,
        on=day(3, 18),
        method="public_notice",
        receiver="晨星商贸",
        place="本机关公告栏",
        note="经直接、邮寄送达均无法送达，在公告栏和网站公告。",
    )
    decision.refresh_from_db()
    # 30 days after 18 March is 17 April 2026, a Friday.
    assert row.effective_on == date(2026, 4, 17) == decision.served_on
    clock = Deadline.objects.get(subject_id=str(decision.pk), key="proc.service_days")
    assert (clock.outcome, clock.ended_on) == ("met", day(3, 18))


@pytest.mark.parametrize("method", ["left", "electronic", "public_notice"])
def test_special_service_without_a_note_is_refused(cast: Cast, method: str) -> None:
    decision = factories.issued(cast.bureau, on=ON, procedure="simple")
    with pytest.raises(RuleError) as refused:
        service.serve(
            decision, by=cast.officer1, on=ON, method=method, receiver="钱试", place="店内"
        )
    assert refused.value.field == "note"
    assert not Service.objects.filter(decision=decision).exists()


def test_a_decision_cannot_be_served_before_it_is_made(cast: Cast) -> None:
    draft = factories.draft(cast.bureau, on=ON, procedure="simple")
    with pytest.raises(RuleError, match="尚未作出决定"):
        factories.serve(draft, on=ON)
    issued = factories.issue(draft, on=ON)
    with pytest.raises(RuleError) as refused:
        factories.serve(issued, on=day(3, 13))
    assert refused.value.field == "on"


def test_a_decision_is_served_once_and_by_a_handler(cast: Cast) -> None:
    decision = factories.issued(cast.bureau, on=ON, procedure="simple")
    with pytest.raises(RuleError, match="承办人员"):
        service.serve(
            decision, by=cast.unithead, on=ON, method="direct", receiver="钱试", place="店内"
        )
    factories.serve(decision, on=ON)
    with pytest.raises(RuleError):
        factories.serve(decision, on=ON)
    assert Service.objects.filter(decision=decision).count() == 1
