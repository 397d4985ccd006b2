"""法制审核统计: the tables, the submissions behind each number, and both as files."""

from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from core import audit
from core.permissions import AccountRequest, requires
from supervision import review_statistics as statistics
from supervision import review_statistics_sheet as sheet
from supervision.review_statistics_form import ReviewStatisticsForm
from supervision.views.exports import TYPES, as_file

VIEW = "supervision.review_statistics"
PAGE = 50


def asked(request: AccountRequest) -> ReviewStatisticsForm:
    """The form of the query, which fills in the period and the table."""
    return ReviewStatisticsForm(request.GET, user=request.user, on=timezone.localdate())


@requires(VIEW)
def review_statistics(request: AccountRequest) -> HttpResponse:
    """Submitted, passed, returned, late, and how long it took: by agency, unit, kind, month, reviewer."""
    form = asked(request)
    context: dict[str, Any] = {"form": form, "at": timezone.localtime()}
    if form.is_valid():
        context |= sheet.page(form, by=request.user, on=timezone.localdate())
    return render(request, "supervision/review_statistics.html", context)


@requires(VIEW)
def review_statistics_rows(request: AccountRequest) -> HttpResponse:
    """The submissions a number counts; `after` is how many were shown."""
    form = asked(request)
    after = request.GET.get("after", "")
    if not form.is_valid():
        raise Http404("no such number")
    values = form.cleaned_data
    found = statistics.load(values, by=request.user, on=timezone.localdate())
    first = int(after) if after.isascii() and after.isdigit() else 0
    context = {
        "form": form,
        "title": statistics.words()[values["what"] or "submitted"],
        "rows": sheet.shown(found[first : first + PAGE]),
        "next_cursor": str(first + PAGE) if len(found) > first + PAGE else "",
        "told": sheet.conditions(values),
    }
    return render(request, "supervision/review_statistics_rows.html", context)


@requires(VIEW)
@transaction.atomic
def review_statistics_export(request: AccountRequest, form: str) -> HttpResponse:
    """The table, or with `what` the rows of a number, as CSV or XLSX; logged."""
    filled = asked(request)
    if form not in TYPES or not filled.is_valid():
        raise Http404("no such table")
    values = filled.cleaned_data
    found = statistics.load(values, by=request.user, on=timezone.localdate())
    lines = sheet.rows(found) if values["what"] else sheet.table(found, values["by"])
    told = {name: str(value) for name, value in values.items() if value}
    audit.append("statistics.review", obj=request.user, actor=request.user, data=told)
    return as_file(lines, form, "review-statistics")
