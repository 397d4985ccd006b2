"""What the public list said of a row on earlier days, until its publication is taken back.

Days on which the row was not public have no text, those after it ended among them, and a text that identifies a person or that two
people took out of the history is not told any more; of an officer only the fields of the list are told.
Other rows that a text mentions have their names of the day (list_names).
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.template.defaultfilters import linebreaksbr
from django.utils.safestring import SafeString

from core.word_diff import Change
from disclosure import list_names, list_parents, once_listed
from disclosure.list_names import Names
from disclosure.list_parents import Parents
from disclosure.services.entry_screening import barred
from enforcement import lists
from enforcement.lists import Content, PublicList
from enforcement.models import Benchmark, Certificate, ListVersion, ListWithholding
from enforcement.models.kinds import ListKind
from enforcement.services import list_days, list_records
from enforcement.services.list_days import Days, Standing

HIDDEN = (lists.PUBLISHED, lists.STATUS)
R = TypeVar("R", bound=Model)
Pair = tuple[ListVersion, ListVersion]


def find(kind: str, pk: int, on: date) -> Any:
    """A row that is on its list or was, None when there is none."""
    rows: dict[str, QuerySet[Any]] = {
        ListKind.AGENCY: once_listed.agencies(),
        ListKind.OFFICER: once_listed.officers(),
        ListKind.ITEM: once_listed.items(),
        ListKind.RANDOM: once_listed.random_items(),
        ListKind.PLAN: once_listed.inspection_plans(),
        ListKind.CAP: once_listed.inspection_caps(),
        ListKind.DRAW_PLAN: once_listed.random_plans(),
        ListKind.BENCHMARK: Benchmark.objects.announced(on),
        ListKind.DELEGATION: once_listed.delegations(),
    }
    return rows[kind].filter(pk=pk).first() if kind in rows else None


def history(row: Any, on: date) -> list[ListVersion]:
    """The versions until the day that said something else than the one before, the newest first.

    Of a benchmark also those of the ones that it took the place of.
    """
    earlier = getattr(row, "replaces", None)
    return [*_own(row, on), *(history(earlier, on) if earlier is not None else ())]


def _own(row: Any, on: date) -> list[ListVersion]:
    days, found, gone, names = Days(row), [], _withheld(row), Names(on)
    parents = list_parents.of([row])
    before: Content | None = None
    for version in reversed(_held(row).filter(valid_from__lte=on)):
        since = max(version.valid_from, _public_from(version.content))
        public = days.listed(version.content, since) and version.pk not in gone
        public = public and not barred(version) and not parents.ended(row, since)
        said = _shown(version.content) if public else None
        if said is not None and said != before:
            # Its kept title holds what other rows were called; their names may be withheld by now.
            version.title = lists.title(lists.list_of(row), version.content, names.at(since))
            found.append(version)
        before = said
    return found[::-1]


def _public_from(said: Content) -> date:
    known = said.get(lists.PUBLISHED)
    return date.fromisoformat(known) if known else date.min


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
    """What the list said of a row on a day; `since` when it is first known to have said it.

    version: the one that said it, None where the row has none.
    """

    book: PublicList
    content: Content
    since: date
    names: Names
    version: ListVersion | None = None

    @property
    def title(self) -> str:
        """Its name on that day."""
        return lists.title(self.book, self.content, self.names)

    @property
    def first(self) -> bool:
        """Whether it is what the row said when it was first published."""
        return self.version is not None and list_records.opens(self.version)

    @property
    def facts(self) -> list[tuple[Any, SafeString]]:
        """Names and values of the fields that say something."""
        rows = lists.lines(self.book, self.content, self.names)
        return [(label, linebreaksbr(words)) for _key, label, words in rows]


@dataclass(frozen=True)
class Shelf:
    """What is known of rows of one list on a day, asked once for all of them.

    newest: the version of each row that held; known: rows that have any; gone: versions told no more;
    changed: of the others the last day of a change; agencies: the standing of each, as far as asked;
    parents: what they stand on their list with.
    """

    newest: Mapping[int, ListVersion]
    known: Set[int]
    gone: Set[int]
    changed: Mapping[int, date | None]
    agencies: dict[int, Standing]
    parents: Parents


def shelf(rows: Sequence[Any], on: date) -> Shelf:
    """Of rows of one list, at least one; five queries, seven of lines of plans and limits."""
    kind, keys = lists.list_of(rows[0]).kind, {row.pk: row for row in rows}
    held = ListVersion.objects.filter(kind=kind, row__in=keys).held().select_related("agency")
    newest: dict[int, ListVersion] = {}
    known = set()
    for version in held:
        known.add(version.row)
        if version.valid_from is not None and version.valid_from <= on:
            newest.setdefault(version.row, version)
    gone = ListWithholding.objects.filter(version__in=[row.pk for row in newest.values()])
    bare = [row for key, row in keys.items() if key not in known]
    agencies: dict[int, Standing] = {}
    return Shelf(
        newest,
        known,
        set(gone.in_force().values_list("version_id", flat=True)),
        list_days.changed_of(bare),
        agencies,
        list_parents.of(rows, agencies),
    )


def told(row: Any, on: date, kept: Shelf | None = None) -> Told | None:
    """What the list said on the day; None when the row was not on it, or nothing is known.

    Nor for a day by which it, or the item whose line it is, had ended, though its list may have said
    so only later.
    """
    book, kept, names = lists.list_of(row), kept or shelf([row], on), Names(on)
    if lists.ended(lists.content(row), on) or not kept.parents.listed(row, on):
        return None
    version = kept.newest.get(row.pk)
    if version is not None:
        if version.pk in kept.gone or barred(version):
            return None
        said = Told(book, list_records.announced(version), version.valid_from or on, names, version)
    elif row.pk in kept.known:
        return None
    else:
        content = lists.content(row)
        said = Told(book, content, list_records.since(row, content, on, kept.changed), names)
    begun = said.content.get(book.begins)
    said = replace(said, content=_of_the_day(said.content, on))
    early = begun is not None and date.fromisoformat(begun) > on
    listed = Days(row, kept.agencies).listed(said.content, on)
    return said if not early and said.since <= on and listed else None


def _of_the_day(said: Content, on: date) -> Content:
    """A content with those certificates only that counted on the day."""
    if not said.get(lists.CARDS):
        return said
    rows = Certificate.objects.valid(on).filter(pk__in=said[lists.CARDS])
    return {**said, lists.CARDS: list(rows.values_list("pk", flat=True))}


def then(rows: Iterable[R], on: date) -> list[R]:
    """The rows as they stood on an earlier day; those that did not, or of which nothing is known, not."""
    found, rows = [], list(rows)
    kept = shelf(rows, on) if rows else None
    for row in rows:
        known = told(row, on, kept)
        if known is not None:
            live = lists.content(row)
            said = {key: value for key, value in known.content.items() if value != live.get(key)}
            for key, value in lists.values(known.book, said).items():
                setattr(row, key, value)
            found.append(row)
    if found:
        book = lists.list_of(found[0])
        mentioned = [key for key in book.fields if book.column(key).is_relation]
        list_names.tell(found, Names(on), *mentioned)
    return found


def pair(row: Any, number: int, on: date) -> Pair | None:
    """The version of the history before the one of the number, and that one."""
    rows = history(row, on)
    for new, old in zip(rows, rows[1:], strict=False):
        if (new.row, new.number) == (row.pk, number):
            return old, new
    return None


def compared(row: Any, old: ListVersion, new: ListVersion) -> list[Change]:
    """The fields that differ, character by character.

    Other rows have their names of the day of the newer: their renaming is no change of this one.
    """
    names = Names(new.valid_from or old.valid_from or date.max)
    return lists.compared(lists.list_of(row), old.content, new.content, names)
