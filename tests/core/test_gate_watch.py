"""A trigger that the owner of the database drops, disables or weakens is found, and people hear."""

import pytest
from django.db import connection
from django.utils import timezone

from core import gate_watch, log_watch
from core.models import Alert
from core.tasks import watch_log
from core.triggers import suspended
from tests import factories

pytestmark = pytest.mark.django_db
TABLE, NAME = "core_auditentry", "gate_core_auditentry_upd"


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def named() -> str:
    """The trigger by its name in this database."""
    return next(name for name in gate_watch.expected() if name.startswith(NAME))


def test_every_gate_that_the_migrations_installed_is_there_and_on() -> None:
    assert gate_watch.lost() == []
    assert len(gate_watch.expected()) > 100


def test_a_dropped_trigger_is_named_and_reported_once_a_day() -> None:
    watcher = factories.user("supervisor")
    name = named()
    run(f'DROP TRIGGER "{name}"' + (f" ON {TABLE}" if connection.vendor == "postgresql" else ""))
    assert gate_watch.lost() == [name]
    assert name in log_watch.open_gates()
    assert watch_log() == watch_log() == 1
    told = Alert.objects.get(recipient=watcher)
    assert told.level == "log" and "1 个数据库防篡改触发器" in told.text


def test_all_gates_off_are_all_named_and_come_back() -> None:
    with suspended(connection):
        assert gate_watch.lost() == sorted(gate_watch.expected())
    assert gate_watch.lost() == []
    assert log_watch.alarms(timezone.now()) == 0


@pytest.mark.sqlite
def test_a_trigger_that_was_weakened_is_found() -> None:
    name = named()
    run(f'DROP TRIGGER "{name}"')
    run(f'CREATE TRIGGER "{name}" BEFORE UPDATE ON {TABLE} WHEN 0 BEGIN SELECT 1; END')
    assert gate_watch.lost() == [name]


@pytest.mark.postgres
@pytest.mark.parametrize(
    "how",
    [
        f"ALTER TABLE {TABLE} DISABLE TRIGGER {NAME}",
        f"ALTER TABLE {TABLE} DISABLE TRIGGER USER",
        f"ALTER TABLE {TABLE} ENABLE REPLICA TRIGGER {NAME}",
        f"ALTER TABLE {TABLE} ENABLE TRIGGER {NAME}",
        f"CREATE OR REPLACE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS "
        "'BEGIN RETURN NEW; END'",
    ],
)
def test_a_trigger_disabled_or_hollowed_out_is_found(how: str) -> None:
    run(how)
    assert NAME in gate_watch.lost()
