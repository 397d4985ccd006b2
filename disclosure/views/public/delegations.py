"""The register of delegations (委托执法), as of any day: those that run, and those that have ended."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from disclosure import earlier_lists, list_history, list_names, listings, objections
from disclosure.caching import kept_a_minute, revalidated
from disclosure.filters import CURSOR, DelegationFilter, offer
from disclosure.models import PublicFile
from disclosure.views.public.days import day
from disclosure.views.public.registers import BAD, PAGE
from enforcement.models import Delegation
from enforcement.models.kinds import ListKind

LIST = "public/delegation_list.html"
SIDES = ("delegator", "delegate")


@kept_a_minute
def delegation_list(request: HttpRequest) -> HttpResponse:
    """Delegations that had begun on the day, the newest first; today when no day is named.

    Those that have ended stay announced (domain §6.10), under a heading of their own.
    """
    form = DelegationFilter(request.GET)
    offer(form, listings.announced())
    if not form.is_valid():
        return render(request, LIST, {"form": form}, status=BAD)
    today = timezone.localdate()
    on = form.cleaned_data["on"] or today
    rows = earlier_lists.delegations(form.cleaned_data, today)
    after = request.GET.get(CURSOR, "")
    page = earlier_lists.page_of(rows, after, size=PAGE, field="valid_from", descending=True)
    objections.mark(page.rows)
    context = {
        "form": form,
        "page": page,
        "running": [row for row in page.rows if row.in_force(on)],
        "ended": [row for row in page.rows if not row.in_force(on)],
        "on": on,
        "today": today,
    }
    return render(request, LIST, context)


@revalidated
def delegation_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One delegation with its deed and its history; of an earlier day as the register told it then.

    Of a day on which it was not public, only that it was not.
    """
    on, today = day(request.GET.get("on", "")), timezone.localdate()
    row = get_object_or_404(earlier_lists.delegated(on, today), pk=pk)
    history = list_history.history(row, today)
    told = on >= today or bool(list_history.then([row], on))
    if not told:
        list_names.then([row], on, today, *SIDES)
    context = {
        "delegation": row,
        "on": on,
        "past": on < today,
        "told": told,
        "history": history,
        "kind": ListKind.DELEGATION,
        "in_force": row.in_force(on),
        "facts": facts(row),
        "objected": objections.waits_line("delegation", pk),
        "files": files(row, on),
    }
    return render(request, "public/delegation_detail.html", context)


def files(row: Delegation, on: date) -> list[PublicFile]:
    """The scans of its deed that are public now and were by the day."""
    found = PublicFile.objects.shown(row).filter(approved_at__date__lte=on)
    return list(found.select_related("copy", "source"))


def facts(row: Delegation) -> list[tuple[str, Any]]:
    """The published fields (domain §6.10): names and values, empty ones left out."""
    pairs = [
        (_("委托机关"), row.delegator.name),
        (_("受委托组织"), row.delegate.name),
        (_("委托书编号"), row.number),
        (_("委托事项"), row.matters),
        (_("权限"), row.powers),
        (_("委托期限自"), row.valid_from),
        (_("委托期限至"), row.valid_to),
        (_("委托依据"), row.basis),
        (_("受托人员"), row.staff),
        (_("备案文号"), row.filing_no),
        (_("备案日期"), row.filed_on),
        (_("公布日期"), row.published_on),
        (_("提前终止日期"), row.ended_on),
        (_("提前终止理由"), row.end_reason),
    ]
    return [(name, value) for name, value in pairs if value]
