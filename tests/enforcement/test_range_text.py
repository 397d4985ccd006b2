"""A range of discretion in the language of its reader; documents word it as the law does."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.utils import translation

from enforcement import range_text, weighing
from enforcement.discretion import PERCENT, TIMES, YUAN, Bounds
from enforcement.models import Benchmark, Tier

SAID = {
    "%(number)s元": "%(number)s yuan",
    "%(number)s倍": "%(number)s times",
    "%(number)s天": "%(number)s days",
    "%(number)s以上": "at least %(number)s",
    "%(number)s以上（不含本数）": "more than %(number)s",
    "%(number)s以下": "at most %(number)s",
    "%(number)s以下（不含本数）": "less than %(number)s",
    "%(low)s%(high)s": "%(low)s and %(high)s",
    "%(base)s的%(range)s": "%(range)s the %(base)s",
    "%(name)s%(range)s": "%(name)s: %(range)s",
}
CASES = [
    (Bounds(1_000_000, 10_000_000), YUAN, "10,000元以上100,000元以下"),
    (Bounds(1_000_000, None, low_open=True), YUAN, "10,000元以上（不含本数）"),
    (Bounds(None, 150_050, high_open=True), YUAN, "1,500.5元以下（不含本数）"),
    (Bounds(10_000, 30_000), TIMES, "货值金额的1倍以上3倍以下"),
    (Bounds(100, 500), PERCENT, "货值金额的1%以上5%以下"),
    (Bounds(), YUAN, ""),
]


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A reader of English, by the words of this file: the catalogue is tested elsewhere."""

    def said(text: str) -> str:
        return SAID[text] if translation.get_language() == "en" else text

    monkeypatch.setattr(range_text, "_", said)
    with translation.override("en"):
        yield


@pytest.mark.parametrize(("bounds", "unit", "words"), CASES)
def test_in_chinese_it_is_as_the_law_words_it(bounds: Bounds, unit: str, words: str) -> None:
    assert range_text.bounds(bounds, unit, "货值金额") == words
    assert weighing.range_words(bounds, unit, "货值金额") == words


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(("bounds", "unit", "words"), CASES)
def test_documents_stay_chinese_whoever_asks(bounds: Bounds, unit: str, words: str) -> None:
    assert weighing.range_words(bounds, unit, "货值金额") == words
    assert not any(end in range_text.bounds(bounds, unit, "goods") for end in "以上下元倍")


@pytest.mark.usefixtures("english")
def test_a_reader_of_english_reads_english() -> None:
    row = Benchmark(unit=YUAN, low=1_000_000, high=10_000_000, measure_name="面积")
    one = Tier(benchmark=row, measure_from=Decimal(20), measure_to=Decimal(100), conditions=["甲"])
    assert range_text.statutory(row) == "at least 10,000 yuan and at most 100,000 yuan"
    assert range_text.terms(one) == ["甲", "面积: at least 20 and less than 100"]
    assert one.terms == ["甲", "面积20以上100以下（不含本数）"]


def test_the_terms_of_a_tier_read_the_same_in_both_places() -> None:
    row = Benchmark(unit=YUAN, measure_name="面积")
    for low, high in ((None, None), (Decimal(1), None), (None, Decimal("2.50"))):
        one = Tier(benchmark=row, measure_from=low, measure_to=high, conditions=["甲"])
        assert range_text.terms(one) == one.terms
