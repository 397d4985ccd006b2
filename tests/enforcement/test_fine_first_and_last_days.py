"""The first and the last day of each act of execution are in time; their neighbours are not."""

from datetime import date
from typing import Any

import pytest

from core import deadlines
from core.workdays import ONE_DAY
from enforcement.services import compulsion, execution
from enforcement.services.relief import Instalment
from tests.base import Cast, day
from tests.enforcement.dossier import clock
from tests.enforcement.fine_states import ASKED, FIRST, LAST, UNTIL, URGED, Fine, reach
from tests.enforcement.fined import DUE, FINE, SERVED

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
DAILY = 6_000

# State before, the act, and the earliest day that it may carry.
EARLIEST: list[tuple[str, str, date]] = [
    ("", "pay", SERVED),
    ("", "spot", SERVED),
    ("spot", "turn_in", DUE),
    ("spot turn_in", "bank", day(3, 17)),
    ("", "defer", SERVED),
    ("defer", "grant", ASKED),
    ("defer", "refuse", ASKED),
    ("", "stay", SERVED),
    ("stay", "end", ASKED),
    ("", "urge", URGED),
    ("urge", "hear", URGED),
    ("urge", "ask", FIRST),
    ("urge ask", "accept", FIRST),
    ("urge ask", "declined", FIRST),
    ("urge ask accept", "executed", day(5, 6)),
    ("urge ask accept", "ended", day(5, 6)),
]


@pytest.mark.parametrize(("path", "name", "on"), EARLIEST)
def test_the_day_of_what_an_act_follows_is_not_too_early(
    cast: Cast, path: str, name: str, on: date
) -> None:
    assert reach(cast, path).act(name, on=on)


@pytest.mark.parametrize(
    ("path", "name", "changes"),
    [
        ("defer", "grant", {"on": UNTIL - ONE_DAY}),
        ("", "defer", {"until": ASKED + ONE_DAY}),
        ("urge", "ask", {"on": LAST}),
        ("", "spot", {"ashore_on": DUE}),
        ("urge", "hear", {"on": day(12, 31)}),
        ("stay", "end", {"on": day(12, 31)}),
    ],
)
def test_the_last_day_is_still_in_time(
    cast: Cast, path: str, name: str, changes: dict[str, Any]
) -> None:
    assert reach(cast, path).act(name, **changes)


@pytest.mark.parametrize(
    ("on", "late", "added"),
    [
        (SERVED, 0, 0),
        (DUE, 0, 0),
        (DUE + ONE_DAY, 1, DAILY),
        (DUE + ONE_DAY * 33, 33, 33 * DAILY),
        (DUE + ONE_DAY * 34, 34, FINE),
        (DUE + ONE_DAY * 300, 300, FINE),
    ],
)
def test_the_surcharge_begins_the_day_after_and_stops_at_the_fine(
    cast: Cast, on: date, late: int, added: int
) -> None:
    now = execution.balance(reach(cast).row, on)
    assert (now.days_late, now.due["surcharge"], now.total) == (late, added, FINE + added)


@pytest.mark.parametrize(
    ("on", "outcome", "left"), [(DUE, "met", 0), (DUE + ONE_DAY, "late", DAILY)]
)
def test_paying_on_the_last_day_is_in_time(cast: Cast, on: date, outcome: str, left: int) -> None:
    fine = reach(cast)
    fine.pay(on=on)
    assert clock(fine.row, "decision", execution.PAY).outcome == outcome
    assert execution.balance(fine.row, day(12, 31)).total == left


@pytest.mark.parametrize(
    ("turned", "banked", "outcomes"),
    [
        # Taken on Monday 16 March: Wednesday the 18th is the last day, then two working days more.
        (day(3, 18), day(3, 20), ("met", "met")),
        (day(3, 19), day(3, 23), ("late", "met")),
        (day(3, 18), day(3, 21), ("met", "late")),
        (day(3, 20), day(3, 24), ("late", "met")),
        (day(3, 20), day(3, 25), ("late", "late")),
    ],
)
def test_cash_is_judged_by_the_days_it_was_handed_on(
    cast: Cast, turned: date, banked: date, outcomes: tuple[str, str]
) -> None:
    fine = reach(cast, "spot")
    paid = fine.turn_in(on=turned)
    fine.bank(on=banked)
    keys = (execution.TURN_IN, execution.BANK)
    assert tuple(clock(paid, "payment", key).outcome for key in keys) == outcomes


@pytest.mark.parametrize(
    ("asked", "decided", "late"),
    [(DUE, DUE, 0), (DUE + ONE_DAY, day(3, 20), 0), (DUE + ONE_DAY * 2, day(3, 20), 1)],
)
def test_a_deferral_stops_the_surcharge_from_the_day_it_was_asked_for(
    cast: Cast, asked: date, decided: date, late: int
) -> None:
    fine = reach(cast)
    fine.defer(on=asked)
    assert execution.balance(fine.row, UNTIL).due["surcharge"] == FINE
    fine.grant(on=decided)
    assert execution.balance(fine.row, UNTIL).days_late == late
    assert execution.balance(fine.row, UNTIL + ONE_DAY).days_late == late + 1


@pytest.mark.parametrize(
    ("since", "until", "late"),
    [
        (DUE, DUE, 10),
        (DUE + ONE_DAY, DUE + ONE_DAY, 9),
        (SERVED, DUE, 10),
        (DUE, DUE + ONE_DAY * 9, 1),
        (DUE + ONE_DAY * 10, DUE + ONE_DAY * 30, 9),
        (DUE + ONE_DAY * 11, DUE + ONE_DAY * 30, 10),
    ],
)
def test_both_ends_of_a_review_are_left_out(
    cast: Cast, since: date, until: date, late: int
) -> None:
    fine = reach(cast)
    fine.stay(on=since)
    fine.end(on=until)
    assert execution.balance(fine.row, DUE + ONE_DAY * 10).days_late == late


def test_each_day_counts_what_was_unpaid_when_it_began(cast: Cast) -> None:
    fine = reach(cast)
    fine.pay(on=DUE, cents=50_000)
    fine.pay(on=DUE + ONE_DAY * 2, cents=100_000)
    fine.pay(on=DUE + ONE_DAY * 4, cents=50_000)
    # Two days of 1,500 yuan and two of 500 yuan at three percent.
    assert execution.balance(fine.row, day(12, 31)).due["surcharge"] == 2 * 4_500 + 2 * 1_500
    assert fine.pay(on=day(6, 1), kind="surcharge", cents=12_000).pk
    assert execution.balance(fine.row, day(12, 31)).total == 0


@pytest.mark.parametrize(
    ("path", "ends", "window"),
    [
        ("", day(4, 28), (FIRST, LAST)),
        ("stay", None, None),
        ("stay end", day(4, 1), (day(4, 2), day(7, 1))),
        ("defer", day(4, 28), (FIRST, LAST)),
        ("defer refuse", day(4, 28), (FIRST, LAST)),
        ("defer grant", day(4, 28), (day(6, 11), day(9, 10))),
        ("defer grant stay end", day(4, 1), (day(6, 11), day(9, 10))),
        ("defer grant stay", None, None),
    ],
)
def test_the_window_of_the_court_follows_remedies_and_deferral(
    cast: Cast, path: str, ends: date | None, window: tuple[date, date] | None
) -> None:
    row = reach(cast, path).row
    assert compulsion.remedy_end(row) == ends
    assert compulsion.court_window(row) == window


def test_after_two_reviews_the_later_end_counts(cast: Cast) -> None:
    fine = reach(cast)
    fine.stay(kind="reconsideration", on=day(3, 3))
    fine.end(on=day(4, 1), result="维持。")
    assert compulsion.remedy_end(fine.row) == day(4, 16)
    fine.stay(on=day(4, 10))
    assert compulsion.remedy_end(fine.row) is None
    fine.end(on=day(8, 3))
    assert compulsion.remedy_end(fine.row) == day(8, 3)


def last_open(fine: Fine) -> tuple[str, date]:
    """Key and last day of the only clock of the decision that still runs."""
    rows = deadlines.for_subject(execution.DECISION, str(fine.row.pk))
    found = rows.get(outcome="open", key__in=execution.LABELS)
    return found.key, found.due_on


def test_two_deferrals_one_after_the_other_leave_one_clock(cast: Cast) -> None:
    fine = reach(cast, "defer grant")
    assert last_open(fine) == (execution.DEFERRED, UNTIL)
    again = day(9, 1)
    fine.defer(on=day(6, 1), until=again, schedule=[Instalment(again, FINE)])
    assert last_open(fine) == (execution.DEFERRED, UNTIL)
    fine.grant(on=day(6, 2))
    assert last_open(fine) == (execution.DEFERRED, again)
    assert execution.balance(fine.row, again).total == FINE
    fine.pay(on=again)
    ended = deadlines.for_subject(execution.DECISION, str(fine.row.pk)).get(due_on=again)
    assert (ended.outcome, ended.ended_on) == ("met", again)
