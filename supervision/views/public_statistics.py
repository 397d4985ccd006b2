"""Statistics on the public site: timeliness and volume, and the yearly reports."""

from typing import Any

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header

from core import sniff
from disclosure import listings
from disclosure.caching import kept_a_minute
from disclosure.filters import offer
from supervision import public_statistics as statistics
from supervision.models import YearlyReport
from supervision.models.yearly import PARTS
from supervision.services import report_printing

BAD = 400
PAPER_SECONDS = 3600
MOST = 32_767  # of the column of versions
MAKERS = {
    "pdf": (report_printing.as_pdf, sniff.PDF),
    "xlsx": (report_printing.as_xlsx, sniff.XLSX),
}


@kept_a_minute
def dashboard(request: HttpRequest) -> HttpResponse:
    """Volume and timeliness by month and agency; a filter in error is explained."""
    given, on = request.GET.copy(), timezone.localdate()
    given.setdefault("year", str(on.year))
    form = statistics.StatisticsFilter(given)
    offer(form, listings.announced())
    context: dict[str, Any] = {"form": form, "years": statistics.report_years(), "on": on}
    if not form.is_valid():
        return render(request, "public/statistics.html", context, status=BAD)
    found = statistics.of(form.cleaned_data, on)
    told, asked = statistics.words(), form.cleaned_data
    context |= {
        "found": found,
        "columns": told,
        "months": [shown(row, asked) for row in found.months],
        "agencies": [shown(row, asked) for row in found.agencies],
        "total": shown(found.total, asked),
        "plot": statistics.plot(found.months),
        "legend": [(key, told[key]) for key in statistics.SERIES],
    }
    return render(request, "public/statistics.html", context)


def shown(line: statistics.Line, asked: statistics.Values) -> dict[str, Any]:
    """A line as the page shows it: (heading, count, where its rows are), the share."""
    told = statistics.words()
    return {
        "line": line,
        "counts": [
            (told[key], line.counts[key], line.numbers(key, asked)) for key in statistics.KEYS
        ],
        "rate": statistics.rate_text(line),
    }


@kept_a_minute
def report_list(request: HttpRequest, year: int) -> HttpResponse:
    """The published reports of a year."""
    rows = statistics.reports(year)
    if not rows:
        raise Http404("no report of the year")
    context = {"year": year, "reports": rows, "years": statistics.report_years()}
    return render(request, "public/yearly_list.html", context)


@kept_a_minute
def report_detail(request: HttpRequest, year: int, agency: int) -> HttpResponse:
    """The newest version of one agency's report, or the one asked for; with every version there is."""
    versions = list(_versions(year, agency))
    row = chosen(request, year, agency)
    context = {
        "report": row,
        "newest": versions[0],
        "figures": row.figures,
        "parts": [(row.heading(part), getattr(row, part)) for part in PARTS],
        "versions": versions,
        "first": f"{year}-01-01",
        "last": f"{year}-12-31",
    }
    return render(request, "public/yearly_detail.html", context)


@kept_a_minute
def report_file(request: HttpRequest, year: int, agency: int, form: str) -> HttpResponse:
    """The same as PDF, the tables as XLSX. A published version never changes, so it is made once."""
    row = chosen(request, year, agency)
    if form not in MAKERS:
        raise Http404("no such form")
    make, kind = MAKERS[form]
    data = cache.get_or_set(
        f"yearly-{form}:{row.pk}", lambda: make(row, row.queried_on), PAPER_SECONDS
    )
    response = HttpResponse(data, content_type=kind)
    name = f"{row.agency.name}{row}.{form}"
    attached = content_disposition_header(form != "pdf", name)
    response["Content-Disposition"] = attached or "attachment"
    return response


def chosen(request: HttpRequest, year: int, agency: int) -> YearlyReport:
    """The version asked for, the newest when none is. Http404 for one that is not public."""
    version = request.GET.get("version", "")
    rows = _versions(year, agency)
    if version:
        number = int(version) if version.isascii() and version.isdigit() else 0
        rows = rows.filter(version=min(number, MOST))
    found: YearlyReport | None = rows.first()
    if found is None:
        raise Http404("no report")
    return found


def _versions(year: int, agency: int) -> Any:
    rows = YearlyReport.objects.public().filter(year=year, agency=agency)
    return rows.select_related("agency").order_by("-version")
