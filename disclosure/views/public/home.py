"""The front page, open data, and what crawlers read."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from disclosure import export, newest, search
from disclosure import open_data as snapshots
from disclosure.caching import kept_a_minute, revalidated
from disclosure.filters import DecisionFilter
from disclosure.models import Snapshot
from disclosure.views.kept_pages import kept_whole
from enforcement.models import Agency, Benchmark, Item, Officer
from enforcement.models.kinds import ActionKind

NEWEST = 6
SNAPSHOTS = 31  # days offered on the page; older ones answer under their own address


@revalidated
@kept_whole
def home(request: HttpRequest) -> HttpResponse:
    """Search, what is published, how timely, and the newest decisions."""
    on = timezone.localdate()
    rows = search.decisions({}, on)
    found = search.facets({}, on)
    kinds = [(value, label, found.kinds.get(value, 0)) for value, label in ActionKind.choices]
    context = {
        "newest": newest.ordered(search.listed(rows), newest.keys(rows, on, NEWEST)),
        "facets": found,
        "kinds": kinds,
        "timeliness": search.timeliness(on),
        "year": on.year,
        "registers": registers(on),
    }
    return render(request, "public/home.html", context)


def registers(on: date) -> dict[str, int]:
    """Sizes of the registers; they are lists of an authority and small enough to count."""
    return {
        "agencies": Agency.objects.public().count(),
        "officers": Officer.objects.public(on).count(),
        "items": Item.objects.public(on).count(),
        "benchmarks": Benchmark.objects.public(on).count(),
    }


@revalidated
def open_data(request: HttpRequest) -> HttpResponse:
    """Where the data is: API, feed and export, and what the export holds."""
    form = DecisionFilter(request.GET)
    newest = Snapshot.objects.all()[:SNAPSHOTS]
    context = {
        "columns": export.HEADER,
        "parameters": form,
        "snapshots": [(row, snapshots.names(row)) for row in newest],
    }
    return render(request, "public/open_data.html", context)


@kept_a_minute
def robots(request: HttpRequest) -> HttpResponse:
    """Crawlers may read the public pages, and find them in the sitemap."""
    sitemap = request.build_absolute_uri(reverse("sitemap"))
    closed = ["/office/", "/login/", "/logout/", reverse("decision-csv")]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), f"Sitemap: {sitemap}"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
