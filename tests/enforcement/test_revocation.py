"""A decision that is changed, revoked or found unlawful; and the case that must be decided again."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from core.errors import RuleError, StaleError
from core.models import Deadline
from enforcement import flows
from enforcement.models import Case, Decision
from enforcement.services import decisions
from tests import factories
from tests.base import Cast, day
from tests.enforcement.dossier import ON, again, audited, clock, draft

pytestmark = pytest.mark.django_db
GROUND = "行政复议决定撤销原处罚决定。"
LATER = day(4, 30)


@pytest.fixture
def made(cast: Cast) -> Decision:
    return decisions.issue(draft(cast.bureau, procedure="simple"), by=cast.officer1, on=ON)


def revoke(cast: Cast, row: Decision, on: date = LATER, *, remake: bool = False) -> Decision:
    return decisions.revoke(row, by=cast.head, on=on, ground=GROUND, remake=remake)


@pytest.mark.parametrize("served", [False, True])
def test_a_decision_that_binds_is_revoked_with_its_ground(
    cast: Cast, made: Decision, served: bool
) -> None:
    if served:
        decisions.serve(made, by=cast.officer1, on=ON)

    revoke(cast, made)

    kept = again(made)
    assert (kept.status, kept.revoked_on, kept.revoke_ground) == ("revoked", LATER, GROUND)
    assert audited(kept, "decision.revoke")
    assert decisions.live(kept.case) is None


def test_revoking_stops_the_time_to_serve(cast: Cast, made: Decision) -> None:
    assert clock(made, "decision", decisions.SERVICE).outcome == "open"

    revoke(cast, made)

    assert clock(made, "decision", decisions.SERVICE).outcome == "void"


def test_a_ground_is_needed(cast: Cast, made: Decision) -> None:
    with pytest.raises(RuleError, match="应当写明") as caught:
        decisions.revoke(made, by=cast.head, on=LATER, ground="  ")
    assert (caught.value.field, caught.value.article) == ("ground", "行政处罚法第四十八条")


def test_a_decision_is_not_revoked_before_it_is_made(cast: Cast, made: Decision) -> None:
    with pytest.raises(RuleError, match="不能早于决定日期2026-03-16"):
        revoke(cast, made, day(3, 15))
    assert revoke(cast, made, ON).revoked_on == ON


def test_only_the_head_of_the_agency_revokes(cast: Cast, made: Decision) -> None:
    people = [person for name, person in cast.people.items() if name != "head"]
    for person in [*people, factories.user("head", cast.other_bureau)]:
        with pytest.raises(PermissionDenied):
            decisions.revoke(made, by=person, on=LATER, ground=GROUND)


def test_a_draft_has_nothing_to_revoke_and_a_revoked_decision_stays_so(
    cast: Cast, made: Decision
) -> None:
    with pytest.raises(StaleError):
        revoke(cast, draft(cast.bureau))
    revoke(cast, made)
    with pytest.raises(StaleError, match="已撤销"):
        revoke(cast, made)
    with pytest.raises(StaleError):
        decisions.serve(made, by=cast.officer1, on=LATER)


@pytest.mark.parametrize("status", ["draft", "issued", "served"])
def test_the_database_keeps_a_revoked_decision_revoked(
    cast: Cast, made: Decision, status: str
) -> None:
    revoke(cast, made)

    with pytest.raises(DatabaseError), transaction.atomic():
        Decision.objects.filter(pk=made.pk).update(status=status, served_on=LATER)


# ------------------------------------------------------------------------------- again
def test_a_case_that_must_be_decided_again_is_open_with_a_new_clock(cast: Cast) -> None:
    row = draft(cast.bureau, procedure="permit")
    decisions.issue(row, by=cast.head, on=ON)

    revoke(cast, row, day(11, 20), remake=True)

    case = Case.objects.get(pk=row.case_id)
    assert case.status == "filed"
    assert audited(case, "case.reopen")
    running = Deadline.objects.get(
        subject_type="case", subject_id=str(case.pk), outcome=Deadline.Outcome.OPEN
    )
    assert (running.start_on, running.due_on) == (day(11, 20), day(12, 18))


def test_the_second_decision_has_its_own_number(cast: Cast, made: Decision) -> None:
    revoke(cast, made, remake=True)
    case = Case.objects.get(pk=made.case_id)

    second = decisions.issue(draft(cast.bureau, case=case), by=cast.officer1, on=LATER)

    assert second.doc_no != made.doc_no
    assert decisions.live(case) == second
    assert case.decisions.count() == 2


def test_without_that_the_case_stays_decided(cast: Cast, made: Decision) -> None:
    revoke(cast, made)

    assert Case.objects.get(pk=made.case_id).status == "decided"


def test_a_closed_case_is_not_decided_again(cast: Cast, made: Decision) -> None:
    decisions.serve(made, by=cast.officer1, on=ON)
    case = Case.objects.get(pk=made.case_id)
    flows.CASE.move(case, "close", by=cast.officer1, changes={"ended_on": ON})

    with pytest.raises(RuleError, match="另行立案") as caught:
        revoke(cast, made, remake=True)
    assert caught.value.field == "remake"
    assert again(made).status == "served", "nothing half-done"

    assert revoke(cast, made).status == "revoked"
