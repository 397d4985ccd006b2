"""One writer: what an audit entry costs against the same insert without tamper evidence.

Compares `audit.append` in a transaction of its own with the same values written by the ORM and by a
hand-written INSERT (see benchmarks/audit_ways.py), in the same database, interleaved. The figures are
medians over the rounds of (seconds with) / (seconds without). They have no limit of their own: with one
writer and nothing to wait for, the ratio is that of the interpreter's work. The limit is checked by
benchmarks/audit_writers.py.

Then a log of `--verify` entries is sealed and walked; printed is the time that a million would take at that
pace, over WALK_SECONDS. It is wall time and follows the load of the machine, so it has no limit either.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable

from django.db import connection, transaction
from django.utils import timezone

from benchmarks.audit_ways import DATA, append, by_hand, by_orm, objects, prepare, writer
from core import audit
from core.actor import acting
from core.models import AuditEntry, NumberSeries

WALK_SECONDS = 60.0


def seconds(write: Callable[[NumberSeries], None], rows: list[NumberSeries], count: int) -> float:
    """Time of `count` writes."""
    started = time.perf_counter()
    for n in range(count):
        write(rows[n % len(rows)])
    return time.perf_counter() - started


def compare(rows: list[NumberSeries], rounds: int, count: int) -> None:
    """Print both ratios; the order within a round alternates, so that load hits all three alike."""
    ways = [append, by_orm, by_hand]
    for way in ways:
        seconds(way, rows, 200)
    times: list[dict[Callable[[NumberSeries], None], float]] = []
    for number in range(rounds):
        order = ways[number % 3 :] + ways[: number % 3]
        times.append({way: seconds(way, rows, count) for way in order})
    for way in ways[1:]:
        ratio = statistics.median(one[append] / one[way] for one in times)
        print(
            f"{connection.vendor}, one writer: append / {way.__name__} = {ratio:.2f} "
            f"(median of {rounds} x {count})"
        )


def walk(rows: list[NumberSeries], size: int) -> None:
    """Fill the log to `size` entries, seal it, verify it; time for a million over WALK_SECONDS."""
    missing = max(0, size - AuditEntry.objects.count())
    for start in range(0, missing, 10_000):
        with transaction.atomic():
            for n in range(start, min(start + 10_000, missing)):
                audit.append("series.file", obj=rows[n % len(rows)], data=DATA)
    audit.seal(timezone.now())
    started = time.perf_counter()
    finding = audit.verify()
    if finding:
        raise ValueError(str(finding))
    whole = (time.perf_counter() - started) / AuditEntry.objects.count() * 1_000_000
    ratio = whole / WALK_SECONDS
    print(
        f"{connection.vendor}: verify {size} entries, taken to a million / {WALK_SECONDS:.0f} s = {ratio:.2f}"
    )


def main() -> int:
    """Compare, then walk a long log."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--rows", type=int, default=600)
    parser.add_argument("--verify", type=int, default=30_000, metavar="N")
    options = parser.parse_args()
    prepare()
    rows = objects()
    with acting(writer()):
        compare(rows, options.rounds, options.rows)
        walk(rows, options.verify)
    return 0


if __name__ == "__main__":
    sys.exit(main())
