"""Forced execution keeps away from nights and statutory holidays (行政强制法 43)."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.workdays import CalendarGap, DayInfo, DayTable
from enforcement import quiet_hours
from enforcement.profiles import PROFILE_KEYS, load
from enforcement.quiet_hours import Night
from tests.base import day

NIGHT = Night(time(22), time(6))
HOLIDAY, BRIDGE, WEEKEND = day(10, 1), day(10, 6), day(11, 21)
BOOK = DayTable(
    {
        **{day(11, n): DayInfo(day(11, n), n not in (21, 22)) for n in range(16, 31)},
        HOLIDAY: DayInfo(HOLIDAY, False, "国庆节", statutory=True),
        BRIDGE: DayInfo(BRIDGE, False, "国庆节调休"),
    }
)


def moment(on: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(on, time(hour, minute))


@pytest.mark.parametrize(
    ("hour", "minute", "night"),
    [
        (21, 59, False),
        (22, 0, True),
        (23, 59, True),
        (0, 0, True),
        (5, 59, True),
        (6, 0, False),
        (12, 0, False),
    ],
)
def test_night_begins_at_ten_and_ends_at_six(hour: int, minute: int, night: bool) -> None:
    assert NIGHT.covers(time(hour, minute)) is night


def test_a_night_within_one_day_is_understood_too() -> None:
    early = Night(time(1), time(5))
    assert early.covers(time(1)) and early.covers(time(4, 59))
    assert not early.covers(time(5)) and not early.covers(time(0, 59))


def test_the_night_between_two_days_counts_although_both_ends_are_daylight() -> None:
    assert NIGHT.touches(moment(day(11, 23), 16), moment(day(11, 24), 9))


def test_an_execution_that_runs_into_the_night_is_touched_by_it() -> None:
    assert NIGHT.touches(moment(day(11, 23), 20), moment(day(11, 23), 22, 1))
    assert not NIGHT.touches(moment(day(11, 23), 20), moment(day(11, 23), 21, 59))


def test_a_short_night_inside_the_execution_is_seen() -> None:
    assert Night(time(1), time(5)).touches(moment(day(11, 23), 0, 30), moment(day(11, 23), 6))


def test_a_working_day_by_daylight_is_free() -> None:
    found = quiet_hours.reasons(moment(day(11, 23), 9), moment(day(11, 23), 17), NIGHT, BOOK)
    assert found == []


def test_a_mere_weekend_is_no_statutory_holiday() -> None:
    found = quiet_hours.reasons(moment(WEEKEND, 9), moment(WEEKEND, 17), NIGHT, BOOK)
    assert found == []


def test_a_day_moved_around_a_holiday_is_no_statutory_holiday() -> None:
    assert quiet_hours.reasons(moment(BRIDGE, 9), moment(BRIDGE, 17), NIGHT, BOOK) == []


def test_a_statutory_holiday_is_named() -> None:
    (found,) = quiet_hours.reasons(moment(HOLIDAY, 9), moment(HOLIDAY, 17), NIGHT, BOOK)
    assert "2026-10-01" in found and "国庆节" in found


def test_night_and_holiday_are_both_said() -> None:
    found = quiet_hours.reasons(moment(HOLIDAY, 5), moment(HOLIDAY, 7), NIGHT, BOOK)
    assert len(found) == 2
    assert "夜间" in found[0] and "22:00" in found[0]


def test_a_day_the_calendar_does_not_know_is_refused_not_guessed() -> None:
    with pytest.raises(CalendarGap):
        quiet_hours.reasons(moment(day(12, 1), 9), moment(day(12, 1), 10), NIGHT, BOOK)


@pytest.mark.parametrize("profile", PROFILE_KEYS)
def test_the_hours_are_a_value_that_the_local_rules_must_confirm(profile: str) -> None:
    rules = load(profile)
    assert Night.of(rules.value("coerce.night", on=day(11, 21))) == NIGHT
    row = next(row for row in rules.base["value"] if row["key"] == "coerce.night")
    assert row["confirmed"] is False and "第四十三条" in row["article"]


@pytest.mark.parametrize("bad", [["22:00"], ["22:00", "06:00", "07:00"], ["a", "b"]])
def test_an_odd_value_is_no_night(bad: list[str]) -> None:
    with pytest.raises(ValueError):
        Night.of(bad)


@given(
    start=st.datetimes(datetime(2026, 11, 16, 7), datetime(2026, 11, 27)),
    minutes=st.integers(0, 3000),
)
def test_an_execution_is_free_only_if_each_of_its_minutes_is(start: datetime, minutes: int) -> None:
    end = start + timedelta(minutes=minutes)
    every = any(NIGHT.covers((start + timedelta(minutes=n)).time()) for n in range(0, minutes + 1))
    assert NIGHT.touches(start, end) == (every or NIGHT.covers(end.time()))
