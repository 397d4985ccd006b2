"""The cost of tamper evidence on both databases; PostgreSQL only where its server is installed."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.servers import postgres

ROOT = Path(__file__).resolve().parent.parent


def measure(url: str, *arguments: str) -> int:
    """Run the comparison in a process of its own against the database; its exit code."""
    with tempfile.TemporaryDirectory() as place:
        environment = {
            **os.environ,
            "PORTAL_VAR_DIR": place,
            "DATABASE_URL": url or f"sqlite:///{place}/bench.sqlite3",
        }
        command = [sys.executable, "-m", "benchmarks.audit_append", *arguments]
        return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def main() -> int:
    """Both databases; 1 when one of them misses the limit."""
    codes = [measure("", *sys.argv[1:])]
    if shutil.which("postgres") or list(Path("/usr/lib/postgresql").glob("*/bin/postgres")):
        with postgres() as url:
            codes.append(measure(url, *sys.argv[1:]))
    else:
        print("postgresql: not installed, not measured")
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
