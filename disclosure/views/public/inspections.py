"""The column of inspections of enterprises (涉企行政检查公示专栏): everything announced about them, and where."""

from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from core.pages import cursor_page
from disclosure import inspection_lists, list_history, listings
from disclosure.caching import kept_a_minute, revalidated
from disclosure.filters import CURSOR, InspectionFilter, offer
from disclosure.views.public.list_versions import facts, with_history
from disclosure.views.public.registers import BAD, PAGE

LIST = "public/inspection_column.html"


@kept_a_minute
def inspection_column(request: HttpRequest) -> HttpResponse:
    """Plans of the year and limits of visits as of a day; today when none is named."""
    form = InspectionFilter(request.GET)
    offer(form, listings.announced())
    if not form.is_valid():
        return render(request, LIST, {"form": form}, status=BAD)
    values, today = form.cleaned_data, timezone.localdate()
    on = values["on"] or today
    # What will be announced later is not told to who asks for a day to come.
    known = min(on, today)
    plans = inspection_lists.announced_plans(values, on, known)
    caps = inspection_lists.announced_caps(values, on, known).order_by("agency", "pk")
    context: dict[str, Any] = {"form": form, "on": on, "today": today, "chosen": values["agency"]}
    context["page"] = cursor_page(
        plans, request.GET.get(CURSOR, ""), size=PAGE, field="id", descending=False
    )
    context["caps"], context["more_caps"] = list(caps[:PAGE]), caps[PAGE : PAGE + 1].exists()
    if known < today:
        context["caps"] = list_history.then(context["caps"], known)
        context["page"] = replace(context["page"], rows=list_history.then(context["page"].rows, on))
    return render(request, LIST, context)


@revalidated
def inspection_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """One line of a yearly plan, with its history."""
    return _line(request, inspection_lists.plans(timezone.localdate()), pk)


@revalidated
def inspection_cap(request: HttpRequest, pk: int) -> HttpResponse:
    """One limit of visits, with its history."""
    return _line(request, inspection_lists.caps(timezone.localdate()), pk)


def _line(request: HttpRequest, rows: QuerySet[Any], pk: int) -> HttpResponse:
    row = get_object_or_404(rows, pk=pk)
    return with_history(request, row, "public/announced_line.html", {"facts": facts(row)})
