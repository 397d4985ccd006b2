"""The databases of the suite: migrated once for each vendor, copied afterwards.

Migrating takes longer than most test files. What it makes depends on the migrations, on the models
(permissions, content types) and on what both import; as long as none of these changes, a copy of an
earlier result is the same database. The first run of a fresh clone always migrates.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import django
from django.core import management
from django.db import connection

from config import settings as project
from tests.installation import Installation
from tests.servers import binary
from tests.source import ROOMS, ROOT

PATTERNS = ("migrations/*.py", "models/*.py", "models.py", "*.toml", "data/**/*", "profiles/*")
# What migrations import, and what that imports (tests/test_migrated.py looks whether this is all).
IMPORTED = ("core/*.py", "legal_review/*.py")
KEPT = 3
PLACE = project.VAR_DIR / "migrated"
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


def keep(path: Path, write: Callable[[Path], object]) -> None:
    """Put what is written there whole, and forget the oldest ones of its kind."""
    mine = path.with_suffix(f".{os.getpid()}")
    write(mine)
    mine.replace(path)
    older = sorted(path.parent.glob(f"*{path.suffix}"), key=lambda one: one.stat().st_mtime)
    for one in older[:-KEPT]:
        one.unlink(missing_ok=True)


def backed_up(source: sqlite3.Connection) -> Callable[[Path], None]:
    """Writes a copy of a SQLite database that somebody may be using."""

    def write(path: Path) -> None:
        with closing(sqlite3.connect(path)) as copy:
            source.backup(copy)

    return write


def given(site: Installation) -> None:
    """Give an installation on SQLite its migrated database."""
    with alone(PLACE):
        path = PLACE / f"{key()}.sqlite3"
        if not path.exists():
            site.manage("migrate", "--verbosity", "0")
            with closing(sqlite3.connect(site.place / "portal.sqlite3")) as made:
                keep(path, backed_up(made))
            return
        shutil.copy(path, site.place / "portal.sqlite3")


def program(*command: str) -> None:
    """Run a client program of PostgreSQL; RuntimeError with what it said when it fails."""
    done = subprocess.run([binary(command[0]), *command[1:]], capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed:\n{done.stderr[-2000:]}")


def given_to_postgres(url: str, migrate: Callable[[], object], place: Path = PLACE) -> None:
    """Fill an empty PostgreSQL database from the kept dump; the first time it is migrated instead."""
    with alone(place):
        path = place / f"{key()}.sql"
        if path.exists():
            program("psql", "--quiet", "--set=ON_ERROR_STOP=1", f"--file={path}", url)
            return
        migrate()
        keep(path, lambda mine: program("pg_dump", f"--file={mine}", url))


def address() -> str:
    """The URL of the PostgreSQL database that Django is connected to."""
    known = connection.settings_dict
    secret = f":{quote(known['PASSWORD'])}" if known["PASSWORD"] else ""
    return "postgres://{USER}{secret}@{HOST}:{PORT}/{NAME}".format(secret=secret, **known)


def migrated_once(place: Path, call: Command = management.call_command) -> Command:
    """`call_command` that takes a kept database in place of making the one of the tests."""

    def command(name: str, *args: Any, **options: Any) -> Any:
        # Only the making of the test database asks for it; tests of single migrations do not.
        if not options.get("run_syncdb"):
            return call(name, *args, **options)
        if connection.vendor == "postgresql":
            return given_to_postgres(address(), lambda: call(name, *args, **options), place)
        with alone(place):
            path = place / f"{key()}.sqlite3"
            if path.exists():
                connection.ensure_connection()
                with closing(sqlite3.connect(path)) as kept:
                    kept.backup(connection.connection)
                return None
            call(name, *args, **options)
            keep(path, backed_up(connection.connection))
        return None

    return command
