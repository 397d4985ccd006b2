"""Cells as people really type them: odd numbers, odd dates, odd headers; never a silent guess."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.cells import EXCEL_SERIALS, MAX_DIGITS, NULL_WORDS, date_of, decimal_of, is_null, text_of
from core.folding import fold, fold_header, fold_name, fold_title
from core.row_report import Finding, RowReport
from core.tables import Cell

DAYS = st.dates(date(1955, 1, 1), date(2100, 1, 1))
STYLES = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d", "%Y年%m月%d"]


@settings(max_examples=40)
@given(DAYS, st.sampled_from(STYLES), st.sampled_from(["", " 00:00", "T23:59:59", " 8时30分"]))
def test_a_day_comes_back_from_every_style(day: date, style: str, clock: str) -> None:
    text = day.strftime(style) + ("" if style == "%Y%m%d" else clock)
    assert date_of(text) == day


@settings(max_examples=40)
@given(DAYS)
def test_a_serial_number_counts_days_from_the_spreadsheets_epoch(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    assert date_of(serial) == date_of(f"{serial}.75") == day


@pytest.mark.parametrize(
    ("serial", "day"),
    [(EXCEL_SERIALS[0], date(1954, 10, 3)), (EXCEL_SERIALS[-1], date(2119, 1, 10))],
)
def test_serial_numbers_have_a_first_and_a_last(serial: int, day: date) -> None:
    assert date_of(serial) == day
    beyond = serial + (1 if day.year > 2000 else -1)
    with pytest.raises(ValueError, match="not a date"):
        date_of(beyond)


@pytest.mark.parametrize(
    "cell",
    [
        *("2026-13-01", "2026-00-10", "2026-02-29", "20260230", "0000-01-01", "2026年2月"),
        *("2026-1-1 到 2026-2-1", "2026-01-01x", "26-01-01", "٢٠٢٦-٠١-٠١", "123456", "1e4"),
        *(True, 3.5, time(9, 30)),
    ],
)
def test_no_day_is_made_up(cell: Cell) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        date_of(cell)


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("１，２３４．５６", "1234.56"),
        ("1,234,567", "1234567"),
        (" 12 000.00 ", "12000.00"),
        ("-0.5", "-0.5"),
        ("+3", "3"),
        ("1E+3", "1E+3"),
        (0.1, "0.1"),
        (1e20, "100000000000000000000"),
        (0, "0"),
        ("1" + "0" * MAX_DIGITS, "1" + "0" * MAX_DIGITS),
    ],
)
def test_a_number_is_read_exactly(cell: Cell, number: str) -> None:
    assert decimal_of(cell) == Decimal(number)


@pytest.mark.parametrize(
    "cell",
    [
        *("3_5", "_1", "1__0", "一百", "100元", "1.2.3", "0x10", "--1", "NaN1", "Infinity", "sNaN"),
        *("1e999999", "1e-31", "1" + "0" * (MAX_DIGITS + 1), "0." + "0" * 40 + "1", True),
        *(1e40, date(2026, 1, 1)),
    ],
)
def test_what_is_no_amount_is_an_error(cell: Cell) -> None:
    with pytest.raises(ValueError, match="not a number"):
        decimal_of(cell)


@pytest.mark.parametrize("cell", [float("nan"), float("inf"), float("-inf")])
def test_a_division_by_nothing_in_a_sheet_is_an_empty_cell(cell: float) -> None:
    assert text_of(cell) == ""
    assert decimal_of(cell) is None
    assert date_of(cell) is None


@pytest.mark.parametrize("word", sorted(NULL_WORDS))
def test_a_null_word_is_one_in_any_width_and_case(word: str) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in word)
    for written in (word, f" {word}\n", word.lower(), wide, f"\u200b{word}"):
        assert is_null(written)
        assert text_of(written) == ""


@pytest.mark.parametrize("text", ["无锡", "空军", "0", "否", "N", "不详细", "无无", "-1", "/1"])
def test_a_word_that_only_begins_like_nothing_is_kept(text: str) -> None:
    assert text_of(text) == text


@settings(max_examples=50)
@given(st.floats(-1e15, 1e15, allow_nan=False))
def test_a_number_in_a_cell_keeps_its_value_as_text(number: float) -> None:
    assert float(text_of(number)) == pytest.approx(number, rel=1e-14)
    if number.is_integer():
        assert "." not in text_of(number)


@settings(max_examples=30)
@given(st.datetimes(datetime(1960, 1, 1), datetime(2100, 1, 1)))
def test_an_instant_in_a_cell_shows_its_time_only_when_it_has_one(at: datetime) -> None:
    assert date_of(at) == at.date()
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    assert text_of(at) == (str(at.date()) if at == midnight else str(at))
    assert text_of(midnight) == str(at.date())
    assert text_of(midnight + timedelta(seconds=1)).endswith("00:00:01")


@pytest.mark.parametrize(
    "header",
    [
        *(
            "行政相对人名称",
            "行政相对人名称*",
            "*行政相对人名称",
            "＊行政相对人名称：",
            "**行政相对人名称",
        ),
        *(
            "行政相对人名称*：",
            "行政相对人名称（必填）",
            "行政相对人名称*(必填)：",
            "行政相对人 名称 :",
        ),
        *(
            "行政相对人名称（必填项）*",
            "行政\n相对人\u200b名称",
            "“行政相对人名称”",
            "行政相对人名称［选填］",
        ),
    ],
)
def test_marks_of_a_required_column_do_not_make_another_column(header: str) -> None:
    assert fold_header(header) == "行政相对人名称"


@pytest.mark.parametrize("header", ["名称(一)", "必填", "处罚金额(万元)", "5*3"])
def test_what_is_part_of_a_header_stays(header: str) -> None:
    assert fold_header(header) == header


@settings(max_examples=80)
@given(st.text(max_size=20))
def test_folding_a_folded_text_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_a_letter_parted_from_its_accent_by_an_invisible_character_is_the_same_letter() -> None:
    assert fold("e\u200b\u0301") == fold("é")


@pytest.mark.parametrize(
    "pair", ["[]", "{}", "【】", "〔〕", "〖〗", "｛｝", "［］", "﹝﹞", "⟨⟩", "（）"]
)
def test_every_bracket_is_the_same_bracket(pair: str) -> None:
    assert fold(f"罚{pair[0]}2026{pair[1]}") == "罚(2026)"


@pytest.mark.parametrize("quoted", ["《甲》", "“甲”", "「甲」", "'甲'", "〈甲〉", "·甲"])
def test_quotes_and_points_do_not_make_another_name(quoted: str) -> None:
    assert fold_name(quoted) == fold_name("甲")
    assert fold_name("abc公司") == fold_name("ＡＢＣ公司")


@pytest.mark.parametrize(
    "title",
    [
        *(
            "《中华人民共和国行政处罚法》",
            "行政处罚法",
            "行政处罚法（2021年修订）",
            "行政处罚法(2021修订)",
        ),
        *(
            "中华人民共和国行政处罚法（2017年第二次修正）",
            "行政处罚法（修正本）",
            "行政处罚法（第三次修改）",
        ),
    ],
)
def test_a_statute_is_one_whatever_edition_is_written_behind_it(title: str) -> None:
    assert fold_title(title) == "行政处罚法"


@pytest.mark.parametrize("title", ["行政处罚法实施办法", "行政处罚法（草案）", "行政处罚法(2021)"])
def test_another_text_is_not_taken_for_the_statute(title: str) -> None:
    assert fold_title(title) != "行政处罚法"


def test_a_row_with_several_errors_is_one_refused_row() -> None:
    report = RowReport(rows=3)
    report.rejected += [
        Finding(2, "名称", "为空"),
        Finding(2, "日期", "不存在"),
        Finding(3, "", "x"),
    ]
    report.flagged.append(Finding(1, "区划", "不常见"))
    for outcome in ("created", "unchanged", "unchanged"):
        report.count(outcome)
    told = report.as_json()
    assert report.rejected_rows == 2
    assert (told["created"], told["updated"], told["unchanged"]) == (1, 0, 2)
    assert told["flagged"] == [{"row": 1, "field": "区划", "flag": "不常见"}]
    assert told["rejected"][0] == {"row": 2, "field": "名称", "error": "为空"}  # type: ignore[index]  # a list
