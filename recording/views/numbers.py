"""The register of numbers of an agency."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.forms import LookUpForm
from core.models import NumberUse
from core.pages import cursor_page
from core.permissions import AccountRequest, requires
from recording.services import numbers

PAGE = 50
FIRST_YEAR, LAST_YEAR = 2000, 2999


class RegisterFilter(LookUpForm):
    """Year, a piece of the number, and whether only void ones are wanted."""

    year = forms.IntegerField(
        label=_("年度"),
        required=False,
        validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)],
    )
    text = forms.CharField(label=_("编号"), max_length=60, required=False)
    voided = forms.BooleanField(label=_("只看作废的"), required=False)


def _narrowed(rows: QuerySet[NumberUse], values: dict[str, Any], year: int) -> QuerySet[NumberUse]:
    rows = rows.filter(series__year=year)
    if values.get("voided"):
        rows = rows.filter(voided_at__isnull=False)
    return rows.filter(text__icontains=(values.get("text") or "").strip())


@requires(numbers.VIEW)
def number_list(request: AccountRequest) -> HttpResponse:
    """Every number of a year, the newest first: its paper, or that it is void and why."""
    form = RegisterFilter(request.GET or None)
    values = form.cleaned_data if form.is_valid() else {}
    year = values.get("year") or timezone.localdate().year
    rows = _narrowed(numbers.uses_of(request.user), values, year)
    page = cursor_page(rows, request.GET.get("after", ""), size=PAGE, field="taken_at")
    context = {
        "form": form,
        "year": year,
        "series": numbers.series_of(request.user, year),
        "lines": numbers.lines(page.rows),
        "next_cursor": page.next_cursor,
        "may_void": request.user.has_perm(numbers.VOID),
    }
    return render(request, "recording/number_list.html", context)
