"""Sheets of the registers in tests: an export as bytes, a changed cell of it, and an import of it."""

from collections.abc import Callable, Sequence

from core import tables
from core.row_report import RowReport
from core.tables import Cell
from enforcement.imports.entries import EntryImport
from enforcement.imports.entry_sheet import kept, table
from enforcement.models import Agency
from enforcement.registers import book_of
from tests.base import Cast

Lines = list[list[Cell]]


def as_csv(lines: Lines) -> bytes:
    return tables.csv_text(lines).encode()


WAYS: dict[str, Callable[[Lines], bytes]] = {"csv": as_csv, "xlsx": tables.xlsx_bytes}


def exported(cast: Cast, register: str = "guide") -> Lines:
    """The sheet of a register of both bureaus."""
    return list(table(book_of(register), kept(register, [cast.bureau, cast.other_bureau])))


def put(lines: Lines, header: str, value: Cell, row: int = 1) -> Lines:
    """The sheet with another value in the column of a header."""
    lines[row][lines[0].index(header)] = value
    return lines


def imported(
    cast: Cast,
    lines: Lines,
    register: str = "guide",
    *,
    dry: bool = False,
    way: str = "xlsx",
    own: Sequence[Agency] = (),
) -> RowReport:
    """What an import of the sheet reports."""
    run = EntryImport(cast.listadmin, book_of(register), cast.bureau, own or [cast.bureau])
    return run.run(tables.read_bytes(WAYS[way](lines)), dry_run=dry)


def outcome(report: RowReport) -> tuple[int, int, int, int]:
    """New, changed, same, refused."""
    return (report.created, report.updated, report.unchanged, report.rejected_rows)
