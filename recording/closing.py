"""Which ground may end which case: each ground of closing has its own conditions (domain §8.6)."""

from collections.abc import Callable
from datetime import date

from django.utils.translation import gettext as _

from core.errors import RuleError
from enforcement.gates import PUNISHED, yuan
from enforcement.models import (
    Case,
    CourtApplication,
    Decision,
    ForcedExecution,
    Proceeding,
    Substitution,
)
from enforcement.models.kinds import ActionKind, PenaltyKind
from enforcement.services import execution
from recording import kinds
from recording.models import Step
from recording.models.step import Stage

Status = CourtApplication.Status
# What is carried out by the decision itself or by payment; the rest needs a record of performance.
SELF_EXECUTING = {
    PenaltyKind.WARNING,
    PenaltyKind.CRITICISM,
    PenaltyKind.FINE,
    PenaltyKind.CONFISCATE_INCOME,
}
SILENCE = "deemed_renewed"
DRAFTED = "国办发〔2018〕118号第七条、第十二条"
EXECUTION = "行政强制法第三十九条、第五十三条"
# Of a forced execution, a 代履行 and an application to the court: what has no result yet.
RUNNING = (
    *(ForcedExecution.Status.URGED, ForcedExecution.Status.DECIDED),
    *(Substitution.Status.ORDERED, Status.APPLIED, Status.ACCEPTED),
)
COMPLETED_KINDS = {ActionKind.PERMIT, ActionKind.INSPECTION}


def refuse_ground(case: Case, decision: Decision, *, ground: str, on: date) -> None:
    """Raise RuleError when the served decision does not allow the ground on the day."""
    check = CONDITIONS.get(ground)
    if check is not None:
        check(case, decision, ground, on)


def refuse_draft(case: Case) -> None:
    """Raise RuleError while a decision of the case is drafted: nobody could make it any more.

    A review of the draft is open with it; the database refuses what outlives the draft.
    """
    draft = case.decisions.filter(status=Decision.Status.DRAFT).first()
    if draft is not None:
        raise RuleError(
            _("本案的决定草案“%(title)s”尚未办结，不能结案。") % {"title": draft.title},
            article=DRAFTED,
            remedy=_("请作出并送达决定，或者放弃草案；已经送法制审核的，请先撤回送审。"),
        )


def refuse_open(case: Case) -> None:
    """Raise RuleError while something is still being carried out: it is ended first, on its page."""
    running = {
        _("强制执行"): case.forced_executions.filter(status__in=RUNNING),
        _("代履行"): case.substitutions.filter(status__in=RUNNING),
        _("法院强制执行"): CourtApplication.objects.filter(decision__case=case, status__in=RUNNING),
    }
    names = [name for name, rows in running.items() if rows.exists()]
    if names:
        raise RuleError(
            _("%(names)s尚未办结，不能结案。") % {"names": "、".join(names)},
            article=EXECUTION,
            remedy=_("请先记录履行、执行的结果，或者人民法院的裁定。"),
        )


def refuse_unsilent(case: Case, ground: str) -> None:
    """Raise RuleError when the ground is the renewal by silence of a licence that was not so renewed.

    No decision shows that silence renewed (行政许可法 50), so the proceeding itself must say so.
    """
    if ground != SILENCE:
        return
    rows = Proceeding.objects.filter(case=case, settled=Proceeding.Settled.DEEMED)
    if case.kind != ActionKind.PERMIT or not rows.exists():
        raise _refusal(
            ground,
            _("本案不是因逾期未作决定而视为准予延续的许可案件，不能以该事由结案。"),
            _("请作出并送达决定，或者选择与案件相符的事由。"),
        )


def _refusal(ground: str, message: str, remedy: str) -> RuleError:
    return RuleError(
        message, article=kinds.grounds()[ground].article, remedy=remedy, field="ground"
    )


def _executed(case: Case, decision: Decision, ground: str, on: date) -> None:
    by_court = decision.courtapplications.filter(status=Status.EXECUTED).exists()
    owed = execution.balance(decision, on).total
    if owed and not by_court:
        raise _refusal(
            ground,
            _("截至%(day)s尚有%(owed)s未缴纳，不能以执行完毕结案。")
            % {"day": on, "owed": yuan(owed)},
            _("请在“执行”中登记缴款；加处罚款一并缴清。"),
        )
    other = set(decision.penalty_kinds) - SELF_EXECUTING
    done = Step.objects.filter(case=case, stage=Stage.EXECUTION).exists()
    if other and not done and not by_court:
        names = "、".join(str(PenaltyKind(kind).label) for kind in sorted(other))
        raise _refusal(
            ground,
            _("“%(names)s”没有履行情况的记录，不能以执行完毕结案。") % {"names": names},
            _("请在“过程记录”中记录履行情况。"),
        )


def _court_ended(case: Case, decision: Decision, ground: str, on: date) -> None:
    if not decision.courtapplications.filter(status=Status.ENDED).exists():
        raise _refusal(
            ground,
            _("没有人民法院终结执行的记录。"),
            _("请在“执行”中记录法院的裁定。"),
        )


def _no_penalty(case: Case, decision: Decision, ground: str, on: date) -> None:
    if decision.kind != ActionKind.PENALTY or decision.outcome == PUNISHED:
        raise _refusal(ground, _("本案没有作出不予行政处罚的决定。"), _("请选择与决定相符的事由。"))


def _undecided(case: Case, decision: Decision, ground: str, on: date) -> None:
    if decision.kind == ActionKind.PENALTY and decision.outcome == PUNISHED:
        raise _refusal(
            ground, _("本案的处罚决定已经生效，不能以该事由结案。"), _("请先执行处罚决定。")
        )


def _completed(case: Case, decision: Decision, ground: str, on: date) -> None:
    if decision.kind not in COMPLETED_KINDS:
        raise _refusal(ground, _("该事由只适用于许可、检查事项。"), _("请选择与决定相符的事由。"))


CONDITIONS: dict[str, Callable[[Case, Decision, str, date], None]] = {
    "executed": _executed,
    "court_ended": _court_ended,
    "no_penalty": _no_penalty,
    "transferred": _undecided,
    "terminated": _undecided,
    "completed": _completed,
}
