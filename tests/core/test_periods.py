"""Statutory periods: units, roll-over, suspensions, counting backwards."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import periods
from core.errors import RuleError
from core.periods import Period, Suspension
from core.workdays import CalendarGap, DayTable
from tests.core.calendar_case import day, national

PAY = Period("pay", "缴纳罚款", 15, "day", rolls=True, article="行政处罚法第六十七条")
DECIDE = Period("decide", "作出决定", 90, "day", rolls=True)
SEAL = Period("seal", "查封", 30, "day")
WEEK = Period("publish", "公开", 7, "workday")
HEARING = Period("hearing", "通知听证", 7, "workday", direction="backward")


def due(period: Period, start: str, *pauses: Suspension) -> str:
    """The due day in its ISO form."""
    return periods.apply(period, day(start), national(), pauses).due_on.isoformat()


@pytest.mark.parametrize(
    ("period", "start", "expected"),
    [
        (PAY, "2026-09-18", "2026-10-08"),
        (PAY, "2026-01-30", "2026-02-14"),
        (PAY, "2026-02-01", "2026-02-24"),
        (PAY, "2026-11-06", "2026-11-23"),
        (DECIDE, "2026-08-22", "2026-11-20"),
        (DECIDE, "2026-07-06", "2026-10-08"),
    ],
)
def test_calendar_days_roll_over_from_the_last_day_only(
    period: Period, start: str, expected: str
) -> None:
    assert due(period, start) == expected


def test_a_make_up_saturday_is_no_day_of_rest_to_roll_from() -> None:
    answer = periods.apply(PAY, day("2026-01-30"), national())
    assert (answer.due_on.isoweekday(), answer.rolled) == (6, False)


def test_rolling_keeps_the_nominal_day_in_sight() -> None:
    answer = periods.apply(PAY, day("2026-09-18"), national())
    assert answer.rolled
    assert answer.nominal_on == day("2026-10-03")


def test_limits_on_coercion_never_roll_and_ask_no_calendar() -> None:
    answer = periods.apply(SEAL, day("2026-09-03"), DayTable({}))
    assert answer.due_on == day("2026-10-03")
    assert not answer.provisional


@pytest.mark.parametrize(
    ("start", "count", "unit", "expected"),
    [
        ("2026-01-31", 1, "month", "2026-02-28"),
        ("2024-01-31", 1, "month", "2024-02-29"),
        ("2026-08-31", 6, "month", "2027-02-28"),
        ("2024-02-29", 1, "year", "2025-02-28"),
        ("2026-11-20", 2, "year", "2028-11-20"),
        ("2026-12-15", 3, "month", "2027-03-15"),
    ],
)
def test_months_and_years_end_on_the_corresponding_day_or_the_last_of_the_month(
    start: str, count: int, unit: str, expected: str
) -> None:
    assert due(Period("p", "p", count, unit), start) == expected


def test_a_month_rolls_over_like_days() -> None:
    assert due(Period("p", "p", 1, "month", rolls=True), "2026-09-02") == "2026-10-08"


def test_a_period_can_end_beyond_every_calendar_when_it_does_not_roll() -> None:
    assert due(Period("p", "p", 100, "year"), "2026-11-20") == "2126-11-20"
    with pytest.raises(CalendarGap):
        due(Period("p", "p", 100, "year", rolls=True), "2026-11-20")
    with pytest.raises(RuleError):
        due(Period("p", "p", 9000, "year"), "2026-11-20")


def test_hours_run_from_the_event() -> None:
    day_and_night = Period("report", "报告", 24, "hour")
    at = datetime(2026, 10, 1, 22, 30)
    assert periods.until(day_and_night, at) == datetime(2026, 10, 2, 22, 30)
    assert due(day_and_night, "2026-10-01") == "2026-10-02"
    with pytest.raises(ValueError, match="not in hours"):
        periods.until(PAY, at)


def test_an_inclusive_period_counts_its_first_day() -> None:
    assert due(replace(SEAL, inclusive=True), "2026-09-03") == "2026-10-02"
    assert due(replace(WEEK, inclusive=True), "2026-11-20") == "2026-11-30"


def test_a_suspension_leaves_its_working_days_out_of_a_working_day_clock() -> None:
    pause = Suspension(day("2026-11-24"), day("2026-11-26"), "听证")
    assert due(WEEK, "2026-11-20", pause) == "2026-12-04"
    weekend = Suspension(day("2026-11-21"), day("2026-11-22"), "鉴定")
    assert due(WEEK, "2026-11-20", weekend) == due(WEEK, "2026-11-20")


def test_a_suspension_adds_its_days_to_calendar_days_and_months() -> None:
    pause = Suspension(day("2026-09-01"), day("2026-09-10"), "鉴定")
    assert due(SEAL, "2026-08-20", pause) == "2026-09-29"
    assert due(Period("p", "p", 1, "month"), "2026-08-20", pause) == "2026-09-30"


def test_overlapping_suspensions_are_counted_once() -> None:
    one = Suspension(day("2026-09-01"), day("2026-09-10"), "听证")
    two = Suspension(day("2026-09-05"), day("2026-09-12"), "鉴定")
    assert due(SEAL, "2026-08-20", one, two) == "2026-10-01"


def test_an_open_suspension_does_not_move_the_day_yet() -> None:
    assert due(WEEK, "2026-11-20", Suspension(day("2026-11-24"), None, "听证")) == "2026-12-01"


def test_suspensions_survive_their_json_form() -> None:
    for pause in (
        Suspension(day("2026-09-01"), None, "听证"),
        Suspension(day("2026-09-01"), day("2026-09-02"), "鉴定"),
    ):
        assert Suspension.from_dict(pause.to_dict()) == pause


def test_the_hearing_may_be_held_on_the_seventh_day_or_strictly_after_it() -> None:
    notice = day("2026-11-20")
    lenient = periods.earliest_event(replace(HEARING, direction="forward"), notice, national())
    strict = periods.earliest_event(
        replace(HEARING, direction="forward"), notice, national(), strict=True
    )
    assert (lenient.date, strict.date) == (day("2026-12-01"), day("2026-12-02"))
    # The direction the profile keeps is backwards; the question is the same.
    assert periods.earliest_event(HEARING, notice, national()).date == lenient.date


def test_the_last_day_for_the_notice_is_counted_back_from_the_hearing() -> None:
    hearing = day("2026-12-01")
    assert periods.latest_notice(HEARING, hearing, national()).date == day("2026-11-20")
    assert periods.latest_notice(HEARING, hearing, national(), strict=True).date == day(
        "2026-11-19"
    )
    assert due(HEARING, "2026-12-01") == "2026-11-20"


def test_a_period_that_touches_a_year_without_notice_is_provisional() -> None:
    assert periods.apply(WEEK, day("2026-12-24"), national()).provisional
    assert not periods.apply(WEEK, day("2026-12-22"), national()).provisional
    assert periods.apply(DECIDE, day("2026-10-03"), national()).provisional
    assert not periods.apply(DECIDE, day("2026-10-01"), national()).provisional


def test_a_period_survives_its_snapshot() -> None:
    assert Period.from_dict(PAY.to_dict()) == PAY
    assert Period.from_dict({**PAY.to_dict(), "later_field": 1}) == PAY


@pytest.mark.parametrize("change", [{"unit": "week"}, {"direction": "up"}, {"count": -1}])
def test_a_nonsense_period_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="bad period"):
        Period.from_dict({**PAY.to_dict(), **change})


@pytest.mark.parametrize(
    ("period", "words"),
    [(WEEK, "7 个工作日"), (PAY, "15 日（自然日）"), (Period("p", "p", 24, "hour"), "24 小时")],
)
def test_a_period_says_its_unit(period: Period, words: str) -> None:
    assert period.words() == words


def test_the_steps_number_what_counts_and_explain_what_does_not() -> None:
    pause = Suspension(day("2026-11-24"), day("2026-11-24"), "听证")
    steps = periods.apply(replace(WEEK, count=3), day("2026-11-20"), national(), [pause]).steps
    assert [(step.on.day, step.ordinal, step.note) for step in steps] == [
        (21, None, "周末"),
        (22, None, "周末"),
        (23, 1, ""),
        (24, None, "听证"),
        (25, 2, ""),
        (26, 3, ""),
    ]


PAUSES = st.lists(
    st.tuples(st.integers(0, 80), st.integers(0, 15)).map(
        lambda pair: Suspension(
            date(2026, 1, 10) + timedelta(days=pair[0]),
            date(2026, 1, 10) + timedelta(days=pair[0] + pair[1]),
            "中止",
        )
    ),
    max_size=3,
)


@given(st.dates(date(2026, 1, 1), date(2026, 3, 31)), st.integers(1, 40), PAUSES)
def test_suspended_counts_agree_with_an_oracle(
    start: date, count: int, pauses: list[Suspension]
) -> None:
    out = {
        ordinal
        for pause in pauses
        for ordinal in range(pause.start.toordinal(), (pause.end or pause.start).toordinal() + 1)
    }
    span = range(start.toordinal() + 1, start.toordinal() + 400)
    running = [ordinal for ordinal in span if ordinal not in out]
    worked = [o for o in running if national().days[date.fromordinal(o)].is_workday]
    for unit, expected in (("day", running), ("workday", worked)):
        answer = periods.apply(Period("p", "p", count, unit), start, national(), pauses)
        assert answer.due_on.toordinal() == expected[count - 1]


@given(st.dates(date(2005, 1, 1), date(2033, 1, 1)), st.integers(1, 400))
def test_rolled_days_agree_with_an_oracle(start: date, count: int) -> None:
    ordinal = start.toordinal() + count
    while not national().days[date.fromordinal(ordinal)].is_workday:
        ordinal += 1
    rolling = Period("p", "p", count, "day", rolls=True)
    assert periods.apply(rolling, start, national()).due_on.toordinal() == ordinal
