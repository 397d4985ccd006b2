"""The evidence search keeps its tsvector: made from the tokens row by row, a filter took milliseconds each."""

from django.db import migrations

TABLE = "recording_evidenceentry"
POSTGRES = [
    f"DROP INDEX IF EXISTS {TABLE}_tokens",
    f"ALTER TABLE {TABLE} ADD COLUMN vector tsvector "
    "GENERATED ALWAYS AS (to_tsvector('simple', tokens)) STORED",
    f"CREATE INDEX {TABLE}_vector ON {TABLE} USING gin (vector)",
]
POSTGRES_BACK = [
    f"ALTER TABLE {TABLE} DROP COLUMN vector",
    f"CREATE INDEX {TABLE}_tokens ON {TABLE} USING gin (to_tsvector('simple', tokens))",
]


def run(statements):
    def apply(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            for sql in statements:
                schema_editor.execute(sql)

    return apply


class Migration(migrations.Migration):
    dependencies = [("recording", "0026_supplement_gates")]

    operations = [migrations.RunPython(run(POSTGRES), run(POSTGRES_BACK))]
