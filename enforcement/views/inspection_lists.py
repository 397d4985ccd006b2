"""The yearly plan of inspections and the limits of visits, kept by the list administrator."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.pages import cursor_page
from core.permissions import requires
from enforcement.forms.inspection_tasks import CapForm, PlanForm
from enforcement.models import InspectionCap, InspectionPlan
from enforcement.services import inspection_lists
from enforcement.views.registry import CHANGE, PAGE, VIEW, attempt, own_agencies, user_of


@requires(VIEW)
def plan_list(request: HttpRequest) -> HttpResponse:
    """Plans and limits of the agencies of the account's lists."""
    own = own_agencies(request)
    rows = InspectionPlan.objects.filter(agency__in=own).select_related("agency", "item")
    caps = InspectionCap.objects.filter(agency__in=own).select_related("agency", "item")
    page = cursor_page(rows, request.GET.get("after", ""), size=PAGE, field="id")
    context = {"page": page, "caps": caps.order_by("-pk")[:PAGE]}
    return render(request, "enforcement/inspection_lists.html", context)


@requires(CHANGE)
def plan_create(request: HttpRequest) -> HttpResponse:
    """Add a line to the plan of a year."""
    by, on = user_of(request), timezone.localdate()
    initial = {"agency": by.agency, "year": on.year, "first_month": 1, "last_month": 12}
    form = PlanForm(request.POST or None, own=own_agencies(request), on=on, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: inspection_lists.add_plan(by=by, **form.cleaned_data))
        if made is not None:
            messages.success(request, _("已登记，公布后生效。"))
            return redirect("plan-list")
    context = {"form": form, "title": _("登记年度检查计划"), "back": reverse("plan-list")}
    return render(request, "enforcement/registry_form.html", context)


@requires(CHANGE)
def cap_create(request: HttpRequest) -> HttpResponse:
    """Announce how often at most one enterprise is visited."""
    by, on = user_of(request), timezone.localdate()
    initial = {"agency": by.agency, "valid_from": on, "published_on": on}
    form = CapForm(request.POST or None, own=own_agencies(request), on=on, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: inspection_lists.add_cap(by=by, **form.cleaned_data))
        if made is not None:
            messages.success(request, _("已登记频次上限。"))
            return redirect("plan-list")
    context = {"form": form, "title": _("登记年度检查频次上限"), "back": reverse("plan-list")}
    return render(request, "enforcement/registry_form.html", context)
