"""The list of random checks and its yearly plan in the back office."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Model, QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.pages import cursor_page
from core.permissions import requires
from enforcement.forms.random_checks import RandomItemForm, RandomPlanForm
from enforcement.models import RandomCheckItem, RandomCheckPlan
from enforcement.services import random_checks
from enforcement.views.registry import CHANGE, PAGE, VIEW, attempt, own_agencies, user_of


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
    return _kept(request, form, random_checks.keep_item, _("登记随机抽查事项"), "random-item-list")


@requires(CHANGE)
def random_item_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a line of the list."""
    row = get_object_or_404(own_items(request), pk=pk)
    form = RandomItemForm(request.POST or None, instance=row, own=own_agencies(request))
    return _kept(request, form, random_checks.keep_item, str(row), "random-item-list", row)


@requires(CHANGE)
def random_plan_create(request: HttpRequest) -> HttpResponse:
    """Add a line of the yearly plan."""
    initial = {"agency": user_of(request).agency, "year": timezone.localdate().year}
    form = RandomPlanForm(request.POST or None, own=own_agencies(request), initial=initial)
    return _kept(request, form, random_checks.keep_plan, _("登记年度抽查计划"), "random-plan-list")


@requires(CHANGE)
def random_plan_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a line of the yearly plan."""
    row = get_object_or_404(own_plans(request), pk=pk)
    form = RandomPlanForm(request.POST or None, instance=row, own=own_agencies(request))
    return _kept(request, form, random_checks.keep_plan, str(row), "random-plan-list", row)


def _kept(
    request: HttpRequest,
    form: BaseForm,
    keep: Callable[..., Model],
    title: str,
    back: str,
    row: Model | None = None,
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        data: dict[str, Any] = form.cleaned_data
        if attempt(form, lambda: keep(row, by=user_of(request), **data)) is not None:
            messages.success(request, _("已保存。"))
            return redirect(back)
    context = {"form": form, "title": title, "back": reverse(back)}
    return render(request, "enforcement/registry_form.html", context)
