"""The audit log, for supervisors and administrators."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from core.days import midnight, over
from core.forms import LookUpForm
from core.models import AuditCheckpoint, AuditEntry
from core.permissions import requires

PAGE = 50
MAX_ID = 2**63 - 1  # the database's largest integer
MAX_DIGITS = 19


class AuditFilter(LookUpForm):
    """Filters of the log; every one may be left empty."""

    object_type = forms.CharField(label=_("对象类型"), max_length=60, required=False)
    object_id = forms.CharField(label=_("对象编号"), max_length=64, required=False)
    actor = forms.CharField(label=_("操作人"), max_length=150, required=False)
    since = forms.DateField(label=_("起始日期"), required=False)
    until = forms.DateField(label=_("截止日期"), required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        since, until = values.get("since"), values.get("until")
        if since and until and until < since:
            self.add_error("until", _("截止日期不能早于起始日期，请调整日期。"))
        return values


def filtered(entries: QuerySet[AuditEntry], values: dict[str, Any]) -> QuerySet[AuditEntry]:
    """Narrow the log by the cleaned values of AuditFilter; newest first."""
    for name in ("object_type", "object_id"):
        if values.get(name):
            entries = entries.filter(**{name: values[name]})
    if values.get("actor"):
        entries = entries.filter(actor__icontains=values["actor"])
    if values.get("since"):
        entries = entries.filter(at__gte=midnight(values["since"]))
    if values.get("until"):
        entries = entries.filter(at__lt=over(values["until"]))
    return entries.order_by("-id")


def cursor(request: HttpRequest) -> int:
    """The id the page ends before; the whole log when the parameter is missing or no number."""
    given = request.GET.get("before", "")
    if not (given.isascii() and given.isdecimal()) or len(given) > MAX_DIGITS:
        return MAX_ID
    return min(int(given), MAX_ID)


@requires("core.view_audit")
def audit_list(request: HttpRequest) -> HttpResponse:
    """The log, newest first, with a cursor instead of an exact count."""
    form = AuditFilter(request.GET)
    rows: list[AuditEntry] = []
    if form.is_valid():
        entries = AuditEntry.objects.visible_to(request.user).filter(id__lt=cursor(request))
        rows = list(filtered(entries, form.cleaned_data)[: PAGE + 1])
    context = {
        "form": form,
        "entries": rows[:PAGE],
        "newest": AuditCheckpoint.objects.order_by("-size").first(),
        "next_cursor": str(rows[PAGE - 1].id) if len(rows) > PAGE else "",
    }
    return render(request, "office/audit_list.html", context)
