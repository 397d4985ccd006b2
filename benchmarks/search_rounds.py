"""Companies by name, feeds by words, the rounds of the sweep in a large public record; see search_pages.py."""

import statistics
from collections.abc import Callable
from functools import partial
from unittest.mock import patch

from django.db import close_old_connections
from django.test import Client
from django.utils import timezone

from benchmarks import search_world as world
from benchmarks.clock import p95, took
from disclosure import organisation_names
from disclosure.models import Publication, SearchEntry
from disclosure.services import patrol, search_index

ROUND = 10  # reading all at once / one round, at 1,000,000 rows; a round reads 1/50 of them
NAMES: dict[str, Callable[[int], str]] = {
    "the whole name": world.company,
    "3 characters of it": lambda no: world.company(no)[5:8],
    "a trade, 2 characters": lambda no: world.company(no)[7:9],
}


def companies(rounds: int, limit: float) -> bool:
    """Print what finding companies by words of their name takes; the newest decision is each time another."""
    good = True
    for name, words in NAMES.items():
        asked = (words(no * 7919) for no in range(rounds))
        times = [took(partial(organisation_names.named, text, world.NOW.date())) for text in asked]
        good &= p95(times) <= limit
        print(f"company by {name}: p95 {p95(times):.0f} ms, limit {limit:.0f}")
    return good


def feeds(classes: dict[str, Callable[[int], str]], rounds: int, limit: float) -> bool:
    """Print what the feed of a search by words takes one reader, in the order of publication."""
    client, good = Client(), True
    client.get("/feeds/decisions.atom", {"q": "处罚"})
    for name, word in classes.items():
        times = []
        for no in range(rounds):
            query = {"q": word(no)}
            times.append(took(partial(client.get, "/feeds/decisions.atom", query)))
            close_old_connections()
        good &= p95(times) <= limit
        print(f"feed, {name}: p95 {p95(times):.0f} ms, limit {limit:.0f}", flush=True)
    return good


def look() -> None:
    """One round of the sweep's look for what the law bars by now."""
    patrol.struck()
    patrol.suspects(timezone.now())


def as_indexed(some: int = 5) -> bool:
    """Whether the entries that were filled in are those that the service itself writes."""
    good = True
    for row in Publication.objects.order_by("pk").select_related("shown")[:some]:
        entry = SearchEntry.objects.filter(publication=row)
        before = entry.values().get()
        search_index.drop(row)
        search_index.put(row)
        good &= before == entry.values().get()
    print(f"entries as the service writes them: {good}")
    return good


def patrols(rounds: int) -> bool:
    """Print a round of the sweep against reading everything at once."""
    usual = statistics.median([took(look) for _each in range(rounds)])
    count = Publication.objects.count()
    with patch.object(patrol, "STRETCH", count + 1):
        whole = statistics.median([took(look) for _each in range(3)])
    parts = count / patrol.STRETCH
    print(
        f"a round of the sweep: {usual:.0f} ms, {whole / usual:.1f} times less than all {count:,} "
        f"rows at once, which are read in {parts:.0f} rounds"
    )
    return whole / usual >= min(ROUND, parts / 5)
