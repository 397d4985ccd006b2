"""Processor time, which tells what work costs on a machine that has other work too."""

import os
from pathlib import Path

from django.db import connection

PROC = Path("/proc")
TICKS = os.sysconf("SC_CLK_TCK")


def spent() -> float:
    """Seconds of processor time of this process, of the database server, and of all they started.

    Linux, and SQLite, or a PostgreSQL on the same machine whose files this user may ask for.
    """
    if connection.vendor == "sqlite":
        return _below({os.getpid()}) / TICKS
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_read_file('postmaster.pid')")
        server = int(str(cursor.fetchone()[0]).split()[0])
    return _below({os.getpid(), server}) / TICKS


def _below(roots: set[int]) -> int:
    """Ticks of the processes and their descendants, the ended ones with those that waited for them."""
    parents, ticks = {}, {}
    for place in PROC.iterdir():
        if place.name.isdigit():
            try:
                fields = (place / "stat").read_text().rpartition(")")[2].split()
            except OSError:  # it has ended since
                continue
            parents[int(place.name)] = int(fields[1])
            ticks[int(place.name)] = sum(int(field) for field in fields[11:15])
    found = set(roots)
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return sum(ticks.get(pid, 0) for pid in found)
