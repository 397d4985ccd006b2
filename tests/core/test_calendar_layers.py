"""Calendars laid over one another: country, region, city, county; and the years of the data files."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import calendar_years as years
from core.calendar import chain, compose, load, stem, with_rows
from core.workdays import DayInfo
from tests.core.calendar_case import national

ON = date(2026, 11, 23)
CODES = st.integers(110000, 829999).map(str)
YEARS = range(years.FIRST_YEAR, years.LAST_YEAR + 1)
KNOWN = range(years.FIRST_YEAR, years.LAST_OFFICIAL_YEAR + 1)


@settings(max_examples=80)
@given(CODES)
def test_a_division_lies_inside_every_region_of_its_chain(code: str) -> None:
    regions = chain(code)
    assert (regions[0], regions[-1]) == ("", code)
    assert len(regions) == len(set(regions))
    for wide, narrow in zip(regions, regions[1:], strict=False):
        assert narrow.startswith(stem(wide))
        assert stem(wide) != stem(narrow)


@settings(max_examples=80)
@given(CODES, CODES)
def test_a_notice_of_a_region_reaches_exactly_the_divisions_that_read_it(a: str, b: str) -> None:
    assert b.startswith(stem(a)) is (a in chain(b))


@pytest.mark.parametrize(
    ("code", "begins"),
    [
        ("", ""),
        ("650000", "65"),
        ("650100", "6501"),
        ("650104", "650104"),
        ("110000", "11"),
        ("500000", "50"),
    ],
)
def test_the_beginning_of_a_region_is_as_long_as_its_level(code: str, begins: str) -> None:
    assert stem(code) == begins


def test_the_narrowest_row_of_a_day_counts_and_the_rest_shine_through() -> None:
    rest, work = DayInfo(ON, False, "节"), DayInfo(ON, True, "班")
    tomorrow = DayInfo(ON + timedelta(days=1), True)
    layers = {"": {ON: work, tomorrow.date: tomorrow}, "650000": {ON: rest}, "650100": {}}
    book = compose(layers)
    assert book.day(ON) is rest
    assert book.day(tomorrow.date) is tomorrow
    assert compose({**layers, "650104": {ON: work}}).day(ON) is work
    assert compose({}).days == {}


@pytest.mark.parametrize("year", YEARS)
def test_a_year_has_each_of_its_days_once(year: int) -> None:
    rows = years.official(year) if year in KNOWN else years.without_notice(year)
    assert [row.date for row in rows] == list(years.days_of(year))
    assert rows[0].date == date(year, 1, 1)
    assert rows[-1].date == date(year, 12, 31)
    assert {row.provisional for row in rows} == {year not in KNOWN}


@pytest.mark.parametrize("year", YEARS)
def test_a_day_of_rest_says_why_and_an_ordinary_day_says_nothing(year: int) -> None:
    for row in (national().days[on] for on in years.days_of(year)):
        ordinary = row.date.isoweekday() < 6
        assert bool(row.reason) is (not row.is_workday or not ordinary)
        assert not (row.statutory and row.is_workday)


@pytest.mark.parametrize("year", KNOWN)
def test_what_is_worked_at_a_weekend_makes_up_for_a_weekday_off(year: int) -> None:
    made_up = [row for row in years.official(year) if row.is_workday and row.date.isoweekday() > 5]
    off = [
        row
        for row in years.official(year)
        if not row.is_workday and row.date.isoweekday() < 6 and not row.statutory
    ]
    # A make-up day may fall into the year before or after its festival.
    assert len(made_up) <= len(off) + 2
    assert all("调休" in row.reason for row in made_up)


@pytest.mark.parametrize(
    ("year", "count"), [(2007, 10), (2013, 11), (2014, 11), (2024, 11), (2025, 13), (2026, 13)]
)
def test_the_law_gives_so_many_days_a_year(year: int, count: int) -> None:
    # In some years two festivals share a day, so there may be fewer but never more.
    assert count - 1 <= len(years.statutory(year)) <= count
    assert years.statutory_article(year)


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2027-01-01", "元旦"),
        ("2027-02-05", "春节"),
        ("2027-02-08", "春节"),
        ("2027-05-02", "劳动节"),
        ("2027-06-09", "端午节"),
        ("2027-09-15", "中秋节"),
        ("2027-10-03", "国庆节"),
    ],
)
def test_the_days_of_a_year_without_notice_are_known_from_the_law(day: str, name: str) -> None:
    found = years.statutory(2027)[date.fromisoformat(day)]
    assert name.removesuffix("节") in found
    row = national().days[date.fromisoformat(day)]
    assert (row.is_workday, row.provisional, row.statutory) == (False, True, True)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        *(
            (f"2026-{day}", False)
            for day in (
                "01-01",
                "01-03",
                "02-15",
                "02-23",
                "04-04",
                "04-06",
                "05-01",
                "05-05",
                "06-19",
                "06-21",
                "09-25",
                "09-27",
                "10-01",
                "10-07",
            )
        ),
        *(
            (f"2026-{day}", True)
            for day in (
                "01-04",
                "02-14",
                "02-28",
                "05-09",
                "09-20",
                "10-10",
                "02-24",
                "04-07",
                "05-06",
                "06-22",
                "09-28",
                "10-08",
            )
        ),
    ],
)
def test_the_edges_of_every_block_of_2026(day: str, works: bool) -> None:
    assert national().days[date.fromisoformat(day)].is_workday is works


def test_an_overlay_names_days_of_its_own_year_only() -> None:
    for overlay in years.overlays():
        for year in YEARS:
            rows = years.overlay_rows(overlay, year)
            assert all(row.date.year == year and not row.is_workday for row in rows)
            assert all(row.provisional and row.statutory and row.reason for row in rows)


@pytest.mark.django_db
def test_looking_at_a_notice_beforehand_leaves_every_other_year_as_it_is() -> None:
    rows = [DayInfo(date(2027, 3, 1), False, "试")]
    now, then = load(), with_rows("", changed="", year=2027, rows=rows)
    other = {on: row for on, row in now.days.items() if on.year != 2027}
    assert {on: row for on, row in then.days.items() if on.year != 2027} == other
    assert [on for on in then.days if on.year == 2027] == [rows[0].date]


@pytest.mark.django_db
def test_a_notice_of_another_region_changes_nothing_here() -> None:
    rows = [DayInfo(date(2027, 3, 1), False, "试")]
    assert with_rows("410000", changed="650000", year=2027, rows=rows) == load("410000")
    below = with_rows("650104", changed="650000", year=2027, rows=rows)
    assert below.holiday(date(2027, 3, 1))
    assert not load("650104").holiday(date(2027, 3, 1))
