"""Days of birth behind their label, however they are dated; days of anything else stay."""

import pytest

from disclosure.redaction import redact

DAYS = [
    "12/05/1984",
    "12.5.84",
    "84年5月12日",
    "84.5.12",
    "八四年五月",
    "1984年5月12",
    "1984年",
    "民国七十三年",
    "民国七十三年三月初五",
    "民国73年3月5日",
    "壬申年八月十五",
    "壬申年正月初一日",
    "农历一九八四年八月十五",
    "5月12日",
]


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize(
    "label", ["出生日期：", "出生年月:", "出生于", "，生于", "生日是", "出 生 日 期： "]
)
def test_a_day_of_birth_is_hidden_behind_its_label(label: str, day: str) -> None:
    assert redact(f"当事人牛某{label}{day}，到场").text.endswith(f"{label}[出生日期已隐去]，到场")


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize(
    "label",
    ["纠纷发生于", "野草滋生于", "事故产生于", "生产日期：", "保质期至", "立案日期：", "出生证明"],
)
def test_a_day_of_anything_else_stays(label: str, day: str) -> None:
    assert redact(f"{label}{day}，到场").text == f"{label}{day}，到场"


@pytest.mark.parametrize(
    "text", ["出生日期：略", "出生于某地，84年5月开店", "生于忧患", "出生日期栏12/05"]
)
def test_a_label_without_a_day_hides_nothing(text: str) -> None:
    assert redact(text).text == text
