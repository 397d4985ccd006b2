"""Lists as sheets, in the columns in which they are imported again."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from core import tables
from core.permissions import requires
from core.sniff import XLSX
from core.tables import Cell
from enforcement.acts import catalogues
from enforcement.acts.delegations import given
from enforcement.imports import (
    agencies,
    benchmark_sheet,
    catalogue_rules,
    delegations,
    entry_sheet,
    list_sheets,
)
from enforcement.imports.books import BOOKS
from enforcement.imports.rows import table
from enforcement.models import Agency, Benchmark
from enforcement.views.registers import book_or_404
from enforcement.views.registry import VIEW, own_agencies, user_of

CSV, WORKBOOK = "csv", "xlsx"
BENCHMARKS = "benchmarks"
LISTS: Mapping[str, Callable[[QuerySet[Agency]], Iterator[list[Cell]]]] = {
    "agencies": agencies.table,
    "items": list_sheets.item_table,
    "officers": list_sheets.officer_table,
}


@requires(VIEW)
def entry_export(request: HttpRequest, register: str, form: str) -> HttpResponse:
    """The entries of one register that were not withdrawn, each as its newest version says it."""
    book = book_or_404(register)
    rows = entry_sheet.kept(register, own_agencies(request))
    return _as_file(entry_sheet.table(book, rows), form, f"entries-{register}")


@requires(VIEW)
def delegation_export(request: HttpRequest, form: str) -> HttpResponse:
    """The delegations given by the agencies of the account's lists."""
    rows = given(user_of(request)).order_by("pk")
    return _as_file(delegations.table(rows), form, "delegations")


@requires(VIEW)
def catalogue_export(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The rules of one version of the catalogue of review."""
    row = get_object_or_404(catalogues.kept(request.user), pk=pk)
    return _as_file(catalogue_rules.table(row.rules.all()), form, f"review-catalogue-{row.pk}")


@requires(VIEW)
def sheet_export(request: HttpRequest, book: str, form: str) -> HttpResponse:
    """The rows of one list that the agencies of the account's lists keep."""
    if book == BENCHMARKS:
        rows = Benchmark.objects.filter(agency__in=own_agencies(request)).select_related("agency")
        lines = benchmark_sheet.table(rows.prefetch_related("tiers").order_by("pk"))
    elif (found := BOOKS.get(book)) is not None:
        lines = table(found, found.rows(own_agencies(request)))
    elif book in LISTS:
        lines = LISTS[book](own_agencies(request))
    else:
        raise Http404
    return _as_file(lines, form, book)


def _as_file(lines: Iterable[Sequence[Cell]], form: str, name: str) -> HttpResponse:
    if form == CSV:
        answer = HttpResponse(tables.csv_text(lines), content_type="text/csv; charset=utf-8")
    elif form == WORKBOOK:
        answer = HttpResponse(tables.xlsx_bytes(lines), content_type=XLSX)
    else:
        raise Http404
    answer["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return answer
