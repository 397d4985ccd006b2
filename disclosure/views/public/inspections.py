"""The column of inspections of enterprises (涉企行政检查公示专栏): everything announced about them, and where."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from core.pages import cursor_page
from disclosure import inspection_lists, listings
from disclosure.caching import kept_a_minute
from disclosure.filters import CURSOR, InspectionFilter, offer
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
    return render(request, LIST, context)
