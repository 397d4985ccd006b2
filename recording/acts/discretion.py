"""What the head does about the discretion of a draft."""

from datetime import date

from django.utils.translation import gettext_lazy

from core.acts import Act
from enforcement import weighing
from enforcement.acts.discretion import discretion_page, may_weigh
from enforcement.forms.discretion import DepartureForm
from enforcement.gates.discretion import approval
from enforcement.models import Decision
from recording.services import discretion


def _left(decision: Decision, on: date) -> str:
    return "\n".join(weighing.departing(decision))


def _unapproved(decision: Decision) -> bool:
    return may_weigh(decision) and approval(decision) is None


DEPARTURE_APPROVE = Act(
    name="departure-approve",
    permission="enforcement.decide",
    title=gettext_lazy("批准偏离裁量基准"),
    done=gettext_lazy("已批准，审批表已归入案卷。草案再修改的，批准失效。"),
    rows=Decision.objects.visible_to,
    form=DepartureForm,
    do=discretion.approve_departure,
    home=discretion_page,
    lead=_left,
    open=_unapproved,
    papers=True,
)
