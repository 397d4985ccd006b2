"""Consultations in the back office of the agency that is asked."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit, deadlines
from core.pages import cursor_page
from core.permissions import AccountRequest, requires
from disclosure.acts.consultations import CONSULTATION_ACTS, rows
from disclosure.models.consultation import HANDLE
from disclosure.services import consultations

PAGE = 25


@requires(HANDLE)
def consultation_list(request: AccountRequest) -> HttpResponse:
    """The questions put to the agency, the newest first; those that wait, or all."""
    everything = request.GET.get("status", "") == "all"
    found = rows(request.user) if everything else rows(request.user).pending()
    page = cursor_page(found, request.GET.get("after", ""), size=PAGE, field="received_on")
    queue = deadlines.beside(page.rows, consultations.SUBJECT, timezone.localdate())
    url = reverse("consultation-list")
    tabs = [
        {"label": _("待答复"), "url": url, "current": not everything},
        {"label": _("全部"), "url": f"{url}?status=all", "current": everything},
    ]
    context = {"page": page, "queue": queue, "tabs": tabs}
    return render(request, "disclosure/consultation_list.html", context)


@requires(HANDLE)
def consultation_detail(request: AccountRequest, pk: UUID) -> HttpResponse:
    """One question without who asks: what is asked, the clock, what to do. The read is logged."""
    row = get_object_or_404(rows(request.user).select_related("decided_by"), pk=pk)
    audit.read(row, what="question", actor=request.user)
    clocks = list(deadlines.for_subject(consultations.SUBJECT, str(row.pk)))
    left = deadlines.remaining_of(clocks, timezone.localdate())
    acts = [act for act in CONSULTATION_ACTS if act.offered(row, request.user)]
    context = {
        "row": row,
        "clocks": [(clock, left[clock.pk]) for clock in clocks],
        "acts": [(act.title, reverse(act.name, args=[row.pk])) for act in acts],
    }
    return render(request, "disclosure/consultation_detail.html", context)


@requires(HANDLE)
def consultation_contact(request: AccountRequest, pk: UUID) -> HttpResponse:
    """Who asks and how to reach them; each look is on the audit log."""
    row = get_object_or_404(rows(request.user), pk=pk)
    asker, contact = consultations.contact(row, by=request.user)
    context = {"row": row, "asker": asker, "contact": contact}
    response = render(request, "disclosure/consultation_contact.html", context)
    response["Cache-Control"] = "private, no-store"
    return response
