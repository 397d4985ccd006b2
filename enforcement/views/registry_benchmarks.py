"""Benchmarks of discretion in the back office."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.folding import fold_name
from core.pages import cursor_page
from core.permissions import requires
from enforcement import weighing
from enforcement.acts import benchmarks as acts
from enforcement.forms.benchmarks import BenchmarkForm, StepFormSet, steps
from enforcement.services import benchmarks
from enforcement.views.registry import (
    CHANGE,
    PAGE,
    VIEW,
    attempt,
    own_agencies,
    search_of,
    user_of,
)


@requires(VIEW)
def benchmark_list(request: HttpRequest) -> HttpResponse:
    """Benchmarks, the newest first."""
    form, q = search_of(request)
    rows = acts.kept(request.user).select_related("agency")
    if q:
        rows = rows.filter(folded_violation__contains=fold_name(q))
    page = cursor_page(rows, request.GET.get("after", ""), size=PAGE, field="id")
    context = {"title": _("裁量基准"), "form": form, "page": page}
    return render(request, "enforcement/registry_benchmark_list.html", context)


@requires(CHANGE)
def benchmark_create(request: HttpRequest) -> HttpResponse:
    """Enter a benchmark with all its tiers."""
    initial = {"agency": user_of(request).agency, "effective_from": timezone.localdate()}
    form = BenchmarkForm(request.POST or None, own=own_agencies(request), initial=initial)
    rows = StepFormSet(request.POST or None, prefix="tier")
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        values = form.values()
        entered = steps(rows, values["unit"])
        by = user_of(request)
        made = attempt(form, lambda: benchmarks.create(by=by, steps=entered, **values))
        if made is not None:
            messages.success(request, _("已登记裁量基准。"))
            return redirect("benchmark-admin-detail", made.pk)
    context = {"form": form, "rows": rows, "back": reverse("benchmark-admin-list")}
    return render(request, "enforcement/registry_benchmark_form.html", context)


@requires(VIEW)
def benchmark_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One benchmark with its tiers; its content never changes."""
    row = get_object_or_404(acts.kept(request.user).select_related("agency", "superior"), pk=pk)
    context = {
        "benchmark": row,
        "facts": weighing.facts(row),
        "tiers": [(tier, weighing.tier_words(row, tier)) for tier in row.tiers.all()],
        "acts": acts.offered(row, user_of(request)),
    }
    return render(request, "enforcement/registry_benchmark_detail.html", context)
