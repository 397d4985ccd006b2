"""回避 (行政处罚法 43): asked for, decided by the head, and the recused stay away for good."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from core.errors import RuleError, StaleError
from core.models import AuditEntry
from core.triggers import refusal
from enforcement.models import Case, CaseOfficer, Hearing, Incident, Officer
from enforcement.services import assignment, cases, decisions, hearings, recusal
from legal_review import services as reviews
from recording.models import Document, Step
from recording.services import incidents as records
from tests import factories
from tests import hearings as sessions
from tests.base import Cast, day
from tests.incidents import REASON, asked, decided
from tests.recording.papers import said

pytestmark = pytest.mark.django_db
ON = day(3, 16)


@pytest.fixture
def case(cast: Cast) -> Case:
    return factories.case(cast.bureau, on=ON, filed=True)


@pytest.fixture
def third(cast: Cast) -> Officer:
    return factories.officer(cast.bureau, name="安试三")


def recused(cast: Cast, case: Case) -> Incident:
    """The second officer, recused."""
    return decided(asked(case, "recusal", on=ON, officer=cast.officers[1]), on=ON)


def test_an_approved_recusal_ends_the_part_of_the_officer(cast: Cast, case: Case) -> None:
    row = recused(cast, case)

    assert row.status == Incident.Status.DONE
    assert case.assignments.get(officer=cast.officers[1]).until == ON
    assert not assignment.is_handler(case, cast.officer2)
    assert assignment.is_handler(case, cast.officer1)
    assert AuditEntry.objects.filter(action="incident.approve").count() == 1
    assert AuditEntry.objects.filter(action="case.recuse").count() == 1


def test_the_decision_is_kept_in_writing_with_its_ground(cast: Cast, case: Case) -> None:
    recused(cast, case)

    words = said(Document.objects.get(case=case, kind="recusal_decision"))
    for expected in (
        "安试二",
        "与案件有直接利害关系",
        "第四十三条",
        "行政机关负责人",
        "程〔2026〕1号",
    ):
        assert expected in words
    assert "回避审批表" in said(Document.objects.get(case=case, kind="incident_approval"))


def test_the_investigation_does_not_stop_before_the_decision(cast: Cast, case: Case) -> None:
    asked(case, "recusal", on=ON, officer=cast.officers[1])

    assert Step.objects.filter(case=factories.record(case, on=ON)).count() == 2
    assert assignment.is_handler(case, cast.officer2)


def test_a_refused_recusal_changes_nothing_and_says_why(cast: Cast, case: Case) -> None:
    row = decided(
        asked(case, "recusal", on=ON, officer=cast.officers[1]),
        on=ON,
        approved=False,
        opinion="没有利害关系的证据。",
    )

    assert row.status == Incident.Status.REFUSED
    assert assignment.is_handler(case, cast.officer2)
    words = said(Document.objects.get(case=case, kind="recusal_decision"))
    assert "驳回" in words
    assert "没有利害关系的证据" in words


def test_who_is_recused_is_never_assigned_again(cast: Cast, case: Case, third: Officer) -> None:
    recused(cast, case)

    with pytest.raises(RuleError) as refused:
        assignment.reassign(
            case, officers=cast.officers, by=cast.unithead, on=ON, reason="重新调整。"
        )
    assert "安试二" in refused.value.message
    assert refused.value.article == "行政处罚法第四十三条"

    team = [cast.officers[0], third]
    assert (
        len(assignment.reassign(case, officers=team, by=cast.unithead, on=ON, reason="回避。")) == 2
    )


def test_the_database_refuses_the_recused_to_raw_sql(cast: Cast, case: Case) -> None:
    recused(cast, case)
    ended = case.assignments.get(officer=cast.officers[1])

    for write in (
        lambda: CaseOfficer.objects.create(
            case=case, officer=cast.officers[1], part="second", since=ON
        ),
        lambda: CaseOfficer.objects.filter(pk=ended.pk).update(until=None),
    ):
        with pytest.raises(DatabaseError) as error, transaction.atomic():
            write()
        assert refusal(error.value) == (
            "RECUSED",
            "该执法人员已经回避，不得再承办本案（行政处罚法第四十三条）。",
        )


def test_a_person_who_is_recused_may_not_be_assigned_as_officer(cast: Cast, case: Case) -> None:
    other = factories.officer(cast.bureau, name="安试四")
    decided(asked(case, "recusal", on=ON, person=factories.account_of(other)), on=ON)

    with pytest.raises(DatabaseError) as error, transaction.atomic():
        CaseOfficer.objects.create(case=case, officer=other, part="second", since=ON)
    found = refusal(error.value)
    assert found is not None
    assert found[0] == "RECUSED"


def test_a_recused_reviewer_reviews_no_more(cast: Cast) -> None:
    review = factories.submitted(cast.bureau, on=ON)
    case = review.decision.case
    decided(asked(case, "recusal", on=ON, person=cast.reviewer), on=ON)

    with pytest.raises(RuleError, match="回避"):
        reviews.assert_may_review(review, cast.reviewer, ON)


def test_a_recused_head_decides_nothing_more(cast: Cast) -> None:
    row = factories.draft(cast.bureau, on=ON)
    asked_for = asked(row.case, "recusal", on=ON, person=cast.head)
    decided(asked_for, on=ON, by=cast.unithead, body="collective", note="副局长二人")

    with pytest.raises(RuleError, match="回避"):
        decisions.demand_issue(row, cast.head)
    other = asked(row.case, "recusal", on=ON, officer=cast.officers[1])
    with pytest.raises(PermissionDenied):
        decided(other, on=ON, by=cast.head)


def test_a_recused_head_of_unit_files_nothing(cast: Cast) -> None:
    unfiled = factories.case(cast.bureau, on=ON)
    decided(asked(unfiled, "recusal", on=ON, person=cast.unithead), on=ON)

    with pytest.raises(RuleError, match="回避"):
        cases.file(unfiled, by=cast.unithead, on=ON)


def test_the_head_does_not_decide_about_himself(cast: Cast, case: Case) -> None:
    row = asked(case, "recusal", on=ON, person=cast.head)

    with pytest.raises(PermissionDenied):
        decided(row, on=ON, by=cast.head, body="collective", note="副局长二人")
    with pytest.raises(RuleError) as refused:
        decided(row, on=ON, by=cast.unithead)
    assert "第四条" in refused.value.article
    with pytest.raises(RuleError) as unnamed:
        decided(row, on=ON, by=cast.unithead, body="superior", note=" ")
    assert unnamed.value.field == "note"

    done = decided(row, on=ON, by=cast.unithead, body="superior", note="云政函〔2026〕3号")
    assert done.decided_note == "云政函〔2026〕3号"
    assert "云政函〔2026〕3号" in said(Document.objects.get(case=case, kind="recusal_decision"))


def test_the_head_may_order_it_on_his_own_motion(cast: Cast, case: Case) -> None:
    row = records.order_recusal(
        case, by=cast.head, on=ON, officer=cast.officers[0], ground="relation", reason=REASON
    )

    assert (row.status, row.applicant) == (Incident.Status.DONE, Incident.Applicant.ORDER)
    assert recusal.is_recused(case, cast.officer1)


def test_only_the_head_orders_and_only_a_handler_asks(cast: Cast, case: Case) -> None:
    for by in (cast.officer1, cast.unithead):
        with pytest.raises(PermissionDenied):
            records.order_recusal(
                case, by=by, on=ON, officer=cast.officers[1], ground="relation", reason=REASON
            )
    stranger = factories.account_of(factories.officer(cast.bureau, name="安试五"))
    with pytest.raises(RuleError, match="承办人员"):
        asked(case, "recusal", on=ON, by=stranger, officer=cast.officers[1])


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"ground": "suspected"}, "ground"),
        ({"officer": None}, "subject"),
    ],
)
def test_an_application_says_who_and_why(
    cast: Cast, case: Case, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(RuleError) as refused:
        asked(case, "recusal", on=ON, **{"officer": cast.officers[1], **changes})
    assert refused.value.field == field
    assert refused.value.article == "行政处罚法第四十三条"
    assert not Incident.objects.exists()


def test_somebody_of_another_agency_has_no_part_to_be_recused_from(cast: Cast, case: Case) -> None:
    with pytest.raises(RuleError, match="外试人"):
        asked(case, "recusal", on=ON, officer=cast.outsider.officer)


def test_one_application_about_one_person_at_a_time(cast: Cast, case: Case) -> None:
    asked(case, "recusal", on=ON, officer=cast.officers[1])

    with pytest.raises(RuleError, match="已在办理"):
        asked(case, "recusal", on=ON, officer=cast.officers[1])
    assert asked(case, "recusal", on=ON, officer=cast.officers[0]).pk


def test_what_is_decided_is_not_decided_again(cast: Cast, case: Case) -> None:
    row = recused(cast, case)

    with pytest.raises(StaleError):
        decided(row, on=ON, approved=False)


def test_who_works_on_no_case_hosts_no_hearing(cast: Cast, case: Case) -> None:
    assert cast.listadmin.agency_id == case.agency_id
    assert not hearings.may_preside(case, cast.listadmin)


def test_who_is_recused_neither_hosts_a_hearing_nor_keeps_its_record(
    cast: Cast, case: Case
) -> None:
    assert hearings.may_preside(case, cast.reviewer)
    decided(asked(case, "recusal", on=ON, person=cast.reviewer), on=ON)

    assert not hearings.may_preside(case, cast.reviewer)


@pytest.fixture
def hearing(cast: Cast, case: Case) -> Hearing:
    """A hearing of the case, set before the reviewer, who is recused afterwards."""
    draft = factories.draft(cast.bureau, case=case, fine_cents=5_000_000)
    told = sessions.ask(factories.notify(draft, on=ON), on=ON)
    row = sessions.schedule(told)
    assert row.host == cast.reviewer
    return row


def recuse_host(cast: Cast, hearing: Hearing) -> None:
    decided(asked(hearing.case, "recusal", on=ON, person=cast.reviewer), on=ON)


def test_a_host_recused_after_the_appointment_does_not_go_on(cast: Cast, hearing: Hearing) -> None:
    recuse_host(cast, hearing)

    with pytest.raises(RuleError, match="您已经回避本案") as refused:
        sessions.hold(hearing)
    assert refused.value.article == "行政处罚法第四十三条"
    with pytest.raises(RuleError, match="您已经回避本案"):
        hearings.terminate(hearing, by=cast.reviewer, on=ON, ground="withdrawn", note="书面撤回。")
    hearing.refresh_from_db()
    assert hearing.status == "scheduled"


def test_nor_does_the_clerk_hold_it_before_that_host(cast: Cast, hearing: Hearing) -> None:
    recuse_host(cast, hearing)
    assert hearing.clerk is not None and hearing.scheduled_on is not None

    with pytest.raises(RuleError, match=f"{cast.reviewer}已经回避本案") as refused:
        sessions.hold(hearing, by=hearing.clerk)
    assert "更换主持人" in refused.value.remedy

    hearings.change_bench(
        hearing,
        by=cast.unithead,
        on=ON,
        host=cast.publisher2,
        clerk=hearing.clerk,
        reason="原主持人已经回避。",
    )
    assert sessions.hold(hearing, by=cast.publisher2).status == "held"


def test_a_host_recused_after_the_hearing_does_not_close_it(cast: Cast, hearing: Hearing) -> None:
    held = sessions.hold(hearing)
    recuse_host(cast, hearing)

    with pytest.raises(RuleError, match="您已经回避本案"):
        sessions.close(held)
    assert held.clerk is not None and held.held_on is not None
    closed = hearings.close(held, by=held.clerk, on=held.held_on, report=sessions.REPORT)
    assert closed.status == "closed"


def test_a_recused_head_takes_nothing_back(cast: Cast) -> None:
    decision = factories.issued(cast.bureau, on=ON)
    row = asked(decision.case, "recusal", on=ON, person=cast.head)
    decided(row, on=ON, by=cast.unithead, body="collective", note="副局长二人")

    with pytest.raises(RuleError) as refused:
        decisions.revoke(decision, by=cast.head, on=ON, ground="事实不清。")
    assert refused.value.article == "行政处罚法第四十三条"


def test_a_right_in_the_case_is_that_of_its_agency_and_of_nobody_recused(
    cast: Cast, case: Case
) -> None:
    recusal.demand_in_case(cast.head, "enforcement.decide", case)
    with pytest.raises(PermissionDenied):
        recusal.demand_in_case(cast.officer1, "enforcement.decide", case)
    with pytest.raises(PermissionDenied):
        recusal.demand_in_case(cast.outsider, "enforcement.record_step", case)


def test_every_approval_of_the_head_asks_whether_he_was_recused() -> None:
    places = Path(recusal.__file__).parent.glob("*.py")
    asks = re.compile(r'demand_in\(by, (DECIDE|"enforcement\.decide")')
    blind = [
        path.name
        for path in places
        if asks.search(text := path.read_text(encoding="utf-8"))
        and "assert_not_recused" not in text
    ]
    assert blind == []
