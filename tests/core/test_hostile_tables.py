"""Sheets made to do harm, or merely odd: each is refused in words or read for what it says."""

import io
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import tables
from core.errors import RuleError
from tests.core.test_tables import cells, workbook

SHEET = "xl/worksheets/sheet1.xml"
ENTITY = '<!DOCTYPE r [<!ENTITY b "BOOM">]>'


def rewritten(data: bytes, change: Callable[[bytes], bytes], part: str = SHEET) -> bytes:
    """The workbook with one part changed."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w") as out:
        for name in source.namelist():
            content = source.read(name)
            out.writestr(name, change(content) if name == part else content)
    return target.getvalue()


def replaced(old: bytes, new: bytes, *row: object) -> bytes:
    """A workbook of one row (甲, 1 by default) in whose sheet `old` became `new`."""

    def change(content: bytes) -> bytes:
        assert old in content
        return content.replace(old, new)

    return rewritten(workbook(list(row or ("甲", 1))), change)


@pytest.mark.parametrize(
    ("before", "codec"),
    [("", "utf-8"), (" " * 9000, "utf-8"), ("<!--" + "x" * 9000 + "-->", "utf-8"), ("", "utf-16")],
    ids=["at once", "behind blanks", "behind a comment", "in utf-16"],
)
def test_an_entity_is_refused_wherever_it_hides(before: str, codec: str) -> None:
    def declare(content: bytes) -> bytes:
        body = content[content.index(b"<worksheet") :].replace(b"<v>1</v>", b"<v>&b;</v>")
        return (before + ENTITY + body.decode()).encode(codec)

    with pytest.raises(RuleError, match="不是有效"):
        tables.read_bytes(rewritten(workbook(["甲", 1]), declare))


def test_an_entity_is_refused_in_a_part_of_any_name() -> None:
    data = workbook(["甲"])
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    parts["xl/sharedStrings.bin"] = ENTITY.encode() + b"<r/>"
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as out:
        for name, content in parts.items():
            out.writestr(name, content)
    with pytest.raises(RuleError, match="不是有效"):
        tables.read_bytes(target.getvalue())


def test_comments_and_pictures_do_no_harm() -> None:
    commented = rewritten(
        workbook(["甲"]), lambda content: content.replace(b"<sheetData>", b"<!-- x --><sheetData>")
    )
    assert cells(commented) == [["甲"]]
    target = io.BytesIO(workbook(["甲"]))
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("xl/media/image1.jpeg", b"\xff\xd8\xff\xe0" + bytes(200))
    assert cells(target.getvalue()) == [["甲"]]


def test_a_small_file_that_swells_is_refused_below_the_absolute_limit() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(SHEET, bytes(tables.MAX_RATIO * 64 * 1024 + 1))
    assert len(target.getvalue()) < 64 * 1024
    with pytest.raises(RuleError, match="过大"):
        tables.read_bytes(target.getvalue())


def test_an_archive_of_very_many_parts_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for number in range(tables.MAX_PARTS + 1):
            archive.writestr(f"{number}.xml", "")
    with pytest.raises(RuleError, match="过大"):
        tables.read_bytes(target.getvalue())


def test_an_encrypted_archive_is_refused() -> None:
    target = io.BytesIO(workbook(["甲"]))
    data = bytearray(target.getvalue())
    # Bit 0 of the flags says "encrypted": in the local and in the central header of the first part.
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    with pytest.raises(RuleError, match="不是有效"):
        tables.read_bytes(bytes(data))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (b'<row r="1"', b'<row r="99999999"', "过大"),
        (b'r="B1"', b'r="ZZZZ1"', "不是有效"),
        (b"<v>1</v>", b"<v>" + b"9" * 5000 + b"</v>", "不是有效"),
        (b"</sheetData>", b"", "不是有效"),
    ],
    ids=["a far row", "no such column", "a number of 5000 digits", "cut off"],
)
def test_an_impossible_sheet_is_refused_in_words(old: bytes, new: bytes, words: str) -> None:
    with pytest.raises(RuleError, match=words) as refused:
        tables.read_bytes(replaced(old, new))
    assert refused.value.remedy


def test_ten_thousand_columns_are_refused_and_empty_ones_are_not_counted() -> None:
    with pytest.raises(RuleError, match=f"{tables.MAX_COLUMNS} 列"):
        tables.read_bytes(workbook([str(number) for number in range(10_000)]))
    wide: list[object] = ["甲", *[None] * 10_000]
    assert cells(workbook(wide, ["乙"])) == [["甲"], ["乙"]]
    limit: list[object] = ["列"] * tables.MAX_COLUMNS
    assert cells(workbook(limit)) == [limit]


def test_a_cell_of_a_workbook_gives_its_value_never_its_formula() -> None:
    read = cells(workbook(["甲", '=HYPERLINK("http://example.invalid")', "乙"]))
    assert read == [["甲", None, "乙"]]


@pytest.mark.parametrize("text", ["名称\t金额\n晨星\t1\n", "名称;金额\n晨星;1\n"])
def test_gbk_with_another_delimiter_reads_alike(text: str) -> None:
    assert cells(text.encode("gbk")) == [["名称", "金额"], ["晨星", "1"]]


def test_a_rare_character_only_gb18030_can_write_is_read() -> None:
    assert cells("姓名\n𠮷试\n".encode("gb18030")) == [["姓名"], ["𠮷试"]]


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b""])
def test_a_file_of_a_byte_order_mark_alone_is_an_empty_table(mark: bytes) -> None:
    assert tables.read_bytes(mark)[0].rows == []


def test_a_field_of_immense_length_is_refused_in_words() -> None:
    with pytest.raises(RuleError, match="不是有效"):
        tables.read_bytes(("甲,乙\n" + "长" * 200_000 + ",1\n").encode())


def test_a_mac_line_end_ends_a_line() -> None:
    assert cells(b"a,b\r1,2\r") == [["a", "b"], ["1", "2"]]


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_at_all_break_the_reader(data: bytes) -> None:
    for given_bytes in (data, b"PK\x03\x04" + data):
        try:
            sheets = tables.read_bytes(given_bytes)
        except RuleError as refused:
            assert refused.remedy
        else:
            assert all(len(row) <= tables.MAX_COLUMNS for s in sheets for _no, row in s.rows)


# Made once: a workbook tells the time it was written, and its length varies with it.
WHOLE = workbook(["名称", "日期"], ["晨星", 43425])


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_damage_to_a_workbook_breaks_the_reader(data: st.DataObject) -> None:
    whole = bytearray(WHOLE)
    for _time in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        sheets = tables.read_bytes(bytes(whole))
    except RuleError as refused:
        assert refused.remedy
    else:
        assert isinstance(sheets, list)


TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12).filter(
    lambda text: bool(text.strip())
)
ROWS = st.lists(st.lists(TEXTS, min_size=1, max_size=4), min_size=1, max_size=4)


@settings(max_examples=60, deadline=None)
@given(ROWS)
def test_what_is_exported_reads_back_as_it_was(rows: list[list[str]]) -> None:
    # A row of one column has no delimiter to be found by, so every row gets the same second one.
    rows = [["甲", "乙", *row] for row in rows]
    assert cells(tables.csv_text(rows).encode()) == rows
