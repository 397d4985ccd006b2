"""Complaints in the back office: for their handlers alone, never for the unit concerned."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import audit
from core.permissions import AccountRequest, requires
from disclosure import complaint_counts
from disclosure.acts.complaints import COMPLAINT_ACTS, rows
from disclosure.models import ComplaintFile
from disclosure.models.complaint import HANDLE
from disclosure.services import complaints
from disclosure.views.staff.inbox import Inbox

COUNT = "disclosure.count_complaints"
INBOX = Inbox(
    title=gettext_lazy("投诉举报"),
    url="complaint",
    subject=complaints.SUBJECT,
    waiting=gettext_lazy("待办"),
    columns=(
        (gettext_lazy("被反映的机关"), lambda row: row.unit),
        (gettext_lazy("反映的问题"), lambda row: row.get_what_display()),
    ),
    nothing=gettext_lazy("没有投诉举报"),
    what_comes=gettext_lazy("公众对所监督机关执法行为的投诉举报会出现在这里。"),
)


@requires(HANDLE)
def complaint_list(request: AccountRequest) -> HttpResponse:
    """The complaints the account handles, the newest first; those that wait, or all."""
    found = rows(request.user)
    counts = reverse("complaint-counts") if request.user.has_perm(COUNT) else ""
    return INBOX.listed(request, found, found.pending(), counts=counts)


@requires(HANDLE)
def complaint_detail(request: AccountRequest, pk: UUID) -> HttpResponse:
    """One complaint without who complains: what is said, the clocks, what to do. The read is logged."""
    row = get_object_or_404(rows(request.user).select_related("decided_by"), pk=pk)
    audit.read(row, what="statement", actor=request.user)
    context = INBOX.beside(row, COMPLAINT_ACTS, request.user)
    context["files"] = row.files.select_related("blob").order_by("pk")
    return render(request, "disclosure/complaint_detail.html", context)


@requires(HANDLE)
def complaint_reporter(request: AccountRequest, pk: UUID) -> HttpResponse:
    """Who complains and how to reach them; each look is on the audit log."""
    row = get_object_or_404(rows(request.user), pk=pk)
    reporter, contact = complaints.reporter(row, by=request.user)
    facts = [
        (_("姓名或者名称"), reporter, _("匿名")),
        (_("联系方式"), contact, _("没有填写，凭回执查询答复")),
    ]
    notice = _("应当保密，不得告知被反映的机关和人员。本次查看已记入日志。")
    return INBOX.sender(request, row, _("投诉举报人"), notice, facts)


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
