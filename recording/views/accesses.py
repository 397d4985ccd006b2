"""The record of accesses: of one case, and of the agencies an account oversees."""

from typing import Any
from uuid import UUID

from django import forms
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from core import audit, tables
from core.forms import LookUpForm
from core.pages import cursor_page
from core.permissions import AccountRequest, requires
from enforcement.models import Agency, Case
from recording import accesses_page
from recording.models import Access, Visit

VIEW, PAGE = "recording.view_accesses", 50


class AccessFilter(LookUpForm):
    """Days, who, how and what for."""

    begin = forms.DateField(label=_("起始日期"), required=False)
    end = forms.DateField(label=_("截止日期"), required=False)
    person = forms.CharField(label=_("人员"), max_length=50, required=False)
    act = forms.ChoiceField(
        label=_("方式"), choices=[("", _("全部")), *Access.Act.choices], required=False
    )
    purpose = forms.ChoiceField(
        label=_("用途"), choices=[("", _("全部")), *Visit.Purpose.choices], required=False
    )
    live = forms.BooleanField(label=_("只看实时调阅"), required=False)


class AgencyAccessFilter(AccessFilter):
    """And which agency."""

    agency = forms.ModelChoiceField(label=_("机关"), queryset=Agency.objects.none(), required=False)

    def __init__(self, *args: Any, agencies: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]  # a ModelChoiceField


@requires("recording.view_evidence")
def case_accesses(request: AccountRequest, pk: UUID) -> HttpResponse:
    """Who opened the evidence of the case, what for, and how much of it."""
    case = get_object_or_404(Case.objects.visible_to(request.user), pk=pk)
    form = AccessFilter(request.GET or None)
    rows = Access.objects.filter(case=case)
    context = {"case": case, "tab": "evidence-list"}
    return _listed(request, rows, form, "recording/case_accesses.html", context)


@requires(VIEW)
def access_list(request: AccountRequest) -> HttpResponse:
    """The same over every case of the agencies the account oversees."""
    agencies = Agency.objects.filter(pk__in=request.user.visible_agency_ids()).order_by("pk")
    form = AgencyAccessFilter(request.GET or None, agencies=agencies)
    rows = Access.objects.filter(agency__in=agencies)
    return _listed(request, rows, form, "recording/access_list.html", {})


def _listed(
    request: AccountRequest,
    rows: QuerySet[Access],
    form: AccessFilter,
    template: str,
    context: dict[str, Any],
) -> HttpResponse:
    values = form.cleaned_data if form.is_valid() else {}
    rows = accesses_page.narrowed(rows, values)
    rows = rows.select_related("user__agency", "viewing", "case")
    if request.GET.get("format") == "csv":
        return _sheet(request, rows, context.get("case"))
    page = cursor_page(rows, request.GET.get("after", ""), size=PAGE, field="at")
    query = request.GET.copy()
    query["format"] = "csv"
    query.pop("after", None)
    context |= {
        "form": form,
        "lines": accesses_page.lines(page.rows, request.user),
        "next_cursor": page.next_cursor,
        "sheet": f"?{query.urlencode()}",
    }
    return render(request, template, context)


@transaction.atomic
def _sheet(request: AccountRequest, rows: QuerySet[Access], case: Case | None) -> HttpResponse:
    """The rows as a table; that somebody took them is on record too."""
    audit.append(
        "access.export",
        obj=case or request.user.agency,
        actor=request.user,
        data={"query": request.GET.urlencode()[:500]},
    )
    lines = accesses_page.table(rows.order_by("-at", "-pk"), request.user)
    response = HttpResponse(tables.csv_text(lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="accesses.csv"'
    response["Cache-Control"] = "private, no-store"
    return response
