"""Consultations in the back office of the agency that is asked."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import audit
from core.permissions import AccountRequest, requires
from disclosure.acts.consultations import CONSULTATION_ACTS, rows
from disclosure.acts.faq import FAQ_ACTS, FAQ_DRAFT
from disclosure.models import FrequentQuestion
from disclosure.models.consultation import HANDLE
from disclosure.services import consultations
from disclosure.views.staff.inbox import Inbox

INBOX = Inbox(
    title=gettext_lazy("咨询"),
    url="consultation",
    subject=consultations.SUBJECT,
    waiting=gettext_lazy("待答复"),
    columns=((gettext_lazy("咨询的事项"), lambda row: row.about),),
    nothing=gettext_lazy("没有咨询"),
    what_comes=gettext_lazy(
        "公众在办事指南、执法事项和机关的页面提出咨询后，会出现在这里，并按期限排列在工作台。"
    ),
)


@requires(HANDLE)
def consultation_list(request: AccountRequest) -> HttpResponse:
    """The questions put to the agency, the newest first; those that wait, or all."""
    found = rows(request.user)
    return INBOX.listed(request, found, found.pending())


@requires(HANDLE)
def consultation_detail(request: AccountRequest, pk: UUID) -> HttpResponse:
    """One question without who asks: what is asked, the clock, what to do. The read is logged."""
    row = get_object_or_404(rows(request.user).select_related("decided_by"), pk=pk)
    audit.read(row, what="question", actor=request.user)
    context = INBOX.beside(row, (*CONSULTATION_ACTS, FAQ_DRAFT), request.user)
    frequent = FrequentQuestion.objects.filter(consultation=row)
    context["told"] = [
        (one, [act for act in FAQ_ACTS if act.offered(one, request.user)])
        for one in frequent.select_related("drafted_by", "approved_by")
    ]
    return render(request, "disclosure/consultation_detail.html", context)


@requires(HANDLE)
def consultation_contact(request: AccountRequest, pk: UUID) -> HttpResponse:
    """Who asks and how to reach them; each look is on the audit log."""
    row = get_object_or_404(rows(request.user), pk=pk)
    asker, contact = consultations.contact(row, by=request.user)
    facts = [
        (_("咨询人"), asker, _("没有填写")),
        (_("联系方式"), contact, _("没有填写，咨询人凭回执查询答复")),
    ]
    notice = _("仅用于答复本咨询。本次查看已记入日志。")
    return INBOX.sender(request, row, _("咨询人和联系方式"), notice, facts)
