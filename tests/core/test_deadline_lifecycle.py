"""A deadline through its life: opened, stopped, resumed, ended, voided, in any order people do it."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import calendar, deadlines
from core.errors import RuleError
from core.models import AuditEntry, Deadline
from core.periods import Period
from core.workdays import CalendarGap, add_workdays, workdays_between
from tests.core.calendar_case import day
from tests.core.deadline_case import PAY, PUBLISH, start

pytestmark = pytest.mark.django_db
OURS = ("decision", "1")
WEEK = Period("test.week", "五日", 5, "workday", article="测试")
SHARED = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def actions() -> list[str]:
    return list(AuditEntry.objects.order_by("id").values_list("action", flat=True))


def fresh(deadline: Deadline) -> Deadline:
    """The row as the database has it now."""
    return Deadline.objects.get(pk=deadline.pk)


@pytest.mark.parametrize(
    ("on", "outcome"),
    [("2026-11-20", "met"), ("2026-12-01", "met"), ("2026-12-02", "late"), ("2027-03-01", "late")],
)
def test_the_last_day_is_in_time_and_the_next_is_late(on: str, outcome: str) -> None:
    row = start("2026-11-20")
    assert deadlines.close(*OURS, on=day(on)) == outcome
    ended = fresh(row)
    assert (ended.outcome, ended.ended_on, ended.due_on) == (outcome, day(on), day("2026-12-01"))
    assert actions() == ["deadline.open", "deadline.end"]


@pytest.mark.parametrize("end", [deadlines.close, deadlines.void])
def test_what_has_ended_is_not_ended_again(end: object) -> None:
    row = start("2026-11-20")
    deadlines.close(*OURS, on=day("2026-11-23"))
    assert callable(end)
    assert end(*OURS, on=day("2027-01-01")) == ""
    assert fresh(row).ended_on == day("2026-11-23")
    assert len(actions()) == 2


def test_a_voided_deadline_is_void_even_when_it_was_late() -> None:
    row = start("2026-11-20")
    assert deadlines.void(*OURS, on=day("2027-01-01")) == "void"
    assert fresh(row).outcome == "void"
    assert not deadlines.running().exists()


@pytest.mark.parametrize("other", [("decision", "2"), ("case", "1"), ("decision", "11")])
def test_the_deadlines_of_another_subject_are_left_alone(other: tuple[str, str]) -> None:
    row = start("2026-11-20")
    for act in (deadlines.close, deadlines.void, deadlines.resume):
        assert not act(*other, on=day("2026-11-23"))
    assert deadlines.suspend(*other, on=day("2026-11-23"), reason="x") == []
    assert (fresh(row).outcome, fresh(row).suspended_on) == ("open", None)


@pytest.mark.parametrize(("late_first", "expected"), [(True, "late"), (False, "late")])
def test_one_late_duty_makes_the_whole_late(late_first: bool, expected: str) -> None:
    keys = ("a", "b") if late_first else ("b", "a")
    start("2026-09-01", key=keys[0])
    start("2026-11-20", key=keys[1])
    assert deadlines.close(*OURS, on=day("2026-11-23")) == expected
    outcomes = set(Deadline.objects.values_list("outcome", flat=True))
    assert outcomes == {"met", "late"}


def test_a_key_names_one_of_several() -> None:
    first, second = start("2026-11-20"), start("2026-11-20", PAY)
    assert deadlines.void(*OURS, on=day("2026-11-23"), key=PAY.key) == "void"
    assert deadlines.suspend(*OURS, on=day("2026-11-23"), reason="x", key=PAY.key) == []
    assert (fresh(first).outcome, fresh(second).outcome) == ("open", "void")


@SHARED
@given(st.integers(0, 60), st.integers(0, 40), st.integers(0, 30))
def test_a_pause_moves_the_day_by_exactly_its_working_days(
    db: None, wait: int, length: int, offset: int
) -> None:
    Deadline.objects.filter(subject_id="p").update(outcome="void")
    begun = day("2026-01-05") + timedelta(days=offset)
    row = start(begun.isoformat(), WEEK, subject="p")
    stop = begun + timedelta(days=1 + wait)
    deadlines.suspend("decision", "p", on=stop, reason="鉴定")
    deadlines.resume("decision", "p", on=stop + timedelta(days=length))
    found, book = fresh(row), calendar.load()
    before_stop = min(5, workdays_between(book, begun, stop - timedelta(days=1)))
    if before_stop == 5 or not length:
        assert found.due_on == row.due_on
    else:
        last = stop + timedelta(days=length - 1)
        assert found.due_on == add_workdays(book, last, 5 - before_stop).date
    assert found.suspended_on is None
    assert len(found.suspensions) == (1 if length else 0)


@pytest.mark.parametrize(
    ("stops", "due"),
    [
        ([("2026-11-23", "2026-11-25"), ("2026-11-26", "2026-11-27")], "2026-12-02"),
        ([("2026-11-23", "2026-11-25"), ("2026-11-24", "2026-11-25")], "2026-12-01"),
        ([("2026-11-24", "2026-11-24")], "2026-11-27"),
        ([("2026-11-21", "2026-11-23")], "2026-11-27"),
        ([("2026-11-20", "2026-11-21")], "2026-11-27"),
    ],
)
def test_several_pauses_add_up_and_overlaps_count_once(
    stops: list[tuple[str, str]], due: str
) -> None:
    row = start("2026-11-20", WEEK)
    for stop, go in stops:
        deadlines.suspend(*OURS, on=day(stop), reason="检测")
        deadlines.resume(*OURS, on=day(go))
    assert fresh(row).due_on == day(due)


def test_a_resumption_before_the_stop_takes_the_stop_back() -> None:
    row = start("2026-11-20", WEEK)
    deadlines.suspend(*OURS, on=day("2026-11-25"), reason="检测")
    deadlines.resume(*OURS, on=day("2026-11-24"))
    assert (fresh(row).due_on, fresh(row).suspensions) == (row.due_on, [])


def test_stopping_and_resuming_are_written_down_with_both_days() -> None:
    start("2026-11-20", WEEK)
    deadlines.suspend(*OURS, on=day("2026-11-23"), reason="鉴定")
    deadlines.resume(*OURS, on=day("2026-11-25"))
    _opened, stopped, resumed = AuditEntry.objects.order_by("id")
    assert (stopped.action, resumed.action) == ("deadline.suspend", "deadline.resume")
    assert '"reason":"鉴定"' in stopped.data
    assert '"old_due_on":"2026-11-27"' in resumed.data
    assert '"due_on":"2026-12-01"' in resumed.data


def test_a_refused_stop_stops_none_of_the_deadlines() -> None:
    rows = [start("2026-11-10", key="a"), start("2026-11-20", key="b")]
    with pytest.raises(RuleError, match="2026-11-20") as refused:
        deadlines.suspend(*OURS, on=day("2026-11-15"), reason="x")
    assert (refused.value.field, refused.value.article) == ("on", PUBLISH.article)
    assert [fresh(row).suspended_on for row in rows] == [None, None]
    assert "deadline.suspend" not in actions()


@pytest.mark.parametrize(("on", "outcome"), [("2026-11-30", "met"), ("2027-06-01", "met")])
def test_what_is_ended_while_the_clock_stands_is_in_time(on: str, outcome: str) -> None:
    row = start("2026-11-20")
    deadlines.suspend(*OURS, on=day("2026-11-24"), reason="听证")
    assert deadlines.close(*OURS, on=day(on)) == outcome
    assert fresh(row).suspended_on is None
    assert fresh(row).due_on > day(on)


def test_a_deadline_stopped_too_late_stays_late() -> None:
    start("2026-11-20", WEEK)
    deadlines.suspend(*OURS, on=day("2026-12-15"), reason="听证")
    assert deadlines.close(*OURS, on=day("2026-12-20")) == "late"


def test_a_standing_clock_is_due_by_no_day_and_shows_the_same_number() -> None:
    row = start("2026-11-20", WEEK)
    deadlines.suspend(*OURS, on=day("2026-11-25"), reason="听证")
    assert list(deadlines.open_due_by(date(2030, 1, 1))) == []
    book = calendar.load()
    shown = {
        deadlines.remaining(fresh(row), day(on), book)
        for on in ("2026-11-25", "2026-12-31", "2027-05-01")
    }
    assert shown == {2}


@pytest.mark.parametrize(
    ("on", "left"),
    [
        ("2026-11-26", 1),
        ("2026-11-27", 0),
        ("2026-11-28", -1),
        ("2026-11-29", -1),
        ("2026-11-30", -1),
        ("2026-12-01", -2),
    ],
)
def test_a_day_of_rest_after_the_due_day_is_one_day_late(on: str, left: int) -> None:
    row = start("2026-11-20", WEEK)
    assert deadlines.remaining(row, day(on)) == left
    assert deadlines.remaining_of([row], day(on)) == {row.pk: left}


@SHARED
@given(st.integers(-20, 40))
def test_the_days_left_never_jump_up_as_time_goes_on(db: None, offset: int) -> None:
    row = Deadline.objects.filter(subject_id="q").first() or start("2026-09-25", WEEK, subject="q")
    book, on = calendar.load(), day("2026-09-28") + timedelta(days=offset)
    today, tomorrow = (deadlines.remaining(row, on + timedelta(days=n), book) for n in (0, 1))
    assert 0 <= today - tomorrow <= 1


def test_a_period_beyond_the_calendar_is_refused_and_opens_nothing() -> None:
    with pytest.raises(CalendarGap):
        start("2035-12-20", Period("test.long", "二十日", 20, "workday", article="测试"))
    assert not Deadline.objects.exists()
    assert actions() == []


def test_opening_again_keeps_the_first_period_and_writes_nothing_more() -> None:
    first = start("2026-11-20")
    again = start("2026-12-01", WEEK, key=PUBLISH.key)
    assert (again.pk, again.due_on, again.period) == (first.pk, first.due_on, first.period)
    assert actions() == ["deadline.open"]


def test_the_deadlines_of_a_subject_come_in_the_order_they_fall_due() -> None:
    rows = [
        start("2026-11-20", key="c"),
        start("2026-11-10", key="a"),
        start("2026-11-20", key="b"),
    ]
    deadlines.close(*OURS, on=day("2026-11-12"), key="a")
    found = [row.pk for row in deadlines.for_subject(*OURS)]
    assert found == [rows[1].pk, rows[0].pk, rows[2].pk]
    assert [row.pk for row in deadlines.open_due_by(day("2026-12-01"))] == [rows[0].pk, rows[2].pk]
    assert not deadlines.open_due_by(day("2026-11-30")).exists()
