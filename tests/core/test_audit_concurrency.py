"""Two hundred writers at once: no entry is lost, doubled or left out of the sealed log."""

import contextlib
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from core import audit
from core.models import AuditEntry, AuditSeal
from tests.core.audit_case import NOW

WRITERS = 200
ENTRIES = 5
CONNECTIONS = 40  # PostgreSQL's default limit is 100; the other writers wait for their turn
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("log_place")]


@contextlib.contextmanager
def file_database(path: Path) -> Iterator[None]:
    """On SQLite: a file like the embedded mode's, since threads cannot share a database in memory."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    with contextlib.closing(sqlite3.connect(path)) as copy:
        connection.connection.backup(copy)
    memory = connections["default"]
    connections["default"] = on_file(path)
    try:
        yield
    finally:
        connections["default"].close()
        connections["default"] = memory


def on_file(path: Path) -> BaseDatabaseWrapper:
    """A connection of the default database's settings to the file."""
    fresh = connections.create_connection("default")
    fresh.settings_dict = {**fresh.settings_dict, "NAME": str(path)}
    return fresh


def run_writers(work: Callable[[int], None], path: Path) -> list[BaseException]:
    """Run `work(n)` in so many threads, each with a connection of its own; the errors they met."""
    errors: list[BaseException] = []
    turns = threading.Semaphore(CONNECTIONS if connection.vendor == "postgresql" else WRITERS)

    def target(number: int) -> None:
        with turns:
            if connection.vendor == "sqlite":
                connections["default"] = on_file(path)
            try:
                work(number)
            except Exception as error:  # noqa: BLE001  # reported by the assertion on the list
                errors.append(error)
            finally:
                connections.close_all()

    threads = [threading.Thread(target=target, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


def write_own_object(number: int) -> None:
    for n in range(ENTRIES):
        with transaction.atomic():
            audit.append("x", object_type="t", object_id=str(number), data={"n": n})


def write_one_object(number: int) -> None:
    for n in range(ENTRIES):
        with transaction.atomic():
            audit.append("x", object_type="t", object_id="shared", data={"w": number, "n": n})


@pytest.mark.slow
@pytest.mark.parametrize("work", [write_own_object, write_one_object])
def test_two_hundred_writers_lose_no_entry(work: Callable[[int], None], tmp_path: Path) -> None:
    path = tmp_path / "log.sqlite3"
    with file_database(path):
        sealer = Sealer(path)
        sealer.start()
        errors = run_writers(work, path)
        sealer.finish()
        assert errors == []
        audit.seal(NOW)
        counts = Counter(AuditEntry.objects.values_list("object_id", flat=True))
        expected = {str(n): ENTRIES for n in range(WRITERS)}
        if work is write_one_object:
            expected = {"shared": WRITERS * ENTRIES}
        assert counts == expected
        entries = set(AuditEntry.objects.values_list("id", flat=True))
        assert set(AuditSeal.objects.values_list("entry_id", flat=True)) == entries
        assert sealer.errors == []
        assert audit.verify() is None


class Sealer(threading.Thread):
    """Seals all the time while the writers write."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self.vendor = connection.vendor
        self.stopped = threading.Event()
        self.errors: list[BaseException] = []

    def run(self) -> None:
        if self.vendor == "sqlite":
            connections["default"] = on_file(self.path)
        try:
            while not self.stopped.is_set():
                audit.seal(NOW)
                time.sleep(0.05)
        except Exception as error:  # noqa: BLE001  # reported by the assertion on the list
            self.errors.append(error)
        finally:
            connections.close_all()

    def finish(self) -> None:
        """Stop after the present batch."""
        self.stopped.set()
        self.join()
