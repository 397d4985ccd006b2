"""中止、恢复、终止调查和撤销立案: approval, paper, the clock, and what may not be done meanwhile."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from core.errors import RuleError, StaleError
from core.models import AuditEntry, Deadline
from core.periods import Period, Suspension, apply
from core.workdays import DayInfo
from enforcement import gates
from enforcement.models import Case, Decision, Incident
from enforcement.services import decisions, suspension
from recording import kinds
from recording.models import Document, Step
from recording.services import archive, incidents, steps
from tests import factories
from tests.base import Cast, day
from tests.contents import Days
from tests.incidents import approved, asked, decided
from tests.recording.papers import said

pytestmark = pytest.mark.django_db
ON = day(3, 16)
FILED = Days.before(ON).filed


@pytest.fixture
def case(cast: Cast) -> Case:
    return factories.case(cast.bureau, on=ON, filed=True)


def clock(case: Case) -> Deadline:
    return Deadline.objects.get(subject_type="case", subject_id=str(case.pk))


def step(cast: Cast, case: Case, kind: str, *, on: date = ON) -> Step:
    return steps.record(
        case,
        by=cast.officer1,
        kind=kind,
        at=factories.at(on),
        text="记录。",
        officers=cast.officers,
    )


def resumed(cast: Cast, row: Incident, *, on: date) -> Incident:
    return incidents.resume(row, by=cast.officer1, on=on, result="已经找到当事人。")


# ------------------------------------------------------------------------------- suspension
def test_the_clock_stands_from_the_approval_to_the_resumption(cast: Cast, case: Case) -> None:
    due = clock(case).due_on
    row = approved(case, "suspension", on=day(3, 10))
    assert clock(case).suspended_on == day(3, 10)

    done = resumed(cast, row, on=day(3, 20))

    assert done.status == Incident.Status.DONE
    after = clock(case)
    assert after.suspended_on is None
    assert after.suspensions == [{"start": "2026-03-10", "end": "2026-03-19", "reason": "中止调查"}]
    assert (after.due_on - due).days >= 10
    assert AuditEntry.objects.filter(action="incident.resume").exists()


def test_asking_alone_stops_no_clock(cast: Cast, case: Case) -> None:
    row = asked(case, "suspension", on=ON)
    assert clock(case).suspended_on is None

    decided(row, on=ON, approved=False)
    assert clock(case).suspended_on is None


def test_both_decisions_are_kept_in_writing(cast: Cast, case: Case) -> None:
    resumed(cast, approved(case, "suspension", on=day(3, 10)), on=day(3, 20))

    told = said(Document.objects.get(case=case, kind="suspension_decision"))
    for expected in ("自2026年3月10日起中止调查", "当事人下落不明", "第四十六条"):
        assert expected in told
    again = said(Document.objects.get(case=case, kind="resumption_decision"))
    assert "自2026年3月20日起恢复调查" in again
    assert "已经找到当事人" in again


@pytest.mark.parametrize("kind", ["inquiry", "site_inspection", "investigation_report"])
def test_no_step_of_the_investigation_is_taken_meanwhile(cast: Cast, case: Case, kind: str) -> None:
    row = approved(case, "suspension", on=ON)

    with pytest.raises(RuleError) as refused:
        step(cast, case, kind)
    assert "中止调查" in refused.value.message
    assert "第四十六条" in refused.value.article

    resumed(cast, row, on=ON)
    assert step(cast, case, kind).pk


@pytest.mark.parametrize("kind", ["assistance", "expert"])
def test_what_may_end_the_suspension_is_recorded_meanwhile(
    cast: Cast, case: Case, kind: str
) -> None:
    approved(case, "suspension", on=ON)

    assert step(cast, case, kind).pk


def test_what_happened_before_it_may_still_be_recorded(cast: Cast, case: Case) -> None:
    approved(case, "suspension", on=ON)

    assert step(cast, case, "inquiry", on=FILED).pk


def test_no_decision_is_made_meanwhile(cast: Cast) -> None:
    draft = factories.reviewed(cast.bureau, on=ON)
    row = approved(draft.case, "suspension", on=ON)

    assert [gap.code for gap in gates.before_issue(draft, ON)] == ["suspension"]
    with pytest.raises(RuleError, match="中止调查"):
        decisions.issue(draft, by=cast.head, on=ON)
    with pytest.raises(DatabaseError), transaction.atomic():
        Decision.objects.filter(pk=draft.pk).update(
            status="issued", issued_on=ON, issued_by=cast.head, doc_no="云市监罚决〔2026〕9号"
        )

    resumed(cast, row, on=ON)
    assert gates.before_issue(draft, ON) == []


def test_a_resumption_says_how_the_reason_went_away(cast: Cast, case: Case) -> None:
    row = approved(case, "suspension", on=ON)

    with pytest.raises(RuleError) as refused:
        incidents.resume(row, by=cast.officer1, on=ON, result=" ")
    assert refused.value.field == "result"
    assert suspension.of(case) is not None


def test_only_a_handler_resumes_and_only_once(cast: Cast, case: Case) -> None:
    row = approved(case, "suspension", on=ON)

    with pytest.raises(PermissionDenied):
        incidents.resume(row, by=cast.head, on=ON, result="已经消除。")
    resumed(cast, row, on=ON)
    with pytest.raises(StaleError):
        resumed(cast, row, on=ON)


def test_a_case_may_be_suspended_again_after_it_was_resumed(cast: Cast, case: Case) -> None:
    resumed(cast, approved(case, "suspension", on=day(3, 10)), on=day(3, 12))

    assert approved(case, "suspension", on=day(3, 18)).pk
    with pytest.raises(RuleError, match="正在办理"):
        asked(case, "suspension", on=day(3, 18))


def test_a_permit_is_not_suspended_this_way(cast: Cast) -> None:
    simple = factories.case(cast.bureau, on=ON, filed=True, procedure="simple")

    with pytest.raises(RuleError, match="不能办理“中止调查”"):
        asked(simple, "suspension", on=ON)


@given(st.integers(0, 60), st.integers(1, 60))
def test_ninety_days_lose_no_day_to_a_suspension(offset: int, length: int) -> None:
    start = date(2026, 1, 5)
    period = Period(key="x", label="x", count=90, unit="day")
    pause = Suspension(
        date.fromordinal(start.toordinal() + 1 + offset),
        date.fromordinal(start.toordinal() + offset + length),
    )

    class Open:
        def day(self, on: date) -> DayInfo:
            return DayInfo(on, is_workday=True)

        def holiday(self, on: date) -> bool:
            return False

    plain = apply(period, start, Open()).due_on
    paused = apply(period, start, Open(), [pause]).due_on
    assert paused.toordinal() - plain.toordinal() == length


# ------------------------------------------------------------------------------- the end
@pytest.mark.parametrize(
    ("kind", "ground", "paper"),
    [
        ("termination", "终止调查", "termination_decision"),
        ("filing_withdrawal", "撤销立案", "incident_approval"),
    ],
)
def test_an_approved_end_closes_the_case_with_its_ground_and_clocks(
    cast: Cast, case: Case, kind: str, ground: str, paper: str
) -> None:
    approved(case, kind, on=ON)

    case.refresh_from_db()
    assert (case.status, case.close_ground, case.ended_on) == (Case.Status.CLOSED, ground, ON)
    decide = Deadline.objects.get(subject_id=str(case.pk), key="proc.file_decide_days")
    assert decide.outcome == Deadline.Outcome.VOID
    assert Deadline.objects.filter(subject_id=str(case.pk), key="record.archive_days").exists()
    assert "经核实" in said(Document.objects.get(case=case, kind=paper))
    assert archive.seal(case, by=cast.officer1, on=day(3, 17)).pages > 0


@pytest.mark.parametrize("kind", ["termination", "filing_withdrawal"])
def test_an_end_needs_the_head_and_nothing_ends_before(cast: Cast, case: Case, kind: str) -> None:
    row = asked(case, kind, on=ON)

    with pytest.raises(PermissionDenied):
        decided(row, on=ON, by=cast.unithead)
    case.refresh_from_db()
    assert case.status == Case.Status.FILED
    decided(row, on=ON, approved=False)
    case.refresh_from_db()
    assert case.status == Case.Status.FILED


@pytest.mark.parametrize("kind", ["termination", "filing_withdrawal"])
def test_nothing_is_ended_this_way_after_a_decision(cast: Cast, kind: str) -> None:
    decision = factories.issued(cast.bureau, on=ON)

    with pytest.raises(RuleError) as refused:
        asked(decision.case, kind, on=day(3, 17))
    assert "决定作出后不能终止调查或者撤销立案" in refused.value.remedy


def test_a_draft_is_given_up_first(cast: Cast, case: Case) -> None:
    row = asked(case, "termination", on=ON)
    factories.draft(cast.bureau, on=ON, case=factories.record(case, on=ON))

    with pytest.raises(RuleError, match="已有决定草案"):
        decided(row, on=ON)
    assert Incident.objects.get(pk=row.pk).status == Incident.Status.APPLIED


def test_a_suspended_case_may_be_terminated(cast: Cast, case: Case) -> None:
    approved(case, "suspension", on=day(3, 10))

    approved(case, "termination", on=ON)

    assert Incident.objects.get(kind="suspension").status == Incident.Status.DONE
    case.refresh_from_db()
    assert case.status == Case.Status.CLOSED


@pytest.mark.parametrize("ground", ["terminated", "filing_withdrawn", "transferred"])
def test_no_handler_closes_on_a_ground_that_was_not_approved(
    cast: Cast, case: Case, ground: str
) -> None:
    with pytest.raises(RuleError) as refused:
        archive.close_case(case, by=cast.officer1, on=ON, ground=ground)
    assert refused.value.field == "ground"


# ------------------------------------------------------------------------------- old records
@pytest.mark.parametrize("kind", ["recusal", "suspension", "resumption"])
def test_the_bare_steps_of_old_are_read_but_no_longer_recorded(
    cast: Cast, case: Case, kind: str
) -> None:
    assert kinds.step_label(kind)
    assert kind not in {row.key for row in kinds.steps_of("ordinary")}
    with pytest.raises(RuleError, match="经批准后办理"):
        step(cast, case, kind)
