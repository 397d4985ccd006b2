"""How far two reviewers agree: Wilson's interval, Cohen's kappa, and what they hold for every input."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervision.agreement import CONFIDENCE, Agreement, kappa, wilson
from supervision.templatetags.agreement import kappa as shown_kappa
from supervision.templatetags.agreement import level, share

pytestmark = pytest.mark.one_database
ANSWERS = ("pass", "fail", "none")
PAIRS = st.lists(st.tuples(st.sampled_from(ANSWERS), st.sampled_from(ANSWERS)), max_size=60)


@st.composite
def counts(draw: st.DrawFn) -> tuple[int, int]:
    """(agreed, n) with at least one case."""
    n = draw(st.integers(1, 5000))
    return draw(st.integers(0, n)), n


@pytest.mark.parametrize(
    ("agreed", "n", "low", "high"),
    [
        # Newcombe 1998, table I, method 3 (score without continuity correction).
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_bounds_are_those_of_the_published_table(
    agreed: int, n: int, low: float, high: float
) -> None:
    assert wilson(agreed, n) == pytest.approx((low, high), abs=5e-5)


@given(counts())
def test_the_share_lies_within_its_bounds_and_these_within_0_and_1(case: tuple[int, int]) -> None:
    agreed, n = case
    low, high = wilson(agreed, n)

    assert 0 <= low <= agreed / n <= high <= 1
    assert low < high


@given(counts())
def test_each_bound_solves_the_equation_it_is_defined_by(case: tuple[int, int]) -> None:
    agreed, n = case
    for bound in wilson(agreed, n):
        away = abs(agreed / n - bound)
        z_error = math.sqrt(bound * (1 - bound) / n) * 1.959963984540054
        assert away == pytest.approx(z_error, abs=1e-9)


@given(counts())
def test_agreeing_and_differing_are_mirror_images(case: tuple[int, int]) -> None:
    agreed, n = case
    low, high = wilson(agreed, n)
    other_low, other_high = wilson(n - agreed, n)

    assert low == pytest.approx(1 - other_high)
    assert high == pytest.approx(1 - other_low)


@given(counts(), st.integers(2, 9))
def test_more_cases_of_the_same_share_never_widen_the_interval(
    case: tuple[int, int], times: int
) -> None:
    agreed, n = case
    low, high = wilson(agreed, n)
    closer_low, closer_high = wilson(agreed * times, n * times)

    assert closer_high - closer_low < high - low


@given(counts(), st.floats(0.5, 0.99), st.floats(0.5, 0.99))
def test_a_higher_level_contains_a_lower_one(
    case: tuple[int, int], one: float, other: float
) -> None:
    narrow = wilson(*case, min(one, other))
    wide = wilson(*case, max(one, other))

    assert wide[0] <= narrow[0] + 1e-12
    assert wide[1] >= narrow[1] - 1e-12


@pytest.mark.parametrize(
    ("agreed", "n", "at"), [(1, 0, 0.95), (2, 1, 0.95), (-1, 3, 0.95), (1, 2, 0), (1, 2, 1)]
)
def test_what_is_no_share_has_no_interval(agreed: int, n: int, at: float) -> None:
    with pytest.raises(ValueError, match=f"{agreed} of {n}"):
        wilson(agreed, n, at)


def test_kappa_is_that_of_the_textbook() -> None:
    # 20 yes/yes, 5 yes/no, 10 no/yes, 15 no/no: 0.7 observed, 0.5 by chance.
    rows = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15

    assert kappa(rows) == pytest.approx(0.4)


@given(PAIRS)
def test_kappa_is_1_only_for_full_agreement_and_never_more(rows: list[tuple[str, str]]) -> None:
    found = kappa(rows)
    same = all(one == other for one, other in rows)

    assert found is None or -1 <= found <= 1 + 1e-12
    if found is not None:
        assert (found == pytest.approx(1)) == same


@given(PAIRS)
def test_kappa_does_not_ask_who_was_first(rows: list[tuple[str, str]]) -> None:
    turned = kappa([(other, one) for one, other in rows])

    assert turned == (None if kappa(rows) is None else pytest.approx(kappa(rows)))


def test_kappa_cannot_be_told_when_both_always_say_the_same_word() -> None:
    assert kappa([("pass", "pass")] * 9) is None
    assert kappa([]) is None


def test_an_agreement_counts_what_is_the_same() -> None:
    found = Agreement((("pass", "pass"), ("pass", "fail"), ("none", "none"), ("fail", "fail")))

    assert (found.n, found.agreed, found.share) == (4, 3, 0.75)
    assert found.interval == wilson(3, 4, CONFIDENCE)
    assert found.level == CONFIDENCE


def test_without_an_answer_there_is_no_share_and_no_interval() -> None:
    empty = Agreement(())

    assert (empty.n, empty.agreed, empty.share) == (0, 0, None)
    assert (empty.interval, empty.kappa) == (None, None)


@pytest.mark.parametrize(
    ("value", "words"), [(None, "—"), (0.0, "0.0%"), (0.875, "87.5%"), (1.0, "100.0%")]
)
def test_a_share_is_shown_in_per_cent(value: float | None, words: str) -> None:
    assert share(value) == words


def test_kappa_and_level_are_shown_short() -> None:
    assert (shown_kappa(None), shown_kappa(0.4049), shown_kappa(-0.2)) == ("—", "0.40", "-0.20")
    assert level(CONFIDENCE) == "95%"
