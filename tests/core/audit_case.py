"""A small sealed log and the ways to tamper with it; shared by the tests of sealing and verifying."""

from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction

from core import audit
from core.models import AuditEntry
from core.triggers import suspended

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def write(count: int, *, object_id: str = "1") -> list[AuditEntry]:
    """So many entries of one object, each in its own transaction."""
    entries = []
    for n in range(count):
        with transaction.atomic():
            entries.append(audit.append("x", object_type="t", object_id=object_id, data={"n": n}))
    return entries


def sealed(*counts: int) -> list[AuditEntry]:
    """Batches of the given sizes, sealed one after the other."""
    entries = []
    for count in counts:
        entries += write(count)
        assert audit.seal(NOW) == count
    return entries


def tamper(sql: str, *params: Any) -> None:
    """Raw SQL with every trigger off, as the owner of the database could run it."""
    settle()
    with suspended(connection), connection.cursor() as cursor:
        cursor.execute(sql, params)
        settle()


def settle() -> None:
    """Do the checks that are still to come: PostgreSQL changes no trigger of a table that has some."""
    if connection.vendor == "postgresql" and connection.in_atomic_block:
        connection.check_constraints()
