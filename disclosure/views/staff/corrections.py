"""Requests for correction in the back office: the list, one of them, and who asks."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import audit
from core.permissions import AccountRequest, requires
from disclosure.acts.corrections import CORRECTION_ACTS, rows
from disclosure.models import CorrectionRequest
from disclosure.models.correction import CHANGE, HANDLE, SEE
from disclosure.services import corrections
from disclosure.views.staff.inbox import Inbox
from enforcement.models import User

ABOUT = ("version", "entry_version", "officer", "item", "organ")
LINES = {"benchmark": "benchmark-admin-detail", "random": "random-item-edit"}
LISTS = {"delegation": "delegation-admin-list", "catalogue": "catalogue-list"}
INBOX = Inbox(
    title=gettext_lazy("更正申请"),
    url="correction",
    subject=corrections.SUBJECT,
    waiting=gettext_lazy("待答复"),
    columns=(
        (gettext_lazy("涉及的信息"), lambda row: row.about),
        (gettext_lazy("错误类型"), lambda row: row.get_what_display()),
        (gettext_lazy("机关"), lambda row: row.agency),
    ),
    nothing=gettext_lazy("没有更正申请"),
    what_comes=gettext_lazy("公众在公开的页面提出更正申请后，会出现在这里，并按期限排列在工作台。"),
)
KEPT = {"organ": "agency-admin-edit", "officer": "officer-admin-edit", "item": "item-admin-edit"}


@requires(SEE)
def correction_list(request: AccountRequest) -> HttpResponse:
    """The requests, the newest first; those that wait, or all."""
    found = CorrectionRequest.objects.visible_to(request.user).select_related("agency", *ABOUT)
    return INBOX.listed(request, found, found.pending())


@requires(SEE)
def correction_detail(request: AccountRequest, pk: UUID) -> HttpResponse:
    """One request: what is said to be wrong, the clock, what to do. The read is logged."""
    found = CorrectionRequest.objects.visible_to(request.user)
    found = found.select_related("agency", "publication__shown", "remade", "decided_by", *ABOUT)
    row = get_object_or_404(found, pk=pk)
    audit.read(row, what="statement", actor=request.user)
    own = rows(request.user).filter(pk=row.pk).exists()
    context = {
        **INBOX.beside(row, CORRECTION_ACTS if own else (), request.user),
        "target": corrections.target(row),
        "kept_at": kept_at(row, request.user),
        "may_reach": own and request.user.has_perm(HANDLE),
    }
    return render(request, "disclosure/correction_detail.html", context)


def kept_at(row: CorrectionRequest, user: User) -> str:
    """Where the row of a register is kept, for who keeps it; "" otherwise."""
    if row.publication_id is not None or not user.has_perm(CHANGE):
        return ""
    if row.entry_id is not None:
        return reverse("entry-detail", args=[row.entry_id])
    if row.line:
        return _kept_line(*row.line["key"].split("-"))
    column = next(name for name in KEPT if getattr(row, f"{name}_id") is not None)
    return reverse(KEPT[column], args=[getattr(row, f"{column}_id")])


def _kept_line(name: str, key: str) -> str:
    """Where a line is kept; what must be recorded is set by the rules of the place, on no page."""
    if name in LINES:
        return reverse(LINES[name], args=[key])
    return reverse(LISTS[name]) if name in LISTS else ""


@requires(HANDLE)
def correction_contact(request: AccountRequest, pk: UUID) -> HttpResponse:
    """Who asks and how to reach them; each look is on the audit log."""
    row = get_object_or_404(rows(request.user), pk=pk)
    applicant, contact = corrections.contact(row, by=request.user)
    facts = [
        (_("申请人"), applicant, _("没有填写")),
        (_("联系方式"), contact, _("没有填写，申请人凭回执查询答复")),
    ]
    notice = _("仅用于答复本申请。本次查看已记入日志。")
    return INBOX.sender(request, row, _("申请人和联系方式"), notice, facts)
