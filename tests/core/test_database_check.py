"""A PostgreSQL database that takes no ideograph for a letter is refused before anything is indexed."""

from contextlib import closing
from types import SimpleNamespace
from typing import Any

import psycopg2
import pytest
from django.db import connection

from core import checks
from core.apps import CoreConfig
from tests.servers import execute_sql


def test_nothing_is_asked_where_no_database_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "connections", {})
    assert checks.search_requirements() == []
    assert CoreConfig.name == "core"


@pytest.mark.parametrize(
    ("vendor", "knows", "found"),
    [
        ("postgresql", False, ["core.E104"]),
        ("postgresql", True, []),
        ("sqlite", False, []),
    ],
)
def test_the_check_names_what_is_wrong(
    monkeypatch: pytest.MonkeyPatch, vendor: str, knows: bool, found: list[str]
) -> None:
    monkeypatch.setattr(checks, "connections", {"default": SimpleNamespace(vendor=vendor)})
    monkeypatch.setattr(checks, "knows_ideographs", lambda database: knows)
    assert [one.id for one in checks.search_requirements(databases=["default"])] == found


@pytest.mark.django_db
@pytest.mark.postgres
def test_the_database_of_this_run_is_good_and_one_of_locale_c_is_not(settings: Any) -> None:
    assert checks.knows_ideographs(connection)
    given = connection.get_connection_params()
    url = f"postgres://{given['user']}@{given['host']}:{given['port']}/"
    execute_sql(
        f"{url}postgres",
        "CREATE DATABASE plain_c TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'",
    )
    try:
        with closing(psycopg2.connect(f"{url}plain_c")) as plain, plain.cursor() as cursor:
            cursor.execute(checks.IDEOGRAPH, [chr(0x7F5A)])
            row = cursor.fetchone()
            assert row is not None and row[0] is False
    finally:
        execute_sql(f"{url}postgres", "DROP DATABASE plain_c")
