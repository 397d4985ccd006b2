"""What lets an unpaid fine rest: 延期、分期 by the head (行政处罚法 66), 复议 or 诉讼 (行政处罚法 73)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core import audit, deadlines
from core.errors import RuleError
from core.periods import Period
from core.permissions import demand
from enforcement.flows.execution import DEFERRAL, STAY
from enforcement.gates import yuan
from enforcement.models import Decision, Deferral, Payment, Stay, User
from enforcement.services import cases, compulsion, execution, licences, recusal, revocation

DEFER, STANDS = "行政处罚法第六十六条第二款", "行政处罚法第七十三条"
DECIDE = "enforcement.decide"


@dataclass(frozen=True)
class Instalment:
    """A part of the fine in cents and the last day to pay it."""

    due_on: date
    cents: int

    def plain(self) -> dict[str, Any]:
        """As kept with the deferral."""
        return {"due_on": self.due_on.isoformat(), "cents": self.cents}


@transaction.atomic
def apply(
    decision: Decision,
    *,
    by: User,
    on: date,
    reason: str,
    until: date,
    schedule: Sequence[Instalment] = (),
) -> Deferral:
    """Record the party's request to pay later, or in parts that make up what is owed of the fine.

    RuleError when nothing of the fine is owed, no hardship is told, or the parts do not fit.
    """
    locked = execution.lock_as_handler(decision, by)
    execution.refuse_before(on, locked.issued_on, _("决定日期"), DEFER)
    owed = _owed(locked, on)
    if not reason.strip():
        raise _refusal(_("延期、分期缴纳应当写明确有经济困难的情况。"), "reason")
    if until <= on:
        raise _refusal(_("缴纳期限应当晚于申请日期。"), "until")
    if schedule:
        _assert_schedule(schedule, on, until, owed)
    if locked.deferrals.filter(status=Deferral.Status.APPLIED).exists():
        raise _refusal(_("已有一项申请等待批准。"), "")
    row = Deferral.objects.create(
        decision=locked,
        applied_on=on,
        reason=reason.strip(),
        until=until,
        schedule=[part.plain() for part in schedule],
        created_by=by,
    )
    audit.append("deferral.apply", obj=row, actor=by, data={"on": on, "until": until})
    return row


def _refusal(message: str, field: str) -> RuleError:
    return RuleError(
        message, article=DEFER, remedy=_("请核对当事人的申请和证明材料。"), field=field
    )


def _owed(decision: Decision, on: date) -> int:
    owed = execution.balance(decision, on).owed(Payment.Kind.FINE)
    if owed == 0:
        raise _refusal(_("罚款已经缴清，不能再延期或者分期。"), "")
    return owed


def _assert_schedule(schedule: Sequence[Instalment], on: date, until: date, owed: int) -> None:
    days = [part.due_on for part in schedule]
    if days != sorted(set(days)) or days[0] <= on or days[-1] != until:
        raise _refusal(_("各期日期应当先后排列，最后一期为缴纳期限。"), "schedule")
    if min(part.cents for part in schedule) <= 0 or sum(p.cents for p in schedule) != owed:
        raise _refusal(
            _("各期金额之和应当等于尚未缴纳的罚款%(owed)s。") % {"owed": yuan(owed)},
            "schedule",
        )


@transaction.atomic
def grant(deferral: Deferral, *, by: User, on: date, opinion: str = "") -> Deferral:
    """The head grants the request: the time to pay is the new one, no surcharge until then."""
    recusal.demand_in_case(by, DECIDE, deferral.decision.case)
    decision = execution.lock(deferral.decision)
    _owed(decision, on)
    execution.refuse_before(on, deferral.applied_on, _("申请日期"), DEFER)
    if deferral.until <= on:
        raise _refusal(_("申请的缴纳期限已经过去，不能批准。"), "on")
    moved = _decide(deferral, "grant", by=by, on=on, opinion=opinion)
    key = str(decision.pk)
    for clock in (execution.PAY, execution.DEFERRED, execution.COURT_WINDOW):
        deadlines.void(execution.DECISION, key, on=on, key=clock)
    execution.open_clock(execution.DECISION, key, decision, _granted(deferral, on), on)
    return moved


def _granted(deferral: Deferral, on: date) -> Period:
    """The time the head gave, as a period that ends on the day named: it rolls over nothing."""
    return Period(
        key=execution.DEFERRED,
        label=execution.LABELS[execution.DEFERRED],
        count=(deferral.until - on).days,
        unit="day",
        rolls=False,
        article=DEFER,
    )


@transaction.atomic
def refuse(deferral: Deferral, *, by: User, on: date, opinion: str) -> Deferral:
    """The head refuses the request, with reasons."""
    recusal.demand_in_case(by, DECIDE, deferral.decision.case)
    execution.lock(deferral.decision)
    execution.refuse_before(on, deferral.applied_on, _("申请日期"), DEFER)
    if not opinion.strip():
        raise RuleError(
            _("不予批准应当说明理由。"),
            article=DEFER,
            remedy=_("请填写理由。"),
            field="opinion",
        )
    return _decide(deferral, "refuse", by=by, on=on, opinion=opinion)


def _decide(deferral: Deferral, name: str, *, by: User, on: date, opinion: str) -> Deferral:
    changes = {"decided_on": on, "decided_by": by, "opinion": opinion.strip()}
    return DEFERRAL.move(deferral, name, by=by, changes=changes, note=opinion)


def _lock_challenged(decision: Decision, by: User, *states: str) -> Decision:
    """The decision, locked, for a handler of its case: of any kind, its case closed or not."""
    demand(by, execution.RECORD)
    cases.assert_handler(decision.case, by)
    rows = Decision.objects.select_for_update(of=("self",)).select_related("agency", "case__party")
    locked = rows.get(pk=decision.pk)
    if locked.status not in states:
        raise RuleError(
            _("决定尚未作出，或者已被撤销、变更，不能登记复议、诉讼。"),
            article=STANDS,
            remedy=_("请核对决定的状态。"),
        )
    return locked


@transaction.atomic
def stay(decision: Decision, *, by: User, on: date, kind: str, number: str) -> Stay:
    """Record that 复议 or 诉讼 was accepted on the day: from then on no surcharge is counted.

    The public reads that the decision is under review. Execution itself goes on (行政处罚法 73
    paragraph 1). RuleError while another one runs.
    """
    locked = _lock_challenged(decision, by, *licences.BINDING)
    execution.refuse_before(on, locked.issued_on, _("决定日期"), STANDS)
    if not number.strip():
        raise RuleError(
            _("应当登记复议、诉讼的案号。"),
            article=STANDS,
            remedy=_("请填写受理通知书上的案号。"),
            field="number",
        )
    if locked.stays.filter(status=Stay.Status.RUNNING).exists():
        raise RuleError(
            _("已有一项复议、诉讼正在进行。"),
            article=STANDS,
            remedy=_("请先记录其终结。"),
        )
    row = Stay.objects.create(
        decision=locked, kind=kind, number=number.strip(), since=on, created_by=by
    )
    deadlines.void(execution.DECISION, str(locked.pk), on=on, key=execution.COURT_WINDOW)
    audit.append("stay.begin", obj=row, actor=by, data={"on": on, "kind": kind})
    return row


@transaction.atomic
def end_stay(
    row: Stay, *, by: User, on: date, outcome: str, result: str, remake: bool = False
) -> Stay:
    """Record the day it ended and how; that day is still inside.

    With a change, revocation, 确认违法 or 确认无效 the decision falls on the same day, so that the
    three days for taking it down run from then (行政处罚法 48); `remake`: another must be made.
    """
    locked = _lock_challenged(row.decision, by, *licences.BINDING, Decision.Status.REVOKED)
    execution.refuse_before(on, row.since, _("受理日期"), STANDS)
    if outcome not in Stay.Outcome.values or not result.strip():
        raise RuleError(
            _("应当写明复议、诉讼的结果。"),
            article=STANDS,
            remedy=_("请填写复议决定书、裁判文书的文号和结果。"),
            field="result" if outcome in Stay.Outcome.values else "outcome",
        )
    fallen = outcome in Stay.FALLEN
    if remake and not fallen:
        raise RuleError(
            _("决定没有被变更、撤销、确认违法或者确认无效，不能重新作出决定。"),
            article=STANDS,
            remedy=_("请核对结果类别，或者取消勾选“重新作出决定”。"),
            field="remake",
        )
    said = {"outcome": outcome, "result": result.strip()}
    changes = {"until": on, "ended_at": timezone.now(), **said}
    moved = STAY.move(row, "end", by=by, changes=changes, note=result)
    if fallen and locked.status in licences.BINDING:
        revocation.fall(locked, by=by, on=on, ground=_ground(moved), remake=remake)
    elif execution.carried_out(locked):
        compulsion.open_window(locked, on)
    return moved


@translation.override(settings.LANGUAGE_CODE)
def _ground(row: Stay) -> str:
    """Why the decision fell, as it is kept and, redacted, told to the public."""
    return f"{row.get_kind_display()}{row.get_outcome_display()}：{row.result}"
