"""What people type into cells: dates in every style, null words, folded names and headers."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from core.cells import date_of, decimal_of, text_of
from core.folding import fold_header, fold_name, fold_title
from core.row_report import Finding, RowReport
from core.tables import Cell

DAY = date(2018, 11, 21)


@pytest.mark.parametrize(
    "cell",
    [
        *("2018-11-21", "2018/11/21", "2018.11.21", "2018年11月21日", "20181121"),
        *("2018-11-21 00:00:00.0", "2018-11-21T08:30:00", "２０１８－１１－２１", " 2018-11-21 "),
        *("43425", 43425, 43425.0, DAY, datetime(2018, 11, 21, 9)),
    ],
)
def test_a_date_is_read_in_every_style(cell: Cell) -> None:
    assert date_of(cell) == DAY


@pytest.mark.parametrize("cell", ["2018-02-30", "昨天", "2018", "99999999", "12", 5])
def test_what_names_no_day_is_an_error_not_a_guess(cell: Cell) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        date_of(cell)


@pytest.mark.parametrize(
    "cell", [None, "", "  ", "无", "/", "-", "——", "NULL", "null", "空", "暂无", "（空）", "N/A"]
)
def test_null_words_mean_nothing(cell: Cell) -> None:
    assert text_of(cell) == ""
    assert date_of(cell) is None
    assert decimal_of(cell) is None


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (640423200000173.0, "640423200000173"),
        (0.2, "0.2"),
        (7, "7"),
        (True, "是"),
        (datetime(2018, 1, 2), "2018-01-02"),
        ("无锡市", "无锡市"),
        ("\ufeff名称 ", "名称"),
        ("甲\r\n乙", "甲\n乙"),
    ],
)
def test_text_is_what_was_meant(cell: Cell, text: str) -> None:
    assert text_of(cell) == text


def test_decimals_are_exact() -> None:
    assert decimal_of("1,667.8") == Decimal("1667.8")
    assert decimal_of("０．２") == Decimal("0.2")
    for bad in ("贰万", "NaN?", "1e999999999x", "inf"):
        with pytest.raises(ValueError, match=r"\S"):
            decimal_of(bad)


def test_headers_fold_over_spaces_width_and_marks() -> None:
    keys = {
        fold_header(text)
        for text in (
            "行政相对人代码_1(统一社会信用代码)",
            "行政相对人代码_1 （统一社会信用代码）",
            "行政相对人代码_1\n(统一社会信用代码)（必填）",
            "\ufeff*行政相对人代码_１（统一社会信用代码）",
        )
    }
    assert len(keys) == 1


def test_names_fold_over_width_brackets_and_quotes() -> None:
    assert fold_name("云溪 晨星（集团）“有限”公司") == fold_name("云溪晨星(集团)有限公司")
    assert fold_name("晨星Ａ厂") == fold_name("晨星a厂")


def test_titles_fold_over_country_quotes_and_edition() -> None:
    same = ("《行政处罚法》", "中华人民共和国行政处罚法", "行政处罚法（2021年修订）")
    assert len({fold_title(title) for title in same}) == 1
    assert fold_title("无菌器械管理办法（暂行）") != fold_title("无菌器械管理办法")


def test_a_report_counts_rows_not_errors() -> None:
    report = RowReport(rows=2, rejected=[Finding(3, "甲", "错"), Finding(3, "乙", "错")])
    report.count("created")
    assert report.rejected_rows == 1
    assert report.as_json() == {
        "rows": 2,
        "created": 1,
        "updated": 0,
        "unchanged": 0,
        "rejected": [
            {"row": 3, "field": "甲", "error": "错"},
            {"row": 3, "field": "乙", "error": "错"},
        ],
        "flagged": [],
    }


@pytest.mark.parametrize("text", ["1e999999", "1e-999999", "9" * 40, "1e31", "sNaN", "Infinity"])
def test_a_number_no_arithmetic_can_bear_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match="not a number"):
        decimal_of(text)


@pytest.mark.parametrize("text", ["0.000001", "99999999999999.99", "-5", "1E3"])
def test_amounts_of_every_real_size_are_numbers(text: str) -> None:
    assert decimal_of(text) == Decimal(text)
