"""Whether somebody asked to have a row of the registers put right and waits for an answer."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from disclosure.models import CorrectionRequest
from enforcement.models import (
    Agency,
    Benchmark,
    Delegation,
    EntryVersion,
    Item,
    Officer,
    RandomCheckItem,
    RegisterEntry,
)

Row = Agency | Officer | Item | RegisterEntry
COLUMNS: dict[type, str] = {
    Agency: "organ",
    Officer: "officer",
    Item: "item",
    RegisterEntry: "entry",
    EntryVersion: "entry",
}
# Lines that a request names by a word and a key, as disclosure.list_lines finds them.
LINES: dict[type, str] = {
    Benchmark: "benchmark",
    Delegation: "delegation",
    RandomCheckItem: "random",
}


def waits(row: Row) -> bool:
    """异议处理中, as `search.marked` says it of a decision: that there is one, never whose."""
    return _pending(COLUMNS[type(row)], [row.pk]).exists()


def _pending(column: str, keys: Sequence[int]) -> QuerySet[CorrectionRequest]:
    """Requests about rows themselves, not about a line of a list beside them."""
    rows = CorrectionRequest.objects.pending().filter(line__isnull=True)
    return rows.filter(**{f"{column}__in": keys})


def waits_line(name: str, pk: int) -> bool:
    """The same of a line of a list."""
    return _lines([f"{name}-{pk}"]).exists()


def _lines(keys: Sequence[str]) -> QuerySet[CorrectionRequest]:
    return CorrectionRequest.objects.pending().filter(line__key__in=keys)


def mark(rows: Sequence[Any]) -> None:
    """Say of each row of a list whether it is under objection, as `objected`; one query for the list."""
    for kind in {type(row) for row in rows}:
        alike = [row for row in rows if type(row) is kind]
        found = _of_lines(LINES[kind], alike) if kind in LINES else _of_rows(COLUMNS[kind], alike)
        for row in alike:
            row.objected = _key(row) in found


def _key(row: Any) -> int:
    return int(row.entry_id if isinstance(row, EntryVersion) else row.pk)


def _of_rows(column: str, rows: Sequence[Any]) -> set[int]:
    found = _pending(column, [_key(row) for row in rows])
    return set(found.values_list(f"{column}_id", flat=True))


def _of_lines(name: str, rows: Sequence[Any]) -> set[int]:
    found = _lines([f"{name}-{row.pk}" for row in rows]).values_list("line__key", flat=True)
    return {int(key.removeprefix(f"{name}-")) for key in found}
