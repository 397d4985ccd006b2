"""Dates, numbers and money as official documents write them."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from core import chinese
from core.errors import RuleError


@pytest.mark.parametrize("value", [date(2026, 1, 5), "2026-01-05", "2026-01-05T08:00:00+08:00"])
def test_a_date_is_written_without_leading_zeros(value: date | str) -> None:
    assert chinese.date_text(value) == "2026年1月5日"


def test_a_moment_names_hour_and_two_digit_minute() -> None:
    at = datetime(2026, 11, 21, 9, 5, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert chinese.datetime_text(at) == "2026年11月21日9时05分"
    assert chinese.datetime_text(at.isoformat()) == "2026年11月21日9时05分"


def test_a_cover_date_uses_chinese_numerals() -> None:
    assert chinese.date_numerals(date(2026, 10, 30)) == "二〇二六年十月三十日"
    assert chinese.date_numerals(date(2026, 11, 21)) == "二〇二六年十一月二十一日"


@pytest.mark.parametrize(
    ("number", "text"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九")]
)
def test_heading_numbers_are_chinese(number: int, text: str) -> None:
    assert chinese.number_text(number) == text


@pytest.mark.parametrize("number", [0, 100, -1])
def test_a_heading_number_out_of_range_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match=str(number)):
        chinese.number_text(number)


@pytest.mark.parametrize(
    ("amount", "capitals"),
    [
        ("0", "零元整"),
        ("20000", "贰万元整"),
        ("200", "贰佰元整"),
        ("10", "壹拾元整"),
        ("1005.60", "壹仟零伍元陆角整"),
        ("1005.06", "壹仟零伍元零陆分"),
        ("0.32", "叁角贰分"),
        ("0.05", "伍分"),
        ("0.50", "伍角整"),
        ("100000", "壹拾万元整"),
        ("10001", "壹万零壹元整"),
        ("101000", "壹拾万壹仟元整"),
        ("1010100", "壹佰零壹万零壹佰元整"),
        ("100000000", "壹亿元整"),
        ("100000001", "壹亿零壹元整"),
        ("120000000000", "壹仟贰佰亿元整"),
        ("1000000000000", "壹万亿元整"),
        ("1200000000000", "壹万贰仟亿元整"),
        ("30005.47", "叁万零伍元肆角柒分"),
    ],
)
def test_money_is_written_in_capital_figures(amount: str, capitals: str) -> None:
    assert chinese.money_capitals(Decimal(amount)) == capitals


def test_money_shows_figures_and_capitals_together() -> None:
    assert chinese.money_text(Decimal("20000.00")) == "人民币20000元（大写：贰万元整）"
    assert chinese.money_text(Decimal("1234.5")) == (
        "人民币1234.50元（大写：壹仟贰佰叁拾肆元伍角整）"
    )


@pytest.mark.parametrize("amount", ["-1", "1.005", "10000000000000000", "NaN", "Infinity"])
def test_an_amount_that_cannot_be_written_is_refused(amount: str) -> None:
    with pytest.raises(RuleError, match="无法写入文书"):
        chinese.money_text(Decimal(amount))


UNITS = {"拾": 10, "佰": 100, "仟": 1000}


def read_capitals(text: str) -> int:
    """An independent reader of capital figures: 分 as an integer."""
    total = group = digit = 0
    for char in text:
        if char in chinese.CAPITALS:
            digit = chinese.CAPITALS.index(char)
        elif char in UNITS:
            group, digit = group + digit * UNITS[char], 0
        elif char == "万":
            total, group, digit = total + (group + digit) * 10_000, 0, 0
        elif char == "亿":
            total, group, digit = (total + group + digit) * 10**8, 0, 0
        elif char == "元":
            total, group, digit = (total + group + digit) * 100, 0, 0
        elif char in "角分":
            total, digit = total + digit * (10 if char == "角" else 1), 0
    return total


@given(st.integers(min_value=0, max_value=10**18 - 1))
def test_capital_figures_read_back_to_the_same_amount(cents: int) -> None:
    text = chinese.money_capitals(Decimal(cents) / 100)
    assert read_capitals(text) == cents
    assert "零零" not in text
    assert not text.startswith("零") or cents == 0


def test_templates_use_the_same_words() -> None:
    page = Template(
        "{% load chinese %}{{ day|cn_date }} {{ at|cn_datetime }} {{ day|cn_date_numerals }} "
        "{{ 3|cn_number }} {{ fine|cn_money }} {{ cents|cn_money_cents }}[{{ none|cn_date }}"
        "{{ none|cn_datetime }}{{ none|cn_money }}{{ none|cn_date_numerals }}]"
    )
    text = page.render(
        Context(
            {
                "day": "2026-11-21",
                "at": "2026-11-21T09:30:00+08:00",
                "fine": "500",
                "cents": 50,
                "none": None,
            }
        )
    )
    assert text == (
        "2026年11月21日 2026年11月21日9时30分 二〇二六年十一月二十一日 三 "
        "人民币500元（大写：伍佰元整） 人民币0.50元（大写：伍角整）[]"
    )
