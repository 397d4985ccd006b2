"""Sheets nobody should send: each is refused in words with its row and column, and nothing is kept."""

import io
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core import tables
from core.errors import RuleError
from core.tables import Sheet
from enforcement.imports.entries import EntryImport
from enforcement.models import EntryVersion, RegisterEntry
from enforcement.registers import BOOKS
from tests.base import Cast
from tests.enforcement.sheeted import Lines, as_csv, imported, outcome
from tests.registers import opened

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
HEAD = ["设备编号", "设置地点", "设备类型"]
MANY = 10_000


def workbook(fill: Any) -> bytes:
    book = openpyxl.Workbook()
    fill(book.active)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def brought(cast: Cast, data: bytes, *, dry: bool = True) -> Any:
    run = EntryImport(cast.listadmin, BOOKS["device"], cast.bureau, [cast.bureau])
    return run.run(tables.read_bytes(data), dry_run=dry)


def test_cells_merged_over_rows_leave_the_rows_below_without_a_name(cast: Cast) -> None:
    def fill(sheet: Any) -> None:
        for row in (HEAD, ["A-01", "甲", "视频"], ["", "乙", "视频"], ["A-02", "丙", "视频"]):
            sheet.append(row)
        sheet.merge_cells("A2:A3")

    report = brought(cast, workbook(fill))
    assert outcome(report) == (2, 0, 0, 1)
    (found,) = report.rejected
    assert (found.row, found.field) == (3, "设备编号") and "合并的单元格" in found.text


def test_a_merged_title_above_the_headers_is_passed_over(cast: Cast) -> None:
    def fill(sheet: Any) -> None:
        for row in (["云溪市监控设备清单"], HEAD, ["A-01", "甲", "视频"]):
            sheet.append(row)
        sheet.merge_cells("A1:C1")

    assert outcome(brought(cast, workbook(fill))) == (1, 0, 0, 0)


@pytest.mark.parametrize(
    "head", [["编号", "地点"], ["设备编码", "设置地点"], ["A-01", "甲"], ["设置地点", "设备类型"]]
)
def test_wrong_headings_are_refused_with_the_ones_that_are_asked_for(
    cast: Cast, head: list[str]
) -> None:
    with pytest.raises(RuleError, match="设备编号"):
        imported(cast, [head, ["A-01", "甲"]], "device")  # type: ignore[list-item]  # cells
    assert not RegisterEntry.objects.exists()


def test_the_sheet_of_another_register_is_refused_whole(cast: Cast) -> None:
    with pytest.raises(RuleError, match="没有找到表头"):
        imported(cast, [["渠道名称", "用途"], ["热线", "投诉"]], "device")


def test_a_formula_is_words_and_a_broken_one_is_refused_with_its_column(cast: Cast) -> None:
    lines: Lines = [HEAD, ["=1+1", "=cmd|' /C calc'!A0", "视频"], ["A-02", "#REF!", "视频"]]  # type: ignore[list-item]  # cells
    report = imported(cast, lines, "device")
    assert outcome(report) == (1, 0, 0, 1)
    assert EntryVersion.objects.get().title == "=1+1"
    assert (report.rejected[0].row, report.rejected[0].field) == (3, "设置地点")


def test_a_formula_of_a_workbook_that_was_never_reckoned_is_no_name(cast: Cast) -> None:
    def fill(sheet: Any) -> None:
        sheet.append(HEAD)
        sheet.append(["=A5&A6", "甲", "视频"])

    report = brought(cast, workbook(fill))
    assert outcome(report) == (0, 0, 0, 1) and report.rejected[0].field == "设备编号"


@pytest.mark.parametrize("sign", ["\x00", "\ud800", "\udfff"])
@pytest.mark.parametrize("place", [0, 1])
def test_what_no_database_keeps_is_refused_with_its_column(
    cast: Cast, sign: str, place: int
) -> None:
    row: list[Any] = ["A-01", "甲", "视频"]
    row[place] = f"甲{sign}"
    sheet = Sheet("", [(1, list(HEAD)), (2, row), (3, ["A-02", "乙", "视频"])])
    for dry in (True, False):
        run = EntryImport(cast.listadmin, BOOKS["device"], cast.bureau, [cast.bureau])
        report = run.run([sheet], dry_run=dry)
        assert outcome(report) == (1, 0, 0, 1)
        found = report.rejected[0]
        assert (found.row, found.field) == (2, HEAD[place]) and "不能保存" in found.text


def test_the_same_entry_twice_in_one_sheet_is_taken_once(cast: Cast) -> None:
    version = opened(cast.bureau, cast.listadmin, "device")
    head: list[Any] = ["条目编号", *HEAD]
    lines: Lines = [
        head,
        ["", "A-01", "甲", "视频"],
        ["", "Ａ－０１", "乙", "视频"],
        [version.entry_id, "另名", "丙", "视频"],
        ["", version.title, "丁", "视频"],
    ]
    report = imported(cast, lines, "device")
    assert outcome(report) == (1, 1, 0, 2)
    assert [(found.row, found.field) for found in report.rejected] == [
        (3, "设备编号"),
        (5, "设备编号"),
    ]
    assert "第 2 行" in report.rejected[0].text and "第 4 行" in report.rejected[1].text


def rows_of(count: int) -> Sheet:
    rows: list[Any] = [(n, [f"A-{n}", "示范路", "视频"]) for n in range(2, count + 2)]
    return Sheet("", [(1, list(HEAD)), *rows])


def tried(cast: Cast, count: int) -> None:
    run = EntryImport(cast.listadmin, BOOKS["device"], cast.bureau, [cast.bureau])
    assert outcome(run.run([rows_of(count)], dry_run=True)) == (count, 0, 0, 0)


def test_ten_thousand_rows_are_tried_and_nothing_is_kept(cast: Cast) -> None:
    tried(cast, MANY)
    assert not RegisterEntry.objects.exists()


def test_a_trial_asks_nothing_for_each_row(cast: Cast, django_assert_max_num_queries: Any) -> None:
    for count in (10, 200):
        # Each row has its savepoint, and nothing else.
        with django_assert_max_num_queries(2 * count + 6):
            tried(cast, count)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("设备编号,设置地点\nA\x00,甲\n".encode(), "不是有效的 CSV 或 XLSX"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "旧版 Excel"),
        (b"PK\x03\x04broken", "不是有效的 CSV 或 XLSX"),
        (b"", "空"),
        (as_csv([["甲", "乙"], ["1", "2"]]), "没有找到表头"),
    ],
)
def test_a_file_that_is_no_register_is_refused_on_the_page(
    cast: Cast, data: bytes, words: str
) -> None:
    values = {"agency": cast.bureau.pk, "file": SimpleUploadedFile("清单.csv", data)}
    answer = cast.client("listadmin").post(reverse("entry-import", args=["device"]), values)
    assert answer.status_code == 200 and words in answer.content.decode()
    assert not RegisterEntry.objects.exists()
