"""The list of random checks and its yearly plan in the back office."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.pages import cursor_page
from core.permissions import requires
from enforcement.forms.random_checks import RandomItemForm, RandomPlanForm
from enforcement.models import RandomCheckItem, RandomCheckPlan
from enforcement.services import list_versions, random_checks
from enforcement.views.list_versions import added, kept, on_to, shown_version
from enforcement.views.registry import CHANGE, PAGE, VIEW, own_agencies, user_of


def own_items(request: HttpRequest) -> QuerySet[RandomCheckItem]:
    """Lines of the agencies of the account's lists."""
    own = own_agencies(request)
    return RandomCheckItem.objects.filter(agency__in=own).select_related("agency")


def own_plans(request: HttpRequest) -> QuerySet[RandomCheckPlan]:
    """Plans of the agencies of the account's lists."""
    own = own_agencies(request)
    return RandomCheckPlan.objects.filter(agency__in=own).select_related("agency", "check_item")


@requires(VIEW)
def random_item_list(request: HttpRequest) -> HttpResponse:
    """The list, the newest first."""
    page = cursor_page(own_items(request), request.GET.get("after", ""), size=PAGE, field="id")
    context = {"title": _("随机抽查事项清单"), "page": page}
    return render(request, "enforcement/random_item_list.html", context)


@requires(VIEW)
def random_plan_list(request: HttpRequest) -> HttpResponse:
    """The yearly plans, the newest first."""
    page = cursor_page(own_plans(request), request.GET.get("after", ""), size=PAGE, field="id")
    context = {"title": _("年度抽查计划"), "page": page}
    return render(request, "enforcement/random_plan_list.html", context)


@requires(CHANGE)
def random_item_create(request: HttpRequest) -> HttpResponse:
    """Add a line of the list."""
    initial = {"agency": user_of(request).agency, "effective_from": timezone.localdate()}
    form = RandomItemForm(request.POST or None, own=own_agencies(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        made = added(request, form, "random", random_checks.keep_item)
        if made is not None:
            return on_to(request, made[1], _("已保存。"), "random-item-list")
    return _shown(request, form, _("登记随机抽查事项"), "random-item-list")


@requires(CHANGE)
def random_item_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a line of the list."""
    row = get_object_or_404(own_items(request), pk=pk)
    shown = list_versions.begun(row)
    form = RandomItemForm(request.POST or None, instance=shown, own=own_agencies(request))
    if request.method == "POST" and form.is_valid():
        done = kept(request, form, row, form.cleaned_data)
        if done is not None:
            return on_to(request, done[0], _("已保存。"), "random-item-list")
    return _shown(request, form, str(row), "random-item-list", shown_version(request, row))


@requires(CHANGE)
def random_plan_create(request: HttpRequest) -> HttpResponse:
    """Add a line of the yearly plan."""
    initial = {"agency": user_of(request).agency, "year": timezone.localdate().year}
    form = RandomPlanForm(request.POST or None, own=own_agencies(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        made = added(request, form, "draw_plan", random_checks.keep_plan)
        if made is not None:
            return on_to(request, made[1], _("已保存。"), "random-plan-list")
    return _shown(request, form, _("登记年度抽查计划"), "random-plan-list")


@requires(CHANGE)
def random_plan_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a line of the yearly plan."""
    row = get_object_or_404(own_plans(request), pk=pk)
    shown = list_versions.begun(row)
    form = RandomPlanForm(request.POST or None, instance=shown, own=own_agencies(request))
    if request.method == "POST" and form.is_valid():
        done = kept(request, form, row, form.cleaned_data)
        if done is not None:
            return on_to(request, done[0], _("已保存。"), "random-plan-list")
    return _shown(request, form, str(row), "random-plan-list", shown_version(request, row))


def _shown(
    request: HttpRequest,
    form: BaseForm,
    title: str,
    back: str,
    shown: Mapping[str, Any] | None = None,
) -> HttpResponse:
    context = {"form": form, "title": title, "back": reverse(back), **(shown or {})}
    return render(request, "enforcement/registry_form.html", context)
