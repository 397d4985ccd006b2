"""The register of recording items: as a page and as a sheet, for one agency and day."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from core import tables
from core.sniff import XLSX
from disclosure import earlier_lists, listings, objections, recording_items
from disclosure.caching import kept_a_minute
from disclosure.filters import RecordingFilter, offer
from disclosure.views.public.registers import BAD
from disclosure.views.public.registers import PAGE as PAGE_SIZE
from enforcement.models import Agency

PAGE = "public/recording_items.html"
SHEETS = {"csv": "text/csv; charset=utf-8", "xlsx": XLSX}


@dataclass(frozen=True)
class Asked:
    """The filter, the day, the agency of it, and the one that was asked for but was not on the list then."""

    form: RecordingFilter
    on: date
    agency: Agency | None = None
    absent: Agency | None = None

    def context(self) -> dict[str, Any]:
        """What every answer of the page needs."""
        known = self.agency or self.absent
        return {
            **{"form": self.form, "agency": self.agency, "on": self.on, "absent": self.absent},
            **{"today": timezone.localdate(), "rules": known.rules() if known else None},
            "since": known.rules().public_since() if known else None,
        }


@kept_a_minute
def recording_list(request: HttpRequest) -> HttpResponse:
    """What one agency must record; without a choice, the first that was announced."""
    asked = _asked(request)
    if asked.form.errors:
        return render(request, PAGE, {"form": asked.form}, status=BAD)
    context = asked.context()
    if asked.agency is not None:
        (recorded,) = recording_items.told([asked.agency], asked.on, context["today"])
        context |= {
            "agency": recorded.agency,
            "lines": recorded.lines,
            "own": recorded.own,
            "objected": objections.waits_line("recording", asked.agency.pk),
        }
    return render(request, PAGE, context)


def _asked(request: HttpRequest) -> Asked:
    """The filter, and what it names."""
    form, today = RecordingFilter(request.GET), timezone.localdate()
    offer(form, listings.announced())
    if not form.is_valid():
        return Asked(form, today)
    on = form.cleaned_data["on"] or today
    rows = earlier_lists.subjects(form.cleaned_data, today)
    found = earlier_lists.page_of(rows, "", size=PAGE_SIZE, field="path").rows
    if found or not isinstance(rows, earlier_lists.Earlier):
        return Asked(form, on, next(iter(found), None))
    return Asked(form, on, absent=rows.rows.order_by("path").first())


@kept_a_minute
def recording_export(request: HttpRequest, kind: str) -> HttpResponse:
    """The same as CSV or XLSX."""
    asked = _asked(request)
    if asked.form.errors or asked.agency is None or kind not in SHEETS:
        raise Http404
    (recorded,) = recording_items.all_recorded([asked.agency], asked.on)
    rows = recorded.sheet()
    data = tables.csv_text(rows) if kind == "csv" else tables.xlsx_bytes(rows)
    response = HttpResponse(data, content_type=SHEETS[kind])
    response["Content-Disposition"] = f'attachment; filename="recording-items-{recorded.pk}.{kind}"'
    return response
