"""Deciding on a supply, withdrawing it, trying again, handing it over."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.acts import Act, ActForm
from recording.flows import SUPPLY
from recording.forms.retention import ReasonForm
from recording.forms.supplies import ApproveForm, HandOverForm, RefuseForm
from recording.models import Supply
from recording.services import supplies


def rows(user: Any) -> QuerySet[Supply]:
    """The supplies an account may see."""
    return Supply.objects.visible_to(user).select_related("case__agency", "agency")


def page_of(row: Supply) -> tuple[str, str]:
    """The page of the supply."""
    return str(gettext_lazy("对外提供")), reverse("supply-detail", args=[row.pk])


def _open(name: str) -> Any:
    return lambda row: row.status in SUPPLY.moves[name].sources


def _lead(row: Supply, on: Any) -> str:
    return _("提供给%(who)s，依据：%(basis)s，用途：%(purpose)s。") % {
        "who": f"{row.organisation} {row.applicant}",
        "basis": row.get_basis_display(),
        "purpose": row.purpose,
    }


def _approve(row: Supply, *, by: Any, answer: str) -> object:
    return supplies.approve(row, by=by, at=timezone.now(), answer=answer)


def _refuse(row: Supply, *, by: Any, answer: str) -> object:
    return supplies.refuse(row, by=by, at=timezone.now(), answer=answer)


def _hand_over(row: Supply, *, by: Any, receiver: str, medium: str) -> object:
    return supplies.hand_over(row, by=by, at=timezone.now(), receiver=receiver, medium=medium)


SUPPLY_APPROVE = Act(
    name="supply-approve",
    permission=supplies.APPROVE,
    title=gettext_lazy("同意对外提供"),
    done=gettext_lazy("已同意，后台正在制作加注接收人的副本。"),
    rows=rows,
    form=ApproveForm,
    do=_approve,
    home=page_of,
    lead=_lead,
    open=_open("approve"),
)
SUPPLY_REFUSE = Act(
    name="supply-refuse",
    permission=supplies.APPROVE,
    title=gettext_lazy("不予提供"),
    done=gettext_lazy("已记录不予提供及理由。"),
    rows=rows,
    form=RefuseForm,
    do=_refuse,
    home=page_of,
    lead=_lead,
    open=_open("refuse"),
)
SUPPLY_WITHDRAW = Act(
    name="supply-withdraw",
    permission="recording.view_evidence",
    title=gettext_lazy("撤回对外提供"),
    done=gettext_lazy("已撤回，链接立即失效。"),
    rows=rows,
    form=ReasonForm,
    do=supplies.withdraw,
    home=page_of,
    lead=_lead,
    open=_open("withdraw"),
)
SUPPLY_RETRY = Act(
    name="supply-retry",
    permission=supplies.ASK,
    title=gettext_lazy("重新制作副本"),
    done=gettext_lazy("已重新排队。"),
    rows=rows,
    form=ActForm,
    do=supplies.retry,
    home=page_of,
    lead=lambda row, on: row.problem,
    open=_open("retry"),
)
SUPPLY_HAND_OVER = Act(
    name="supply-hand-over",
    permission=supplies.ASK,
    title=gettext_lazy("登记当面交付"),
    done=gettext_lazy("已登记交付，可以打印回执由接收人签收。"),
    rows=rows,
    form=HandOverForm,
    do=_hand_over,
    home=page_of,
    lead=_lead,
    open=lambda row: row.status == "ready" and row.channel == "medium",
)
ACTS = (SUPPLY_APPROVE, SUPPLY_REFUSE, SUPPLY_HAND_OVER, SUPPLY_RETRY, SUPPLY_WITHDRAW)
