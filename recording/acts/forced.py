"""What is done towards forced execution, one page each (行政强制法 35-53)."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.acts import Act
from enforcement.models import Decision, ForcedExecution, Substitution, User
from enforcement.services import forced as rules
from enforcement.services import substitution
from enforcement.services.substitution import Order
from recording.acts.measures import DECIDE, RECORD, tab
from recording.forms.decision import DeliveryForm
from recording.forms.forced import (
    CarryOutForm,
    ExecuteForm,
    ForcedDecisionForm,
    HearForm,
    OrderForm,
    PerformForm,
    TerminateForm,
    UrgeForm,
    cents,
)
from recording.services import forced

Forced, Substituted = ForcedExecution.Status, Substitution.Status


def _decisions(user: Any) -> Any:
    return Decision.objects.visible_to(user).select_related("case__party", "agency")


def _forced(user: Any) -> Any:
    rows = ForcedExecution.objects.visible_to(user)
    return rows.select_related("case__agency", "case__party", "decision")


def _substitutions(user: Any) -> Any:
    rows = Substitution.objects.visible_to(user)
    return rows.select_related("case__agency", "case__party", "decision")


def _urge(
    decision: Decision, *, by: User, amount: Decimal | None, **values: Any
) -> ForcedExecution:
    return forced.urge(decision, by=by, amount_cents=cents(amount), **values)


def _order(
    decision: Decision, *, by: User, on: date, budget: Decimal, **values: Any
) -> Substitution:
    what = Order(budget_cents=cents(budget), **values)
    return forced.order(decision, by=by, on=on, what=what)


def _carry_out(row: Substitution, *, by: User, cost: Decimal, **values: Any) -> Substitution:
    return forced.carry_out(row, by=by, cost_cents=cents(cost), **values)


def _last_urging(row: Substitution, on: date) -> str:
    words = {"day": row.planned_on, "last": substitution.latest_urging(row)}
    return _("代履行定于%(day)s，最迟于%(last)s催告。") % words


def _binds(decision: Decision) -> bool:
    return decision.status == Decision.Status.SERVED


FORCED_URGE = Act(
    name="forced-urge",
    permission=RECORD,
    title=gettext_lazy("催告"),
    done=gettext_lazy("已催告，催告书和送达回证已保存。"),
    rows=_decisions,
    form=UrgeForm,
    do=_urge,
    home=tab,
    open=_binds,
    papers=True,
)
FORCED_HEAR = Act(
    name="forced-hear",
    permission=RECORD,
    title=gettext_lazy("记录、复核陈述申辩"),
    done=gettext_lazy("已记录。"),
    rows=_forced,
    form=HearForm,
    do=rules.hear,
    home=tab,
    open=lambda row: row.status == Forced.URGED,
)
FORCED_DECIDE = Act(
    name="forced-decide",
    permission=DECIDE,
    title=gettext_lazy("作出强制执行决定"),
    done=gettext_lazy("已作出强制执行决定，请送达。"),
    rows=_forced,
    form=ForcedDecisionForm,
    do=forced.decide,
    home=tab,
    open=lambda row: row.status == Forced.URGED,
    papers=True,
)
FORCED_EXECUTE = Act(
    name="forced-execute",
    permission=RECORD,
    title=gettext_lazy("记录强制执行"),
    done=gettext_lazy("已记录，强制执行笔录已保存。"),
    rows=_forced,
    form=ExecuteForm,
    do=forced.execute,
    home=tab,
    open=lambda row: row.status == Forced.DECIDED,
    papers=True,
)
FORCED_PERFORM = Act(
    name="forced-perform",
    permission=RECORD,
    title=gettext_lazy("记录当事人履行"),
    done=gettext_lazy("已记录，强制执行停止。"),
    rows=_forced,
    form=PerformForm,
    do=rules.perform,
    home=tab,
    open=lambda row: row.status in (Forced.URGED, Forced.DECIDED),
)
FORCED_TERMINATE = Act(
    name="forced-terminate",
    permission=RECORD,
    title=gettext_lazy("终结执行"),
    done=gettext_lazy("已记录，执行终结。"),
    rows=_forced,
    form=TerminateForm,
    do=rules.terminate,
    home=tab,
    open=lambda row: row.status == Forced.DECIDED,
)
SUBSTITUTION_ORDER = Act(
    name="substitution-order",
    permission=DECIDE,
    title=gettext_lazy("作出代履行决定"),
    done=gettext_lazy("已作出代履行决定，请送达。"),
    rows=_decisions,
    form=OrderForm,
    do=_order,
    home=tab,
    open=_binds,
    papers=True,
)
SUBSTITUTION_URGE = Act(
    name="substitution-urge",
    permission=RECORD,
    title=gettext_lazy("代履行催告"),
    done=gettext_lazy("已催告，催告书和送达回证已保存。"),
    rows=_substitutions,
    form=DeliveryForm,
    do=forced.urge_substitution,
    home=tab,
    lead=_last_urging,
    open=lambda row: row.status == Substituted.ORDERED and not row.at_once_ground,
    papers=True,
)
SUBSTITUTION_CARRY_OUT = Act(
    name="substitution-carry-out",
    permission=RECORD,
    title=gettext_lazy("记录代履行"),
    done=gettext_lazy("已记录，代履行笔录已保存。"),
    rows=_substitutions,
    form=CarryOutForm,
    do=_carry_out,
    home=tab,
    open=lambda row: (
        row.status == Substituted.URGED
        or (row.status == Substituted.ORDERED and bool(row.at_once_ground))
    ),
    papers=True,
)
SUBSTITUTION_PERFORM = Act(
    name="substitution-perform",
    permission=RECORD,
    title=gettext_lazy("记录当事人履行"),
    done=gettext_lazy("已记录，代履行停止。"),
    rows=_substitutions,
    form=PerformForm,
    do=rules.perform,
    home=tab,
    open=lambda row: row.status in (Substituted.ORDERED, Substituted.URGED),
)
SUBSTITUTION_TERMINATE = Act(
    name="substitution-terminate",
    permission=RECORD,
    title=gettext_lazy("终结执行"),
    done=gettext_lazy("已记录，执行终结。"),
    rows=_substitutions,
    form=TerminateForm,
    do=rules.terminate,
    home=tab,
    open=lambda row: row.status in (Substituted.ORDERED, Substituted.URGED),
)
ON_DECISION = (FORCED_URGE, SUBSTITUTION_ORDER)
ON_FORCED = (FORCED_HEAR, FORCED_DECIDE, FORCED_EXECUTE, FORCED_PERFORM, FORCED_TERMINATE)
ON_SUBSTITUTION = (
    SUBSTITUTION_URGE,
    SUBSTITUTION_CARRY_OUT,
    SUBSTITUTION_PERFORM,
    SUBSTITUTION_TERMINATE,
)
