"""The index structures of the new search entry: FTS5 kept by triggers on SQLite, GIN indexes on PostgreSQL.

On PostgreSQL `text` stays in the row, where a walk reads it, and `tokens`, which only the making of the
index reads, goes out of line as soon as the row is large.
"""

from importlib import import_module

from django.db import migrations, models

before = import_module("disclosure.migrations.0004_search_indexes")
TABLE = before.TABLE
STORAGE = [
    f"ALTER TABLE {TABLE} ALTER COLUMN tokens SET STORAGE EXTERNAL",
    f"ALTER TABLE {TABLE} ALTER COLUMN text SET STORAGE MAIN",
]
POSTGRES = [
    f"CREATE INDEX {TABLE}_tokens ON {TABLE} "
    "USING gin (array_to_tsvector(string_to_array(tokens, ' ')))",
    f"CREATE INDEX {TABLE}_text ON {TABLE} USING gin (text gin_trgm_ops)",
    *STORAGE,
]


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0025_search_entry_anew")]

    operations = [
        migrations.AddIndex(
            "searchentry",
            models.Index(fields=["agency", "-id"], name="disclosure__agency__9fe5eb_idx"),
        ),
        migrations.AddIndex(
            "searchentry",
            models.Index(fields=["kind", "-id"], name="disclosure__kind_30ff3c_idx"),
        ),
        migrations.AddIndex(
            "searchentry",
            models.Index(fields=["division_code", "-id"], name="disclosure__divisio_b3bf5b_idx"),
        ),
        migrations.AddIndex(
            "searchentry",
            models.Index(fields=["doc_tail", "-id"], name="disclosure__doc_tai_d296d8_idx"),
        ),
        migrations.RunPython(
            before.run(before.SQLITE, POSTGRES),
            before.run(before.SQLITE_BACK, before.POSTGRES_BACK),
        ),
    ]
