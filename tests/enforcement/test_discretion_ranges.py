"""Ranges of discretion: ends that count, ends that do not, overlaps, ratios. No database."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enforcement.discretion import (
    Bounds,
    amount,
    lines,
    overlapping,
    smallest,
)
from enforcement.models import Benchmark, Tier
from enforcement.weighing import fitting, number, range_words, statutory_words

ENDS = st.none() | st.integers(min_value=0, max_value=100)
RANGES = st.builds(Bounds, ENDS, ENDS, st.booleans(), st.booleans())
AMOUNTS = st.fractions(min_value=0, max_value=100, max_denominator=4)


@pytest.mark.parametrize(
    ("bounds", "inside", "outside"),
    [
        (Bounds(100, 200), [100, 150, 200], [99, 201]),
        (Bounds(100, 200, low_open=True), [101, 200], [100]),
        (Bounds(100, 200, high_open=True), [100, 199], [200]),
        (Bounds(None, 200), [0, 200], [201]),
        (Bounds(100, None), [100, 10**12], [99]),
        (Bounds(), [0, 10**12], []),
        (Bounds(100, 100), [100], [99, 101]),
    ],
)
def test_an_end_counts_unless_the_range_says_not(
    bounds: Bounds, inside: list[int], outside: list[int]
) -> None:
    assert [value for value in inside if not bounds.holds(value)] == []
    assert [value for value in outside if bounds.holds(value)] == []


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        (Bounds(100, 200), Bounds(200, 300), True),
        (Bounds(100, 200, high_open=True), Bounds(200, 300), False),
        (Bounds(100, 200), Bounds(200, 300, low_open=True), False),
        (Bounds(100, 200), Bounds(201, 300), False),
        (Bounds(100, None), Bounds(10**9, None), True),
        (Bounds(None, 100), Bounds(None, 50), True),
    ],
)
def test_two_tiers_may_touch_only_where_one_end_is_open(
    one: Bounds, other: Bounds, shared: bool
) -> None:
    assert one.overlaps(other) is shared
    assert other.overlaps(one) is shared


@given(one=RANGES, other=RANGES, value=AMOUNTS)
def test_ranges_that_do_not_overlap_share_no_amount(
    one: Bounds, other: Bounds, value: Fraction
) -> None:
    if not one.overlaps(other):
        assert not (one.holds(value) and other.holds(value))


@given(one=RANGES, other=RANGES, value=AMOUNTS)
def test_what_lies_in_a_tier_lies_in_the_range_around_it(
    one: Bounds, other: Bounds, value: Fraction
) -> None:
    around = Bounds(other.low, other.high)
    if one.inside(around) and one.holds(value):
        assert around.holds(value)


@given(bounds=RANGES, value=AMOUNTS)
def test_an_amount_is_in_below_or_above(bounds: Bounds, value: Fraction) -> None:
    if not bounds.empty():
        assert [bounds.holds(value), bounds.below(value), bounds.above(value)].count(True) == 1


@given(bounds=RANGES, value=AMOUNTS)
def test_an_empty_range_holds_nothing(bounds: Bounds, value: Fraction) -> None:
    assert not (bounds.empty() and bounds.holds(value))


def test_the_first_two_that_overlap_are_named() -> None:
    rows = [Bounds(0, 10), Bounds(11, 20), Bounds(20, 30), Bounds(30, 40)]

    assert overlapping(rows) == (1, 2)
    assert overlapping(rows[:2]) is None
    assert overlapping([]) is None


@pytest.mark.parametrize(
    ("unit", "fine", "base", "found"),
    [
        ("yuan", 200_000, None, Fraction(200_000)),
        ("times", 50_000, 10_000, Fraction(50_000)),  # five times the value
        ("percent", 300, 10_000, Fraction(300)),  # three per cent of it
        ("times", 1, 3, Fraction(10_000, 3)),  # never rounded
        ("times", 50_000, None, None),
        ("times", 50_000, 0, None),
        ("days", 50_000, 10_000, None),
        ("none", 50_000, 10_000, None),
    ],
)
def test_a_fine_is_measured_in_the_unit_of_its_range(
    unit: str, fine: int, base: int | None, found: Fraction | None
) -> None:
    assert amount(unit, fine, base) == found


@given(
    base=st.integers(min_value=1, max_value=10**14),
    low=st.integers(min_value=0, max_value=300_000),
    fine=st.integers(min_value=1, max_value=10**14),
)
def test_a_ratio_is_compared_as_the_products_are(base: int, low: int, fine: int) -> None:
    found = amount("times", fine, base)
    assert found is not None

    assert Bounds(low, None).below(found) is (fine * 10_000 < low * base)


@pytest.mark.parametrize(
    ("unit", "value", "kept"),
    [("yuan", "1000", 100_000), ("times", "0.5", 5_000), ("percent", "3", 300), ("days", "5", 5)],
)
def test_an_amount_is_kept_in_the_smallest_part_and_written_as_it_was(
    unit: str, value: str, kept: int
) -> None:
    assert smallest(unit, Decimal(value)) == kept
    assert number(unit, kept).replace(",", "").startswith(value)
    assert smallest(unit, None) is None


@pytest.mark.parametrize(
    ("bounds", "unit", "words"),
    [
        (Bounds(100_000, 500_000), "yuan", "1,000元以上5,000元以下"),
        (Bounds(100_050, None), "yuan", "1,000.5元以上"),
        (Bounds(50_000, 100_000), "times", "货值金额的5倍以上10倍以下"),
        (Bounds(None, 300, high_open=True), "percent", "货值金额的3%以下（不含本数）"),
        (Bounds(5, 10, low_open=True), "days", "5天以上（不含本数）10天以下"),
        (Bounds(), "yuan", ""),
    ],
)
def test_a_range_is_worded_as_the_law_words_it(bounds: Bounds, unit: str, words: str) -> None:
    assert range_words(bounds, unit, "货值金额") == words


def test_the_range_of_a_benchmark_names_its_base() -> None:
    row = Benchmark(unit="times", base_name="违法所得", low=10_000, high=50_000)

    assert statutory_words(row) == "违法所得的1倍以上5倍以下"


def test_conditions_are_lines() -> None:
    assert lines("首次发现；当场改正;\n 没有后果 \n") == ["首次发现", "当场改正", "没有后果"]


PROMPT = Tier(degree="lighter", conditions=["当场改正", "没有后果"])
ANY = Tier(degree="heavier", conditions=["再次违法", "拒不改正"], any_condition=True)
PLAIN = Tier(degree="normal")
SPARED = Tier(degree="exempt")
SMALL = Tier(degree="slight", measure_to=Decimal(10))
LARGE = Tier(degree="grave", measure_from=Decimal(10))


@pytest.mark.parametrize(
    ("tiers", "met", "measure", "fit"),
    [
        ([PROMPT, PLAIN], ["当场改正", "没有后果"], None, [PROMPT]),
        ([PROMPT, PLAIN], ["当场改正"], None, [PLAIN]),
        ([PROMPT, ANY, PLAIN], ["拒不改正"], None, [ANY]),
        ([PROMPT, ANY], ["当场改正", "没有后果", "再次违法"], None, [PROMPT, ANY]),
        ([SPARED, PLAIN], [], None, [PLAIN]),  # nobody is spared by having said nothing
        ([SMALL, LARGE], [], Decimal("9.99"), [SMALL]),
        ([SMALL, LARGE], [], Decimal(10), [LARGE]),
        ([SMALL, LARGE], [], None, []),
        ([PROMPT], [], None, []),
    ],
)
def test_the_tier_that_fits_is_the_one_whose_conditions_hold(
    tiers: list[Tier], met: list[str], measure: Decimal | None, fit: list[Tier]
) -> None:
    assert [id(row) for row in fitting(tiers, met, measure)] == [id(row) for row in fit]
