"""What the public list said of a row on earlier days, as long as the row is on the list today.

Days on which the row was not public have no text, and a text that identifies a person or that two
people took out of the history is not told any more; of an officer only the fields of the list are told.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.template.defaultfilters import linebreaksbr
from django.utils.safestring import SafeString

from core.word_diff import Change
from disclosure import inspection_lists, listings, random_checks
from disclosure.services.entry_screening import barred
from enforcement import lists
from enforcement.lists import Content, PublicList
from enforcement.models import ListVersion, ListWithholding
from enforcement.models.kinds import ListKind
from enforcement.services import list_records
from enforcement.services.list_days import Days

HIDDEN = (lists.PUBLISHED, lists.STATUS)
R = TypeVar("R")
Pair = tuple[ListVersion, ListVersion]


def find(kind: str, pk: int, on: date) -> Any:
    """A row that is on its list today, None when there is none."""
    rows: dict[str, QuerySet[Any]] = {
        ListKind.AGENCY: listings.agencies({}),
        ListKind.OFFICER: listings.officers({}, on),
        ListKind.ITEM: listings.items({}, on),
        ListKind.RANDOM: random_checks.items({}, on),
        ListKind.PLAN: inspection_lists.plans(on),
        ListKind.CAP: inspection_lists.caps(on),
        ListKind.DRAW_PLAN: random_checks.plans(on),
    }
    return rows[kind].filter(pk=pk).first() if kind in rows else None


def history(row: Any, on: date) -> list[ListVersion]:
    """The versions until the day that said something else than the one before, the newest first."""
    days, found, gone = Days(row), [], _withheld(row)
    before: Content | None = None
    for version in reversed(_held(row).filter(valid_from__lte=on)):
        public = days.listed(version.content, version.valid_from) and version.pk not in gone
        public = public and not barred(version)
        said = _shown(version.content) if public else None
        if said is not None and said != before:
            found.append(version)
        before = said
    return found[::-1]


def _withheld(row: Any) -> set[int]:
    """Keys of the versions that are told no more."""
    rows = ListWithholding.objects.of(lists.list_of(row).kind, row.pk).in_force()
    return set(rows.values_list("version_id", flat=True))


def _held(row: Any) -> Any:
    return list_records.versions(row).held().select_related("agency")


def _shown(said: Content) -> dict[str, Any]:
    return {key: value for key, value in said.items() if key not in HIDDEN}


@dataclass(frozen=True)
class Told:
    """What the list said of a row on a day; `since` when it is first known to have said it."""

    book: PublicList
    content: Content
    since: date

    @property
    def title(self) -> str:
        """Its name on that day."""
        return lists.title(self.book, self.content)

    @property
    def facts(self) -> list[tuple[Any, SafeString]]:
        """Names and values of the fields that say something."""
        rows = lists.lines(self.book, self.content)
        return [(label, linebreaksbr(words)) for _key, label, words in rows]


def told(row: Any, on: date) -> Told | None:
    """What the list said on the day; None when the row was not on it, or nothing is known."""
    book = lists.list_of(row)
    rows = _held(row)
    version = rows.filter(valid_from__lte=on).first()
    if version is not None and (version.pk in _withheld(row) or barred(version)):
        return None
    if version is not None:
        said = Told(book, version.content, version.valid_from)
    elif rows.exists():
        return None
    else:
        content = lists.content(row)
        said = Told(book, content, list_records.since(row, content, on))
    begun = said.content.get("effective_from")
    early = begun is not None and date.fromisoformat(begun) > on
    return said if not early and said.since <= on and Days(row).listed(said.content, on) else None


def then(rows: Iterable[R], on: date) -> list[R]:
    """The rows as they stood on an earlier day; those that did not, or of which nothing is known, not."""
    found = []
    for row in rows:
        known = told(row, on)
        if known is not None:
            for key, value in lists.values(known.book, known.content).items():
                setattr(row, key, value)
            found.append(row)
    return found


def pair(row: Any, number: int, on: date) -> Pair | None:
    """The version of the history before the one of the number, and that one."""
    rows = history(row, on)
    for new, old in zip(rows, rows[1:], strict=False):
        if new.number == number:
            return old, new
    return None


def compared(row: Any, old: ListVersion, new: ListVersion) -> list[Change]:
    """The fields that differ, character by character."""
    return lists.compared(lists.list_of(row), old.content, new.content)
