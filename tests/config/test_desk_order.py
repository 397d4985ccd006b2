"""The order of a desk: what runs out first stands first, and the list says how much it leaves out."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.demo.days import COURSE, LAST_ACT, Days
from config.desk.entries import LIMIT, Clocks, Entry, Queue, urgent
from config.schedule import HEARTBEAT_SECONDS, beat_schedule, every
from config.supervision import COUNTS, Line, totals
from core import calendar, workdays
from core.models import Deadline
from enforcement.models import Agency
from tests.core.calendar_case import national

LEFTS = st.none() | st.integers(-30, 30)


def entry(left: int | None, *, mine: bool = True) -> Entry:
    return Entry("案", "/", "办", left=left, mine=mine)


def queue(shown: int, total: int) -> Queue:
    return Queue("key", "标题", [entry(None)] * shown, "空", "提示", total=total)


@settings(max_examples=60)
@given(st.lists(st.tuples(LEFTS, st.booleans()), max_size=60))
def test_what_runs_out_first_stands_first_and_what_has_no_clock_last(
    rows: list[tuple[int | None, bool]],
) -> None:
    found = urgent(entry(left, mine=mine) for left, mine in rows)
    assert len(found) == min(LIMIT, len(rows))
    lefts = [row.left for row in found]
    clocked = [left for left in lefts if left is not None]
    assert clocked == sorted(clocked)
    assert lefts == [*clocked, *[None] * (len(lefts) - len(clocked))]
    dropped = len(rows) - len(found)
    assert (
        not dropped
        or clocked == sorted(left for left, _mine in rows if left is not None)[: len(clocked)]
    )


def test_of_two_equally_urgent_ones_the_own_stands_first() -> None:
    found = urgent([entry(2, mine=False), entry(2), entry(None, mine=False), entry(None)])
    assert [(row.left, row.mine) for row in found] == [
        (2, True),
        (2, False),
        (None, True),
        (None, False),
    ]


@pytest.mark.parametrize(
    ("left", "tone"),
    [
        (None, ""),
        (-1, "is-late"),
        (-99, "is-late"),
        (0, "is-near"),
        (3, "is-near"),
        (4, ""),
        (99, ""),
    ],
)
def test_the_colour_of_an_entry_follows_its_days(left: int | None, tone: str) -> None:
    assert entry(left).tone == tone


@pytest.mark.parametrize(("shown", "total", "more"), [(0, 0, 0), (3, 3, 0), (3, 8, 5), (3, 0, 0)])
def test_a_queue_says_how_many_it_does_not_show(shown: int, total: int, more: int) -> None:
    assert queue(shown, total).more == more


def clock(pk: int, due: str) -> Deadline:
    return Deadline(pk=pk, due_on=date.fromisoformat(due))


def test_the_next_clock_is_the_one_that_runs_out_first() -> None:
    early, same, late = clock(9, "2026-11-20"), clock(3, "2026-11-21"), clock(4, "2026-11-21")
    clocks = Clocks(
        date(2026, 11, 20),
        {("case", "1"): late, ("case", "2"): same, ("review", "1"): early},
        {9: 0, 3: 1, 4: 1},
    )
    assert clocks.next(("case", "1"), ("review", "1"), ("case", "2")) == (early, 0)
    assert clocks.next(("case", "1"), ("case", "2")) == (same, 1)
    assert clocks.next(("case", "1"), ("case", "77")) == (late, 1)
    assert clocks.next(("case", "77")) == clocks.next() == (None, None)


@settings(max_examples=30)
@given(st.lists(st.lists(st.integers(0, 99), min_size=6, max_size=6), max_size=5))
def test_the_sums_are_those_of_the_columns(rows: list[list[int]]) -> None:
    lines = [Line(Agency(), *row) for row in rows]
    assert list(totals(lines)) == list(COUNTS)
    assert (
        list(totals(lines).values()) == [sum(column) for column in zip(*rows, strict=True)]
        or not rows
    )


@pytest.mark.parametrize("end", [*LAST_ACT, *COURSE])
@pytest.mark.parametrize("ago", [0, 5])
def test_the_acts_of_a_story_follow_one_another_up_to_its_last(
    monkeypatch: pytest.MonkeyPatch, end: str, ago: int
) -> None:
    monkeypatch.setattr(calendar, "load", national)
    today = date(2026, 11, 20)
    days = Days(today, end, ago)
    last = LAST_ACT.get(end, end)
    acts = [getattr(days, act) for act in COURSE if COURSE[act] <= COURSE[last]]
    assert acts == sorted(acts)
    assert acts[-1] == workdays.add_workdays(national(), today, -ago).date
    assert all(on <= today and not national().holiday(on) for on in acts)


def test_a_story_has_no_other_acts() -> None:
    with pytest.raises(AttributeError, match="burnt"):
        _ = Days(date(2026, 11, 20), "open", 0).burnt


@pytest.mark.parametrize("seconds", [1, 60, 3600.5])
def test_a_message_expires_when_the_next_one_comes(seconds: float) -> None:
    made = every(seconds, "a.b")
    assert made == {"task": "a.b", "schedule": seconds, "options": {"expires": seconds}}
    schedule = beat_schedule(seconds)
    assert schedule["sweep"]["schedule"] == seconds
    assert len({row["task"] for row in schedule.values()}) == len(schedule)
    assert schedule["heartbeat"]["schedule"] == HEARTBEAT_SECONDS
