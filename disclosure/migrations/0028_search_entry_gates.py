"""What is public no more leaves the search with the change itself, whoever makes it; so does a new end."""

from django.db import migrations

from core.triggers import Gate, Triggers

ENTRY, ROWS = "disclosure_searchentry", "disclosure_publication"
GONE = "OLD.status = 'published' AND NEW.status <> 'published'"
DROP = f'DELETE FROM "{ENTRY}" WHERE publication_id = NEW.id;'
FOLLOW = (
    f"UPDATE \"{ENTRY}\" SET publish_until = COALESCE(NEW.publish_until, '9999-12-31') "
    "WHERE publication_id = NEW.id;"
)


def effect(name, column, sqlite_when, postgres_when, does):
    """A trigger that does something to the index after a publication has changed."""
    full = f"gate_{name}"
    create = (
        f'CREATE TRIGGER "{full}" AFTER UPDATE OF {column} ON "{ROWS}" FOR EACH ROW '
        f"WHEN {sqlite_when} BEGIN {does} END"
    )
    postgres = (
        f'CREATE OR REPLACE FUNCTION "{full}"() RETURNS trigger LANGUAGE plpgsql AS $gate$ '
        f"BEGIN IF ({postgres_when}) THEN {does} END IF; RETURN NEW; END $gate$",
        f'CREATE TRIGGER "{full}" AFTER UPDATE OF {column} ON "{ROWS}" '
        f'FOR EACH ROW EXECUTE FUNCTION "{full}"()',
        f'ALTER TABLE "{ROWS}" ENABLE ALWAYS TRIGGER "{full}"',
    )
    dropped = (
        f'DROP TRIGGER IF EXISTS "{full}" ON "{ROWS}"',
        f'DROP FUNCTION IF EXISTS "{full}"()',
    )
    return Gate(
        full,
        {"sqlite": (create,), "postgresql": postgres},
        {"sqlite": (f'DROP TRIGGER IF EXISTS "{full}"',), "postgresql": dropped},
    )


GATES = (
    effect("search_entry_gone", "status", GONE, GONE, DROP),
    effect(
        "search_entry_end",
        "publish_until",
        "NEW.publish_until IS NOT OLD.publish_until",
        "NEW.publish_until IS DISTINCT FROM OLD.publish_until",
        FOLLOW,
    ),
)


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0027_search_entry_refill")]

    operations = [Triggers(*GATES)]
