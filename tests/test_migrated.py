"""The suite's databases may be kept ones only when nothing that makes them has changed."""

import ast
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.db import connection

from config import settings as project
from tests import migrated
from tests.servers import execute_sql
from tests.source import ROOMS, ROOT, modules

SCHEMA = "SELECT type, name, sql FROM sqlite_master ORDER BY type, name"


def imported() -> set[Path]:
    """The files of our own that the migrations import, and what these import, and so on."""
    known = {module.name: module for module in (*modules(), *modules(migrations=True))}
    waiting = [module for module in known.values() if "migrations" in module.path.parts]
    found: set[str] = {module.name for module in waiting}
    while waiting:
        for _node, name in waiting.pop().imports():
            for one in (name, name.rpartition(".")[0]):
                if one in known and one not in found:
                    found.add(one)
                    waiting.append(known[one])
    return {ROOT / known[name].path for name in found}


def test_every_file_that_a_migration_rests_on_is_counted() -> None:
    missing = imported() - set(migrated.sources())
    assert {path.relative_to(ROOT).as_posix() for path in missing} == set()


def test_every_model_is_counted() -> None:
    models = {
        ROOT / module.path
        for module in modules()
        if any(
            isinstance(node, ast.ClassDef) and any("Model" in ast.unparse(b) for b in node.bases)
            for node in ast.walk(module.tree)
        )
        and "models" in "/".join(module.path.parts)
    }
    assert models and models <= set(migrated.sources())
    assert {path.relative_to(ROOT).parts[0] for path in migrated.sources()} <= set(ROOMS)


def test_a_changed_source_asks_for_another_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = migrated.key()
    assert first == migrated.key()
    more = tmp_path / "0099_more.py"
    more.write_text("operations = []", encoding="utf-8")
    monkeypatch.setattr(migrated, "ROOT", tmp_path)
    monkeypatch.setattr(migrated, "sources", lambda: [more])
    second = migrated.key()
    more.write_text("operations = [1]", encoding="utf-8")
    assert len({first, second, migrated.key()}) == 3


def test_only_the_making_of_the_test_database_is_answered_from_a_copy(tmp_path: Path) -> None:
    asked: list[tuple[str, Any]] = []
    command = migrated.migrated_once(
        tmp_path, lambda name, *args, **options: asked.append((name, args))
    )
    command("migrate", "core", "0003", verbosity=0)
    command("createcachetable", database="default")
    assert asked == [("migrate", ("core", "0003")), ("createcachetable", ())]
    assert list(tmp_path.iterdir()) == []


def test_a_postgresql_database_is_filled_from_the_dump_of_the_first(
    postgres_url: str, tmp_path: Path
) -> None:
    urls = [f"{postgres_url.rpartition('/')[0]}/{name}" for name in ("made_first", "made_again")]
    asked: list[str] = []

    def migrate() -> None:
        asked.append("migrate")
        execute_sql(urls[0], "CREATE TABLE made (id serial PRIMARY KEY, name text)")
        execute_sql(urls[0], "INSERT INTO made (name) VALUES ('云溪')")

    for url in urls:
        execute_sql(postgres_url, f"CREATE DATABASE {url.rpartition('/')[2]}")
        migrated.given_to_postgres(url, migrate, tmp_path)
    with closing(psycopg2.connect(urls[1])) as there, there.cursor() as cursor:
        cursor.execute("INSERT INTO made (name) VALUES ('又一') RETURNING id")
        assert cursor.fetchone() == (2,)
    assert asked == ["migrate"]


def test_a_dump_that_cannot_be_read_fails_with_what_the_program_said(
    postgres_url: str, tmp_path: Path
) -> None:
    (tmp_path / f"{migrated.key()}.sql").write_text("SELECT nonsense;", encoding="utf-8")
    with pytest.raises(RuntimeError, match="nonsense"):
        migrated.given_to_postgres(postgres_url, lambda: None, tmp_path)


@pytest.mark.django_db
@pytest.mark.one_database
def test_the_kept_database_has_every_table_index_and_trigger_of_this_one() -> None:
    with connection.cursor() as cursor:
        cursor.execute(SCHEMA)
        here = cursor.fetchall()
    kept = Path(project.VAR_DIR) / "migrated" / f"{migrated.key()}.sqlite3"
    with closing(sqlite3.connect(kept)) as copy:
        there = copy.execute(SCHEMA).fetchall()
    assert here == there
    assert sum(kind == "trigger" for kind, _name, _sql in here) > 100
