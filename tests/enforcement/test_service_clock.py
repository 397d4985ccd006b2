"""The time to serve a decision, counted from its day, and the end of the time to decide."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from core.errors import RuleError, StaleError
from enforcement.models import Decision
from enforcement.services import decisions
from tests import factories
from tests.base import Cast, day
from tests.enforcement.dossier import audited, clock, draft, head, lead

pytestmark = pytest.mark.django_db
DECIDE = "permit.decide_days"


def made(cast: Cast, on: date, procedure: str = "simple") -> Decision:
    row = draft(cast.bureau, procedure=procedure, on=on)
    return decisions.issue(row, by=cast.head, on=on)


@pytest.mark.parametrize(
    ("on", "due"),
    [
        (day(2, 12), day(2, 28)),
        (day(9, 29), day(10, 14)),
        (day(4, 30), day(5, 13)),
        (day(11, 20), day(12, 1)),
    ],
)
def test_a_penalty_is_served_within_seven_working_days(cast: Cast, on: date, due: date) -> None:
    row = made(cast, on)

    term = clock(row, "decision", decisions.SERVICE)
    assert (term.key, term.start_on, term.due_on) == ("proc.service_days", on, due)
    assert "第六十一条" in term.article


def test_a_permit_is_delivered_within_ten_working_days(cast: Cast) -> None:
    row = made(cast, day(11, 20), "permit")

    term = clock(row, "decision")
    assert (term.key, term.due_on) == ("permit.deliver_days", day(12, 4))


def test_a_penalty_of_public_security_is_served_within_two_days() -> None:
    police = factories.agency(profile="changzhi_police", field="治安")
    row = draft(police, procedure="simple", on=day(3, 16))
    decisions.issue(row, by=lead(row.case), on=day(3, 16))

    assert clock(row, "decision", decisions.SERVICE).due_on == day(3, 18)


def test_the_holidays_of_the_region_count() -> None:
    urban = factories.agency(profile="xinshi_urban")
    row = draft(urban, procedure="simple", on=day(3, 16))
    decisions.issue(row, by=head(urban), on=day(3, 16))

    assert clock(row, "decision", decisions.SERVICE).region == "650000"


def test_the_label_is_kept_in_chinese(cast: Cast) -> None:
    with translation.override("en"):
        row = made(cast, day(3, 16))

    assert clock(row, "decision", decisions.SERVICE).label == "送达"


def test_making_the_decision_ends_the_time_to_decide(cast: Cast) -> None:
    row = made(cast, day(3, 16), "permit")
    assert (clock(row.case, "case", DECIDE).outcome, clock(row.case, "case", DECIDE).ended_on) == (
        "met",
        day(3, 16),
    )

    late = draft(cast.bureau, procedure="permit", on=day(3, 16))
    due = clock(late.case, "case", DECIDE).due_on
    decisions.issue(late, by=cast.head, on=due + timedelta(days=1))
    assert clock(late.case, "case", DECIDE).outcome == "late"


@pytest.mark.parametrize(("after", "outcome"), [(0, "met"), (1, "late")])
def test_service_ends_the_period_in_time_or_late(cast: Cast, after: int, outcome: str) -> None:
    row = made(cast, day(3, 16))
    on = clock(row, "decision", decisions.SERVICE).due_on + timedelta(days=after)

    decisions.serve(row, by=cast.officer1, on=on)

    kept = Decision.objects.get(pk=row.pk)
    assert (kept.status, kept.served_on) == ("served", on)
    assert clock(row, "decision", decisions.SERVICE).outcome == outcome
    assert audited(kept, "decision.serve")


def test_a_decision_is_not_served_before_it_is_made(cast: Cast) -> None:
    row = made(cast, day(3, 16))

    with pytest.raises(RuleError, match="不能早于决定日期2026-03-16") as caught:
        decisions.serve(row, by=cast.officer1, on=day(3, 15))
    assert caught.value.field == "on"
    assert decisions.serve(row, by=cast.officer1, on=day(3, 16)).status == "served"


def test_a_draft_is_not_served_and_a_decision_only_once(cast: Cast) -> None:
    waiting = draft(cast.bureau, procedure="simple")
    with pytest.raises(StaleError, match="拟稿"):
        decisions.serve(waiting, by=cast.officer1, on=day(3, 16))

    row = made(cast, day(3, 16))
    decisions.serve(row, by=cast.officer1, on=day(3, 16))
    with pytest.raises(StaleError, match="已送达"):
        decisions.serve(row, by=cast.officer1, on=day(3, 17))
