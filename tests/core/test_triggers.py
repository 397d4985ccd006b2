"""Gates in the database: what they refuse, how they are installed, removed and reported."""

from collections.abc import Iterator

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.state import ProjectState

from core import triggers
from core.triggers import DropTriggers, Triggers, append_only, guard

ROOM = "gate_room"
KEPT = append_only(ROOM, unique=[("name",)], frozen=["id", "name"])
ADULT = guard(
    "room_adult", ROOM, ["INSERT", "UPDATE"], "NEW.age < 18", message="年龄不足。", code="ADULT"
)


def run(sql: str, *params: int | str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)


def apply(operation: Triggers, *, backwards: bool = False) -> None:
    state = ProjectState()
    with connection.schema_editor() as editor:
        move = operation.database_backwards if backwards else operation.database_forwards
        move("core", editor, state, state)


@pytest.fixture
def room(transactional_db: None) -> Iterator[None]:
    run(f'CREATE TABLE "{ROOM}" (id integer PRIMARY KEY, name text UNIQUE, age integer)')
    try:
        apply(Triggers(*KEPT, ADULT))
        run("INSERT INTO gate_room VALUES (1, 'a', 20)")
        yield
    finally:
        run(f"DROP TABLE {ROOM}")
        with connection.schema_editor() as editor:
            if connection.vendor == "postgresql":
                for gate in (*KEPT, ADULT):
                    editor.execute(f'DROP FUNCTION IF EXISTS "{gate.name}"()')


def refused(sql: str) -> tuple[str, str]:
    with pytest.raises(IntegrityError) as caught:
        run(sql)
    found = triggers.refusal(caught.value)
    assert found is not None
    return found


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE gate_room SET name = 'b'",
        "UPDATE gate_room SET id = 2",
        "DELETE FROM gate_room",
    ],
)
def test_an_append_only_row_is_neither_changed_nor_deleted(room: None, sql: str) -> None:
    assert refused(sql) == ("APPEND_ONLY", triggers.APPEND_ONLY)


def test_a_column_that_is_not_frozen_may_change(room: None) -> None:
    run("UPDATE gate_room SET age = 30")


@pytest.mark.sqlite
@pytest.mark.parametrize("key", [1, 2])
def test_insert_or_replace_is_refused_on_every_unique_column(room: None, key: int) -> None:
    run("PRAGMA recursive_triggers = OFF")
    try:
        with pytest.raises(IntegrityError, match="APPEND_ONLY"):
            run("INSERT OR REPLACE INTO gate_room VALUES (%s, 'a', 20)", key)
    finally:
        run("PRAGMA recursive_triggers = ON")


@pytest.mark.postgres
def test_truncate_is_refused_even_in_replica_role(room: None) -> None:
    assert refused("TRUNCATE gate_room")[0] == "APPEND_ONLY"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        with pytest.raises(IntegrityError, match="APPEND_ONLY"), transaction.atomic():
            cursor.execute("DELETE FROM gate_room")


@pytest.mark.parametrize(
    "sql", ["INSERT INTO gate_room VALUES (2, 'b', 17)", "UPDATE gate_room SET age = 17"]
)
def test_a_guard_refuses_what_its_condition_names(room: None, sql: str) -> None:
    assert refused(sql) == ("ADULT", "年龄不足。")


def test_a_guard_lets_everything_else_pass(room: None) -> None:
    run("INSERT INTO gate_room VALUES (2, 'b', 18)")


def test_the_operation_can_be_reversed_and_run_again(room: None) -> None:
    apply(Triggers(*KEPT, ADULT))
    apply(Triggers(*KEPT, ADULT), backwards=True)
    run("UPDATE gate_room SET name = 'b', age = 1")
    assert not [row for row in triggers.installed(connection) if row[0] == ROOM]
    apply(DropTriggers(*KEPT, ADULT), backwards=True)
    assert refused("DELETE FROM gate_room")[0] == "APPEND_ONLY"
    apply(DropTriggers(*KEPT, ADULT))
    run("DELETE FROM gate_room")


def test_suspended_gates_come_back_even_after_an_error(room: None) -> None:
    before = triggers.installed(connection)
    with pytest.raises(ZeroDivisionError), triggers.suspended(connection):
        run("UPDATE gate_room SET name = 'b'")
        raise ZeroDivisionError
    assert triggers.installed(connection) == before
    assert refused("UPDATE gate_room SET name = 'c'")[0] == "APPEND_ONLY"


def test_other_database_errors_are_no_refusals(db: None) -> None:
    assert triggers.refusal(IntegrityError("UNIQUE constraint failed: core_blob.sha256")) is None


def test_a_message_keeps_a_code_of_its_own() -> None:
    assert triggers.coded("[OWN_CODE] 不行", "GATE") == "[OWN_CODE] 不行"
    assert triggers.coded("不行", "GATE") == "[GATE] 不行"


def test_operations_say_what_they_do() -> None:
    assert "gate_room_adult" in Triggers(ADULT).describe()
    assert DropTriggers(ADULT).describe().startswith("Remove")


GUARDED = [
    "core_auditentry",
    "core_auditseal",
    "core_auditcheckpoint",
    "core_blob",
    "core_numberuse",
]


@pytest.mark.parametrize("table", GUARDED)
def test_every_append_only_table_of_core_has_its_gates(db: None, table: str) -> None:
    names = {name for owner, name, _ in triggers.installed(connection) if owner == table}
    parts = {name.removeprefix(f"gate_{table}_").partition("_")[0] for name in names}
    assert parts >= {"upd", "del", "trunc" if connection.vendor == "postgresql" else "rep"}
