"""Sheets that leave: no text is ever run as a formula, and what was written reads back."""

import csv
import io
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import tables
from core.errors import RuleError
from core.tables import FORMULA_STARTS, Cell, escape, unescape

SIGNS = st.sampled_from([*FORMULA_STARTS, "'", "甲", "1", " "])
TRICKY = st.lists(SIGNS, max_size=6).map("".join)
LEGIBLE = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=8)


def first_cell(data: bytes) -> Cell:
    return tables.read_bytes(data)[0].rows[0][1][0]


@settings(max_examples=120)
@given(TRICKY)
def test_escaping_can_be_undone_for_every_text(text: str) -> None:
    assert unescape(str(escape(text))) == text


@settings(max_examples=120)
@given(TRICKY)
def test_nothing_escaped_starts_a_formula(text: str) -> None:
    assert not str(escape(text)).startswith(FORMULA_STARTS)


@settings(max_examples=80)
@given(TRICKY, TRICKY)
def test_two_texts_never_look_alike_once_escaped(a: str, b: str) -> None:
    assert (escape(a) == escape(b)) is (a == b)


@pytest.mark.parametrize("sign", FORMULA_STARTS)
def test_a_formula_is_disarmed_whatever_sign_starts_it(sign: str) -> None:
    assert escape(f"{sign}cmd|'/c calc'!A1") == f"'{sign}cmd|'/c calc'!A1"


@pytest.mark.parametrize("cell", [-5, -0.5, None, True, date(2026, 1, 1)])
def test_only_text_is_escaped(cell: Cell) -> None:
    assert escape(cell) is cell


@pytest.mark.parametrize("text", ["'甲", "''", "'", "甲=1", " =1", "'t Hooft"])
def test_a_harmless_apostrophe_stays_as_it_is(text: str) -> None:
    assert escape(text) == text
    assert unescape(text) == text


@pytest.mark.parametrize("text", ["'=1", "''=1", "'-5", "=1", "＝1", "'＠x"])
def test_csv_and_workbook_give_back_text_that_looks_escaped(text: str) -> None:
    assert first_cell(tables.csv_text([[text, "末"]]).encode()) == text
    assert first_cell(tables.xlsx_bytes([[text, "末"]])) == text


@settings(max_examples=15, deadline=None)
@given(st.lists(st.lists(LEGIBLE, min_size=1, max_size=3), min_size=1, max_size=3))
def test_a_workbook_reads_back_as_it_was_written(rows: list[list[str]]) -> None:
    rows = [["甲", *row] for row in rows]
    read = [cells for _number, cells in tables.read_bytes(tables.xlsx_bytes(rows))[0].rows]
    assert read == rows


@pytest.mark.parametrize("control", ["\x00", "\x01", "\x0b", "\x0c", "\x1f"])
def test_a_control_character_does_not_break_the_workbook(control: str) -> None:
    assert first_cell(tables.xlsx_bytes([[f"前{control}后"]])) == "前\ufffd后"


def test_a_workbook_keeps_numbers_and_days_what_they_are() -> None:
    data = tables.xlsx_bytes([[7, 0.5, True, date(2026, 2, 28), None, "末"]], title="名单")
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    assert sheet.title == "名单"
    values = [cell.value for cell in sheet[1]]
    assert values == [7, 0.5, True, datetime(2026, 2, 28), None, "末"]


@pytest.mark.parametrize("header", ["PK,名称", "PK编号,名称", "PKI,证书"])
def test_a_list_whose_first_column_is_called_pk_is_no_archive(header: str) -> None:
    (sheet,) = tables.read_bytes(f"{header}\n1,甲\n".encode())
    assert sheet.rows[0] == (1, list(header.split(",")))


def test_an_empty_archive_is_no_table() -> None:
    with pytest.raises(RuleError, match="不是有效"):
        tables.read_bytes(b"PK\x05\x06" + bytes(18))


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("甲;乙;丙\n", ["甲", "乙", "丙"]),
        ("甲\t乙,丙\t丁\n", ["甲", "乙,丙", "丁"]),
        ('"甲\n乙",丙\n', ["甲\n乙", "丙"]),
        ('"甲""乙",丙\n', ['甲"乙', "丙"]),
        ("甲,,乙\n", ["甲", "", "乙"]),
    ],
)
def test_the_delimiter_is_the_one_the_header_uses(text: str, row: list[Cell]) -> None:
    assert tables.read_bytes(text.encode())[0].rows[0][1] == row


def test_row_numbers_are_those_a_spreadsheet_shows() -> None:
    (sheet,) = tables.read_bytes("名称,区划\n\n , \n甲,1\n".encode(), name="清单")
    assert sheet.name == "清单"
    assert [number for number, _cells in sheet.rows] == [1, 4]


@settings(max_examples=40)
@given(st.lists(st.lists(LEGIBLE, min_size=2, max_size=4), min_size=1, max_size=4))
def test_csv_is_what_the_standard_reader_expects(rows: list[list[str]]) -> None:
    written = tables.csv_text(rows)
    read = list(csv.reader(io.StringIO(written.removeprefix("\ufeff"), newline="")))
    assert [[unescape(cell) for cell in row] for row in read] == rows
