"""The column of inspections of enterprises (涉企行政检查公示专栏): everything announced about them, and where."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from disclosure import inspection_lists, listings, once_listed
from disclosure.caching import kept_a_minute, revalidated
from disclosure.earlier_lists import page_of
from disclosure.filters import CURSOR, InspectionFilter, offer
from disclosure.views.public.list_versions import LINE, Page, line
from disclosure.views.public.registers import BAD, PAGE
from enforcement.models import InspectionCap

LIST = "public/inspection_column.html"
MOST = 500  # limits looked through for an earlier day


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
    plans = inspection_lists.plans_of(values, today)
    context: dict[str, Any] = {"form": form, "on": on, "today": today, "chosen": values["agency"]}
    context["page"] = page_of(plans, request.GET.get(CURSOR, ""), size=PAGE, field="id")
    caps = _caps(values, today)
    context["caps"], context["more_caps"] = caps[:PAGE], len(caps) > PAGE
    return render(request, LIST, context)


def _caps(values: dict[str, Any], today: date) -> list[InspectionCap]:
    """The limits of the day, one more than a page shows."""
    rows = inspection_lists.caps_of(values, today)
    if isinstance(rows, inspection_lists.Lines):
        return rows.then(list(rows.rows.order_by("agency", "pk")[:MOST]))[: PAGE + 1]
    return list(rows.order_by("agency", "pk")[: PAGE + 1])


PLAN = Page(LINE, inspection_lists.plans, once_listed.inspection_plans, line)
CAP = Page(LINE, inspection_lists.caps, once_listed.inspection_caps, line)


@revalidated
def inspection_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """One line of a yearly plan, with its history."""
    return PLAN.answer(request, pk)


@revalidated
def inspection_cap(request: HttpRequest, pk: int) -> HttpResponse:
    """One limit of visits, with its history."""
    return CAP.answer(request, pk)
