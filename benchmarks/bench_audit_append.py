"""The cost of tamper evidence on both databases; PostgreSQL only where its server is installed.

The exit code is 1 when benchmarks/audit_writers.py finds one of its limits missed on either database.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.servers import postgres

ROOT = Path(__file__).resolve().parent.parent


def measure(url: str) -> int:
    """Run both comparisons in processes of their own against the database; the worse exit code."""
    with tempfile.TemporaryDirectory() as place:
        environment = {
            **os.environ,
            "PORTAL_VAR_DIR": place,
            "DATABASE_URL": url or f"sqlite:///{place}/bench.sqlite3",
        }
        return max(
            subprocess.run(
                [sys.executable, "-m", f"benchmarks.{name}"], cwd=ROOT, env=environment, check=False
            ).returncode
            for name in ("audit_append", "audit_writers")
        )


def main() -> int:
    """Both databases; 1 when one of them misses a limit."""
    codes = [measure("")]
    if shutil.which("postgres") or list(Path("/usr/lib/postgresql").glob("*/bin/postgres")):
        with postgres(durable=True) as url:
            codes.append(measure(url))
    else:
        print("postgresql: not installed, not measured")
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
