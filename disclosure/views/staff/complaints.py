"""Complaints in the back office: for their handlers alone, never for the unit concerned."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from core import audit, deadlines
from core.pages import cursor_page
from core.permissions import AccountRequest, requires
from disclosure import complaint_counts
from disclosure.acts.complaints import COMPLAINT_ACTS, rows
from disclosure.models import ComplaintFile
from disclosure.models.complaint import HANDLE
from disclosure.services import complaints

PAGE = 25
COUNT = "disclosure.count_complaints"


@requires(HANDLE)
def complaint_list(request: AccountRequest) -> HttpResponse:
    """The complaints the account handles, the newest first; those that wait, or all."""
    everything = request.GET.get("status", "") == "all"
    found = rows(request.user) if everything else rows(request.user).pending()
    page = cursor_page(found, request.GET.get("after", ""), size=PAGE, field="received_on")
    queue = deadlines.beside(page.rows, complaints.SUBJECT, timezone.localdate())
    context = {"page": page, "queue": queue, "tabs": tabs(everything)}
    return render(request, "disclosure/complaint_list.html", context)


def tabs(everything: bool) -> list[dict[str, object]]:
    """Those that wait, and all."""
    url = reverse("complaint-list")
    return [
        {"label": _("待办"), "url": url, "current": not everything},
        {"label": _("全部"), "url": f"{url}?status=all", "current": everything},
    ]


@requires(HANDLE)
def complaint_detail(request: AccountRequest, pk: UUID) -> HttpResponse:
    """One complaint without who complains: what is said, the clocks, what to do. The read is logged."""
    row = get_object_or_404(rows(request.user).select_related("decided_by"), pk=pk)
    audit.read(row, what="statement", actor=request.user)
    clocks = list(deadlines.for_subject(complaints.SUBJECT, str(row.pk)).order_by("pk"))
    left = deadlines.remaining_of(clocks, timezone.localdate())
    acts = [act for act in COMPLAINT_ACTS if act.offered(row, request.user)]
    context = {
        "row": row,
        "clocks": [(clock, left[clock.pk]) for clock in clocks],
        "acts": [(act.title, reverse(act.name, args=[row.pk])) for act in acts],
        "files": row.files.select_related("blob").order_by("pk"),
    }
    return render(request, "disclosure/complaint_detail.html", context)


@requires(HANDLE)
def complaint_reporter(request: AccountRequest, pk: UUID) -> HttpResponse:
    """Who complains and how to reach them; each look is on the audit log."""
    row = get_object_or_404(rows(request.user), pk=pk)
    reporter, contact = complaints.reporter(row, by=request.user)
    context = {"row": row, "reporter": reporter, "contact": contact}
    response = render(request, "disclosure/complaint_reporter.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@requires(HANDLE)
def complaint_file(request: AccountRequest, pk: UUID, file: int) -> HttpResponse:
    """A file that came with the complaint, to be saved; each look is on the audit log."""
    row = get_object_or_404(rows(request.user), pk=pk)
    found = get_object_or_404(
        ComplaintFile.objects.select_related("blob", "complaint"), complaint=row, pk=file
    )
    data = complaints.opened(found, by=request.user)
    response = HttpResponse(data, content_type=found.blob.content_type)
    response["Content-Disposition"] = content_disposition_header(True, found.name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@requires(COUNT)
def complaint_counts_page(request: AccountRequest) -> HttpResponse:
    """How complaints about each unit were handled: counts alone."""
    lines = complaint_counts.table(request.user, timezone.localdate())
    return render(request, "disclosure/complaint_counts.html", {"lines": lines})
