"""Which tests the second pass repeats on PostgreSQL: together they make every statement of the suite.

The first pass writes down the statements of each test, without their values. The second asks a test
again when its file is about the database itself, or when it makes a statement that no other test
chosen makes. Without a first pass (one database alone) everything runs.
"""

import hashlib
import heapq
import json
import os
import re
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connections

RECORD = "statements-{worker}.jsonl"
# Files whose subject is what a database answers: refusals of raw SQL, locks, search, numbers.
ABOUT_THE_DATABASE = re.compile(
    r"/test_\w*(sql|gate|trigger|audit|search|number|lock|race|machine|concurr|stays|moves_in)"
)
VALUES = re.compile(
    r"(?<=VALUES) .*|(?<=IN) \((?:%s(?:, )?)+\)|'[^']*'|\b\d+\b|(?<=SAVEPOINT) \S+", re.S
)
# What a test costs beside its own work, in seconds; so that a quick one is not taken for nothing.
LEAST = 0.02


@dataclass(frozen=True)
class Made:
    """What one test did: its statements as shapes, and the processor time it took in seconds."""

    test: str
    seconds: float
    shapes: frozenset[str]


@cache
def shape(sql: str) -> str:
    """The statement without its values, as a short digest."""
    return hashlib.sha256(VALUES.sub("", sql).encode()).hexdigest()[:12]


@contextmanager
def written_down(test: str, place: Path) -> Iterator[None]:
    """Record the statements made inside as those of the test."""
    shapes: set[str] = set()

    def note(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        shapes.add(shape(str(sql)))
        return execute(sql, *rest)

    begun = time.process_time()
    try:
        with connections["default"].execute_wrapper(note):
            yield
    finally:
        worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
        line = json.dumps([test, time.process_time() - begun, sorted(shapes)])
        with (place / RECORD.format(worker=worker)).open("a", encoding="utf-8") as record:
            record.write(line + "\n")


def recorded(place: Path) -> list[Made]:
    """What every test of the first pass made, in the order of their names."""
    lines = [
        json.loads(line)
        for path in sorted(place.glob(RECORD.format(worker="*")))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    # A test that ran twice counts as it ran last.
    made = {test: Made(test, cost, frozenset(found)) for test, cost, found in lines}
    return [made[test] for test in sorted(made)]


def cover(tests: Iterable[Made]) -> set[str]:
    """Names of cheap tests that together make every statement; all that are about the database."""
    rows = list(tests)
    chosen = {row.test for row in rows if ABOUT_THE_DATABASE.search(f"/{row.test}")}
    have: set[str] = set().union(*(row.shapes for row in rows if row.test in chosen))
    waiting = [(_worth(row, have), row.test, row) for row in rows if row.test not in chosen]
    heapq.heapify(waiting)
    while waiting:
        _old, _test, row = heapq.heappop(waiting)
        worth = _worth(row, have)
        if worth == 0:
            continue
        # What it adds may have shrunk since it was put in: then it waits for its turn again.
        if waiting and (worth, row.test) > waiting[0][:2]:
            heapq.heappush(waiting, (worth, row.test, row))
            continue
        chosen.add(row.test)
        have |= row.shapes
    return chosen


def _worth(row: Made, have: set[str]) -> float:
    """New statements for a second of work, negative: the best is the smallest."""
    return -len(row.shapes - have) / (row.seconds + LEAST)
