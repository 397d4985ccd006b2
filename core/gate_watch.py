"""Whether every gate that the migrations installed is still in the database, switched on and unchanged.

The owner of the tables can drop or disable a trigger; that cannot be prevented, so it is looked for.
"""

import re
from functools import cache

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader

from core.triggers import DropTriggers, Gate, Triggers, installed

CREATED = re.compile(r'CREATE TRIGGER "(\w+)"')
FUNCTION = re.compile(r'FUNCTION "(\w+)"\(\).*\$gate\$(.*)\$gate\$', re.DOTALL)
NAME_BYTES = 63  # PostgreSQL cuts longer names
STATES = """
SELECT t.tgname, t.tgenabled = 'A', p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
WHERE t.tgname LIKE 'gate\\_%'
"""


def lost(database: BaseDatabaseWrapper = connection) -> list[str]:
    """Names of the gates that are gone, switched off or say something else; by name."""
    found = present(database)
    return sorted(name for name, text in expected().items() if found.get(name) != text)


@cache
def expected() -> dict[str, str]:
    """Trigger -> what it says, after every migration of this code."""
    graph = MigrationLoader(None).graph
    plan = dict.fromkeys(node for leaf in graph.leaf_nodes() for node in graph.forwards_plan(leaf))
    gates: dict[str, Gate] = {}
    for operation in (operation for node in plan for operation in graph.nodes[node].operations):
        if isinstance(operation, DropTriggers):
            for gate in operation.gates:
                gates.pop(gate.name, None)
        elif isinstance(operation, Triggers):
            gates |= {gate.name: gate for gate in operation.gates}
    found: dict[str, str] = {}
    for gate in gates.values():
        found |= told(gate.create[connection.vendor])
    return found


def told(statements: tuple[str, ...]) -> dict[str, str]:
    """Trigger -> its statement on SQLite, the body of its function on PostgreSQL."""
    if connection.vendor == "postgresql":
        pairs = (FUNCTION.search(statement) for statement in statements)
        return {pair[1][:NAME_BYTES]: pair[2].strip() for pair in pairs if pair}
    named = ((CREATED.search(statement), statement) for statement in statements)
    return {name[1]: statement for name, statement in named if name}


def present(database: BaseDatabaseWrapper) -> dict[str, str]:
    """The same of what is in the database; a trigger that is switched off is left out."""
    if database.vendor != "postgresql":
        return {name: sql for _table, name, sql in installed(database)}
    with database.cursor() as cursor:
        cursor.execute(STATES)
        return {name: source.strip() for name, always, source in cursor.fetchall() if always}
