"""What the rows that other lists mention were called on an earlier day.

A plan names its item, every list its agency: what is told of a day is told with the names of that day.
Where nothing may be told of a row's name then, its name of today stands with a note.
"""

import copy
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from disclosure.services.entry_screening import barred
from enforcement import lists
from enforcement.models import ListVersion, ListWithholding
from enforcement.services import list_days

NAME = "name"
R = TypeVar("R")
Key = tuple[str, int]  # the kind of list, and the key


@dataclass(frozen=True)
class _Kept:
    """A row, its versions that held, the newest first, those told no more, the days it was renamed."""

    row: Any
    versions: Sequence[ListVersion]
    gone: frozenset[int]
    renamed: Sequence[date]

    def name(self, on: date) -> str:
        """Its name of the day; that of today, with a note where it was another or may have been."""
        now = str(getattr(self.row, NAME, self.row))
        version = next(
            (row for row in self.versions if row.valid_from and row.valid_from <= on), None
        )
        if version is None:
            return _noted(now) if any(day > on for day in self.renamed) else now
        then = str(version.content.get(NAME, now))
        return then if then == now or self._tells(version, on) else _noted(now)

    def _tells(self, version: ListVersion, on: date) -> bool:
        book = lists.LISTS[version.kind]
        public = lists.says_public(book, version.content, on)
        return public and version.pk not in self.gone and not barred(version)


def _noted(name: str) -> str:
    return _("%(name)s（现名）") % {"name": name}


class Names:
    """The names of a day; asked once for many rows by `learn`, one by one where they were not."""

    def __init__(self, on: date, kept: "dict[Key, _Kept] | None" = None) -> None:
        """`kept`: what is known already, of any day."""
        self._on = on
        self._kept: dict[Key, _Kept] = {} if kept is None else kept

    def at(self, on: date) -> "Names":
        """Those of another day, by the same knowledge."""
        return Names(on, self._kept)

    def __call__(self, model: type[Any], key: int) -> str:
        """The name of a row of a list by its key; "" where there is none."""
        known = self._kept.get((_kind(model), key))
        if known is None:
            row = model._default_manager.filter(pk=key).first()
            return self.of(row) if row is not None else ""
        return known.name(self._on)

    def of(self, row: Any) -> str:
        """The name of a row."""
        if (_kind(type(row)), row.pk) not in self._kept:
            self.learn([row])
        return self._kept[_kind(type(row)), row.pk].name(self._on)

    def learn(self, rows: Iterable[Any]) -> None:
        """Ask about rows, three queries for each list."""
        asked: dict[str, dict[int, Any]] = {}
        for row in rows:
            if (_kind(type(row)), row.pk) not in self._kept:
                asked.setdefault(_kind(type(row)), {})[row.pk] = row
        for kind, found in asked.items():
            self._ask(kind, found)

    def _ask(self, kind: str, rows: dict[int, Any]) -> None:
        held = ListVersion.objects.filter(kind=kind, row__in=rows).held().select_related("agency")
        versions: dict[int, list[ListVersion]] = {key: [] for key in rows}
        for version in held:
            versions[version.row].append(version)
        gone = ListWithholding.objects.filter(version__kind=kind, version__row__in=rows).in_force()
        keys = frozenset(gone.values_list("version_id", flat=True))
        log = list_days.logged_of(list(rows.values()))
        for key, row in rows.items():
            days = [on for on, _before, after in log.get(key, ()) if NAME in after]
            self._kept[kind, key] = _Kept(row, versions[key], keys, days)


def _kind(model: type[Any]) -> str:
    return next(kind for kind, book in lists.LISTS.items() if book.model is model)


def called(rows: Iterable[R], on: date, today: date) -> list[R]:
    """The rows of lists; of an earlier day copies, each with its name of the day."""
    rows = list(rows)
    if on >= today:
        return rows
    names = Names(on)
    names.learn(rows)
    return [_renamed(row, names) for row in rows]


def then(rows: Iterable[R], on: date, today: date, *paths: str) -> list[R]:
    """The rows; of an earlier day each with the names of it, of what it mentions at the paths."""
    rows = list(rows)
    if on < today:
        tell(rows, Names(on), *paths)
    return rows


def _renamed(row: Any, names: Names) -> Any:
    made = copy.copy(row)
    made.name = names.of(row)
    return made


def tell(rows: Iterable[Any], names: Names, *paths: str) -> None:
    """Have rows tell the names of the day of what they mention, at paths like "entry__agency"."""
    places = [(row, path) for row in rows for path in paths]
    found = [(parent, name, getattr(parent, name)) for parent, name in map(_place, places)]
    held = [(parent, name, row) for parent, name, row in found if row is not None]
    names.learn(row for _parent, _name, row in held)
    for parent, name, row in held:
        setattr(parent, name, _renamed(row, names))


def _place(asked: tuple[Any, str]) -> tuple[Any, str]:
    row, path = asked
    *way, name = path.split("__")
    for each in way:
        row = getattr(row, each)
    return row, name
