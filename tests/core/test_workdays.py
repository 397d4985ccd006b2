"""Counting working days: the statutory examples, the edges, and an independent oracle."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.workdays import (
    CalendarGap,
    DayInfo,
    DayTable,
    add_workdays,
    is_workday,
    walk,
    workdays_between,
)
from tests.core.calendar_case import day, national

STARTS = st.dates(date(2004, 6, 1), date(2034, 6, 1))


@pytest.mark.parametrize(
    ("start", "n", "expected"),
    [
        ("2026-02-12", 7, "2026-02-28"),
        ("2026-09-29", 7, "2026-10-14"),
        ("2026-04-30", 7, "2026-05-13"),
        ("2026-11-20", 7, "2026-12-01"),
        ("2026-11-20", 20, "2026-12-18"),
        ("2026-04-30", 3, "2026-05-08"),
        ("2026-11-20", 3, "2026-11-25"),
        ("2026-09-18", 20, "2026-10-22"),
        ("2026-01-30", 20, "2026-03-05"),
        ("2026-11-20", 5, "2026-11-27"),
    ],
)
def test_the_statutory_examples_come_out(start: str, n: int, expected: str) -> None:
    count = add_workdays(national(), day(start), n)
    assert count.date == day(expected)
    assert not count.provisional


def test_a_make_up_saturday_is_counted_and_says_why() -> None:
    count = add_workdays(national(), day("2026-02-12"), 7)
    saturday = next(info for info in count.days if info.date == day("2026-02-14"))
    assert saturday.is_workday
    assert saturday.reason == "春节调休上班"


def test_the_walk_lists_every_day_after_the_start() -> None:
    count = add_workdays(national(), day("2026-11-20"), 1)
    assert [info.date.isoformat() for info in count.days] == [
        "2026-11-21",
        "2026-11-22",
        "2026-11-23",
    ]


def test_any_date_in_a_year_without_notice_is_provisional_and_no_error() -> None:
    count = add_workdays(national(), day("2026-12-28"), 20)
    assert count.date.year == 2027
    assert count.provisional
    assert not national().day(day("2027-02-05")).is_workday


def test_zero_working_days_is_the_day_itself() -> None:
    count = add_workdays(national(), day("2026-10-01"), 0)
    assert (count.date, count.days) == (day("2026-10-01"), [])


def test_a_missing_day_is_refused_not_guessed() -> None:
    book = DayTable({day("2026-11-23"): DayInfo(day("2026-11-23"), True)})
    with pytest.raises(CalendarGap) as refusal:
        add_workdays(book, day("2026-11-22"), 2)
    assert "2026-11-24" in refusal.value.message
    assert refusal.value.remedy
    with pytest.raises(CalendarGap):
        book.holiday(day("2026-11-24"))


def test_the_end_of_time_is_refused_too() -> None:
    book = DayTable({date.max: DayInfo(date.max, True)})
    with pytest.raises(CalendarGap):
        add_workdays(book, date.max, 1)


def test_rest_and_work_are_opposites() -> None:
    for on in (day("2026-10-01"), day("2026-10-10"), day("2026-11-21"), day("2026-11-23")):
        assert is_workday(national(), on) is not national().holiday(on)


def test_the_year_2026_has_248_working_days() -> None:
    assert workdays_between(national(), date(2025, 12, 31), date(2026, 12, 31)) == 248
    by_month = [
        workdays_between(
            national(),
            date(2026, month, 1) - timedelta(days=1),
            (date(2026, month + 1, 1) if month < 12 else date(2027, 1, 1)) - timedelta(days=1),
        )
        for month in range(1, 13)
    ]
    assert by_month == [21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23]


def test_between_counts_the_last_day_and_not_the_first() -> None:
    book = national()
    assert workdays_between(book, day("2026-11-20"), day("2026-11-23")) == 1
    assert workdays_between(book, day("2026-11-20"), day("2026-11-20")) == 0
    assert workdays_between(book, day("2026-11-23"), day("2026-11-20")) == -1
    assert walk(book, day("2026-11-23"), day("2026-11-20")) == []


def oracle(start: date, n: int) -> date:
    """Collect working days one list at a time, with no code of the counter."""
    step = 1 if n > 0 else -1
    ordinals, ordinal = list[int](), start.toordinal()
    while len(ordinals) < abs(n):
        ordinal += step
        if national().days[date.fromordinal(ordinal)].is_workday:
            ordinals.append(ordinal)
    return date.fromordinal(ordinals[-1])


@given(STARTS, st.integers(-60, 60).filter(bool))
def test_counting_agrees_with_the_day_by_day_oracle(start: date, n: int) -> None:
    assert add_workdays(national(), start, n).date == oracle(start, n)


@given(STARTS, st.integers(1, 60))
def test_between_undoes_add(start: date, n: int) -> None:
    due = add_workdays(national(), start, n).date
    assert workdays_between(national(), start, due) == n


@given(STARTS, st.integers(1, 40), st.integers(1, 40))
def test_two_counts_in_a_row_are_one_longer_count(start: date, a: int, b: int) -> None:
    middle = add_workdays(national(), start, a).date
    assert add_workdays(national(), middle, b).date == add_workdays(national(), start, a + b).date
