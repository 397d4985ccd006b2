"""Database triggers for both databases, written once and installed by migrations.

A migration lists gates and installs them::

    operations = [Triggers(*append_only("core_auditentry"), guard("case_two_officers", ...))]

Every refusal is an IntegrityError whose text is `[CODE] 中文说明`; core.middleware turns it into a
page. Two rules for authors:

* SQLite rebuilds a table to alter it and silently loses its triggers, and refuses to rename a table
  that a trigger elsewhere mentions. A migration that alters a guarded table therefore starts with
  `DropTriggers(*gates)` and ends with `Triggers(*gates)`.
* A test that flushes the database (TransactionTestCase) truncates or deletes. Its runner wraps the
  flush in `suspended(connection)`; there is no switch that production code could set.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

APPEND_ONLY = "该记录只能追加，不能修改或删除；如有错误，请追加一条更正记录。"
NO_MOVE = "状态表中没有这一变更，不能从当前状态直接改为该状态；请按程序逐步办理。"
NO_START = "该事项应当从程序的第一步开始，不能直接写入后面的状态。"
REFUSAL = re.compile(r"\[([A-Z][A-Z0-9_]*)\]\s*([^\n]+)")
PREFIX = "gate_"
Event = str


@dataclass(frozen=True)
class Gate:
    """One trigger, as the statements that create and drop it, per database vendor."""

    name: str
    create: dict[str, tuple[str, ...]]
    drop: dict[str, tuple[str, ...]]

    def statements(self, vendor: str) -> tuple[str, ...]:
        """Statements that (re)create the trigger; safe to run again."""
        return (*self.drop[vendor], *self.create[vendor])


def quoted(text: str) -> str:
    """An SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def coded(message: str, code: str) -> str:
    """The message with its stable code in front, unless it brings its own."""
    return message if REFUSAL.match(message) else f"[{code}] {message}"


def sqlite_trigger(
    name: str, table: str, event: Event, when: str, text: str, timing: str = "BEFORE"
) -> tuple[str, str]:
    """(create, drop) of one SQLite row trigger; `when` may be empty for always."""
    condition = f"WHEN {when} " if when else ""
    create = (
        f'CREATE TRIGGER "{name}" {timing} {event} ON "{table}" FOR EACH ROW {condition}'
        f"BEGIN SELECT RAISE(ABORT, {quoted(text)}); END"
    )
    return create, f'DROP TRIGGER IF EXISTS "{name}"'


def postgres_trigger(
    name: str,
    table: str,
    events: Sequence[Event],
    when: str,
    text: str,
    timing: str = "BEFORE",
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(create, drop) of one PostgreSQL trigger. The condition lives in the function, because a
    trigger's own WHEN clause may not hold a subquery."""
    level = "STATEMENT" if "TRUNCATE" in events else "ROW"
    refuse = f"RAISE EXCEPTION USING MESSAGE = {quoted(text)}, ERRCODE = '23000';"
    body = f"IF ({when}) THEN {refuse} END IF;" if when else refuse
    create = (
        f'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $gate$ '
        f"BEGIN {body} IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $gate$",
        f'CREATE TRIGGER "{name}" {timing} {" OR ".join(events)} ON "{table}" '
        f'FOR EACH {level} EXECUTE FUNCTION "{name}"()',
        # ALWAYS: a session in replica role is refused too.
        f'ALTER TABLE "{table}" ENABLE ALWAYS TRIGGER "{name}"',
    )
    drop = (
        f'DROP TRIGGER IF EXISTS "{name}" ON "{table}"',
        f'DROP FUNCTION IF EXISTS "{name}"()',
    )
    return create, drop


def guard(
    name: str,
    table: str,
    events: Sequence[Event],
    when_sql_sqlite: str,
    when_sql_postgres: str | None = None,
    message: str = "",
    *,
    code: str = "GATE",
    timing: str = "BEFORE",
) -> Gate:
    """A trigger that refuses the write when a boolean SQL expression over NEW/OLD is true.

    `events`: "INSERT", "UPDATE", "DELETE". The PostgreSQL expression defaults to the SQLite one.
    With "INSERT" among the events an expression on SQLite must not mention OLD, with "DELETE" not
    NEW: give such cases a guard of their own. `message` is Chinese and says what to do. `timing`:
    "AFTER" lets every other gate and constraint of the table answer first.
    """
    text = coded(message, code)
    full = PREFIX + name
    pairs = [
        sqlite_trigger(f"{full}_{event.lower()}", table, event, when_sql_sqlite, text, timing)
        for event in events
    ]
    created, dropped = postgres_trigger(
        full,
        table,
        events,
        when_sql_sqlite if when_sql_postgres is None else when_sql_postgres,
        text,
        timing,
    )
    return Gate(
        full,
        {"sqlite": tuple(pair[0] for pair in pairs), "postgresql": created},
        {"sqlite": tuple(pair[1] for pair in pairs), "postgresql": dropped},
    )


def append_only(
    table: str,
    *,
    key: str = "id",
    unique: Iterable[tuple[str, ...]] = (),
    frozen: Sequence[str] | None = None,
    message: str = APPEND_ONLY,
) -> tuple[Gate, ...]:
    """Gates that refuse UPDATE, DELETE, TRUNCATE and INSERT OR REPLACE on `table`.

    `frozen`: only these columns may not change (None: no column may). `key` and `unique` name the
    primary key and the unique column sets: SQLite's OR REPLACE would delete a row that collides on
    any of them without firing a DELETE trigger.
    """
    sqlite_changed = " OR ".join(f'NEW."{c}" IS NOT OLD."{c}"' for c in frozen or ())
    pg_changed = " OR ".join(f'NEW."{c}" IS DISTINCT FROM OLD."{c}"' for c in frozen or ())
    text = coded(message, "APPEND_ONLY")
    gates = [
        guard(f"{table}_upd", table, ["UPDATE"], sqlite_changed, pg_changed, text),
        guard(f"{table}_del", table, ["DELETE"], "", "", text),
    ]
    collides = " OR ".join(
        f'EXISTS (SELECT 1 FROM "{table}" WHERE '  # noqa: S608  # table names of our own migrations
        + " AND ".join(f'"{c}" = NEW."{c}"' for c in columns)
        + ")"
        for columns in ((key,), *unique)
    )
    replace, drop_replace = sqlite_trigger(f"{PREFIX}{table}_rep", table, "INSERT", collides, text)
    trunc, drop_trunc = postgres_trigger(f"{PREFIX}{table}_trunc", table, ["TRUNCATE"], "", text)
    gates.append(
        Gate(
            f"{PREFIX}{table}_rep",
            {"sqlite": (replace,), "postgresql": trunc},
            {"sqlite": (drop_replace,), "postgresql": drop_trunc},
        )
    )
    return tuple(gates)


def moves_only(
    table: str,
    moves: Mapping[str, Iterable[tuple[str, str]]],
    *,
    starts: Iterable[str],
    field: str = "status",
) -> tuple[Gate, Gate]:
    """Gates that refuse every change of state, and every first state, that a table does not allow.

    `moves`: SQL condition over NEW -> the changes (from, to) open to the rows for which it holds; ""
    for all rows. `starts`: the states a row may be written in. They answer last: a gate that knows
    which article is broken says so.
    """
    allowed = " OR ".join(allowed_moves(field, rows, pairs) for rows, pairs in moves.items())
    moved = f'NEW."{field}" <> OLD."{field}" AND NOT ({allowed})'
    begun = f'NEW."{field}" NOT IN ({", ".join(quoted(state) for state in starts)})'
    return (
        late(f"{table}_moves", table, "UPDATE", moved, NO_MOVE),
        late(f"{table}_first", table, "INSERT", begun, NO_START),
    )


def late(name: str, table: str, event: Event, when: str, message: str) -> Gate:
    """A gate on moves that lets every other gate and constraint answer before it."""
    return guard(name, table, [event], when, message=message, code="MOVE", timing="AFTER")


def allowed_moves(field: str, rows: str, pairs: Iterable[tuple[str, str]]) -> str:
    """SQL: the change of state is one of the pairs, for the rows that move along them."""
    known = ", ".join(quoted(f"{source}>{target}") for source, target in pairs)
    listed = f'(OLD."{field}" || {quoted(">")} || NEW."{field}") IN ({known})'
    return f"({rows} AND {listed})" if rows else listed


class Triggers(Operation):
    """Migration operation: install gates; its reverse removes them."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, *gates: Gate) -> None:
        self.gates = gates

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Triggers are no part of the model state."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        install(schema_editor, self.gates)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        remove(schema_editor, self.gates)

    def describe(self) -> str:
        return "Install triggers " + ", ".join(gate.name for gate in self.gates)


class DropTriggers(Triggers):
    """Migration operation: remove gates before a guarded table is altered; its reverse installs."""

    def database_forwards(self, *args: Any) -> None:
        super().database_backwards(*args)

    def database_backwards(self, *args: Any) -> None:
        super().database_forwards(*args)

    def describe(self) -> str:
        return "Remove triggers " + ", ".join(gate.name for gate in self.gates)


def install(schema_editor: BaseDatabaseSchemaEditor, gates: Iterable[Gate]) -> None:
    """Create the gates on the editor's database; safe to run again."""
    for gate in gates:
        for statement in gate.statements(schema_editor.connection.vendor):
            schema_editor.execute(statement, params=None)


def remove(schema_editor: BaseDatabaseSchemaEditor, gates: Iterable[Gate]) -> None:
    """Drop the gates from the editor's database."""
    for gate in gates:
        for statement in gate.drop[schema_editor.connection.vendor]:
            schema_editor.execute(statement, params=None)


@contextmanager
def suspended(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Take every gate off for the duration of the block and put the same gates back.

    Needs the owner of the tables. Meant for the flush between tests and for a data migration that
    must correct guarded rows; never for a request.
    """
    definitions = installed(connection)
    with connection.cursor() as cursor:
        for table, name, _ in definitions:
            on = f' ON "{table}"' if connection.vendor == "postgresql" else ""
            cursor.execute(f'DROP TRIGGER "{name}"{on}')
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            for table, name, sql in definitions:
                cursor.execute(sql)
                if connection.vendor == "postgresql":
                    cursor.execute(f'ALTER TABLE "{table}" ENABLE ALWAYS TRIGGER "{name}"')


def installed(connection: BaseDatabaseWrapper) -> list[tuple[str, str, str]]:
    """(table, trigger, SQL that creates it) of every gate in the database, by name."""
    if connection.vendor == "postgresql":
        sql = (
            "SELECT c.relname, t.tgname, pg_get_triggerdef(t.oid) FROM pg_trigger t "
            "JOIN pg_class c ON c.oid = t.tgrelid WHERE t.tgname LIKE 'gate\\_%' ORDER BY t.tgname"
        )
    else:
        sql = (
            "SELECT tbl_name, name, sql FROM sqlite_master "
            "WHERE type = 'trigger' AND name LIKE 'gate\\_%' ESCAPE '\\' ORDER BY name"
        )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def refusal(error: BaseException) -> tuple[str, str] | None:
    """(code, message) when the database error was raised by one of our gates, else None."""
    found = REFUSAL.search(str(error))
    return (found[1], found[2].strip()) if found else None
