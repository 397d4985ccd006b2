"""Measures of the public search; the limits are in benchmarks/bench_search.py.

`--kept`: measure in the database as an earlier run filled it.
"""

import argparse
import math
import random
import statistics
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from functools import partial
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from typing import Any

from django.core.cache import cache
from django.db import close_old_connections, connection
from django.test import Client

from benchmarks import processor, search_postgres, search_rounds, search_sqlite
from benchmarks import search_world as world
from benchmarks.clock import p95, took
from core.pages import write_cursor
from disclosure import entries, sample, search
from disclosure.models import ExternalRecord, Publication
from disclosure.services import records
from enforcement.models import Agency

RATIO, PAGE_MS, DEPTH, CACHED = 1.5, 150.0, 1.2, 300
READERS, PAUSE, SIZE = 8, 1.0, 20
TODAY = date(2026, 11, 15)
database: Any = search_sqlite if connection.vendor == "sqlite" else search_postgres
CLASSES: dict[str, Callable[[int], str]] = {
    "very common, 2 characters": lambda no: list(world.VERY_COMMON)[no % 6],
    "common, 2 characters": lambda no: list(world.COMMON)[no % 8],
    "middling, 2 characters": world.middling,
    "rare, 2 characters": world.rare,
    "absent, 2 characters": world.absent,
    "common phrase, 4 characters": lambda no: list(world.PHRASES)[no % 4],
    "rare phrase, 4 characters": world.rare_phrase,
    "company, 3 characters": lambda no: world.company(no * 37)[5:8],
    "company, 6 characters": lambda no: world.company(no * 37)[3:9],
    "adversarial, 3 characters": lambda no: world.ADVERSARIAL[3][no % 2],
    "adversarial, 4 characters": lambda no: world.ADVERSARIAL[4][no % 2],
}
together: Barrier


def bare(word: str, statement: str, given: list[Any]) -> float:
    """Milliseconds of one statement; TIMEOUT when it takes longer.

    It is asked right after the same work of the application as the service's own: in a loop of its own
    any statement finds the processor's memory warm.
    """
    built(word)
    return float(database.asked(statement, given))


def built(word: str) -> entries.Entries | None:
    """The service's search of a word, which has asked nothing yet."""
    return search.entries_of({"q": word}, TODAY, None, SIZE + 1)


def service(word: str) -> tuple[float, float]:
    """Milliseconds of one search by the service: in the database, and altogether."""
    whole: list[float] = []

    def ask() -> None:
        found = built(word)
        if found is not None:
            list(found.values_list("publication_id", flat=True)[: SIZE + 1])

    return database.statements_of(lambda: whole.append(took(ask))), whole[0]


def of_word(
    word: str, slow: set[str], times: int = 3
) -> tuple[dict[str, float], tuple[float, float]]:
    """The least of a few times: of every bare way that is not `slow`, which grows, and of the service.

    A machine does other things now and then; the least time is what the question itself takes.
    """
    ways: dict[str, float] = {}
    mine = []
    for _turn in range(times):
        for way, (statement, given) in database.bare_ways(word).items():
            if way not in slow:
                ways[way] = min(ways.get(way, math.inf), bare(word, statement, given))
                slow |= {way} if ways[way] >= database.TIMEOUT else set()
        mine.append(service(word))
    return ways, min(mine)


def compare(rounds: int) -> bool:
    """Print each class: the best bare way, the service, their ratio."""
    sample.current()
    good = True
    for name, word in CLASSES.items():
        ways: dict[str, list[float]] = {}
        mine: list[tuple[float, float]] = []
        slow: set[str] = set()
        for no in range(rounds):
            asked, own = of_word(word(no), slow)
            for way, spent in asked.items():
                ways.setdefault(way, []).append(spent)
            mine.append(own)
        best, least = min(
            ((way, p95(times)) for way, times in ways.items()), key=lambda one: one[1]
        )
        here, whole = p95([one for one, _all in mine]), p95([all_ for _one, all_ in mine])
        ratio = here / least
        good &= ratio <= RATIO
        print(
            f"{name}: bare p95 {least:.1f} ms ({best}), service {here:.1f} ms, ratio {ratio:.2f}, "
            f"with the application {whole:.1f} ms",
            flush=True,
        )
    return good


# ------------------------------------------------------------------------------ pages
def meet(barrier: Barrier) -> None:
    """First call in an asking process: all begin at the same moment."""
    global together
    together = barrier


def reader(which: int, rounds: int, pause: float) -> dict[str, list[float]]:
    """What each page took one reader, in milliseconds."""
    client, chance = Client(), random.Random(which)  # noqa: S311  # the same pauses every time
    for word in CLASSES.values():
        client.get("/decisions/", {"q": word(which)})
    found: dict[str, list[float]] = {}
    together.wait()
    for turn in range(rounds):
        for name, word in CLASSES.items():
            time.sleep(pause * chance.uniform(0.5, 1.5))
            query = {"q": word(which * 1000 + turn)}
            begun = time.perf_counter()
            status = client.get("/decisions/", query).status_code
            if status != 200:
                raise RuntimeError(f"{query}: {status}")
            # A connection that a server would not keep is opened by the next question.
            close_old_connections()
            found.setdefault(name, []).append((time.perf_counter() - begun) * 1000)
    return found


def run(readers: int, rounds: int, pause: float) -> dict[str, list[float]]:
    """The same of several readers at once."""
    context = get_context("fork")
    barrier = context.Barrier(readers)
    connection.close()
    with ProcessPoolExecutor(readers, context, initializer=meet, initargs=(barrier,)) as pool:
        each = pool.map(reader, range(readers), [rounds] * readers, [pause] * readers)
        found: dict[str, list[float]] = {}
        for one in each:
            for name, times in one.items():
                found.setdefault(name, []).extend(times)
    return found


def pages(rounds: int) -> bool:
    """Print the pages of each class: eight readers with pauses, one alone, eight without pauses."""
    paced, alone, busy = run(READERS, rounds, PAUSE), run(1, rounds, 0), run(READERS, 4, 0)
    for name, times in paced.items():
        print(
            f"page, {name}: p95 {p95(times):.0f} ms with {READERS} readers, {p95(alone[name]):.0f} alone, "
            f"{p95(busy[name]):.0f} without pauses"
        )
    return max(p95(times) for times in paced.values()) <= PAGE_MS


def depth(rounds: int) -> bool:
    """Print the first page against one at the other end of the list."""
    count = Publication.objects.count()
    deep = max(count - 3 * SIZE, 0)
    row = Publication.objects.order_by("-decided_on", "-pk")[deep]
    good = True
    for name, values in (("no word", {}), ("a very common word", {"q": "处罚"})):
        cursors = ("", write_cursor(row, search.ORDER))
        times: tuple[list[float], list[float]] = ([], [])
        for _each in range(rounds * 5):
            for place, after in enumerate(cursors):
                times[place].append(took(partial(one_page, values, after)))
        ratio = statistics.median(times[1]) / statistics.median(times[0])
        good &= ratio <= DEPTH
        print(f"page {deep // SIZE:,} / page 1, {name}: median ratio {ratio:.2f}")
    return good


def one_page(values: dict[str, str], after: str) -> None:
    """Rows of a page."""
    search.page(values, TODAY, after, size=SIZE, shape=search.listed)


def at_once() -> bool:
    """Whether a decision is found by the next query after its commit."""
    agency = Agency.objects.exclude(division_code="").order_by("pk")[0]
    fields = {"title": "璆鸣案", "party_kind": "org", "party_name": "璆鸣有限公司"}
    given = {
        "agency": agency,
        "kind": "penalty",
        "key": f"{time.time_ns()}",
        "layout": "made",
        "raw": {},
    }
    row = ExternalRecord.objects.create(**given, fields=fields, decided_on=TODAY)
    published = records.publish_record(row, by=None, on=TODAY)
    connection.close()
    found = search.page({"q": "璆鸣"}, TODAY, size=SIZE, shape=search.listed).rows
    print(f"found at once: {published in found}")
    return published in found


def hurried(_which: int, seconds: float) -> int:
    """How many anonymous pages one process answers."""
    client, count = Client(), 0
    client.get("/decisions/")
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        client.get("/decisions/")
        close_old_connections()
        count += 1
    return count


def cached() -> bool:
    """Print how many anonymous pages a second two processes answer."""
    connection.close()
    cache.close()
    with ProcessPoolExecutor(world.PROCESSES, get_context("fork")) as pool:
        counts = pool.map(hurried, range(world.PROCESSES), [5.0] * world.PROCESSES)
        rate = sum(counts) / 5.0
    print(f"anonymous page: {rate:.0f} a second, limit {CACHED}")
    return rate >= CACHED


def load() -> bool:
    """Print how many decisions a core takes in a second, of its own time and by the clock."""
    begun, before = time.perf_counter(), processor.spent()
    database.fill(world.DECISIONS)
    rate = world.DECISIONS / (processor.spent() - before)
    clock = world.DECISIONS / (time.perf_counter() - begun)
    print(
        f"loaded with all indexes: {rate:,.0f} decisions in a second of a core, limit {database.LOAD}; "
        f"{clock:,.0f} by the clock"
    )
    return bool(rate >= database.LOAD)


def main() -> int:
    """Fill, measure, print; 1 when a limit is missed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--kept", action="store_true")
    options = parser.parse_args()
    loaded = True
    if not options.kept:
        world.prepare()
        loaded = load()
    database.warm()
    database.sizes()
    results = [
        *(loaded, database.intact(), search_rounds.as_indexed()),
        *(compare(options.rounds), depth(options.rounds), at_once()),
        *(pages(options.rounds), cached()),
        search_rounds.feeds(CLASSES, options.rounds, PAGE_MS),
        *(search_rounds.companies(options.rounds, PAGE_MS), search_rounds.patrols(options.rounds)),
    ]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
