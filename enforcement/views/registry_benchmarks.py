"""Benchmarks of discretion in the back office."""

from datetime import date
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.folding import fold_name
from core.forms import KEY_DIGITS
from core.pages import cursor_page
from core.permissions import requires
from enforcement import range_text, weighing
from enforcement.acts import benchmarks as acts
from enforcement.forms.benchmarks import BenchmarkForm, StepFormSet, shown, shown_steps, steps
from enforcement.models import Benchmark, User
from enforcement.models.kinds import ListKind
from enforcement.services import benchmarks, list_versions
from enforcement.views.list_versions import on_to, shown_version
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
    by, on, known = user_of(request), timezone.localdate(), _revised(request)
    initial = {"agency": by.agency, "effective_from": on, "published_on": on}
    initial |= shown(known) if known else {}
    form = BenchmarkForm(request.POST or None, own=own_agencies(request), initial=initial)
    rows = StepFormSet(
        request.POST or None, prefix="tier", initial=shown_steps(known) if known else None
    )
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        made = attempt(form, lambda: _entered(form, rows, by=by, on=on))
        if made is not None:
            words = _("已登记裁量基准。")
            return on_to(request, made[1], words, "benchmark-admin-detail", made[0].pk)
    context = {"form": form, "rows": rows, "back": reverse("benchmark-admin-list")}
    return render(request, "enforcement/registry_benchmark_form.html", context)


def _revised(request: HttpRequest) -> Benchmark | None:
    """The public benchmark that a new one is to take the place of, when the address names one."""
    key = request.GET.get("replaces", "")
    if not (key.isascii() and key.isdigit() and len(key) <= KEY_DIGITS):
        return None
    rows = acts.kept(request.user).filter(published_on__isnull=False)
    return rows.filter(pk=key).first()


def _entered(form: BenchmarkForm, rows: Any, *, by: User, on: date) -> Any:
    """The row, and the draft by which it is to become public."""
    values = form.values()
    make = partial(benchmarks.create, steps=steps(rows, values["unit"]))
    return list_versions.add(ListKind.BENCHMARK, make, by=by, on=on, values=values)


@requires(VIEW)
def benchmark_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One benchmark with its tiers; its content never changes, a revision is a row of its own."""
    row = get_object_or_404(acts.kept(request.user).select_related("agency", "superior"), pk=pk)
    context = {
        "benchmark": row,
        "facts": weighing.facts(row),
        "tiers": range_text.tiers(row),
        "acts": acts.offered(row, user_of(request)),
        **shown_version(request, row),
    }
    return render(request, "enforcement/registry_benchmark_detail.html", context)
