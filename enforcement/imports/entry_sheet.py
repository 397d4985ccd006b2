"""The entries of a register as one sheet: its headers, and what the cells say of each entry."""

from collections.abc import Iterable, Iterator, Mapping

from django.db.models import Prefetch, QuerySet

from core.tables import Cell
from enforcement import registers
from enforcement.imports import entry_cells
from enforcement.imports.people import tokens
from enforcement.imports.sheets import Columns
from enforcement.models import Agency, EntryVersion, RegisterEntry

OF_ENTRY = {
    "entry": ("条目编号",),
    "agency": ("执法主体",),
    "agency_code": ("统一社会信用代码",),
}
OF_ITEM = {"item": ("执法事项",), "item_code": ("事项编码",)}
NOTE = {"change_note": ("修订说明",)}
OPEN = (EntryVersion.Status.DRAFT, EntryVersion.Status.SUBMITTED)


def columns(book: registers.Book) -> Columns:
    """The headers of a register's sheet by key: whose entry it is, its name, its fields."""
    named = {"title": (entry_cells.plain(book.title),)}
    said = {row.key: (entry_cells.plain(row.label),) for row in book.fields}
    return {**OF_ENTRY, **(OF_ITEM if book.items else {}), **named, **said, **NOTE}


def kept(register: str, agencies: Iterable[Agency]) -> QuerySet[RegisterEntry]:
    """The entries of the agencies that were not withdrawn, with all that a sheet says of them."""
    rows = RegisterEntry.objects.filter(
        register=register, agency__in=agencies, status=RegisterEntry.Status.KEPT
    )
    versions = Prefetch("versions", EntryVersion.objects.order_by("number"))
    return rows.select_related("agency", "item").prefetch_related(versions).order_by("pk")


def standing(entry: RegisterEntry) -> EntryVersion:
    """The version a sheet is about: the open one, else the one published last, else the last."""
    rows = list(entry.versions.all())
    settled = [row for row in rows if row.status == EntryVersion.Status.PUBLISHED]
    return next((row for row in rows if row.status in OPEN), (settled or rows)[-1])


def table(book: registers.Book, entries: Iterable[RegisterEntry]) -> Iterator[list[Cell]]:
    """The sheet of a register: its headers, then one row for each entry."""
    rows = [(entry, standing(entry)) for entry in entries]
    people = tokens(pk for _entry, row in rows for pk in row.said().get("officers", ()))
    keys = columns(book)
    yield [names[0] for names in keys.values()]
    for entry, row in rows:
        said = _cells(book, entry, row, people)
        yield [said.get(key, "") for key in keys]


def _cells(
    book: registers.Book, entry: RegisterEntry, row: EntryVersion, people: Mapping[int, str]
) -> dict[str, Cell]:
    said: dict[str, Cell] = {
        each.key: entry_cells.said(each, row.said().get(each.key), people) for each in book.fields
    }
    said |= {"entry": entry.pk, "agency": entry.agency.name, "agency_code": entry.agency.uscc}
    if entry.item is not None:
        said |= {"item": entry.item.name, "item_code": entry.item.code}
    return said | {"title": row.title}
