"""Giving received records out in the current layout, so that reading them back changes nothing."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import transaction

from core import audit
from core.tables import Cell
from disclosure.exchange.layouts import COLUMNS, CURRENT, Column, Form
from disclosure.models import ExternalRecord
from disclosure.services.exchange import records_between, reveal
from enforcement.models import User
from enforcement.models.kinds import PartyKind


def export(kind: str, *, start: date, end: date, by: User | None = None) -> Iterator[list[Cell]]:
    """Header and rows of the records decided from `start` to `end`, both included.

    The columns are those of the current layout, then older columns and unknown ones some record of
    the period has a value for. Numbers of identity documents leave in clear, so it is recorded.
    """
    used: set[str] = set()
    extras: set[str] = set()
    count = 0
    for record in records_between(kind, start, end):
        used |= record.fields.keys()
        extras |= record.fields.get("extra", {}).keys()
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
    for record in records_between(kind, start, end):
        fields = reveal(record.fields)
        extra = fields.get("extra", {})
        yield [*(cell(c, fields) for c in columns), *(extra.get(name, "") for name in names)]


def cell(column: Column, fields: dict[str, Any]) -> str:
    """A value as the sheets write it: dates 2026/01/31, party kinds in words, amounts in 万元."""
    value = str(fields.get(column.key, ""))
    if column.form == Form.DATE:
        return value.replace("-", "/")
    if column.form == Form.PARTY_KIND and value:
        return str(PartyKind(value).label)
    return value
