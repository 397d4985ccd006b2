"""Fifteen days to pay from the day of service, rolled over days of rest (行政处罚法 67)."""

from datetime import date, timedelta

import pytest

from core import deadlines
from core.models import Deadline
from enforcement import timeline
from enforcement.services import decisions, execution
from tests.base import Cast, day
from tests.enforcement.dossier import clock, draft
from tests.enforcement.fined import DUE, SERVED, fined, pay

pytestmark = pytest.mark.django_db


def due_of(cast: Cast, served: date) -> date:
    return clock(fined(cast, on=served), "decision", execution.PAY).due_on


def test_received_on_18_september_is_due_on_8_october_after_the_holiday(cast: Cast) -> None:
    assert due_of(cast, day(9, 18)) == day(10, 8)


def test_received_on_30_january_is_due_on_the_make_up_saturday_itself(cast: Cast) -> None:
    assert due_of(cast, day(1, 30)) == day(2, 14)


def test_received_on_1_february_is_due_on_24_february_after_spring_festival(cast: Cast) -> None:
    assert due_of(cast, day(2, 1)) == day(2, 24)


def test_received_on_6_november_is_due_on_monday_23_november(cast: Cast) -> None:
    assert due_of(cast, day(11, 6)) == day(11, 23)


def test_the_clock_is_shown_with_its_article_and_ends_when_the_fine_is_paid(cast: Cast) -> None:
    row = fined(cast)
    term = clock(row, "decision", execution.PAY)
    assert (term.start_on, term.due_on, term.outcome) == (SERVED, DUE, "open")
    assert "第六十七条" in term.article
    assert term in timeline.open_deadlines(row.case, SERVED)

    pay(row, cast.officer1, DUE, 100_000)
    term.refresh_from_db()
    assert term.outcome == "open"
    pay(row, cast.officer1, DUE, 100_000)
    term.refresh_from_db()
    assert (term.outcome, term.ended_on) == ("met", DUE)


def test_a_fine_paid_too_late_ends_the_clock_late(cast: Cast) -> None:
    row = fined(cast)
    pay(row, cast.officer1, DUE + timedelta(days=1))
    assert clock(row, "decision", execution.PAY).outcome == "late"


def test_a_warning_opens_no_clock(cast: Cast) -> None:
    row = draft(cast.bureau, procedure="simple", on=SERVED)
    decisions.issue(row, by=cast.head, on=SERVED)
    decisions.serve(row, by=cast.officer1, on=SERVED)
    assert not Deadline.objects.filter(key=execution.PAY).exists()
    assert execution.pay_due(row) is None
    assert execution.balance(row, DUE).total == 0


def test_a_revoked_fine_is_owed_no_more_and_its_clock_falls_away(cast: Cast) -> None:
    row = fined(cast)
    decisions.revoke(row, by=cast.head, on=day(3, 2), ground="行政复议决定撤销。")
    row.refresh_from_db()
    assert clock(row, "decision", execution.PAY).outcome == "void"
    assert execution.balance(row, day(6, 1)).total == 0


def test_a_fine_served_before_the_portal_kept_clocks_is_due_all_the_same(cast: Cast) -> None:
    row = fined(cast)
    deadlines.void("decision", str(row.pk), on=SERVED)
    Deadline.objects.filter(key=execution.PAY).delete()
    assert execution.pay_due(row) == DUE


def test_a_draft_is_due_on_no_day(cast: Cast) -> None:
    row = draft(cast.bureau, procedure="simple", on=SERVED)
    assert execution.pay_due(row) is None
