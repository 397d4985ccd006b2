"""More time to decide, and days left out of it (行政处罚法 60 and the rules of each field)."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit, deadlines
from core.errors import RuleError
from core.models import Deadline
from core.periods import Period
from core.permissions import demand
from core.workdays import ONE_DAY
from enforcement import standstill
from enforcement.models import Case, Exclusion, Extension, User
from enforcement.services import assignment, cases, recusal

KEY = "proc.file_decide_days"
STEPS = (f"{KEY}.extension", f"{KEY}.second_extension")
BODIES = (f"{KEY}.first_by", f"{KEY}.second_by")
EXCLUDED = f"{KEY}.excluded"
ARTICLE = "行政处罚法第六十条"
DECIDE = "enforcement.decide"


@dataclass(frozen=True)
class Link:
    """One step of the chain: its number, its length, and who decides it."""

    step: int
    period: Period
    body: str


def clock_of(case: Case) -> Deadline | None:
    """The running time to decide of a penalty case; None when none runs."""
    rows = Deadline.objects.filter(subject_type="case", subject_id=str(case.pk), key=KEY)
    return rows.filter(outcome=Deadline.Outcome.OPEN).first()


def next_link(case: Case, on: date) -> Link | None:
    """The next extension the rules of the field know; None when the chain is at its end."""
    rules, domain = case.agency.rules(), cases.rules_domain(case)
    used = case.extensions.filter(approved=True).count()
    if used >= len(STEPS) or not rules.has(STEPS[used], on=on, domain=domain):
        return None
    period = rules.period(STEPS[used], on=on, domain=domain)
    return Link(used + 1, period, str(rules.value(BODIES[used], on=on, domain=domain)))


@transaction.atomic
def request(case: Case, *, by: User, on: date, reason: str) -> Extension:
    """Ask for more time before it has run out.

    RuleError when no clock runs, it has run out, the chain is at its end, a request is open, or the
    reason is blank.
    """
    demand(by, "enforcement.draft_decision")
    assignment.assert_handler(case, by)
    locked = Case.objects.select_for_update().get(pk=case.pk)
    clock, link = _running(locked, on), next_link(locked, on)
    if link is None:
        raise RuleError(
            _("本领域的规定不允许再次延长办案期限。"),
            article=clock.article,
            remedy=_("请在期限内作出决定；逾期的，系统将报警并留痕。"),
        )
    if locked.extensions.filter(approved=None).exists():
        raise RuleError(
            _("已有待审批的延长申请。"), article=link.period.article, remedy=_("请等待审批。")
        )
    _require(reason, "reason", _("申请延长办案期限应当说明理由。"), link.period.article)
    row = Extension.objects.create(
        case=locked,
        step=link.step,
        body=link.body,
        reason=reason.strip(),
        requested_by=by,
        requested_on=on,
        old_due_on=clock.due_on,
    )
    data = {"on": on, "step": link.step, "reason": row.reason}
    audit.append("case.extension_request", obj=row, actor=by, data=data)
    return row


def _running(case: Case, on: date) -> Deadline:
    clock = clock_of(case)
    if clock is None or case.status != Case.Status.FILED:
        raise RuleError(
            _("本案没有正在计算的办案期限。"), article=ARTICLE, remedy=_("请核对案件所处的阶段。")
        )
    if clock.suspended_on is None and on > clock.due_on:
        raise RuleError(
            _("办案期限已于%(day)s届满，不能再延长。") % {"day": clock.due_on},
            article=clock.article,
            remedy=_("请尽快作出决定，并书面说明逾期的原因。"),
            field="on",
        )
    return clock


@transaction.atomic
def answer(
    extension: Extension, *, by: User, on: date, approved: bool, opinion: str, minutes: str = ""
) -> Extension:
    """Grant or refuse more time; `minutes` where the heads together or a superior decide."""
    recusal.demand_in_case(by, DECIDE, extension.case)
    rows = Extension.objects.select_for_update(of=("self",)).select_related("case__agency")
    row: Extension = rows.get(pk=extension.pk)
    if row.approved is not None:
        raise RuleError(_("该申请已经审批。"), article=ARTICLE, remedy=_("请刷新页面查看。"))
    clock = _running(row.case, on)
    if on < row.requested_on:
        raise _before(row.requested_on, clock.article)
    _require(opinion, "opinion", _("应当写明审批意见。"), clock.article)
    if approved and row.body != Extension.Body.HEAD:
        message = _("%(how)s的，应当写明集体讨论情况或者上级批复。")
        message %= {"how": row.get_body_display()}
        _require(minutes, "minutes", message, clock.article)
    row.approved, row.decided_by, row.decided_on = approved, by, on
    row.opinion, row.minutes = opinion.strip(), minutes.strip()
    if approved:
        more = _period(row, on)
        row.new_due_on = deadlines.lengthen(clock, by=more).due_on
    changed = ["approved", "decided_by", "decided_on", "opinion", "minutes", "new_due_on"]
    row.save(update_fields=changed)
    data = {"approved": approved, "on": on, "due_on": row.new_due_on or row.old_due_on}
    audit.append("case.extension_answer", obj=row, actor=by, data=data)
    return row


def _period(row: Extension, on: date) -> Period:
    rules = row.case.agency.rules()
    return rules.period(STEPS[row.step - 1], on=on, domain=cases.rules_domain(row.case))


@transaction.atomic
def exclude(
    case: Case, *, by: User, on: date, ground: str, paper: str, told_on: date | None = None
) -> Exclusion:
    """Begin days that do not count; `paper` names the document that begins them."""
    demand(by, "enforcement.record_step")
    assignment.assert_handler(case, by)
    locked = Case.objects.select_for_update().get(pk=case.pk)
    clock = _running(locked, on)
    _assert_excludable(locked, on, ground, clock.article)
    _require(paper, "paper", _("应当写明起始文书的名称和文号。"), clock.article)
    if on < clock.start_on:
        raise _before(clock.start_on, clock.article)
    row = Exclusion.objects.create(
        case=locked,
        ground=ground,
        started_on=on,
        start_paper=paper.strip(),
        told_on=told_on,
        created_by=by,
    )
    label = str(Exclusion.Ground(ground).label)
    deadlines.suspend("case", str(locked.pk), on=on, reason=label, key=KEY)
    audit.append("case.exclusion", obj=row, actor=by, data={"ground": ground, "on": on})
    return row


def _assert_excludable(case: Case, on: date, ground: str, article: str) -> None:
    rules, domain = case.agency.rules(), cases.rules_domain(case)
    if ground not in rules.value(EXCLUDED, on=on, domain=domain):
        raise RuleError(
            _("本领域的规定没有把“%(ground)s”的时间排除在办案期限之外。")
            % {"ground": dict(Exclusion.Ground.choices).get(ground, ground)},
            article=article,
            remedy=_("请核对扣除事由。"),
            field="ground",
        )
    if case.exclusions.filter(ground=ground, ended_on=None).exists():
        raise RuleError(
            _("同一事由的期间尚未结束。"),
            article=article,
            remedy=_("请先记录其结束日期和终结文书。"),
            field="ground",
        )


@transaction.atomic
def end_exclusion(exclusion: Exclusion, *, by: User, on: date, paper: str) -> Exclusion:
    """The last day that does not count; the clock runs again from the day after."""
    assignment.assert_handler(exclusion.case, by)
    rows = Exclusion.objects.select_for_update(of=("self",)).select_related("case")
    row: Exclusion = rows.get(pk=exclusion.pk)
    if row.ended_on is not None:
        raise RuleError(_("该期间已经结束。"), article=ARTICLE, remedy=_("请刷新页面查看。"))
    if on < row.started_on:
        raise _before(row.started_on, ARTICLE)
    _require(paper, "paper", _("应当写明终结文书的名称和文号。"), ARTICLE)
    row.ended_on, row.end_paper = on, paper.strip()
    row.save(update_fields=["ended_on", "end_paper"])
    standstill.run_again(row.case, on=on + ONE_DAY)
    audit.append("case.exclusion_end", obj=row, actor=by, data={"on": on})
    return row


def _require(text: str, field: str, message: str, article: str) -> None:
    if not text.strip():
        raise RuleError(message, article=article, remedy=_("请填写。"), field=field)


def _before(day: date, article: str) -> RuleError:
    return RuleError(
        _("日期不能早于%(day)s。") % {"day": day},
        article=article,
        remedy=_("请核对日期。"),
        field="on",
    )
