"""Every known layout is recognised by its headers or codes, however they are typed."""

from pathlib import Path

import pytest

from core import tables
from core.cells import text_of
from disclosure.exchange.layouts import CURRENT, LAYOUTS, header_key, is_catalogue, recognise
from disclosure.exchange.rows import find_table, read_rows
from enforcement.models.kinds import ActionKind

HEADER_FILES = {
    "xzcf_2016_header.csv": "xzcf_2016",
    "xzcf_2018_dongfang_published_header.csv": "xzcf_2018",
    "xzcf_entity_2019_header.csv": "xzcf_entity_2019",
    "xzcf_person_2019_header.csv": "xzcf_person_2019",
    "xzcf_merged_current_header.csv": "xzcf_current",
    "xzxk_2016_header.csv": "xzxk_2016",
    "xzxk_entity_2019_header.csv": "xzxk_entity_2019",
    "xzxk_person_2019_header.csv": "xzxk_person_2019",
    "xzxk_merged_current_header.csv": "xzxk_current",
    "ningxia_fda_2018_xzcf_published.csv": "xzcf_2018_department",
    "ningxia_fda_2018_xzcf_published.xlsx": "xzcf_2018_department",
}


@pytest.mark.parametrize(("file", "layout"), HEADER_FILES.items())
def test_every_real_header_is_recognised_with_all_its_columns(
    shared_data: Path, file: str, layout: str
) -> None:
    table = find_table(tables.read_path(shared_data / "templates" / file)[0])
    assert table is not None and table.heading is not None
    assert table.heading.layout.name == layout
    named = zip(table.heading.headers, table.heading.keys, strict=True)
    assert [header for header, key in named if not key and header != "序号"] == []


def test_every_sheet_of_the_collected_headers_is_recognised(shared_data: Path) -> None:
    sheets = tables.read_path(shared_data / "templates" / "shuanggongshi_headers_all.xlsx")
    assert len(sheets) == 8
    for sheet in sheets:
        table = find_table(sheet)
        assert table is not None and table.heading is not None, sheet.name
        assert table.heading.layout.name == sheet.name.replace("_merged", "")
        assert list(read_rows(table)) == []


@pytest.mark.parametrize("file", ["fields_xzcf_current.csv", "fields_xzxk_current.csv"])
def test_the_field_lists_agree_with_the_current_layout(shared_data: Path, file: str) -> None:
    sheet = tables.read_path(shared_data / "templates" / file)[0]
    kind = ActionKind.PENALTY if "xzcf" in file else ActionKind.PERMIT
    head, *rows = [[text_of(cell) for cell in cells] for _number, cells in sheet.rows]
    assert is_catalogue(head)
    listed = [(row[1], header_key(row[2])) for row in rows]
    ours = [(column.codes[0], header_key(column.header)) for column in CURRENT[kind]]
    assert listed == ours
    table = find_table(sheet)
    assert table is not None and list(read_rows(table)) == []


@pytest.mark.parametrize("kind", [ActionKind.PENALTY, ActionKind.PERMIT])
def test_exchange_codes_stand_for_headers(kind: ActionKind) -> None:
    heading = recognise([column.codes[0] for column in CURRENT[kind]])
    assert heading is not None
    assert heading.keys == tuple(column.key for column in CURRENT[kind])


def test_a_layout_is_its_own_closest_match() -> None:
    for layout in LAYOUTS:
        columns = {c.key: c for c in CURRENT[layout.kind]}
        heads = [columns[key].header if key in columns else key for key in layout.keys]
        heading = recognise(heads)
        assert heading is not None and heading.layout.kind == layout.kind


@pytest.mark.parametrize(
    "cells", [["甲", "乙"], ["行政相对人名称", "备注"], ["行政处罚决定书文号", "处罚机关"], []]
)
def test_other_tables_are_not_taken_for_exchange_sheets(cells: list[str]) -> None:
    assert recognise(cells) is None


def test_a_title_above_the_header_and_codes_below_it_are_passed_over() -> None:
    columns = CURRENT[ActionKind.PENALTY]
    rows: list[list[tables.Cell]] = [
        ["行政处罚信息公示表"],
        [column.header for column in columns],
        [column.codes[0] for column in columns],
        ["晨星公司"],
    ]
    table = find_table(tables.Sheet("", list(enumerate(rows, start=1))))
    assert table is not None
    assert [(row.number, row.text("party_name")) for row in read_rows(table)] == [(4, "晨星公司")]
