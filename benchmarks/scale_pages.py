"""How long the pages of a large record take: case page, evidence search, statistics.

Eight users, each an account in a process of its own; a request is a whole page (session, rights, queries,
log entry, template). Printed for each kind of request, the 95th percentile in milliseconds: of eight users
who look at each page for about PAUSE seconds before they ask again, of one alone, and of eight that ask
without a pause, so that eight requests are always under way (that says what the processors can bear, not
what a user waits for). What is searched is in memory, as the manual sizes it, and the processes have served
each kind of page before, as those of a running server have. The limit is LIMIT for each kind of search of
the eight users with pauses, on PostgreSQL; the exit code is 1 above it. The number of queries of a case page
must be the same for an ordinary case and for one with thousands of steps.
`--kept`: measure in the database as an earlier run filled it.
"""

import argparse
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from itertools import chain
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks import scale_world as world
from benchmarks.clock import p95
from enforcement.models import User
from recording.models import Evidence, EvidenceEntry, Step

LIMIT = 150.0
PAUSE = 1.0  # a second between two clicks is a hurried user
USERS = 8
# Without the pages that ask who is no handler for a purpose first.
CASE_PAGES = ("case-detail", "case-record")
# Kind of search -> its conditions for the no-th request.
SEARCHES: dict[str, Callable[[int], dict[str, str]]] = {
    "party": lambda no: {"party": world.party_name(no * 37 % 5000)[:11]},
    "party, two characters": lambda no: {"party": world.pair(world.TRADES, no)},
    "device": lambda no: {"device": world.device_name(no * 13)},
    "officer": lambda no: {"officers": world.person(no * 7 % 500)},
    "place": lambda no: {"place": world.place_name(no)[3:9]},
    "number": lambda no: {"number": f"〔2022〕{no * 11 % 4000}号"},
    "time and kind": lambda no: {**days(no), "kind": "audiovisual", "medium": "photo"},
    "time and place": lambda no: {**days(no), "place": world.pair(world.PLACES, no)},
    "party, place, officer": lambda no: {
        "party": world.pair(world.TRADES, no),
        "place": world.pair(world.PLACES, no // 3),
        "officers": world.SURNAMES[no % 18],
    },
    "text": lambda no: {"q": f"{world.pair(world.PLACES, no)}现场 录像"},
    "nothing found": lambda no: {"party": "没有这家", "place": world.pair(world.PLACES, no)},
}
together: Barrier


def days(no: int) -> dict[str, str]:
    """A month of the record."""
    first = world.FIRST.date() + timedelta(days=no * 17 % 1600)
    return {"since": first.isoformat(), "until": (first + timedelta(days=30)).isoformat()}


def meet(barrier: Barrier) -> None:
    """First call in an asking process: all begin at the same moment."""
    global together
    together = barrier


def asked(user: int, rounds: int) -> Iterator[tuple[str, str, dict[str, str]]]:
    """(kind, address, query) of what one user asks for."""
    cases = world.STEPS // world.PER_CASE
    for turn in range(rounds):
        no = user * 1000 + turn
        for name, query in SEARCHES.items():
            yield f"search: {name}", reverse("evidence-search"), query(no)
        case = world.key("case", (no * 7919 * world.AGENCIES + user % 8) % cases)
        for page in CASE_PAGES:
            yield page, reverse(page, args=[case]), {}


def user_at_work(user: int, rounds: int, pause: float) -> dict[str, list[float]]:
    """What each request of one user took, in milliseconds. The last user is the supervisor."""
    officers = User.objects.filter(username__startswith="officer").order_by("pk")
    account = User.objects.get(username="supervisor") if user == USERS - 1 else officers[user]
    client = Client()
    client.force_login(account, backend="core.permissions.RoleBackend")
    for _kind, url, query in asked(user + USERS, 1):
        client.get(url, query)
    took: dict[str, list[float]] = {}
    chance = random.Random(user)  # noqa: S311  # the same pauses every time
    together.wait()
    for kind, url, query in asked(user, rounds):
        time.sleep(pause * chance.uniform(0.5, 1.5))
        begun = time.perf_counter()
        status = client.get(url, query).status_code
        if status != 200:
            raise RuntimeError(f"{url} {query}: {status}")
        took.setdefault(kind, []).append((time.perf_counter() - begun) * 1000)
    return took


def run(users: int, rounds: int, pause: float = 0.0) -> dict[str, list[float]]:
    """The same of several users at once, who wait about `pause` seconds between two requests."""
    context = get_context("fork")
    barrier = context.Barrier(users)
    connection.close()
    with ProcessPoolExecutor(users, context, initializer=meet, initargs=(barrier,)) as pool:
        each = list(
            pool.map(user_at_work, range(USERS - users, USERS), [rounds] * users, [pause] * users)
        )
    found: dict[str, list[float]] = {}
    for took in each:
        for kind, times in took.items():
            found.setdefault(kind, []).extend(times)
    return found


def warm() -> None:
    """Bring the evidence search into PostgreSQL's memory, where the manual's size of it keeps it."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_prewarm")
        cursor.execute(
            "SELECT count(pg_prewarm(c.oid)) FROM pg_class c LEFT JOIN pg_index i ON i.indexrelid = c.oid "
            "WHERE COALESCE(i.indrelid, c.oid) = %s::regclass",
            [EvidenceEntry._meta.db_table],
        )


def query_counts() -> bool:
    """Print the queries of the case pages, ordinary and large; whether they are the same."""
    client, same = Client(), True
    account = User.objects.get(username="supervisor")
    client.force_login(account, backend="core.permissions.RoleBackend")
    for page in CASE_PAGES:
        counts = []
        for no in (0, 1):
            url = reverse(page, args=[world.key("case", no)])
            client.get(url)
            with CaptureQueriesContext(connection) as queries:
                client.get(url)
            counts.append(len(queries))
        same &= counts[0] == counts[1]
        print(f"{page}: {counts[0]} queries with {world.BIG + 10} steps, {counts[1]} with 10")
    return same


def statistics_page() -> None:
    """Print what the statistics of everything take, alone."""
    client = Client()
    account = User.objects.get(username="supervisor")
    client.force_login(account, backend="core.permissions.RoleBackend")
    for since in ("2026-01-01", "2022-01-01"):
        times = []
        for _each in range(5):
            begun = time.perf_counter()
            client.get(reverse("recording-statistics"), {"since": since, "until": "2026-12-31"})
            times.append((time.perf_counter() - begun) * 1000)
        print(f"statistics since {since}, all agencies: median {statistics.median(times):.0f} ms")


def main() -> int:
    """Fill, measure, print; 1 when a limit is missed on PostgreSQL."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--kept", action="store_true")
    options = parser.parse_args()
    print(f"{connection.vendor}: {world.STEPS:,} steps, {world.STEPS // 5:,} items of evidence")
    if not options.kept:
        world.fill()
    print(f"counted: {Step.objects.count():,} steps, {Evidence.objects.count():,} items")
    warm()
    same = query_counts()
    statistics_page()
    slowest = measured(options.rounds)
    if connection.vendor != "postgresql":
        return 0 if same else 1
    return 0 if same and slowest <= LIMIT else 1


def measured(rounds: int) -> float:
    """Print each kind of request; the 95th percentile of the slowest search of users with pauses."""
    alone, paced, busy = run(1, rounds), run(USERS, rounds, PAUSE), run(USERS, rounds)
    for kind, times in paced.items():
        print(
            f"{kind}: p95 {p95(times):.0f} ms with {USERS} users, {p95(alone[kind]):.0f} ms alone, "
            f"{p95(busy[kind]):.0f} ms without pauses"
        )
    searches = {kind: times for kind, times in paced.items() if kind.startswith("search")}
    whole = p95(list(chain.from_iterable(searches.values())))
    print(f"search, all kinds: p95 {whole:.0f} ms with {USERS} users")
    slowest = max(p95(times) for times in searches.values())
    print(f"search, the slowest kind: p95 {slowest:.0f} ms, limit {LIMIT:.0f} ms")
    return slowest


if __name__ == "__main__":
    sys.exit(main())
