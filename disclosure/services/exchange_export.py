"""Giving records out in the current layout, so that reading them back changes nothing."""

from collections.abc import Iterator
from datetime import date
from heapq import merge
from operator import itemgetter
from typing import Any

from django.db import transaction

from core import audit
from core.tables import Cell
from disclosure.exchange.layouts import COLUMNS, CURRENT, Column, Form
from disclosure.exchange.own import fields_of, published_between
from disclosure.models import ExternalRecord
from disclosure.services.exchange import records_between, reveal
from enforcement.models import User
from enforcement.models.kinds import PartyKind

Entry = tuple[date, dict[str, Any]]


def export(
    kind: str, *, start: date, end: date, on: date, by: User | None = None
) -> Iterator[list[Cell]]:
    """Header and rows of what was decided from `start` to `end`, both included, by date.

    Received records, and beside them the own decisions the public may read on the day, as it reads
    them. The columns are those of the current layout, then older columns and unknown ones some row of
    the period has a value for. Numbers of identity documents that were received leave in clear, so it
    is recorded.
    """
    used: set[str] = set()
    extras: set[str] = set()
    count = 0
    for _day, fields in _entries(kind, start, end, on):
        used |= fields.keys()
        extras |= fields.get("extra", {}).keys()
        count += 1
    columns = list(CURRENT[kind])
    columns += [c for c in COLUMNS[kind] if c not in columns and c.key in used]
    names = sorted(extras)
    with transaction.atomic():
        audit.append(
            "record.export",
            object_type=ExternalRecord._meta.label_lower,
            actor=by,
            data={"kind": kind, "from": start, "to": end, "rows": count},
        )
    yield [*(c.header for c in columns), *names]
    for _day, given in _entries(kind, start, end, on):
        fields = reveal(given)
        extra = fields.get("extra", {})
        yield [*(cell(c, fields) for c in columns), *(extra.get(name, "") for name in names)]


def _entries(kind: str, start: date, end: date, on: date) -> Iterator[Entry]:
    """Received records and own decisions in the order of their dates, each as stored fields."""
    received = ((row.decided_on, row.fields) for row in records_between(kind, start, end))
    decided = ((row.decided_on, fields_of(row)) for row in published_between(kind, start, end, on))
    return merge(received, decided, key=itemgetter(0))


def cell(column: Column, fields: dict[str, Any]) -> str:
    """A value as the sheets write it: dates 2026/01/31, party kinds in words, amounts in 万元."""
    value = str(fields.get(column.key, ""))
    if column.form == Form.DATE:
        return value.replace("-", "/")
    if column.form == Form.PARTY_KIND and value:
        return str(PartyKind(value).label)
    return value
