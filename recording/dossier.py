"""执法对象档案: all material of one enforcement object in one place, by kind and year.

What was done with an organisation is kept in a score of tables. They are read one by one, each for
at most a page of rows behind the cursor, and merged by day: the number of queries is the number of
tables, and page 1,000 costs what page 1 costs.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import ExtractYear

from recording.materials import GROUPS, MATERIALS, Material, Scope, Told

PAGE = 50
LONGEST_CURSOR = 100
# The number of rows of each year, for each kind of record.
Tally = Sequence[Counter[int]]


@dataclass(frozen=True)
class Line:
    """One piece of material: its day, its group, what is told of it; `cursor`: the place behind it."""

    day: date
    group: str
    told: Told
    cursor: str

    @property
    def label(self) -> str:
        """The group in words."""
        return str(GROUPS[self.group])


@dataclass(frozen=True)
class Sheet:
    """A page of lines, the newest first, and the cursor of the next one ("" on the last)."""

    lines: Sequence[Line]
    next_cursor: str


@dataclass(frozen=True)
class Amount:
    """How much there is of a group: in all, and of each year (year, number), the newest first."""

    group: str
    total: int
    years: Sequence[tuple[int, int]]

    @property
    def label(self) -> str:
        """The group in words."""
        return str(GROUPS[self.group])


@dataclass(frozen=True)
class Wanted:
    """What is looked for: a group ("" all) and a year (None: all)."""

    group: str = ""
    year: int | None = None

    def materials(self) -> Iterator[tuple[int, Material]]:
        """The kinds of the group, each with its rank: its place within a day."""
        for rank, material in enumerate(MATERIALS):
            if self.group in ("", material.group):
                yield rank, material

    def of_year(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows of the year."""
        return rows if self.year is None else rows.filter(day__year=self.year)


@dataclass(frozen=True)
class Place:
    """Where a page begins: behind the row of this day, rank and key."""

    day: date
    rank: int
    key: Any

    def behind(self, rows: QuerySet[Any], rank: int) -> QuerySet[Any]:
        """The rows of the kind with this rank that come later in the list."""
        if rank < self.rank:
            return rows.filter(day__lt=self.day)
        if rank > self.rank:
            return rows.filter(day__lte=self.day)
        same = Q(day=self.day, pk__lt=self.key)
        return rows.filter(Q(day__lt=self.day) | same)


def place(after: str) -> Place | None:
    """The place a cursor names; None for a text that is none, which gives the first page."""
    try:
        day, rank, key = after[:LONGEST_CURSOR].split("_")
        material = MATERIALS[int(rank)] if rank.isdecimal() else None
        if material is None:
            return None
        return Place(date.fromisoformat(day), int(rank), material.key(key))
    except (ValueError, IndexError, ValidationError):
        return None


def sheet(
    scope: Scope,
    wanted: Wanted,
    after: str = "",
    *,
    tally: Tally | None = None,
    size: int = PAGE,
) -> Sheet:
    """One page of what is looked for; one query for each kind of record, those of `tally` if given."""
    found = _merged(scope, wanted, place(after), size + 1, tally)
    return Sheet(found[:size], found[size - 1].cursor if len(found) > size else "")


def whole(scope: Scope, wanted: Wanted, most: int) -> list[Line]:
    """All that is looked for, but no more than `most` lines and one."""
    return _merged(scope, wanted, None, most + 1)


def _merged(
    scope: Scope, wanted: Wanted, start: Place | None, most: int, tally: Tally | None = None
) -> list[Line]:
    found: list[tuple[int, int, Line]] = []
    for rank, material in wanted.materials():
        if tally is not None and not tally[rank]:
            continue
        rows = wanted.of_year(material.dated(scope))
        rows = start.behind(rows, rank) if start is not None else rows
        lines = [_line(row, rank, material, scope) for row in rows.order_by("-day", "-pk")[:most]]
        found += [(-line.day.toordinal(), rank, line) for line in lines]
    # The sort is stable: rows of one kind and day stay as the database arranged them.
    return [line for _day, _rank, line in sorted(found, key=lambda each: each[:2])[:most]]


def _line(row: Any, rank: int, material: Material, scope: Scope) -> Line:
    told = material.tell(row, scope.user)
    return Line(row.day, material.group, told, f"{row.day.isoformat()}_{rank}_{row.pk}")


def tally(scope: Scope) -> Tally:
    """How many rows each kind has of each year, in the order of MATERIALS; one query for each."""
    return [Counter(dict(_by_year(material.dated(scope)))) for material in MATERIALS]


def amounts(tally: Tally) -> list[Amount]:
    """What there is of each group that has anything, in their order."""
    counted: dict[str, Counter[int]] = {group: Counter() for group in GROUPS}
    for material, found in zip(MATERIALS, tally, strict=True):
        counted[material.group].update(found)
    return [
        Amount(group, years.total(), sorted(years.items(), reverse=True))
        for group, years in counted.items()
        if years
    ]


def _by_year(rows: QuerySet[Any]) -> Iterable[tuple[int, int]]:
    grouped = rows.order_by().annotate(year=ExtractYear("day")).values("year")
    found: Iterable[tuple[int, int]] = grouped.annotate(many=Count("pk")).values_list(
        "year", "many"
    )
    return found


def years(found: Iterable[Amount]) -> list[int]:
    """The years of which there is anything, the newest first."""
    return sorted({year for amount in found for year, _many in amount.years}, reverse=True)
