"""The register of recording items: as a page and as a sheet, for one agency and day."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from core import tables
from core.sniff import XLSX
from disclosure import list_names, listings, objections, recording_items
from disclosure.caching import kept_a_minute
from disclosure.filters import RecordingFilter, offer
from disclosure.views.public.registers import BAD
from enforcement.models import Agency

PAGE = "public/recording_items.html"
SHEETS = {"csv": "text/csv; charset=utf-8", "xlsx": XLSX}


@kept_a_minute
def recording_list(request: HttpRequest) -> HttpResponse:
    """What one agency must record; without a choice, the first that was announced."""
    form, agency, on = _asked(request)
    if form.errors:
        return render(request, PAGE, {"form": form}, status=BAD)
    context: dict[str, Any] = {"form": form, "agency": agency, "on": on}
    context["today"] = timezone.localdate()
    if agency is not None:
        (recorded,) = recording_items.all_recorded([agency], on)
        context |= {
            "lines": recorded.lines,
            "own": recorded.own,
            "since": agency.rules().public_since(),
            "rules": agency.rules(),
            "objected": objections.waits_line("recording", agency.pk),
        }
    return render(request, PAGE, context)


def _asked(request: HttpRequest) -> tuple[RecordingFilter, Agency | None, date]:
    """The filter, the agency and the day it names."""
    form = RecordingFilter(request.GET)
    announced = listings.announced()
    offer(form, announced)
    if not form.is_valid():
        return form, None, timezone.localdate()
    rows = listings.agencies({}).order_by("path")
    key = form.cleaned_data["agency"]
    if key:
        rows = rows.filter(**listings.named(key))
    today = timezone.localdate()
    on = form.cleaned_data["on"] or today
    return form, next(iter(list_names.called(rows[:1], on, today)), None), on


@kept_a_minute
def recording_export(request: HttpRequest, kind: str) -> HttpResponse:
    """The same as CSV or XLSX."""
    form, agency, on = _asked(request)
    if form.errors or agency is None or kind not in SHEETS:
        raise Http404
    (recorded,) = recording_items.all_recorded([agency], on)
    rows = recorded.sheet()
    data = tables.csv_text(rows) if kind == "csv" else tables.xlsx_bytes(rows)
    response = HttpResponse(data, content_type=SHEETS[kind])
    response["Content-Disposition"] = f'attachment; filename="recording-items-{agency.pk}.{kind}"'
    return response
