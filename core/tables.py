"""Tables that arrive and leave as files: CSV (UTF-8, UTF-16, GBK) and XLSX, within limits."""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import IO, Any
from xml.etree.ElementTree import ParseError
from xml.parsers import expat

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils.exceptions import InvalidFileException

from core.errors import RuleError

Cell = str | int | float | bool | date | datetime | time | None
MAX_BYTES = 50 * 1024 * 1024
MAX_UNPACKED = 400 * 1024 * 1024
MAX_RATIO = 200
MAX_PARTS = 2000
MAX_ROWS = 200_000
MAX_COLUMNS = 300
# Spreadsheets take the full-width signs for the narrow ones.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
UNREADABLE = (
    *(InvalidFileException, zipfile.BadZipFile, zlib.error, ParseError, EOFError),
    *(KeyError, ValueError, TypeError, IndexError, AttributeError, RuntimeError),
)
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06")  # with content, and empty; a header may begin with PK too


@dataclass(frozen=True)
class Sheet:
    """One table. `rows` pairs the row number a spreadsheet shows with its cells; no blank rows."""

    name: str
    rows: list[tuple[int, list[Cell]]]


def read_path(path: Path) -> list[Sheet]:
    """Every sheet of a file. Raises RuleError when it is missing, too large or not a table."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise _too_large()
        data = path.read_bytes()
    except OSError as error:
        raise RuleError(
            _("无法读取文件“%(path)s”。") % {"path": path}, remedy=_("请检查路径和读取权限。")
        ) from error
    return read_bytes(data, name=path.stem)


def read_bytes(data: bytes, *, name: str = "") -> list[Sheet]:
    """Every sheet of an uploaded file; what it is, is decided by its content."""
    if len(data) > MAX_BYTES:
        raise _too_large()
    if data[:4] == OLD_EXCEL:
        raise RuleError(
            _("这是旧版 Excel（.xls）文件。"), remedy=_("请另存为 .xlsx 或 CSV 后再导入。")
        )
    if data[:4] in ARCHIVES:
        return _read_workbook(data)
    return [Sheet(name, list(_numbered(_read_csv(_decode(data)))))]


def _too_large() -> RuleError:
    return RuleError(
        _("文件过大，最多 %(mb)d MB。") % {"mb": MAX_BYTES // 1024 // 1024},
        remedy=_("请拆分为几个文件后分别导入。"),
    )


def _not_a_table() -> RuleError:
    return RuleError(
        _("文件不是有效的 CSV 或 XLSX 表格。"),
        remedy=_("请用电子表格软件打开并另存为 .xlsx 或 CSV（UTF-8）后再导入。"),
    )


def _decode(data: bytes) -> str:
    codecs = ["utf-16"] if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "gb18030"]
    for codec in codecs:
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise _not_a_table()


def _read_csv(text: str) -> Iterator[list[Cell]]:
    head = text.split("\n", 1)[0]
    delimiter = max(",\t;", key=head.count)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            yield list(row)
    except csv.Error as error:
        raise _not_a_table() from error


def _numbered(rows: Iterable[Sequence[Cell]]) -> Iterator[tuple[int, list[Cell]]]:
    for number, row in enumerate(rows, start=1):
        if number > MAX_ROWS or len(row) > MAX_COLUMNS:
            raise RuleError(
                _("表格过大，最多 %(rows)d 行、%(columns)d 列。")
                % {"rows": MAX_ROWS, "columns": MAX_COLUMNS},
                remedy=_("请拆分表格，并删除多余的空行空列。"),
            )
        cells = [unescape(cell) if isinstance(cell, str) else cell for cell in row]
        if any(cell is not None and str(cell).strip() for cell in cells):
            yield number, cells


def _read_workbook(data: bytes) -> list[Sheet]:
    _check_archive(data)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheets = []
        for sheet in book.worksheets:
            # Some writers declare a wrong used range; the rows themselves are the truth.
            sheet.reset_dimensions()
            rows = (_trimmed(row) for row in sheet.iter_rows(values_only=True))
            sheets.append(Sheet(sheet.title, list(_numbered(rows))))
        book.close()
    except UNREADABLE as error:
        raise _not_a_table() from error
    return sheets


def _trimmed(row: Sequence[object]) -> list[Cell]:
    cells = [c if isinstance(c, str | int | float | date | time) else None for c in row]
    while cells and cells[-1] is None:
        cells.pop()
    return list(cells)


def _check_archive(data: bytes) -> None:
    """Refuse an archive that would unpack beyond the limits, or that declares XML entities."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            unpacked = sum(part.file_size for part in parts)
            swollen = unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * max(len(data), 1024 * 64)
            if swollen or len(parts) > MAX_PARTS:
                raise _too_large()
            for part in parts:
                with archive.open(part) as stream:
                    if _declares_type(stream):
                        raise _not_a_table()
    except UNREADABLE as error:
        raise _not_a_table() from error


def _declares_type(stream: IO[bytes]) -> bool:
    """Whether a part is XML with a document type, wherever it stands and however it is encoded."""
    seen: list[bool] = []
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = lambda *_given: seen.append(True)
    parser.StartElementHandler = lambda *_given: seen.append(False)
    try:
        # A document type can only stand before the first element: the rest need not be read.
        while not seen and (chunk := stream.read(4096)):
            parser.Parse(chunk)
    except expat.ExpatError:
        pass  # an image, or XML that cannot be read: what was seen before the fault decides
    return seen[:1] == [True]


def escape(cell: Cell) -> Cell:
    """Text a spreadsheet would run as a formula gets an apostrophe in front (CSV injection)."""
    return f"'{cell}" if isinstance(cell, str) and _dangerous(cell) else cell


def unescape(text: str) -> str:
    """Undo `escape`, so that an export reads back as it was."""
    return text[1:] if text.startswith("'") and _dangerous(text) else text


def _dangerous(text: str) -> bool:
    # Apostrophes in front count as none, so that `unescape` undoes `escape` for every text.
    return text.lstrip("'").startswith(FORMULA_STARTS)


def _writable(cell: Cell) -> Cell:
    """The escaped cell; a control character, which XML cannot hold, becomes U+FFFD."""
    safe = escape(cell)
    return ILLEGAL_CHARACTERS_RE.sub("\ufffd", safe) if isinstance(safe, str) else safe


def csv_text(rows: Iterable[Sequence[Cell]]) -> str:
    """Rows as CSV with a byte order mark, which office software needs to see Chinese."""
    target = io.StringIO(newline="")
    target.write("\ufeff")
    csv.writer(target).writerows([escape(cell) for cell in row] for row in rows)
    return target.getvalue()


def xlsx_bytes(rows: Iterable[Sequence[Cell]], *, title: str = "Sheet1") -> bytes:
    """Rows as one worksheet; text stays text, a leading = is never a formula."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(title)
    for row in rows:
        cells = []
        for value in row:
            cell: Any = WriteOnlyCell(sheet, value=_writable(value))  # type: ignore[arg-type]  # the stubs leave out date and time
            if isinstance(value, str):
                cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
