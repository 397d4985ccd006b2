"""What a publisher does to one publication; a refused form comes back with what was typed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.acts import accepted
from core.errors import RuleError
from core.http import UNPROCESSABLE
from core.permissions import AccountRequest, requires
from disclosure import comparison
from disclosure.forms import (
    ApproveForm,
    ConfirmForm,
    PublishForm,
    ReconsiderForm,
    RedactForm,
    ReturnForm,
    WithdrawForm,
    WithholdForm,
)
from disclosure.models import Publication
from disclosure.services import automatic, pipeline, reconsideration
from disclosure.views.staff.publications import detail_context

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Form = Any


def over(form: Callable[[Any], forms.BaseForm]) -> Callable[[Publication, Any], forms.BaseForm]:
    """A form that asks the same whatever the publication."""
    return lambda row, data: form(data)


def cleaned(form: Form) -> dict[str, Any]:
    """What most services take: the cleaned data by name."""
    return dict(form.cleaned_data)


@dataclass(frozen=True, kw_only=True)
class Move:
    """One move as a form of the page of a publication.

    name: among the forms of the page; form: made of the row and what was posted; do: the service,
    called with the row, `by`, what `given` takes from the form and, where `dated`, the day as `on`.
    """

    name: str
    permission: str
    form: Callable[[Publication, Any], forms.BaseForm]
    do: Callable[..., object]
    done: "StrOrPromise"
    given: Callable[[Form], dict[str, Any]] = cleaned
    dated: bool = True


def visible(request: AccountRequest, pk: UUID) -> Publication:
    """The publication, or 404 when it is not the account's to see."""
    return get_object_or_404(Publication.objects.visible_to(request.user), pk=pk)


def page(move: Move) -> Callable[..., HttpResponseBase]:
    """The view of a move: validate the form, call the service, go back to the publication."""

    @requires(move.permission)
    def view(request: AccountRequest, pk: UUID) -> HttpResponse:
        row = visible(request, pk)
        if request.method != "POST":
            return redirect("publication-detail", row.pk)
        form: Form = move.form(row, request.POST)
        day = {"on": timezone.localdate()} if move.dated else {}
        if accepted(form, lambda: move.do(row, by=request.user, **day, **move.given(form))):
            messages.success(request, move.done)
            return redirect("publication-detail", row.pk)
        context = detail_context(request, visible(request, pk), {move.name: form})
        return render(request, "disclosure/publication_detail.html", context, status=UNPROCESSABLE)

    view.__name__ = f"publication_{move.name}"
    return view


def redact_form(row: Publication, data: Any) -> RedactForm:
    """The redaction form over the texts of the decision."""
    if row.decision is None:
        raise RuleError(_("外部报送的记录由报送系统更正。"), remedy=_("请由报送单位重新报送。"))
    return RedactForm(data, rows=comparison.compare(row.decision, row.shown))


# 脱敏, for a second person to approve exactly the version on his page.
publication_redact = page(
    Move(
        name="redact",
        permission="disclosure.redact",
        form=redact_form,
        do=pipeline.redact,
        given=lambda form: {"edits": form.edits(), "marked": form.cleaned_data["marks"]},
        dated=False,
        done=gettext_lazy("脱敏稿已提交，等待另一名公示审核人审批。"),
    )
)
publication_approve = page(
    Move(
        name="approve",
        permission="disclosure.approve",
        form=over(ApproveForm),
        do=pipeline.approve,
        dated=False,
        done=gettext_lazy("已审批，可以发布；未手动发布的，由系统自动发布。"),
    )
)
publication_return = page(
    Move(
        name="return",
        permission="disclosure.approve",
        form=over(ReturnForm),
        do=pipeline.send_back,
        dated=False,
        done=gettext_lazy("已退回脱敏。"),
    )
)
publication_publish = page(
    Move(
        name="publish",
        permission="disclosure.approve",
        form=over(PublishForm),
        do=pipeline.publish,
        done=gettext_lazy("已向社会公开。"),
    )
)
publication_withhold = page(
    Move(
        name="withhold",
        permission="disclosure.approve",
        form=lambda row, data: WithholdForm(data, publication=row),
        do=pipeline.withhold,
        done=gettext_lazy("已记录依法不公开。"),
    )
)
# 确认不公开 of what the system withheld by itself, on the ground on the page.
publication_confirm = page(
    Move(
        name="confirm",
        permission=automatic.APPROVE,
        form=over(ConfirmForm),
        do=automatic.confirm,
        dated=False,
        done=gettext_lazy("已确认不公开，确认人已记录在案。"),
    )
)
publication_reconsider = page(
    Move(
        name="reconsider",
        permission="disclosure.approve",
        form=over(ReconsiderForm),
        do=reconsideration.reconsider,
        done=gettext_lazy("已重新列入待公开，请脱敏后审批。"),
    )
)
publication_withdraw = page(
    Move(
        name="withdraw",
        permission="disclosure.withdraw",
        form=lambda row, data: WithdrawForm(data, publication=row),
        do=pipeline.withdraw,
        done=gettext_lazy("已撤下，并公开说明理由。"),
    )
)
