"""Ranges and tiers as properties: whatever is entered, an amount lies on one side, a measure in one tier."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enforcement.discretion import (
    RATIOS,
    SCALE,
    WHOLE,
    Bounds,
    amount,
    lines,
    overlapping,
    smallest,
)
from enforcement.models import Tier
from enforcement.weighing import fitting, number, range_words
from tests.gauges import STEPS

FEW = settings(max_examples=40)
WORDS = ("当场改正", "首次发现", "拒不改正", "再次违法")
ENDS = st.none() | st.integers(min_value=0, max_value=60)
RANGES = st.builds(Bounds, ENDS, ENDS, st.booleans(), st.booleans())
CUTS = st.lists(st.integers(min_value=1, max_value=500), min_size=2, max_size=7, unique=True)
AMOUNTS = st.fractions(min_value=0, max_value=60, max_denominator=3)
MET = st.sets(st.sampled_from(WORDS))
TIERS = st.lists(
    st.builds(
        Tier,
        degree=st.sampled_from(["lighter", "normal", "heavier", "exempt", "reduced"]),
        conditions=st.lists(st.sampled_from(WORDS), max_size=2, unique=True),
        any_condition=st.booleans(),
    ),
    max_size=5,
)


def stairs(cuts: list[int]) -> list[Bounds]:
    """Tiers one above the other: each takes its lower end, the last one both."""
    ends = sorted(cuts)
    last = len(ends) - 2
    return [
        Bounds(low, high, high_open=place < last)
        for place, (low, high) in enumerate(zip(ends, ends[1:], strict=False))
    ]


# ------------------------------------------------------------------------- ranges
@FEW
@given(one=RANGES, other=RANGES)
def test_to_overlap_is_mutual(one: Bounds, other: Bounds) -> None:
    assert one.overlaps(other) is other.overlaps(one)


@FEW
@given(one=RANGES, other=RANGES, value=AMOUNTS)
def test_an_amount_of_both_makes_them_overlap(one: Bounds, other: Bounds, value: Fraction) -> None:
    if one.holds(value) and other.holds(value):
        assert one.overlaps(other)


@FEW
@given(row=RANGES)
def test_a_range_lies_inside_itself_and_inside_no_end(row: Bounds) -> None:
    assert row.inside(row)
    assert row.inside(Bounds())


@FEW
@given(one=RANGES, two=RANGES, three=RANGES)
def test_inside_of_what_lies_inside_is_inside(one: Bounds, two: Bounds, three: Bounds) -> None:
    if one.inside(two) and two.inside(three):
        assert one.inside(three)


@FEW
@given(cuts=CUTS)
def test_tiers_cut_out_of_one_range_never_overlap_and_leave_no_gap(cuts: list[int]) -> None:
    rows = stairs(cuts)

    assert overlapping(rows) is None
    for value in range(min(cuts), max(cuts) + 1):
        assert sum(row.holds(value) for row in rows) == 1
    assert not any(row.holds(max(cuts) + 1) for row in rows)


@FEW
@given(cuts=CUTS, extra=RANGES)
def test_a_range_laid_over_the_stairs_is_found(cuts: list[int], extra: Bounds) -> None:
    rows = stairs(cuts)
    clash = overlapping([*rows, extra])
    first = next((place for place, row in enumerate(rows) if row.overlaps(extra)), None)

    assert clash == (None if first is None else (first, len(rows)))


@pytest.mark.parametrize(
    ("bounds", "empty"),
    [
        (Bounds(), False),
        (Bounds(5, None, low_open=True), False),
        (Bounds(None, 5, high_open=True), False),
        (Bounds(5, 5), False),
        (Bounds(5, 5, low_open=True), True),
        (Bounds(5, 5, high_open=True), True),
        (Bounds(6, 5), True),
        (Bounds(5, 6, low_open=True, high_open=True), False),  # half cents lie between
    ],
)
def test_a_range_is_empty_only_when_nothing_fits(bounds: Bounds, empty: bool) -> None:
    assert bounds.empty() is empty


def test_the_tiers_of_the_suite_are_stairs_themselves() -> None:
    ranged = [step.bounds for step in STEPS if step.has_amounts]

    assert overlapping(ranged) is None
    assert [step.within_range for step in STEPS] == [False, False, True, True, True]


# ------------------------------------------------------------------------- amounts
@FEW
@given(
    fine=st.integers(min_value=1, max_value=10**12),
    base=st.integers(min_value=1, max_value=10**12),
    unit=st.sampled_from(RATIOS),
)
def test_a_ratio_times_its_base_is_the_fine(fine: int, base: int, unit: str) -> None:
    found = amount(unit, fine, base)

    assert found is not None
    assert found * base == fine * WHOLE


@FEW
@given(unit=st.sampled_from([*SCALE, "days"]), value=st.integers(min_value=0, max_value=10**12))
def test_an_amount_is_written_so_that_it_is_read_back(unit: str, value: int) -> None:
    words = number(unit, value)
    digits = words.rstrip("元倍%天").replace(",", "")

    assert smallest(unit, Decimal(digits)) == value
    assert words[len(words.rstrip("元倍%天")) :]


@pytest.mark.parametrize(
    ("unit", "value", "words"),
    [
        ("yuan", 0, "0元"),
        ("yuan", 1, "0.01元"),
        ("yuan", 123_456_789_00, "123,456,789元"),
        ("times", 5_000, "0.5倍"),
        ("times", 1, "0.0001倍"),
        ("percent", 10_000, "100%"),
        ("days", 1_500, "1,500天"),
        ("none", 7, "7"),
    ],
)
def test_numbers_are_written_as_people_write_them(unit: str, value: int, words: str) -> None:
    assert number(unit, value) == words


@FEW
@given(row=RANGES, unit=st.sampled_from(["yuan", "times", "percent", "days"]))
def test_the_words_of_a_range_name_each_end_once(row: Bounds, unit: str) -> None:
    words = range_words(row, unit, "货值金额")

    assert words.count("以上") == (row.low is not None)
    assert words.count("以下") == (row.high is not None)
    opened = (row.low is not None and row.low_open) + (row.high is not None and row.high_open)
    assert words.count("不含本数") == opened
    ended = row.low is not None or row.high is not None
    assert words.startswith("货值金额的") is (unit in RATIOS and ended)


@FEW
@given(st.lists(st.sampled_from([*WORDS, "", " "]), max_size=5), st.sampled_from("；;\n"))
def test_conditions_are_read_back_however_they_are_parted(texts: list[str], mark: str) -> None:
    assert lines(mark.join(texts)) == [text for text in texts if text.strip()]


# ------------------------------------------------------------------------- tiers
@FEW
@given(tiers=TIERS, met=MET)
def test_a_tier_that_fits_is_one_of_them_and_says_nothing_unmet(
    tiers: list[Tier], met: set[str]
) -> None:
    for row in fitting(tiers, met, None):
        assert any(row is other for other in tiers)
        held = met.intersection(row.conditions)
        assert not row.conditions or (held if row.any_condition else held == {*row.conditions})


@FEW
@given(tiers=TIERS)
def test_nobody_is_spared_by_silence(tiers: list[Tier]) -> None:
    assert not any(row.degree in Tier.BELOW for row in fitting(tiers, (), None))


@FEW
@given(tiers=TIERS, met=MET, more=MET)
def test_more_conditions_never_take_away_a_tier_with_conditions(
    tiers: list[Tier], met: set[str], more: set[str]
) -> None:
    before = [row for row in fitting(tiers, met, None) if row.conditions]
    after = fitting(tiers, met | more, None)

    assert all(any(row is other for other in after) for row in before)


@FEW
@given(cuts=CUTS, value=st.decimals(min_value=0, max_value=600, places=2))
def test_a_measure_falls_into_one_tier_and_no_two(cuts: list[int], value: Decimal) -> None:
    ends = sorted(cuts)
    pairs = zip([None, *ends], [*ends, None], strict=True)
    tiers = [
        Tier(
            degree="normal",
            measure_from=None if low is None else Decimal(low),
            measure_to=None if high is None else Decimal(high),
        )
        for low, high in pairs
    ]

    (found,) = fitting(tiers, (), value)
    assert found.measured(value)
    assert fitting(tiers, (), None) == []


@pytest.mark.parametrize(
    ("start", "end", "value", "falls"),
    [
        (None, None, None, True),
        ("10", None, None, False),
        ("10", "20", "9.99", False),
        ("10", "20", "10", True),
        ("10", "20", "19.99", True),
        ("10", "20", "20", False),
        (None, "20", "0", True),
        ("10", None, "1000000", True),
    ],
)
def test_a_measure_counts_from_its_first_number_up_to_the_next_tiers(
    start: str | None, end: str | None, value: str | None, falls: bool
) -> None:
    ends = [None if text is None else Decimal(text) for text in (start, end)]
    row = Tier(measure_from=ends[0], measure_to=ends[1])

    assert row.measured(None if value is None else Decimal(value)) is falls
