"""Amounts in words, read back by an independent reader; dates as documents write them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import chinese
from core.chinese import LARGEST, money_capitals, money_figures, money_text
from core.errors import RuleError
from core.templatetags import chinese as filters

UNITS = {"拾": 10, "佰": 100, "仟": 1000}
GROUPS = {"万": 10**4, "亿": 10**8}
AMOUNTS = st.integers(0, int(LARGEST) * 100 - 1)
# Numbers with many zeros are where the words go wrong.
HOLLOW = st.lists(st.sampled_from("0000015"), min_size=1, max_size=18).map(
    lambda digits: int("".join(digits))
)


def read_group(text: str) -> int:
    """A number below ten thousand from its capital figures."""
    total, digit = 0, 0
    for char in text:
        if char in UNITS:
            total, digit = total + digit * UNITS[char], 0
        else:
            digit = chinese.CAPITALS.index(char)
    return total + digit


def read_integer(text: str) -> int:
    """Any number of 元 from its capital figures."""
    for name in ("亿", "万"):
        if name in text:
            head, _, tail = text.rpartition(name)
            return read_integer(head) * GROUPS[name] + read_integer(tail)
    return read_group(text)


def read_amount(text: str) -> int:
    """An amount in 分 from its capital figures."""
    yuan, mark, rest = text.rpartition("元")
    rest = (rest if mark else text).removesuffix("整").removeprefix("零")
    fen = 0
    for name, worth in (("角", 10), ("分", 1)):
        if name in rest:
            digit, _, rest = rest.partition(name)
            fen += chinese.CAPITALS.index(digit) * worth
    return (read_integer(yuan) * 100 if mark else 0) + fen


@settings(max_examples=150)
@given(AMOUNTS | HOLLOW)
def test_the_words_say_exactly_the_amount(fen: int) -> None:
    assert read_amount(money_capitals(Decimal(fen) / 100)) == fen


@settings(max_examples=100)
@given(AMOUNTS | HOLLOW)
def test_no_zero_is_read_twice_or_left_at_the_end(fen: int) -> None:
    words = money_capitals(Decimal(fen) / 100)
    assert "零零" not in words
    assert words.endswith(("整", "分"))
    assert "零元" not in words or fen < 100
    assert not words.startswith("零") or fen == 0


@settings(max_examples=60)
@given(AMOUNTS, AMOUNTS)
def test_different_amounts_have_different_words(a: int, b: int) -> None:
    same = money_capitals(Decimal(a) / 100) == money_capitals(Decimal(b) / 100)
    assert same is (a == b)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "零元整"),
        ("0.01", "壹分"),
        ("0.10", "壹角整"),
        ("10", "壹拾元整"),
        ("1.01", "壹元零壹分"),
        ("1001.10", "壹仟零壹元壹角整"),
        ("100000", "壹拾万元整"),
        ("100001", "壹拾万零壹元整"),
        ("10010000", "壹仟零壹万元整"),
        ("100000000", "壹亿元整"),
        ("100010000", "壹亿零壹万元整"),
        ("1000000000000", "壹万亿元整"),
        ("1000100000000", "壹万零壹亿元整"),
        (
            "9999999999999999.99",
            "玖仟玖佰玖拾玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分",
        ),
    ],
)
def test_the_difficult_amounts(amount: str, words: str) -> None:
    assert money_capitals(Decimal(amount)) == words


@pytest.mark.parametrize(
    "amount",
    [
        *("-0.01", "0.001", "NaN", "sNaN", "Infinity", "-Infinity", "9e999999", "1e-400"),
        *("10000000000000000", "100.0000000000000000000000000000001"),
    ],
)
def test_an_amount_no_document_can_state_is_refused_in_words(amount: str) -> None:
    for form in (money_figures, money_capitals, money_text):
        with pytest.raises(RuleError) as refused:
            form(Decimal(amount))
        assert refused.value.remedy


@pytest.mark.parametrize(
    ("amount", "figures"),
    [
        ("20000", "20000"),
        ("20000.00", "20000"),
        ("2E+4", "20000"),
        ("0.5", "0.50"),
        ("12.05", "12.05"),
    ],
)
def test_figures_show_cents_only_where_there_are_any(amount: str, figures: str) -> None:
    assert money_figures(Decimal(amount)) == f"人民币{figures}元"


@pytest.mark.parametrize("value", [0, 100, -1])
def test_a_heading_has_a_number_from_one_to_ninety_nine(value: int) -> None:
    with pytest.raises(ValueError, match="heading"):
        chinese.number_text(value)


def test_the_numbers_of_headings_are_all_different() -> None:
    words = [chinese.number_text(n) for n in range(1, 100)]
    assert len(set(words)) == 99
    assert (words[0], words[9], words[10], words[19], words[98]) == (
        "一",
        "十",
        "十一",
        "二十",
        "九十九",
    )


@settings(max_examples=40)
@given(st.dates(date(1000, 1, 1)))
def test_a_date_is_the_same_from_a_day_and_from_its_iso_form(day: date) -> None:
    assert chinese.date_text(day) == chinese.date_text(day.isoformat())
    assert chinese.date_text(day) == f"{day.year}年{day.month}月{day.day}日"
    numerals = chinese.date_numerals(f"{day.isoformat()}T08:00:00")
    assert [numerals[at] for at in range(4)] == [chinese.DIGITS[int(d)] for d in str(day.year)]
    assert numerals.endswith(f"月{chinese.number_text(day.day)}日")


def test_an_instant_is_written_with_two_digits_of_minutes() -> None:
    at = datetime(2026, 11, 21, 9, 5, tzinfo=UTC)
    assert chinese.datetime_text(at) == "2026年11月21日9时05分"
    assert chinese.datetime_text(at.isoformat()) == chinese.datetime_text(at)


@pytest.mark.parametrize(
    "shown", [filters.cn_date, filters.cn_datetime, filters.cn_date_numerals, filters.cn_money]
)
@pytest.mark.parametrize("nothing", [None, ""])
def test_a_filter_shows_nothing_for_nothing(shown: object, nothing: str | None) -> None:
    assert callable(shown)
    assert shown(nothing) == ""


def test_an_amount_of_zero_is_shown_and_not_taken_for_nothing() -> None:
    assert filters.cn_money(0) == "人民币0元（大写：零元整）"
    assert filters.cn_money("0.00") == filters.cn_money_cents(0) == filters.cn_money(Decimal(0))
    assert filters.cn_money_cents(123456) == filters.cn_money("1234.56")
