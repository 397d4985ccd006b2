"""Periods at their edges: month ends, leap years, rest days, suspensions, both directions."""

import calendar as gregorian
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import periods
from core.errors import RuleError
from core.periods import Period, Suspension, add_months, apply, earliest_event, latest_notice, until
from core.workdays import CalendarGap, DayInfo, DayTable, add_workdays, workdays_between
from tests.core.calendar_case import day, national, table

# The calendar of the tests ends with 2035: the longest period from the last start is over by then.
STARTS = st.dates(date(2005, 1, 1), date(2032, 1, 1))
UNITS = st.sampled_from(["workday", "day", "month"])


def period(count: int, unit: str, **more: object) -> Period:
    """A period of so many units, whose name nobody asks for."""
    return Period("test", "期限", count, unit, **more)  # type: ignore[arg-type]  # keywords of one dataclass


def pause(first: str, last: str | None = None) -> Suspension:
    """A suspension between two ISO days, both included."""
    return Suspension(day(first), day(last) if last else None, "检测")


@pytest.mark.parametrize(
    ("count", "unit", "start", "due", "nominal"),
    [
        (15, "day", "2026-09-18", "2026-10-08", "2026-10-03"),
        (15, "day", "2026-01-30", "2026-02-14", "2026-02-14"),
        (15, "day", "2026-02-01", "2026-02-24", "2026-02-16"),
        (15, "day", "2026-11-06", "2026-11-23", "2026-11-21"),
        (90, "day", "2026-08-22", "2026-11-20", "2026-11-20"),
        (90, "day", "2026-07-06", "2026-10-08", "2026-10-04"),
        (1, "month", "2026-01-31", "2026-02-28", "2026-02-28"),
        (1, "month", "2026-08-31", "2026-09-30", "2026-09-30"),
        (6, "month", "2026-08-31", "2027-03-01", "2027-02-28"),
        (1, "year", "2024-02-29", "2025-02-28", "2025-02-28"),
        (4, "year", "2024-02-29", "2028-02-29", "2028-02-29"),
        (0, "day", "2026-11-21", "2026-11-23", "2026-11-21"),
        (0, "month", "2026-11-21", "2026-11-23", "2026-11-21"),
    ],
)
def test_a_rolling_period_ends_where_the_law_puts_it(
    count: int, unit: str, start: str, due: str, nominal: str
) -> None:
    found = apply(period(count, unit, rolls=True), day(start), national())
    assert (found.due_on, found.nominal_on) == (day(due), day(nominal))
    assert found.rolled is (due != nominal)
    assert found.steps[-1].on == found.due_on


@settings(max_examples=60)
@given(STARTS, st.integers(-60, 60))
def test_a_month_later_is_the_same_day_or_the_last_of_the_month(start: date, months: int) -> None:
    found = add_months(start, months)
    index = start.year * 12 + start.month - 1 + months
    assert (found.year, found.month) == (index // 12, index % 12 + 1)
    last = gregorian.monthrange(found.year, found.month)[1]
    assert found.day == start.day or (found.day == last < start.day)


@settings(max_examples=40)
@given(STARTS, st.integers(0, 30), st.integers(0, 30))
def test_months_never_run_backwards(start: date, a: int, b: int) -> None:
    assert (add_months(start, a) <= add_months(start, b)) is (a <= b)
    assert add_months(start, 12 * a) == apply(period(a, "year"), start, national()).due_on


@pytest.mark.parametrize(
    ("start", "months"), [(date.max, 1), (date.min, -1), (date(2026, 1, 1), 10**6)]
)
def test_months_beyond_time_are_refused_in_words(start: date, months: int) -> None:
    with pytest.raises(RuleError, match="范围") as refused:
        add_months(start, months)
    assert refused.value.remedy


@settings(max_examples=60)
@given(STARTS, st.integers(0, 40), UNITS, st.booleans())
def test_a_due_day_that_rolls_is_always_worked(
    start: date, count: int, unit: str, rolls: bool
) -> None:
    found = apply(period(count, unit, rolls=rolls), start, national())
    if rolls and unit != "workday":
        assert not national().holiday(found.due_on)
        assert found.nominal_on is not None
        assert found.nominal_on <= found.due_on
        assert workdays_between(national(), found.nominal_on, found.due_on) == int(found.rolled)
    else:
        assert found.nominal_on == found.due_on


@settings(max_examples=40)
@given(STARTS, st.integers(1, 40), UNITS)
def test_one_more_unit_never_ends_earlier(start: date, count: int, unit: str) -> None:
    shorter, longer = (
        apply(period(n, unit, rolls=True), start, national()) for n in (count, count + 1)
    )
    assert shorter.due_on <= longer.due_on


@settings(max_examples=40)
@given(STARTS, st.integers(1, 30), st.sampled_from(["workday", "day"]))
def test_counting_the_first_day_too_ends_one_unit_earlier(
    start: date, count: int, unit: str
) -> None:
    inclusive = apply(period(count, unit, inclusive=True), start, national())
    counted = [step.on for step in inclusive.steps if step.ordinal]
    assert len(counted) == count
    if unit == "day" or not national().holiday(start):
        assert counted[0] == start
        less = apply(period(count - 1, unit), start, national())
        assert inclusive.due_on == less.due_on


@settings(max_examples=40)
@given(STARTS, st.integers(1, 30))
def test_backwards_is_the_mirror_of_forwards(start: date, count: int) -> None:
    back = apply(period(count, "workday", direction="backward"), start, national()).due_on
    assert back == add_workdays(national(), start, -count).date
    assert workdays_between(national(), start, back) == -workdays_between(national(), back, start)


def test_a_day_counted_backwards_never_rolls_forward() -> None:
    found = apply(period(1, "day", direction="backward", rolls=True), day("2026-11-23"), national())
    assert (found.due_on, found.rolled) == (day("2026-11-22"), False)


@settings(max_examples=40)
@given(STARTS, st.integers(1, 15), st.booleans())
def test_the_last_day_for_a_notice_leaves_the_working_days_the_law_asks_for(
    event: date, count: int, strict: bool
) -> None:
    notice = latest_notice(period(count, "workday"), event, national(), strict=strict).date
    assert not national().holiday(notice)
    # Strictly between the two, or with the day of the event as the last of them.
    last = event - timedelta(days=1) if strict else event
    assert workdays_between(national(), notice, last) == count


@settings(max_examples=40)
@given(STARTS, st.integers(1, 15), st.booleans())
def test_the_first_day_of_an_event_leaves_the_working_days_the_law_asks_for(
    notice: date, count: int, strict: bool
) -> None:
    event = earliest_event(period(count, "workday"), notice, national(), strict=strict).date
    assert workdays_between(national(), notice, event) == count + strict
    assert not national().holiday(event)
    back = latest_notice(period(count, "workday"), event, national(), strict=strict).date
    assert notice == back or national().holiday(notice)


@settings(max_examples=50)
@given(
    STARTS,
    st.integers(1, 20),
    st.sampled_from(["workday", "day", "month"]),
    st.lists(st.tuples(st.integers(-5, 40), st.integers(0, 12)), max_size=4),
)
def test_suspensions_only_lengthen_and_their_order_does_not_matter(
    start: date, count: int, unit: str, spans: list[tuple[int, int]]
) -> None:
    pauses = [
        Suspension(start + timedelta(days=at), start + timedelta(days=at + length), "中止")
        for at, length in spans
    ]
    plain = apply(period(count, unit), start, national())
    found = apply(period(count, unit), start, national(), pauses)
    assert found.due_on >= plain.due_on
    assert found.due_on == apply(period(count, unit), start, national(), pauses[::-1]).due_on
    assert not any(pause.covers(found.due_on) for pause in pauses)
    assert found == apply(period(count, unit), start, national(), [*pauses, *pauses])


@pytest.mark.parametrize(
    ("pauses", "due"),
    [
        ([], "2026-11-23"),
        ([pause("2026-11-23", "2026-11-23")], "2026-11-24"),
        ([pause("2026-11-20", "2026-11-20")], "2026-11-23"),
        ([pause("2026-11-21", "2026-11-22")], "2026-11-23"),
        ([pause("2026-11-23", "2026-11-27")], "2026-11-30"),
        ([pause("2026-11-24", "2026-11-27")], "2026-11-23"),
        ([pause("2026-11-23")], "2026-11-23"),
        ([pause("2026-11-24", "2026-11-22")], "2026-11-23"),
    ],
)
def test_one_working_day_from_a_friday_with_suspensions(pauses: list[Suspension], due: str) -> None:
    found = apply(period(1, "workday"), day("2026-11-20"), national(), pauses)
    assert found.due_on == day(due)


def test_the_days_of_a_suspension_are_walked_with_its_reason_and_no_number() -> None:
    found = apply(
        period(2, "day"), day("2026-11-23"), national(), [pause("2026-11-24", "2026-11-25")]
    )
    assert [(step.on.day, step.ordinal, step.note) for step in found.steps] == [
        (24, None, "检测"),
        (25, None, "检测"),
        (26, 1, ""),
        (27, 2, ""),
    ]


@pytest.mark.parametrize(("count", "days"), [(0, 0), (1, 1), (24, 1), (25, 2), (48, 2), (49, 3)])
def test_hours_are_over_by_the_end_of_a_day_and_never_roll(count: int, days: int) -> None:
    friday = day("2026-11-20")
    found = apply(period(count, "hour", rolls=True), friday, national())
    assert (found.due_on, found.rolled) == (friday + timedelta(days=days), False)
    at = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)
    assert until(period(count, "hour"), at) - at == timedelta(hours=count)


def test_only_hours_have_a_moment() -> None:
    with pytest.raises(ValueError, match="hours"):
        until(period(1, "day"), datetime(2026, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize("unit", ["workday", "day", "month"])
def test_a_calendar_that_ends_too_early_is_a_gap_and_no_guess(unit: str) -> None:
    book = table([DayInfo(day("2026-11-20"), False), DayInfo(day("2026-11-21"), False)])
    with pytest.raises(CalendarGap):
        apply(period(1, unit, rolls=True), day("2026-11-20"), book)


def test_provisional_is_only_what_was_looked_at() -> None:
    book = DayTable({on: DayInfo(on, True, provisional=True) for on in (day("2026-11-24"),)})
    assert apply(period(1, "day", rolls=True), day("2026-11-23"), book).provisional
    assert not apply(period(1, "day"), day("2026-11-23"), book).provisional
    assert apply(period(1, "workday"), day("2026-11-23"), book).provisional


@pytest.mark.parametrize(
    "bad", [{"unit": "week"}, {"count": -1}, {"direction": "sideways"}, {"unit": ""}]
)
def test_a_snapshot_that_was_tampered_with_is_refused(bad: dict[str, object]) -> None:
    kept = period(7, "workday").to_dict()
    assert Period.from_dict({**kept, "colour": "red"}) == period(7, "workday")
    with pytest.raises(ValueError, match="bad period"):
        Period.from_dict({**kept, **bad})


@settings(max_examples=40)
@given(STARTS, st.integers(0, 30) | st.none(), st.text(max_size=10))
def test_a_suspension_survives_json_and_covers_its_ends(
    start: date, length: int | None, why: str
) -> None:
    end = None if length is None else start + timedelta(days=length)
    kept = Suspension(start, end, why)
    assert Suspension.from_dict(kept.to_dict()) == kept
    assert kept.covers(start)
    assert kept.covers(end or date.max)
    assert not kept.covers(start - timedelta(days=1))
    assert end is None or not kept.covers(end + timedelta(days=1))


def test_every_unit_has_words() -> None:
    words = {period(3, unit).words() for unit in periods.UNITS}
    assert len(words) == len(periods.UNITS)
    assert all(text.startswith("3") for text in words)
