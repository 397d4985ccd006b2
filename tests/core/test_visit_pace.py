"""How often a stranger may press: the last press in time, the first too many, the next window."""

from collections.abc import Iterator
from unittest.mock import patch

import pytest
from django.core.cache import cache

from core import throttle
from core.errors import StaleError
from core.throttle import demand_pace

WINDOW = 600


@pytest.fixture(autouse=True)
def fresh_counters() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def presses(count: int, *, key: str = "code:192.0.2.1", most: int = 3) -> int:
    """How many of `count` presses pass."""
    passed = 0
    for _press in range(count):
        try:
            demand_pace(key, most=most, seconds=WINDOW)
        except StaleError:
            continue
        passed += 1
    return passed


@pytest.mark.parametrize(("tried", "passed"), [(1, 1), (2, 2), (3, 3), (4, 3), (9, 3)])
def test_as_many_presses_pass_as_are_allowed(tried: int, passed: int) -> None:
    assert presses(tried) == passed


@pytest.mark.parametrize("most", [1, 2, 60])
def test_the_first_press_too_many_is_refused_with_a_way_out(most: int) -> None:
    assert presses(most, most=most) == most
    with pytest.raises(StaleError, match="操作过于频繁") as caught:
        demand_pace("code:192.0.2.1", most=most, seconds=WINDOW)
    assert "稍后再试" in caught.value.remedy
    assert caught.value.field == ""


def test_one_visitor_does_not_use_up_the_presses_of_another() -> None:
    presses(5)
    assert presses(2, key="code:192.0.2.2") == 2
    assert presses(1, key="search:192.0.2.1") == 1


def test_the_counter_is_under_a_name_of_its_own() -> None:
    cache.set("code:192.0.2.1", 99)
    assert presses(1) == 1
    assert cache.get("code:192.0.2.1") == 99
    assert cache.get(f"{throttle.PREFIX}code:192.0.2.1") == 1


def test_the_window_begins_with_the_first_press_and_is_not_prolonged() -> None:
    with patch.object(cache, "add", wraps=cache.add) as first:
        presses(3)
    assert [call.kwargs for call in first.call_args_list] == [{"timeout": WINDOW}] * 3
    with patch.object(cache, "touch") as touch, patch.object(cache, "set") as again:
        presses(5)
    assert not (touch.called or again.called)


def test_after_the_window_the_count_begins_anew() -> None:
    presses(5)
    cache.delete(f"{throttle.PREFIX}code:192.0.2.1")
    assert presses(5) == 3


def test_a_window_that_ends_between_two_calls_counts_the_press_as_the_first() -> None:
    presses(3)
    with patch.object(cache, "incr", side_effect=ValueError):
        assert presses(1) == 1
    assert cache.get(f"{throttle.PREFIX}code:192.0.2.1") == 1
    assert presses(5) == 2
