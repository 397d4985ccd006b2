"""The yearly plan of inspections and the limits of visits, kept by the list administrator."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.pages import cursor_page
from core.permissions import requires
from enforcement.forms.inspection_tasks import CapForm, ListForm, PlanForm
from enforcement.models import InspectionCap, InspectionPlan
from enforcement.services import inspection_lists, list_versions
from enforcement.views.list_versions import added, kept, on_to, shown_version
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
            messages.success(request, _("已登记，报请批准公布后生效。"))
            return redirect("plan-list")
    return _shown(request, form, _("登记年度检查计划"))


@requires(CHANGE)
def cap_create(request: HttpRequest) -> HttpResponse:
    """Write how often at most one enterprise is visited, to be approved."""
    by, on = user_of(request), timezone.localdate()
    initial = {"agency": by.agency, "valid_from": on, "published_on": on}
    form = CapForm(request.POST or None, own=own_agencies(request), on=on, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = added(request, form, "cap", inspection_lists.keep_cap)
        if made is not None:
            return on_to(request, made[1], _("已登记频次上限。"), "plan-list")
    return _shown(request, form, _("登记年度检查频次上限"))


@requires(CHANGE)
def plan_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a line of the plan, or take it off; what is public waits for its approval."""
    return _edit(request, InspectionPlan, pk, PlanForm)


@requires(CHANGE)
def cap_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a limit, or take it off; what is public waits for its approval."""
    return _edit(request, InspectionCap, pk, CapForm)


def _edit(request: HttpRequest, model: Any, pk: int, made: type[ListForm]) -> HttpResponse:
    own, on = own_agencies(request), timezone.localdate()
    rows = model.objects.filter(agency__in=own).select_related("agency", "item")
    row = get_object_or_404(rows, pk=pk)
    form = made(request.POST or None, own=own, on=on, row=list_versions.begun(row))
    if request.method == "POST" and form.is_valid():
        done = kept(request, form, row, form.cleaned_data)
        if done is not None:
            return on_to(request, done[0], _("已保存。"), "plan-list")
    return _shown(request, form, str(row), shown_version(request, row))


def _shown(
    request: HttpRequest, form: BaseForm, title: str, more: Mapping[str, Any] | None = None
) -> HttpResponse:
    context = {"form": form, "title": title, "back": reverse("plan-list"), **(more or {})}
    return render(request, "enforcement/registry_form.html", context)
