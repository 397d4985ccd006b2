"""Tables come in whatever office software wrote, and go out so that no formula runs."""

import csv
import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from core import tables
from core.errors import RuleError


def workbook(*rows: list[object]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def cells(data: bytes) -> list[list[tables.Cell]]:
    return [row for _number, row in tables.read_bytes(data)[0].rows]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_chinese_csv_reads_alike_in_every_usual_encoding(codec: str) -> None:
    assert cells("名称,金额\r\n晨星,1\r\n".encode(codec)) == [["名称", "金额"], ["晨星", "1"]]


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    assert cells(f"甲{delimiter}乙\n1{delimiter}2\n".encode()) == [["甲", "乙"], ["1", "2"]]


def test_row_numbers_are_those_a_spreadsheet_shows_and_blank_rows_are_left_out() -> None:
    sheet = tables.read_bytes("表头\n\n , \n值\n".encode())[0]
    assert [number for number, _row in sheet.rows] == [1, 4]


def test_a_quoted_cell_may_hold_line_breaks() -> None:
    assert cells('"处罚\n（必填）",乙\n'.encode()) == [["处罚\n（必填）", "乙"]]


def test_xlsx_keeps_dates_and_numbers() -> None:
    read = cells(workbook(["日期", "数"], [datetime(2018, 11, 21), 0.2]))
    assert read[1] == [datetime(2018, 11, 21), 0.2]


def test_every_sheet_of_a_workbook_is_read() -> None:
    book = openpyxl.Workbook()
    book.create_sheet("第二张").append(["乙"])
    target = io.BytesIO()
    book.save(target)
    assert [sheet.name for sheet in tables.read_bytes(target.getvalue())] == ["Sheet", "第二张"]


@pytest.mark.parametrize(
    "data",
    [
        b"\xd0\xcf\x11\xe0" + bytes(600),
        b"PK\x03\x04 but not an archive",
        b"\x00\x01\x02\x03",
        b"\xff\xfe\x00",
        '"开了引号没有关上'.encode(),
    ],
    ids=["old excel", "broken zip", "binary", "odd utf-16", "open quote"],
)
def test_what_is_no_table_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(RuleError) as refused:
        tables.read_bytes(data)
    assert refused.value.remedy


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", bytes(tables.MAX_UNPACKED + 1))
    with pytest.raises(RuleError, match="过大"):
        tables.read_bytes(target.getvalue())


def test_a_workbook_that_declares_entities_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("xl/workbook.xml", '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>')
    with pytest.raises(RuleError, match="不是有效"):
        tables.read_bytes(target.getvalue())


def test_too_many_columns_or_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(RuleError, match="过大"):
        tables.read_bytes(("," * tables.MAX_COLUMNS + "\n").encode())
    monkeypatch.setattr(tables, "MAX_ROWS", 2)
    with pytest.raises(RuleError, match="过大"):
        tables.read_bytes(b"1\n2\n3\n")


def test_a_file_that_is_too_large_or_missing_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(RuleError, match="无法读取"):
        tables.read_path(tmp_path / "none.csv")
    path = tmp_path / "large.csv"
    path.write_bytes(b"12345")
    monkeypatch.setattr(tables, "MAX_BYTES", 4)
    with pytest.raises(RuleError, match="过大"):
        tables.read_path(path)
    with pytest.raises(RuleError, match="过大"):
        tables.read_bytes(b"12345")


FORMULAS = ["=1+1", "+8613800000000", "-5", "@SUM(A1)", "\tx", "\rx"]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_leaves_as_text_and_reads_back_as_it_was(text: str) -> None:
    written = tables.csv_text([[text, "末"]])
    assert next(csv.reader(io.StringIO(written[1:], newline="")))[0] == f"'{text}"
    assert tables.read_bytes(written.encode())[0].rows[0][1][0] == text


def test_an_exported_workbook_has_no_formula_and_reads_back() -> None:
    data = tables.xlsx_bytes([["=1+1", 3, date(2026, 1, 31)]])
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    assert sheet["A1"].data_type == "s"
    assert cells(data)[0][:2] == ["=1+1", 3]


def test_exported_csv_starts_with_the_mark_office_software_needs() -> None:
    assert tables.csv_text([["名称"]]).encode("utf-8").startswith(b"\xef\xbb\xbf")
