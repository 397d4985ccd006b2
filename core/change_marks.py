"""Knowing at the price of one small query whether anything that a public page shows has changed.

A page kept under the marks that were read before it was made may be shown as long as these marks are
read again: a change and its new mark become visible in the same commit.
"""

from django.db import connection

from core.triggers import PREFIX, Gate

EVENTS = ("INSERT", "UPDATE", "DELETE")
# One transaction writes one mark: one that no other transaction holds, or a new one, so it never waits.
# What it changes after that only itself can see; the setting, gone with the transaction, tells it apart.
BODY = (
    "BEGIN IF split_part(current_setting('portal.marked', true), ':', 1) "
    "IS DISTINCT FROM txid_current()::text THEN "
    "UPDATE core_changemark SET mark = gen_random_uuid() WHERE id = "
    "(SELECT id FROM core_changemark LIMIT 1 FOR UPDATE SKIP LOCKED); "
    "IF NOT FOUND THEN INSERT INTO core_changemark (mark) VALUES (gen_random_uuid()); END IF; END IF; "
    "PERFORM set_config('portal.marked', txid_current() || ':' || gen_random_uuid(), true); "
    "RETURN NULL; END"
)
WRITE = (
    "INSERT INTO core_changemark (id, mark) VALUES (1, hex(randomblob(16))) "
    "ON CONFLICT (id) DO UPDATE SET mark = excluded.mark"
)
MARKS = {
    "sqlite": "SELECT mark FROM core_changemark",
    "postgresql": "SELECT mark FROM core_changemark UNION ALL SELECT current_setting('portal.marked', true) "
    "ORDER BY 1",
}


def watched(table: str) -> Gate:
    """What renews a mark with every change of the table."""
    name = f"{PREFIX}{table}_mark"
    lite = {event: f"{name}_{event.lower()}" for event in EVENTS}
    postgresql = (
        f'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $gate$ {BODY} $gate$',
        f'CREATE TRIGGER "{name}" AFTER {" OR ".join(EVENTS)} OR TRUNCATE ON "{table}" '
        f'FOR EACH STATEMENT EXECUTE FUNCTION "{name}"()',
        f'ALTER TABLE "{table}" ENABLE ALWAYS TRIGGER "{name}"',
    )
    sqlite = (
        f'CREATE TRIGGER "{own}" AFTER {event} ON "{table}" FOR EACH ROW BEGIN {WRITE}; END'
        for event, own in lite.items()
    )
    drop = (f'DROP TRIGGER IF EXISTS "{name}" ON "{table}"', f'DROP FUNCTION IF EXISTS "{name}"()')
    return Gate(
        name,
        {"sqlite": tuple(sqlite), "postgresql": postgresql},
        {
            "sqlite": tuple(f'DROP TRIGGER IF EXISTS "{own}"' for own in lite.values()),
            "postgresql": drop,
        },
    )


def current() -> str:
    """The state of the watched tables, as this transaction sees them, in a word."""
    with connection.cursor() as cursor:
        cursor.execute(MARKS[connection.vendor])
        return ",".join(mark for (mark,) in cursor.fetchall() if mark)
