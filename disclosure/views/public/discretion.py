"""The published benchmarks of discretion (行政处罚法 34), as of any day."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from core.pages import cursor_page
from disclosure import list_history, list_names, listings, objections, presentation
from disclosure.caching import kept_a_minute, revalidated
from disclosure.filters import CURSOR, BenchmarkFilter, offer
from disclosure.views.public.days import day
from disclosure.views.public.registers import BAD, MISSING, PAGE
from enforcement import range_text, weighing
from enforcement.models import Article, Benchmark
from enforcement.models.kinds import ListKind


@kept_a_minute
def benchmark_list(request: HttpRequest) -> HttpResponse:
    """The benchmarks in force on a day, today when none is named."""
    form = BenchmarkFilter(request.GET)
    offer(form, listings.announced())
    if not form.is_valid():
        return render(request, "public/benchmark_list.html", {"form": form}, status=BAD)
    on = form.cleaned_data["on"] or timezone.localdate()
    rows = listings.benchmarks(form.cleaned_data, on)
    page = cursor_page(
        rows, request.GET.get(CURSOR, ""), size=PAGE, field="agency_id", descending=False
    )
    objections.mark(page.rows)
    list_names.then(page.rows, on, timezone.localdate(), "agency")
    context = {"form": form, "page": page, "on": on}
    return render(request, "public/benchmark_list.html", context)


@revalidated
def benchmark_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One benchmark with its tiers; an earlier one stays readable at `?on=`."""
    on = day(request.GET.get("on", ""))
    row = listings.benchmarks({}, on).select_related("superior").filter(pk=pk).first()
    if row is None:
        return not_then(request, pk, on)
    today = timezone.localdate()
    list_names.then([row], on, today, "agency")
    context = {
        "benchmark": row,
        "on": on,
        "today": on == today,
        "facts": weighing.facts(row),
        "objected": objections.waits_line("benchmark", pk),
        "bases": bases(row),
        "tiers": range_text.tiers(row),
        "history": list_history.history(row, timezone.localdate()),
        "kind": ListKind.BENCHMARK,
        "row": row,
    }
    return render(request, "public/benchmark_detail.html", context)


def not_then(request: HttpRequest, pk: int, on: date) -> HttpResponse:
    """The page of a benchmark on a day it did not hold: which days it does, and nothing of its text."""
    known = Benchmark.objects.announced(timezone.localdate()).select_related("agency")
    row = get_object_or_404(known, pk=pk)
    context = {"benchmark": row, "on": on, "instead": _instead(row, on)}
    return render(request, "public/benchmark_not_then.html", context, status=MISSING)


def _instead(row: Benchmark, on: date) -> Benchmark | None:
    """The one of the same violation that held on the day: what it replaced, or what replaced it."""
    same = {"agency": row.agency_id, "folded_violation": row.folded_violation, "unit": row.unit}
    return Benchmark.objects.public(on).filter(**same).first()


def bases(row: Benchmark) -> list[tuple[str, str, str]]:
    """(citation, address, text) of each article of the basis that the library has."""
    keys = [link["article"] for link in row.basis_refs if link["article"]]
    found = Article.objects.select_related("version").in_bulk(keys)
    pairs = [(link["text"], found.get(link["article"])) for link in row.basis_refs]
    return [
        (text, presentation.article_url(article, row.effective_from), article.text)
        for text, article in pairs
        if article is not None
    ]
