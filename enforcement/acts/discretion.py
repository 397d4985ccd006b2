"""What a handler does about the discretion of a draft."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.acts import Act
from enforcement import weighing
from enforcement.forms.discretion import WeighForm
from enforcement.models import Decision
from enforcement.models.kinds import ActionKind
from enforcement.services import discretion


def discretion_page(decision: Decision) -> tuple[str, str]:
    """The page that shows how the draft weighs."""
    return _("裁量"), reverse("decision-discretion", args=[decision.pk])


def may_weigh(decision: Decision) -> bool:
    """Whether it is the draft of a penalty."""
    return decision.status == Decision.Status.DRAFT and decision.kind == ActionKind.PENALTY


def _lead(decision: Decision, on: date) -> str:
    found = weighing.candidates(decision)
    if not found:
        return _("没有找到与违法行为类型同名的裁量基准；有其他适用的基准的，请选择。")
    names = "、".join(str(row) for row in found)
    return _("与违法行为类型相同的裁量基准：%(names)s。") % {"names": names}


DECISION_WEIGH = Act(
    name="decision-weigh",
    permission="enforcement.draft_decision",
    title=gettext_lazy("适用裁量基准和法定情节"),
    done=gettext_lazy("已写入草案。草案如已审核通过，需要重新送审。"),
    rows=Decision.objects.visible_to,
    form=WeighForm,
    do=discretion.weigh,
    home=discretion_page,
    lead=_lead,
    open=may_weigh,
)
