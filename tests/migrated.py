"""The SQLite database of the suite: migrated once, copied afterwards.

Migrating takes longer than most test files. What it makes depends on the migrations, on the models
(permissions, content types) and on what both import; as long as none of these changes, a copy of an
earlier result is the same database. The first run of a fresh clone always migrates.
"""

import fcntl
import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import django
from django.core import management
from django.db import connection

from tests.source import ROOMS, ROOT

PATTERNS = ("migrations/*.py", "models/*.py", "models.py", "*.toml", "data/**/*", "profiles/*")
# What migrations import, and what that imports (tests/test_migrated.py looks whether this is all).
IMPORTED = ("core/*.py", "legal_review/*.py")
KEPT = 3
Command = Callable[..., Any]


def sources() -> list[Path]:
    """The files that decide what migrating makes."""
    patterns = [f"{room}/{pattern}" for room in ROOMS for pattern in PATTERNS]
    found = {path for pattern in (*patterns, *IMPORTED) for path in ROOT.glob(pattern)}
    return sorted(path for path in found if path.is_file())


def key() -> str:
    """A name for the database that the present sources make."""
    whole = hashlib.sha256(django.__version__.encode())
    for path in sources():
        whole.update(f"{path.relative_to(ROOT)}\0".encode())
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()[:32]


@contextmanager
def alone(place: Path) -> Iterator[None]:
    """Only one worker migrates; the others wait for its database."""
    place.mkdir(parents=True, exist_ok=True)
    with (place / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def keep(path: Path) -> None:
    """Put a copy of this worker's database there whole, and forget the oldest ones."""
    mine = path.with_suffix(f".{os.getpid()}")
    with closing(sqlite3.connect(mine)) as copy:
        connection.connection.backup(copy)
    mine.replace(path)
    older = sorted(path.parent.glob("*.sqlite3"), key=lambda one: one.stat().st_mtime)
    for one in older[:-KEPT]:
        one.unlink(missing_ok=True)


def migrated_once(place: Path, call: Command = management.call_command) -> Command:
    """`call_command` that takes a kept database in place of making the one of the tests."""

    def command(name: str, *args: Any, **options: Any) -> Any:
        # Only the making of the test database asks for it; tests of single migrations do not.
        if not options.get("run_syncdb") or connection.vendor != "sqlite":
            return call(name, *args, **options)
        with alone(place):
            path = place / f"{key()}.sqlite3"
            if path.exists():
                connection.ensure_connection()
                with closing(sqlite3.connect(path)) as kept:
                    kept.backup(connection.connection)
                return None
            call(name, *args, **options)
            keep(path)
        return None

    return command
