"""When renewal must be asked for, and until when silence renews (行政许可法 50)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.periods import Period, add_months
from core.workdays import ONE_DAY, DayTable
from enforcement import licence_grounds, renewal
from enforcement.profiles import load

ASK = load("national").period("permit.renew_before")
DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2050, 12, 31))


def test_thirty_calendar_days_are_counted_back_without_rolling() -> None:
    assert (ASK.count, ASK.unit, ASK.direction) == (30, "day", "backward")
    assert renewal.ask_by(date(2026, 12, 31), ASK, DayTable({})) == date(2026, 12, 1)


TERMS = [
    (date(2023, 4, 1), date(2026, 3, 31), date(2029, 3, 31)),
    (date(2026, 1, 1), date(2026, 12, 31), date(2027, 12, 31)),
    (date(2026, 2, 1), date(2026, 2, 28), date(2026, 3, 31)),
    (date(2024, 3, 1), date(2028, 2, 29), date(2032, 2, 29)),
    (date(2026, 3, 10), date(2026, 3, 19), date(2026, 3, 29)),
]


@pytest.mark.parametrize(("first", "last", "following"), TERMS)
def test_silence_gives_another_term_as_long(first: date, last: date, following: date) -> None:
    assert renewal.silent_end(first, last) == following


@given(DAYS, st.integers(min_value=1, max_value=240))
def test_a_term_of_whole_months_is_followed_by_as_many(first: date, months: int) -> None:
    last = add_months(first, months) - ONE_DAY
    following = renewal.silent_end(first, last)
    assert following > last
    if add_months(first, months).day == first.day:
        assert following + ONE_DAY == add_months(last + ONE_DAY, months)


@given(DAYS, st.integers(min_value=0, max_value=4000))
def test_the_next_term_is_never_shorter_by_more_than_the_months_differ(
    first: date, days: int
) -> None:
    last = date.fromordinal(first.toordinal() + days)
    gain = (renewal.silent_end(first, last) - last).days
    assert abs(gain - (days + 1)) <= 3


@pytest.mark.parametrize("kind", ["withdraw", "revoke", "cancel"])
def test_every_ground_names_its_article(kind: str) -> None:
    table = licence_grounds.OF[kind]
    assert table
    assert all(row.article.startswith("行政许可法第") and str(row.label) for row in table.values())


def test_a_ground_of_another_end_is_none() -> None:
    assert licence_grounds.words("revoke", "expired") == ""
    assert licence_grounds.article("renew", "law") == ""


def test_revocation_has_five_grounds_and_fraud() -> None:
    assert len(licence_grounds.REVOKE) == 6
    assert licence_grounds.REVOKE[licence_grounds.FRAUD].article == "行政许可法第六十九条第二款"


@pytest.mark.parametrize(
    ("key", "years", "article"),
    [
        ("permit.bar.false", 1, "行政许可法第七十八条"),
        ("permit.bar.fraud", 3, "行政许可法第七十九条"),
    ],
)
def test_the_bars_are_the_profiles(key: str, years: int, article: str) -> None:
    period: Period = load("national").period(key)
    assert (period.count, period.unit, period.article) == (years, "year", article)
