"""Writing past every service, and past the gates of a table to try those of another."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from core.triggers import refusal
from enforcement.models import Decision
from tests.base import Cast
from tests.legal_review.loops import ON
from tests.legal_review.test_reviews_against_sql import gate, run

ISSUE = (
    "UPDATE enforcement_decision SET status = 'issued', doc_no = 'X〔2026〕9号', remedies = '复议', "
    "issued_on = %s, issued_by_id = %s WHERE id = %s"
)
CLEAR = "UPDATE enforcement_decision SET clearance_id = %s WHERE id = %s"


def stopped(act: Callable[[], object]) -> str:
    """The code of the gate that refused an act of the ORM; "" for a constraint."""
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        act()
    found = refusal(caught.value)
    return found[0] if found else ""


def issue(cast: Cast, decision: Decision, **changes: Any) -> str:
    """The code of the gate that refuses to make the decision."""
    given = {"on": ON, "by": cast.head.pk, **changes}
    return gate(ISSUE, given["on"], given["by"], decision.pk)


def made(cast: Cast, decision: Decision) -> bool:
    return run(ISSUE, ON, cast.head.pk, decision.pk) == 1


def bend(statement: str, *params: Any) -> None:
    """Change a guarded row the way no gate would let through, to test the gate of the decision."""
    table = statement.removeprefix("DELETE FROM ").removeprefix("UPDATE ").split()[0]
    names = gates_of(table)
    with connection.cursor() as cursor:
        for name in names:
            switch(cursor, table, name, on=False)
    run(statement, *params)
    with connection.cursor() as cursor:
        for name, sql in names.items():
            switch(cursor, table, name, on=True, sql=sql)


def gates_of(table: str) -> dict[str, str]:
    """Name -> SQL of the triggers of a table."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
                [table],
            )
        else:
            cursor.execute(
                "SELECT t.tgname, '' FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
                "WHERE c.relname = %s AND t.tgname LIKE 'gate%%'",
                [table],
            )
        return dict(cursor.fetchall())


def switch(cursor: Any, table: str, name: str, *, on: bool, sql: str = "") -> None:
    """Take a trigger off, or put it back."""
    if connection.vendor == "sqlite":
        cursor.execute(sql if on else f'DROP TRIGGER "{name}"')
    else:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        verb = "ENABLE ALWAYS" if on else "DISABLE"
        cursor.execute(f'ALTER TABLE "{table}" {verb} TRIGGER "{name}"')
