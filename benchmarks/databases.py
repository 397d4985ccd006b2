"""Running a benchmark on both databases, each in a process of its own."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.servers import postgres

# As the manual sizes a large record (docs/operations.md), in proportion to a machine for measurements.
SETTINGS = ("shared_buffers=2GB", "jit=off")
ROOT = Path(__file__).resolve().parent.parent


def measure(url: str, *arguments: str) -> int:
    """Run `python -m ARGUMENTS` on the database behind `url` (empty: a new SQLite file); its exit code."""
    with tempfile.TemporaryDirectory() as place:
        (Path(place) / "static").mkdir()
        environment = {
            **os.environ,
            "PORTAL_VAR_DIR": place,
            "DATABASE_URL": url or f"sqlite:///{place}/bench.sqlite3",
        }
        command = [sys.executable, "-m", *arguments]
        return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def on_both(*modules: str, settings: Sequence[str] = SETTINGS) -> int:
    """Run the modules on SQLite and on a durable PostgreSQL; 1 when one of them misses a limit.

    Arguments of the command line are handed on. PostgreSQL only where its server is installed, with `settings`.
    """
    codes = [measure("", module, *sys.argv[1:]) for module in modules]
    if shutil.which("postgres") or list(Path("/usr/lib/postgresql").glob("*/bin/postgres")):
        for module in modules:
            with postgres(durable=True, settings=settings) as url:
                codes.append(measure(url, module, *sys.argv[1:]))
    else:
        print("postgresql: not installed, not measured")
    return max(codes)
