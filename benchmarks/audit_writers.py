"""Four writers: the limit on the cost of tamper evidence, and how soon an entry is sealed.

Exactly this is compared: four processes write to one database for a second, each entry in a transaction
of its own, all by `audit.append`, then all by a hand-written INSERT of the same values into a table with
the same columns and indexes but no salt, chain, hash or trigger (see benchmarks/audit_ways.py). Rounds of
both are interleaved. The cost is the median over the rounds of (plain entries) / (appended entries).

The limit is for PostgreSQL, the database of production, and durable (`fsync` on): above LIMIT the exit
code is 1. SQLite runs as the portal sets it up and has no limit here: it lets one writer in at a time and
waits for no disk, so its figure is that of the interpreter's work, and spreads with the pauses of those
that wait.

Then the four append without a pause while a fifth process seals at the interval of the scheduler. The lag
of an entry is the time from its `at` to the commit of its seal; above LAG_SECONDS at the 99th percentile
the exit code is 1 on both databases. All figures are printed as ratios.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier

from django.db import connection
from django.utils import timezone

from benchmarks.audit_ways import append, by_hand, objects, prepare, writer
from config.schedule import SEAL_SECONDS
from core import audit
from core.actor import acting
from core.days import moment
from core.models import AuditSeal, NumberSeries

LIMIT = 1.25
LAG_SECONDS = 5.0
WRITERS = 4
Way = Callable[[NumberSeries], None]
together: Barrier
LAGS = """
SELECT s."index", e.at FROM core_auditseal s JOIN core_auditentry e ON e.id = s.entry_id
WHERE s."index" >= %s ORDER BY s."index"
"""


def meet(barrier: Barrier) -> None:
    """First call in a writing process: all start each window at the same moment."""
    global together
    together = barrier


def window(way: Way, place: int, seconds: float) -> int:
    """How many entries this process writes in so many seconds, after all have arrived."""
    rows = objects()
    count = place * len(rows) // WRITERS
    first = count
    with acting(writer()):
        together.wait()
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            way(rows[count % len(rows)])
            count += 1
    return count - first


@contextmanager
def writers() -> Iterator[Callable[[Way, float], int]]:
    """Gives a function that lets all processes write for some seconds and returns how much."""
    spawn = get_context("spawn")
    barrier = spawn.Barrier(WRITERS)
    with ProcessPoolExecutor(WRITERS, spawn, meet, (barrier,)) as pool:

        def write(way: Way, seconds: float) -> int:
            return sum(
                pool.map(window, [way] * WRITERS, range(WRITERS), [seconds] * WRITERS, timeout=600)
            )

        yield write


def cost(write: Callable[[Way, float], int], rounds: int, seconds: float) -> float:
    """Median of plain / appended entries; the order within a round alternates."""
    ratios = []
    for number in range(rounds):
        order = [append, by_hand] if number % 2 else [by_hand, append]
        counts = {way: write(way, seconds) for way in order}
        ratios.append(counts[by_hand] / counts[append])
    limit = f"limit {LIMIT}" if connection.vendor == "postgresql" else "no limit"
    print(
        f"{connection.vendor}, {WRITERS} writers: append / by_hand = {statistics.median(ratios):.2f} "
        f"(median of {rounds} x {seconds:.0f} s, {min(ratios):.2f} to {max(ratios):.2f}, {limit})"
    )
    return statistics.median(ratios)


def keep_sealing(seconds: float) -> list[tuple[int, datetime]]:
    """Seal as the scheduler does; (number of sealed entries, time of the commit) of each run."""
    runs = []
    started = time.perf_counter()
    for number in range(1, int(seconds // SEAL_SECONDS) + 2):
        time.sleep(max(0.0, started + number * SEAL_SECONDS - time.perf_counter()))
        audit.seal(timezone.now())
        runs.append((AuditSeal.objects.count(), timezone.now()))
    return runs


def lag(write: Callable[[Way, float], int], seconds: float) -> float:
    """99th percentile in seconds of the time until an entry is sealed, at full load."""
    with ProcessPoolExecutor(1, get_context("spawn")) as sealer:
        sealer.submit(audit.seal, timezone.now()).result()
        first = AuditSeal.objects.count()
        sealing = sealer.submit(keep_sealing, seconds)
        written = write(append, seconds)
        runs = sealing.result()
    lags = sealed_after(first, runs)
    p99 = statistics.quantiles(lags, n=100)[98]
    print(
        f"{connection.vendor}, {WRITERS} writers: seal lag p99 / {LAG_SECONDS:.0f} s = "
        f"{p99 / LAG_SECONDS:.2f}, sealed meanwhile / written = {len(lags) / written:.2f}"
    )
    return p99 if len(lags) == written else float("inf")


def sealed_after(first: int, runs: list[tuple[int, datetime]]) -> list[float]:
    """Seconds from writing to sealing of every entry from leaf `first` on."""
    with connection.cursor() as cursor:
        cursor.execute(LAGS, [first])
        rows = cursor.fetchall()
    waiting = iter(runs)
    size, done = next(waiting)
    lags = []
    for index, at in rows:
        while index >= size:
            size, done = next(waiting)
        lags.append((done - aware(at)).total_seconds())
    return lags


def aware(at: datetime) -> datetime:
    """The instant; a naive time is UTC, as SQLite's columns give it."""
    return datetime.fromisoformat(moment(at))


def main() -> int:
    """0 when both limits are kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--seconds", type=float, default=1.0, help="of a window")
    parser.add_argument("--lag-seconds", type=float, default=20.0, help="of writing while sealing")
    options = parser.parse_args()
    prepare()
    with writers() as write:
        for way in (append, by_hand):
            write(way, options.seconds)
        ratio = cost(write, options.rounds, options.seconds)
        p99 = lag(write, options.lag_seconds)
    too_dear = connection.vendor == "postgresql" and ratio > LIMIT
    return 1 if too_dear or p99 > LAG_SECONDS else 0


if __name__ == "__main__":
    sys.exit(main())
