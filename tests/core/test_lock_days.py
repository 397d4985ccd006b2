"""On which day a lock of the store is looked at again: long before its end, and never too late."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.locks import AGAIN, LONG, TRY_AGAIN, for_now, look_on

ON = date(2026, 3, 2)
DAYS = 90


def place(days: int = DAYS) -> Any:
    """A store that locks what comes in for so many days."""
    return SimpleNamespace(retention_days=days)


def again(days: int) -> int:
    """In how many days a lock is looked at that ends in so many."""
    return (look_on(place(), ON + timedelta(days=days), ON) - ON).days


@pytest.mark.parametrize("days", [1, DAYS, 365, 3650])
def test_a_lock_for_now_reaches_as_far_as_the_store_is_set(days: int) -> None:
    assert for_now(place(days), ON) == ON + timedelta(days=days)


@pytest.mark.parametrize("days", [0, -1, -4000])
def test_a_lock_that_is_over_is_due_at_once(days: int) -> None:
    assert again(days) == 0


@pytest.mark.parametrize(
    ("days", "after"),
    [
        (1, 1),
        (DAYS // 2, 1),
        (DAYS // 2 + 1, 1),
        (DAYS // 2 + 2, 2),
        (DAYS, DAYS // 2),
        (730, 730 - DAYS // 2),
    ],
)
def test_a_short_lock_is_looked_at_half_its_time_before_the_end(days: int, after: int) -> None:
    assert again(days) == after


@pytest.mark.parametrize("days", [731, 3650, 10_950])
def test_a_lock_of_years_is_looked_at_a_year_before_the_end(days: int) -> None:
    assert again(days) == days - LONG.days


@given(days=st.integers(1, 40_000), set_to=st.integers(1, 3_650))
def test_no_lock_is_looked_at_after_its_end_or_on_the_day_itself(days: int, set_to: int) -> None:
    until = ON + timedelta(days=days)

    found = look_on(place(set_to), until, ON)

    assert ON + TRY_AGAIN <= found <= until


@given(days=st.integers(-10, 4_000), more=st.integers(0, 400))
def test_a_longer_lock_is_never_due_much_earlier(days: int, more: int) -> None:
    early, late = again(days), again(days + more)

    assert late >= early - LONG.days


def test_what_failed_is_tried_again_sooner_than_what_is_wanted_no_longer() -> None:
    assert timedelta(0) < TRY_AGAIN < AGAIN < LONG
