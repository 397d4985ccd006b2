"""音像记录统计: the tables, the rows behind each number, and both as files."""

from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from core import audit
from core.pages import cursor_page
from core.permissions import AccountRequest, requires
from supervision import recording_statistics as statistics
from supervision import recording_statistics_sheet as sheet
from supervision.recording_statistics_form import StatisticsForm
from supervision.views.exports import TYPES, as_file

VIEW = "recording.view_evidence"
PAGE = 50


def asked(request: AccountRequest) -> StatisticsForm:
    """The form of the query, which fills in the period and the table."""
    return StatisticsForm(request.GET, user=request.user, on=timezone.localdate())


@requires(VIEW)
def recording_statistics(request: AccountRequest) -> HttpResponse:
    """Required, recorded, missing, exempt, late, broken: by agency, unit, kind, item or month."""
    form = asked(request)
    context: dict[str, Any] = {"form": form, "at": timezone.localtime()}
    if form.is_valid():
        context |= sheet.page(form, by=request.user)
    return render(request, "supervision/recording_statistics.html", context)


@requires(VIEW)
def recording_statistics_rows(request: AccountRequest) -> HttpResponse:
    """The steps a number counts."""
    form = asked(request)
    if not form.is_valid():
        raise Http404("no such number")
    values = form.cleaned_data
    what = values["what"] or "required"
    found = statistics.rows(values, by=request.user, what=what).select_related(*sheet.JOINED)
    page = cursor_page(found, request.GET.get("after", ""), size=PAGE, field="on")
    context = {
        "form": form,
        "title": statistics.words()[what],
        "lines": [sheet.Row.of(row) for row in page.rows],
        "next_cursor": page.next_cursor,
        "told": sheet.conditions(values),
    }
    return render(request, "supervision/recording_statistics_rows.html", context)


@requires(VIEW)
@transaction.atomic
def recording_statistics_export(request: AccountRequest, form: str) -> HttpResponse:
    """The table, or with `what` the rows of a number, as CSV or XLSX; logged."""
    filled = asked(request)
    if form not in TYPES or not filled.is_valid():
        raise Http404("no such table")
    values = filled.cleaned_data
    cells = sheet.rows(values, by=request.user) if values["what"] else None
    lines = cells or sheet.table(values, by=request.user)
    told = {name: str(value) for name, value in values.items() if value}
    audit.append("statistics.export", obj=request.user, actor=request.user, data=told)
    return as_file(lines, form, "recording-statistics")
