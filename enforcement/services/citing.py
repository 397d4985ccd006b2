"""Which rows of the public lists rest on a statute: benchmarks, delegations, review rules, random checks.

Their basis is a text, so the citations in it are read; the list of items keeps its own links.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import QuerySet

from core.folding import fold_title
from enforcement.citations import find_citations, titles
from enforcement.models import (
    Agency,
    Benchmark,
    CatalogueRule,
    Delegation,
    RandomCheckItem,
    ReviewCatalogue,
    Statute,
)

# Of each model the fields that say what a row rests on.
TEXTS: dict[type[Any], tuple[str, ...]] = {
    Benchmark: ("basis",),
    Delegation: ("basis", "text"),
    CatalogueRule: ("article",),
    RandomCheckItem: ("basis",),
}


def rows(statute: Statute, on: date, agency: Agency | None = None) -> list[Any]:
    """The rows on their lists on the day that cite the statute; of every agency, or of one."""
    found = []
    for each in _listed(on):
        asked = each if agency is None else each.filter(**{_keeper(each.model): agency})
        found += [row for row in asked.order_by("pk") if cites(row, statute)]
    return found


def cites(row: Any, statute: Statute) -> bool:
    """Whether a row names the statute, with an article or as a whole."""
    words = [getattr(row, name) for name in TEXTS[type(row)]]
    return statute.folded_title in {fold_title(title) for text in words for title in _titles(text)}


def _titles(text: str) -> Iterator[str]:
    yield from (each.title for each in find_citations(text))
    yield from titles(text)


def _listed(on: date) -> Iterable[QuerySet[Any]]:
    yield Benchmark.objects.public(on)
    yield Delegation.objects.public(on).running(on)
    yield CatalogueRule.objects.filter(catalogue__in=_catalogues(on)).select_related("catalogue")
    yield RandomCheckItem.objects.public(on)


def _catalogues(on: date) -> list[int]:
    """Of each agency the version in force on the day, and those that are to follow it."""
    shown: dict[int, int] = {}
    coming: list[int] = []
    versions = ReviewCatalogue.objects.published().filter(agency__status=Agency.Status.CONFIRMED)
    for row in versions.order_by("valid_from"):
        if row.valid_from is not None and row.valid_from > on:
            coming.append(row.pk)
        else:
            shown[row.agency_id] = row.pk
    return [*shown.values(), *coming]


def _keeper(model: Any) -> str:
    return {Delegation: "delegator", CatalogueRule: "catalogue__agency"}.get(model, "agency")
