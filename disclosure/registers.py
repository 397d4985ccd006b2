"""What the public reads of the registers kept entry by entry: the version of a day, and what changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.safestring import SafeString

from core.flowchart import Chart
from disclosure import list_history, listings, once_listed
from disclosure.search import of_agency
from enforcement import chart_steps, registers
from enforcement.models import Certificate, EntryVersion, Item, Officer, RegisterEntry
from enforcement.registers import GUIDE, Book, Field
from legal_review import changes

Values = Mapping[str, Any]
Table = tuple[Field, list[list[tuple[Any, str]]]]
APART = ("conditions", "statutory_days", "promised_days", "limit_note", "fee", "fee_basis")


class Gone(Exception):
    """The entry was public and was taken down, or has ended. `entry` says when and why."""

    def __init__(self, entry: RegisterEntry) -> None:
        super().__init__(entry.withdrawn_reason)
        self.entry = entry


def versions(book: Book, values: Values, on: date) -> QuerySet[EntryVersion]:
    """The public versions of the day that answer the cleaned values of an EntryFilter."""
    return asked_for({**values, "register": book.register}, on)


def asked_for(values: Values, on: date) -> QuerySet[EntryVersion]:
    """The same of one register, the `register` of the values, or of all."""
    rows: QuerySet[EntryVersion] = EntryVersion.objects.public(on)
    rows = rows.filter(of_agency(values.get("agency", ""), "entry__agency"))
    if values.get("q"):
        rows = rows.filter(title__icontains=values["q"])
    if values.get("register"):
        rows = rows.filter(entry__register=values["register"])
    return rows.select_related("entry__agency", "entry__item")


def entries(values: Values, on: date) -> QuerySet[RegisterEntry]:
    """The entries of those versions, each with its version of the day as the one of `of_day`."""
    found = asked_for(values, on)
    rows = RegisterEntry.objects.filter(pk__in=found.values("entry"))
    shown = Prefetch("versions", queryset=EntryVersion.objects.public(on), to_attr="of_day")
    return rows.select_related("agency").prefetch_related(shown)


def announced() -> Q:
    """Entries that were published at some time by an announced agency."""
    versions = EntryVersion.objects.published().filter(entry=OuterRef("pk"))
    return Q(Exists(versions), agency__in=listings.agencies({}))


def entry(book: Book, pk: int, on: date | None = None) -> RegisterEntry:
    """An entry that was published at some time.

    Raises RegisterEntry.DoesNotExist, and Gone when it was withdrawn or had ended by the day.
    """
    rows = RegisterEntry.objects.filter(announced(), register=book.register)
    found = rows.select_related("agency", "item").get(pk=pk)
    if found.status == RegisterEntry.Status.WITHDRAWN or not (on is None or found.stands(on)):
        raise Gone(found)
    return found


def told() -> QuerySet[RegisterEntry]:
    """Entries of which some day may be told: kept, or ended."""
    rows = RegisterEntry.objects.filter(announced())
    return rows.exclude(status=RegisterEntry.Status.WITHDRAWN)


def guides_of(item: Item, on: date) -> list[EntryVersion]:
    """The public guides to one item."""
    rows: QuerySet[EntryVersion] = EntryVersion.objects.public(on)
    return list(rows.filter(entry__register=GUIDE.register, entry__item=item).order_by("pk"))


def history(row: RegisterEntry) -> list[EntryVersion]:
    """Every published version, the newest first."""
    return list(row.versions.published().order_by("-valid_from"))


def officers(version: EntryVersion, on: date, today: date) -> list[Officer]:
    """Those on the board in post at its agency on the day who held a certificate of it.

    Of a day to come those of today.
    """
    on = min(on, today)
    listed = None if on == today else once_listed.officers()
    rows = listings.officers({}, on, listed).filter(pk__in=version.said().get("officers", []))
    held = Certificate.objects.valid(on).announced(on).filter(officer=OuterRef("pk"))
    found = rows.filter(Exists(held)).order_by("pk")
    stood = found if listed is None else list_history.then(found, on)
    return [row for row in stood if row.agency_id == version.entry.agency_id]


@dataclass(frozen=True)
class Shown:
    """One version as a page shows it: plain fields in their order, and tables."""

    book: Book
    version: EntryVersion

    @property
    def facts(self) -> list[tuple[str, SafeString]]:
        """Names and values."""
        return registers.facts(self.book, self.version.said())

    @property
    def others(self) -> list[tuple[str, SafeString]]:
        """The facts of a guide that its page does not show in a place of their own."""
        apart = {str(self.book.field(key).label) for key in APART}
        return [(name, value) for name, value in self.facts if name not in apart]

    @property
    def chart(self) -> Chart:
        """The picture of a flow chart's steps."""
        return chart_steps.picture(self.version.said()["steps"])

    @property
    def tables(self) -> list[Table]:
        """(field, rows of labelled cells) of each table that says something."""
        return [
            (
                field,
                [
                    list(zip((label for _key, label in field.columns), row, strict=True))
                    for row in rows
                ],
            )
            for field, rows in registers.tables(self.book, self.version.said())
        ]


def compared(book: Book, old: EntryVersion, new: EntryVersion) -> list[changes.Change]:
    """The fields that differ, character by character. Names of officers are in no version."""
    found = [
        changes.Change(row.key, str(row.label), changes.parts(before, after))
        for row in book.fields
        if (before := registers.words(row, old.said().get(row.key)))
        != (after := registers.words(row, new.said().get(row.key)))
    ]
    if old.title != new.title:
        titles = changes.parts(old.title, new.title)
        found.insert(0, changes.Change("title", str(book.title), titles))
    return found
