"""The sitemap: an index, one map of the fixed pages, and one of the decisions of each month.

Months are ranges of the decision date, so that no map needs a count or an offset.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Max, Min
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from disclosure import search
from disclosure.caching import revalidated
from enforcement.registers import BOOKS

LIMIT = 50_000  # of the sitemap protocol, per file
XML = "application/xml; charset=utf-8"
FIXED = (
    *("home", "decision-list", "agency-list", "officer-list", "item-list"),
    *("random-check-list", "random-check-items"),
    *(
        "register-home",
        "inspection-column",
        "recording-items",
        "delegation-list",
        *(f"public-{key}-list" for key in BOOKS),
    ),
    *("benchmark-list", "review-catalogue-list", "flowchart-list", "faq-list"),
    *("verify", "remedies", "open-data", "trust", "ledger", "statistics"),
)
DECEMBER = 12


@revalidated
def sitemap(request: HttpRequest) -> HttpResponse:
    """The index."""
    span = search.decisions({}, timezone.localdate()).aggregate(
        first=Min("decided_on"), last=Max("decided_on")
    )
    paths = [reverse("sitemap-pages")]
    if span["first"]:
        paths += [
            reverse("sitemap-month", args=[*month]) for month in months(span["first"], span["last"])
        ]
    return _xml(request, "public/sitemap_index.xml", [(path, None) for path in paths])


@revalidated
def sitemap_pages(request: HttpRequest) -> HttpResponse:
    """The fixed pages."""
    return _xml(request, "public/sitemap.xml", [(reverse(name), None) for name in FIXED])


@revalidated
def sitemap_month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """The public decisions of one month."""
    try:
        first = date(year, month, 1)
    except (ValueError, OverflowError) as error:
        raise Http404("no such month") from error
    rows = search.decisions({}, timezone.localdate()).filter(
        decided_on__gte=first, decided_on__lt=following(first)
    )
    found = rows.order_by("-decided_on", "-pk").values_list("pk", "updated_at")[:LIMIT]
    entries = [(reverse("decision-detail", args=[pk]), at) for pk, at in found]
    return _xml(request, "public/sitemap.xml", entries)


def following(first: date) -> date:
    """The first day of the next month; the last month of the calendar is no month of decisions."""
    if first.month < DECEMBER:
        return first.replace(month=first.month + 1)
    if first.year == date.max.year:
        raise Http404("no such month")
    return date(first.year + 1, 1, 1)


def months(first: date, last: date) -> Iterator[tuple[int, int]]:
    """(year, month) from the newest month to the oldest."""
    for index in range(
        last.year * DECEMBER + last.month, first.year * DECEMBER + first.month - 1, -1
    ):
        year, month = divmod(index - 1, DECEMBER)
        yield year, month + 1


def _xml(request: HttpRequest, template: str, entries: list[tuple[str, Any]]) -> HttpResponse:
    rows = [(request.build_absolute_uri(path), at) for path, at in entries]
    return render(request, template, {"entries": rows}, content_type=XML)
