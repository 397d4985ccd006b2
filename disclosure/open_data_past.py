"""What the lists told of their rows on an earlier day, as their pages do at `?on=`.

A line of an old snapshot is told again from here, never from a copy: a row whose publication was taken
back, and a text that two people took out of the history, is told of no day.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from disclosure import (
    earlier_lists,
    inspection_lists,
    list_history,
    list_names,
    listings,
    once_listed,
    recording_items,
    registers,
    review_catalogues,
)
from enforcement.models import Agency, Benchmark

Keys = Collection[str]


@dataclass(frozen=True)
class Past:
    """Of one table: the rows whose earlier days may be told today, and some of them as a day told them.

    `then(keys, day, today)` is asked for keys of `rows` only, of a day before today.
    """

    rows: Callable[[date], QuerySet[Any]]
    then: Callable[[Keys, date, date], Sequence[Any]]

    def told(self, keys: Keys, day: date, today: date) -> Sequence[Any]:
        """Those of the keys that are still told, as the day told them."""
        kept = self.rows(today).filter(pk__in=keys).order_by().values_list("pk", flat=True)
        allowed = [str(pk) for pk in kept]
        return self.then(allowed, day, today) if allowed else []


def _earlier(found: Callable[[dict[str, Any], date], Any], once: Callable[[], Any]) -> Past:
    """A list that is told as an Earlier one of a day, and all rows it ever had."""

    def then(keys: Keys, day: date, today: date) -> Sequence[Any]:
        asked = found({"on": day}, today)
        return list(asked.then(asked.rows.filter(pk__in=keys)))

    return Past(lambda _today: once(), then)


def _entries(keys: Keys, day: date, today: date) -> Sequence[Any]:
    rows = registers.entries({}, day).filter(pk__in=keys)
    return list_names.then(rows, day, today, "agency")


def _discretion(keys: Keys, day: date, _today: date) -> Sequence[Any]:
    return list_history.then(listings.whole_benchmarks({}, day).filter(pk__in=keys), day)


def _agencies(keys: Keys) -> list[Agency]:
    return list(once_listed.agencies().filter(pk__in=keys))


def _catalogues(keys: Keys, day: date, today: date) -> Sequence[Any]:
    return review_catalogues.told(_agencies(keys), day, today)


def _recorded(keys: Keys, day: date, today: date) -> Sequence[Any]:
    return recording_items.told(_agencies(keys), day, today)


PAST: Mapping[str, Past] = {
    "agencies": _earlier(earlier_lists.agencies, once_listed.agencies),
    "officers": _earlier(earlier_lists.officers, once_listed.officers),
    "items": _earlier(earlier_lists.items, once_listed.items),
    "random-check-items": _earlier(earlier_lists.random_items, once_listed.random_items),
    "entries": Past(lambda _today: registers.told(), _entries),
    "discretion": Past(lambda today: Benchmark.objects.announced(today), _discretion),
    "delegations": _earlier(earlier_lists.delegations, once_listed.delegations),
    "inspection-plans": _earlier(inspection_lists.plans_of, once_listed.inspection_plans),
    "inspection-caps": _earlier(inspection_lists.caps_of, once_listed.inspection_caps),
    "review-catalogue": Past(lambda _today: once_listed.agencies(), _catalogues),
    "recording-items": Past(lambda _today: once_listed.agencies(), _recorded),
}
