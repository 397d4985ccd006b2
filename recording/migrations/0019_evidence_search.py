"""The index structures of the evidence search: FTS5 kept by triggers on SQLite, GIN indexes on PostgreSQL."""

from django.db import migrations

TABLE = "recording_evidenceentry"
SQLITE = [
    f"CREATE VIRTUAL TABLE \"{TABLE}_fts\" USING fts5(tokens, content='{TABLE}', content_rowid='id', tokenize=\"unicode61 remove_diacritics 0\")",
    f"""CREATE TRIGGER "{TABLE}_ai" AFTER INSERT ON "{TABLE}" BEGIN
        INSERT INTO "{TABLE}_fts"(rowid, tokens) VALUES (NEW.id, NEW.tokens); END""",
    f"""CREATE TRIGGER "{TABLE}_ad" AFTER DELETE ON "{TABLE}" BEGIN
        INSERT INTO "{TABLE}_fts"("{TABLE}_fts", rowid, tokens) VALUES ('delete', OLD.id, OLD.tokens); END""",
    f"""CREATE TRIGGER "{TABLE}_au" AFTER UPDATE ON "{TABLE}" BEGIN
        INSERT INTO "{TABLE}_fts"("{TABLE}_fts", rowid, tokens) VALUES ('delete', OLD.id, OLD.tokens);
        INSERT INTO "{TABLE}_fts"(rowid, tokens) VALUES (NEW.id, NEW.tokens); END""",
]
SQLITE_BACK = [
    f'DROP TRIGGER IF EXISTS "{TABLE}_ai"',
    f'DROP TRIGGER IF EXISTS "{TABLE}_ad"',
    f'DROP TRIGGER IF EXISTS "{TABLE}_au"',
    f'DROP TABLE IF EXISTS "{TABLE}_fts"',
]
POSTGRES = [
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    f"CREATE INDEX {TABLE}_tokens ON {TABLE} USING gin (to_tsvector('simple', tokens))",
    f"CREATE INDEX {TABLE}_text ON {TABLE} USING gin (text gin_trgm_ops)",
]
POSTGRES_BACK = [f"DROP INDEX IF EXISTS {TABLE}_tokens", f"DROP INDEX IF EXISTS {TABLE}_text"]


def run(sqlite, postgres):
    def apply(apps, schema_editor):
        for sql in sqlite if schema_editor.connection.vendor == "sqlite" else postgres:
            schema_editor.execute(sql)

    return apply


class Migration(migrations.Migration):
    dependencies = [("recording", "0018_evidence_entry")]

    operations = [
        migrations.RunPython(run(SQLITE, POSTGRES), run(SQLITE_BACK, POSTGRES_BACK)),
    ]
