"""Forced execution by the agency: urging, defence, decision, execution (行政强制法 34-44)."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit, calendar, periods
from core.errors import RuleError
from core.permissions import demand
from enforcement import flows, quiet_hours, review_scope
from enforcement.models import Case, Decision, ForcedExecution, Substitution, User
from enforcement.models.kinds import PartyKind, Termination
from enforcement.services import cases, coercion_review, measures, recusal
from enforcement.services.measures import DECIDE, RECORD

NIGHT = "coerce.night"
REMEDIES = ("remedy.reconsideration_days", "remedy.suit_months")
Way, Status = ForcedExecution.Way, ForcedExecution.Status
# What must never be cut off to make residents perform (行政强制法 43).
SUPPLIES = ("水", "电", "热", "暖", "燃气", "煤气", "天然气", "气")
CUTS = ("停止供应", "停止供", "中断供", "切断", "停供", "停", "断")


def cuts_supply(text: str) -> str:
    """The words of a text that cut off water, power, heat or gas; "" when there are none."""
    for supply in SUPPLIES:
        for cut in CUTS:
            if f"{cut}{supply}" in text:
                return f"{cut}{supply}"
    return ""


def assert_humane(case: Case, text: str, *, residents: bool) -> None:
    """Refuse to cut residents off from water, power, heat or gas (CL 43)."""
    words = cuts_supply(text)
    if words and (residents or case.party.kind != PartyKind.ORG):
        raise RuleError(
            _("不得对居民生活采取停止供水、供电、供热、供燃气等方式迫使当事人履行（“%(words)s”）。")
            % {"words": words},
            article="行政强制法第四十三条第二款",
            remedy=_("请改用其他强制执行方式。"),
            field="means",
        )


def assert_hours(case: Case, started: datetime, ended: datetime, urgency: str) -> None:
    """Refuse an execution at night or on a statutory holiday, unless urgent with its reason."""
    rules = case.agency.rules()
    if ended < started:
        raise RuleError(_("结束时间不能早于开始时间。"), remedy=_("请核对时间。"), field="ended_at")
    night = quiet_hours.Night.of(rules.value(NIGHT, on=timezone.localtime(started).date()))
    barred = quiet_hours.reasons(
        timezone.localtime(started),
        timezone.localtime(ended),
        night,
        calendar.load(rules.region),
    )
    if barred and not urgency.strip():
        raise RuleError(
            _("不得在夜间或者法定节假日实施行政强制执行：%(why)s") % {"why": "".join(barred)},
            article="行政强制法第四十三条第一款",
            remedy=_("请另定时间；情况紧急的，写明理由。"),
            field="started_at",
        )


def assert_served(decision: Decision, on: date) -> None:
    """Refuse execution of a decision that does not bind the party yet, or of a closed case."""
    if decision.status != Decision.Status.SERVED or not (
        decision.served_on and decision.served_on < on
    ):
        raise RuleError(
            _("决定书尚未送达，不能强制执行。"),
            article="行政强制法第三十四条",
            remedy=_("请先送达决定书，当事人逾期不履行的，再催告。"),
        )
    # Closing waits for the same row.
    case = Case.objects.select_for_update().get(pk=decision.case_id)
    if case.status != Case.Status.DECIDED:
        raise RuleError(
            _("案件状态为“%(status)s”，不能强制执行。") % {"status": case.get_status_display()},
            article="行政强制法第三十四条、第三十九条",
            remedy=_("请核对案卷和结案的事由。"),
        )


@transaction.atomic
def urge(
    decision: Decision,
    *,
    by: User,
    on: date,
    way: str,
    perform_until: date,
    perform_how: str,
    number: str,
    amount_cents: int = 0,
) -> ForcedExecution:
    """催告: tell the party to perform, until when and how, with its right to be heard (CL 35)."""
    demand(by, RECORD)
    cases.assert_handler(decision.case, by)
    row = Decision.objects.select_for_update().select_related("case__agency").get(pk=decision.pk)
    measures.assert_own_power(row.case, on)
    assert_served(row, on)
    _assert_urging(on, way, perform_until, perform_how, amount_cents)
    _assert_none_running(row, way)
    made = ForcedExecution.objects.create(
        case=row.case,
        decision=row,
        way=way,
        urging_no=number,
        urged_on=on,
        perform_until=perform_until,
        perform_how=perform_how.strip(),
        amount_cents=amount_cents,
        created_by=by,
    )
    audit.append("forced.urge", obj=made, actor=by, data={"on": on, "until": perform_until})
    return made


def _assert_urging(
    on: date, way: str, perform_until: date, perform_how: str, amount_cents: int
) -> None:
    if perform_until <= on or not perform_how.strip():
        raise RuleError(
            _("催告应当载明履行义务的期限和方式，期限应当在催告之后。"),
            article="行政强制法第三十五条",
            remedy=_("请填写履行方式，并核对期限。"),
            field="perform_until" if perform_how.strip() else "perform_how",
        )
    if way == Way.TRANSFER and amount_cents <= 0:
        raise RuleError(
            _("涉及金钱给付的，应当有明确的金额和给付方式。"),
            article="行政强制法第三十五条第三项",
            remedy=_("请填写金额。"),
            field="amount",
        )


def _assert_none_running(decision: Decision, way: str) -> None:
    running = ForcedExecution.objects.filter(
        decision=decision, way=way, status__in=[Status.URGED, Status.DECIDED]
    )
    if running.exists():
        raise RuleError(
            _("本案已有正在办理的“%(kind)s”。") % {"kind": Way(way).label},
            article="行政强制法第三十五条",
            remedy=_("请刷新页面查看。"),
            field="way",
        )


@transaction.atomic
def hear(
    execution: ForcedExecution, *, by: User, on: date, text: str, answer: str, answered_on: date
) -> ForcedExecution:
    """Record the party's defence against the urging and what came of it (CL 36)."""
    demand(by, RECORD)
    cases.assert_handler(execution.case, by)
    locked = flows.FORCED.lock(execution, "decide")
    if not (text.strip() and answer.strip()) or not locked.urged_on <= on <= answered_on:
        raise RuleError(
            _("应当记录、复核当事人提出的事实、理由和证据，并写明是否采纳的意见。"),
            article="行政强制法第三十六条",
            remedy=_("请补全内容，并核对日期。"),
            field="answer" if text.strip() else "text",
        )
    locked.defence, locked.defence_on = text.strip(), on
    locked.defence_answer, locked.defence_answered_on = answer.strip(), answered_on
    fields = ["defence", "defence_on", "defence_answer", "defence_answered_on"]
    locked.save(update_fields=fields)
    audit.append("forced.hear", obj=locked, actor=by, data={"on": on, "answered": answered_on})
    return locked


@transaction.atomic
def decide(
    execution: ForcedExecution,
    *,
    by: User,
    on: date,
    number: str,
    power_basis: str,
    reason: str,
    means: str,
    residents: bool = False,
    at_once_ground: str = "",
    announced_on: date | None = None,
    reviewed: Decision | None = None,
) -> ForcedExecution:
    """强制执行决定 by the head, after the time of the urging; at once where goods are being hidden.

    `reviewed`: the decision of the agency on this party's coercion that passed legal review, where the
    list in force wants that.
    """
    recusal.demand_in_case(by, DECIDE, execution.case)
    locked = flows.FORCED.lock(execution, "decide")
    _assert_due(locked, on, at_once_ground)
    _assert_answered(locked, on)
    _assert_power(power_basis, reason, means)
    assert_humane(locked.case, f"{means}{reason}", residents=residents)
    if locked.way == Way.DEMOLISH:
        _assert_demolition(locked, on, announced_on)
    changes = {
        "review_due": _review_due(locked, on, reviewed),
        "reviewed": reviewed,
        "decided_on": on,
        "decided_by": by,
        "doc_no": number,
        "power_basis": power_basis.strip(),
        "reason": reason.strip(),
        "means": means.strip(),
        "at_once_ground": at_once_ground.strip(),
        "announced_on": announced_on,
    }
    return flows.FORCED.move(execution, "decide", by=by, changes=changes)


def _review_due(execution: ForcedExecution, on: date, reviewed: Decision | None) -> bool:
    found = review_scope.of_forced(execution, on)
    return coercion_review.demand_for(execution.case, found, on, reviewed)


def _assert_due(execution: ForcedExecution, on: date, at_once_ground: str) -> None:
    if on <= execution.perform_until and not at_once_ground.strip():
        raise RuleError(
            _("催告的履行期限至%(day)s届满，期限内不得作出强制执行决定。")
            % {"day": execution.perform_until},
            article="行政强制法第三十七条",
            remedy=_("请等待期限届满；有证据证明转移或者隐匿财物的，写明迹象和证据。"),
            field="on",
        )
    if on < execution.urged_on:
        raise RuleError(
            _("决定日期不能早于催告日期%(day)s。") % {"day": execution.urged_on},
            article="行政强制法第三十五条",
            remedy=_("请核对日期。"),
            field="on",
        )


def _assert_answered(execution: ForcedExecution, on: date) -> None:
    answered = execution.defence_answered_on
    if execution.defence_on is not None and (answered is None or answered > on):
        raise RuleError(
            _("应当记录、复核当事人提出的事实、理由和证据，并写明是否采纳的意见。"),
            article="行政强制法第三十六条",
            remedy=_("请补全内容，并核对日期。"),
            field="on",
        )


def _assert_power(power_basis: str, reason: str, means: str) -> None:
    if power_basis.strip() and reason.strip() and means.strip():
        return
    missing = "power_basis" if not power_basis.strip() else "reason" if means.strip() else "means"
    raise RuleError(
        _("强制执行决定书应当载明理由和依据、方式和时间；行政机关的强制执行权由法律设定。"),
        article="行政强制法第十三条、第三十七条",
        remedy=_("请补全；没有法律授权的，应当申请人民法院强制执行。"),
        field=missing,
    )


def remedies_end(execution: ForcedExecution) -> date:
    """The last day on which the decision could still be challenged (CL 44)."""
    rules, decision = execution.case.agency.rules(), execution.decision
    start = decision.served_on or execution.urged_on
    book = calendar.load(rules.region)
    return max(periods.apply(rules.period(key, on=start), start, book).due_on for key in REMEDIES)


def _assert_demolition(execution: ForcedExecution, on: date, announced_on: date | None) -> None:
    last = remedies_end(execution)
    if announced_on is None or announced_on > on or on <= last:
        raise RuleError(
            _("强制拆除应当先予公告，并在当事人未申请复议、未起诉且期限（%(day)s）届满后实施。")
            % {"day": last},
            article="行政强制法第四十四条",
            remedy=_("请先公告限期自行拆除，并等待救济期限届满。"),
            field="announced_on" if announced_on is None else "on",
        )


@transaction.atomic
def execute(
    execution: ForcedExecution,
    *,
    by: User,
    started_at: datetime,
    ended_at: datetime,
    record: str,
    residents: bool = False,
    urgency: str = "",
) -> ForcedExecution:
    """Record the execution, never at night or on a statutory holiday unless urgent (CL 43)."""
    demand(by, RECORD)
    cases.assert_handler(execution.case, by)
    locked = flows.FORCED.lock(execution, "execute")
    on = timezone.localtime(started_at).date()
    measures.assert_own_power(locked.case, on)
    cases.assert_certified(locked.case, on)
    assert_hours(locked.case, started_at, ended_at, urgency)
    assert_humane(locked.case, record, residents=residents)
    if not record.strip() or (locked.decided_on and on < locked.decided_on):
        raise RuleError(
            _("应当如实记录执行情况，执行不能早于强制执行决定。"),
            article="行政强制法第三十七条",
            remedy=_("请补全执行情况，并核对时间。"),
            field="record" if not record.strip() else "started_at",
        )
    changes = {
        "started_at": started_at,
        "ended_at": ended_at,
        "record": record.strip(),
        "urgency": urgency.strip(),
    }
    return flows.FORCED.move(execution, "execute", by=by, changes=changes)


@transaction.atomic
def perform(row: ForcedExecution | Substitution, *, by: User, on: date, record: str) -> None:
    """The party performed by itself: execution stops (CL 42, 51)."""
    demand(by, RECORD)
    cases.assert_handler(row.case, by)
    if not record.strip():
        raise RuleError(
            _("应当记录当事人履行的情况。"),
            article="行政强制法第三十五条、第五十一条",
            remedy=_("请填写履行情况。"),
            field="record",
        )
    changes = {"record": f"{on.isoformat()} {record.strip()}"}
    if isinstance(row, ForcedExecution):
        flows.FORCED.move(row, "perform", by=by, changes=changes)
    else:
        flows.SUBSTITUTION.move(row, "perform", by=by, changes=changes)


@transaction.atomic
def terminate(
    row: ForcedExecution | Substitution, *, by: User, on: date, ground: str, record: str
) -> None:
    """终结执行: nothing can be executed any more, by one of the grounds of the law (CL 40).

    RuleError without what happened, or for a day before the decision to execute.
    """
    demand(by, RECORD)
    cases.assert_handler(row.case, by)
    decided = row.decided_on if isinstance(row, ForcedExecution) else row.ordered_on
    early = decided is not None and on < decided
    if not record.strip() or ground not in Termination.values or early:
        field = "on" if early else "ground" if record.strip() else "record"
        raise RuleError(
            _("终结执行应当写明情形和情况，不能早于执行决定。"),
            article="行政强制法第四十条",
            remedy=_("请补全内容，并核对日期。"),
            field=field,
        )
    changes = {"terminated_on": on, "termination": ground, "record": record.strip()}
    if isinstance(row, ForcedExecution):
        flows.FORCED.move(row, "terminate", by=by, changes=changes, note=ground)
    else:
        flows.SUBSTITUTION.move(row, "terminate", by=by, changes=changes, note=ground)
