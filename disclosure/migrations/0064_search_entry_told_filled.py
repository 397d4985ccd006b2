"""Every entry of the search knows the day since which feeds tell of it.

The indexes of the words do not change; what keeps them in step is off, so that they are not made anew row
by row.
"""

from importlib import import_module

from django.db import migrations

before = import_module("disclosure.migrations.0004_search_indexes")
indexes = import_module("disclosure.migrations.0026_search_entry_indexes")
TABLE = before.TABLE
TELL = (
    f"UPDATE {TABLE} SET told_on = (SELECT p.first_published_on FROM disclosure_publication p "
    "JOIN disclosure_redactedversion v ON v.id = p.shown_id "
    f"WHERE p.id = {TABLE}.publication_id AND v.party_kind <> 'person')"
)
KEEPS = [sql for sql in before.SQLITE if f'"{TABLE}_au"' in sql]
INDEXES = [sql for sql in indexes.POSTGRES if sql.startswith("CREATE INDEX")]
SQLITE = [f'DROP TRIGGER "{TABLE}_au"', TELL, *KEEPS]
POSTGRES = [*before.POSTGRES_BACK, TELL, *INDEXES]


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0063_search_entry_told")]

    operations = [
        migrations.RunPython(before.run(SQLITE, POSTGRES), migrations.RunPython.noop),
    ]
