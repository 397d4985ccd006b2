"""What a publisher does to one publication; a refused form comes back with what was typed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import RuleError
from core.http import UNPROCESSABLE
from core.permissions import AccountRequest, requires
from disclosure import comparison
from disclosure.forms import (
    ApproveForm,
    PublishForm,
    ReconsiderForm,
    RedactForm,
    ReturnForm,
    WithdrawForm,
    WithholdForm,
)
from disclosure.models import Publication
from disclosure.services import pipeline, reconsideration
from disclosure.views.staff.publications import detail_context

Form = Any
Work = Callable[[Publication, Form], object]


@dataclass(frozen=True)
class Action:
    """One move as a form: its name among the forms of the page, the form, the work, the words."""

    name: str
    form: Callable[[Publication, Any], forms.BaseForm]
    work: Work
    done: str


def visible(request: AccountRequest, pk: UUID) -> Publication:
    """The publication, or 404 when it is not the account's to see."""
    return get_object_or_404(Publication.objects.visible_to(request.user), pk=pk)


def act(request: AccountRequest, pk: UUID, action: Action) -> HttpResponse:
    """Validate the form, call the service, and go back to the publication."""
    row = visible(request, pk)
    if request.method != "POST":
        return redirect("publication-detail", row.pk)
    form: Form = action.form(row, request.POST)
    if form.is_valid():
        try:
            action.work(row, form)
        except RuleError as error:
            form.refuse(error)
        else:
            messages.success(request, action.done)
            return redirect("publication-detail", row.pk)
    context = detail_context(request, visible(request, pk), {action.name: form})
    return render(request, "disclosure/publication_detail.html", context, status=UNPROCESSABLE)


def redact_form(row: Publication, data: Any) -> RedactForm:
    """The redaction form over the texts of the decision."""
    if row.decision is None:
        raise RuleError(_("外部报送的记录由报送系统更正。"), remedy=_("请由报送单位重新报送。"))
    return RedactForm(data, rows=comparison.compare(row.decision, row.shown))


@requires("disclosure.redact")
def publication_redact(request: AccountRequest, pk: UUID) -> HttpResponse:
    """脱敏: submit the text for the public to a second person."""
    action = Action(
        "redact",
        redact_form,
        lambda row, form: pipeline.redact(row, by=request.user, edits=form.edits()),
        _("脱敏稿已提交，等待另一名公示审核人审批。"),
    )
    return act(request, pk, action)


@requires("disclosure.approve")
def publication_approve(request: AccountRequest, pk: UUID) -> HttpResponse:
    """审批 by a second person, of exactly the version on the page."""
    action = Action(
        "approve",
        lambda row, data: ApproveForm(data),
        lambda row, form: pipeline.approve(row, by=request.user, seen=form.cleaned_data["seen"]),
        _("已审批，可以发布；未手动发布的，由系统自动发布。"),
    )
    return act(request, pk, action)


@requires("disclosure.approve")
def publication_return(request: AccountRequest, pk: UUID) -> HttpResponse:
    """退回脱敏, with the reason."""
    action = Action(
        "return",
        lambda row, data: ReturnForm(data),
        lambda row, form: pipeline.send_back(
            row, by=request.user, reason=form.cleaned_data["reason"]
        ),
        _("已退回脱敏。"),
    )
    return act(request, pk, action)


@requires("disclosure.approve")
def publication_publish(request: AccountRequest, pk: UUID) -> HttpResponse:
    """发布 today."""
    action = Action(
        "publish",
        lambda row, data: PublishForm(data),
        lambda row, form: pipeline.publish(row, by=request.user, on=timezone.localdate()),
        _("已向社会公开。"),
    )
    return act(request, pk, action)


@requires("disclosure.approve")
def publication_withhold(request: AccountRequest, pk: UUID) -> HttpResponse:
    """不公开, on a statutory ground."""
    action = Action(
        "withhold",
        lambda row, data: WithholdForm(data),
        lambda row, form: pipeline.withhold(
            row, by=request.user, on=timezone.localdate(), **form.cleaned_data
        ),
        _("已记录依法不公开。"),
    )
    return act(request, pk, action)


@requires("disclosure.approve")
def publication_reconsider(request: AccountRequest, pk: UUID) -> HttpResponse:
    """重新评估公开, with the reason; redaction begins again."""
    action = Action(
        "reconsider",
        lambda row, data: ReconsiderForm(data),
        lambda row, form: reconsideration.reconsider(
            row, by=request.user, on=timezone.localdate(), **form.cleaned_data
        ),
        _("已重新列入待公开，请脱敏后审批。"),
    )
    return act(request, pk, action)


@requires("disclosure.withdraw")
def publication_withdraw(request: AccountRequest, pk: UUID) -> HttpResponse:
    """撤下, with the reason made public."""
    action = Action(
        "withdraw",
        lambda row, data: WithdrawForm(data),
        lambda row, form: pipeline.withdraw(
            row, by=request.user, on=timezone.localdate(), reason=form.cleaned_data["reason"]
        ),
        _("已撤下，并公开说明理由。"),
    )
    return act(request, pk, action)
