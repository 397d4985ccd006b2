"""What a draft waits for, in the order the law puts it, and who takes the step.

The gates say what is missing; here each group of them becomes one step with its person and page.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from enforcement import gates
from enforcement.models import Decision, Defence, Hearing, User
from enforcement.models.kinds import Procedure
from enforcement.services import notices

# Gaps that a written answer of the handler lifts (enforcement.gates.judgement).
ANSWERABLE = {"limitation", "duplicate", "law_change", "reapply"}
# Gaps of enforcement.gates.discretion that the handler settles by weighing the draft again.
WEIGHED = {"benchmark", "tier", "departure", "base", "reduced", "spared", "education"}

ELEMENT = "element_"  # how the gaps of enforcement.gates.elements begin


@dataclass(frozen=True)
class NextStep:
    """The step the case waits for: who acts, what is missing, where to do it.

    `until`: the day the step itself names (a window that must pass, a hearing); None where the
    clocks of the case say it.
    """

    label: str
    actor: str
    url_name: str = ""
    target: str = ""
    gaps: list[gates.Gap] = field(default_factory=list)
    mine: bool = False
    until: date | None = None


@dataclass(frozen=True)
class Waiting:
    """A draft with what it lacks on a day, for one person at the screen."""

    decision: Decision
    user: User
    handler: bool
    gaps: list[gates.Gap]

    @property
    def codes(self) -> set[str]:
        """The codes of the gaps."""
        return {gap.code for gap in self.gaps}

    @property
    def case_key(self) -> str:
        """The key of the case in addresses."""
        return str(self.decision.case_id)

    @property
    def key(self) -> str:
        """The key of the draft in addresses."""
        return str(self.decision.pk)

    def may(self, permission: str) -> bool:
        """Whether the person holds the right in the agency of the draft."""
        own = self.user.agency_id == self.decision.agency_id
        return own and self.user.has_perm(permission)


def drafting(decision: Decision, user: User, on: date, handler: bool) -> NextStep:
    """The step a draft waits for; the first of the order whose gap is open."""
    draft = Waiting(decision, user, handler, gates.before_issue(decision, on))
    if not draft.gaps:
        return _deciding(draft)
    found = (step(draft) for step in ORDER)
    return next((step for step in found if step is not None), _completing(draft))


def _deciding(draft: Waiting) -> NextStep:
    if draft.decision.case.procedure == Procedure.SIMPLE and draft.handler:
        url = "decision-issue-on-spot"
        return NextStep(_("当场作出决定"), _("承办人"), url, draft.key, mine=True)
    mine = draft.may("enforcement.decide")
    return NextStep(_("作出决定"), _("行政机关负责人"), "decision-issue", draft.key, mine=mine)


def _completing(draft: Waiting) -> NextStep:
    label = _("补齐作出决定的条件")
    return NextStep(
        label, _("承办人"), "case-record", draft.case_key, draft.gaps, mine=draft.handler
    )


def _answering(draft: Waiting) -> NextStep | None:
    """A doubt of the law that takes a written answer."""
    if not draft.codes & ANSWERABLE:
        return None
    return NextStep(
        _("说明理由"), _("承办人"), "case-finding", draft.case_key, draft.gaps, mine=draft.handler
    )


def _weighing(draft: Waiting) -> NextStep | None:
    """Discretion comes before the notice, which tells its result."""
    if draft.codes & WEIGHED:
        label = _("适用裁量基准和法定情节")
        return NextStep(
            label, _("承办人"), "decision-weigh", draft.key, draft.gaps, mine=draft.handler
        )
    if "departure_approval" in draft.codes:
        mine = draft.may("enforcement.decide")
        label, actor = _("批准偏离裁量基准"), _("行政机关负责人")
        return NextStep(label, actor, "departure-approve", draft.key, draft.gaps, mine=mine)
    return None


def _telling(draft: Waiting) -> NextStep | None:
    if not draft.codes & {"notice", "above_notice"}:
        return None
    label = _("送达事先告知书")
    return NextStep(label, _("承办人"), "notice-serve", draft.key, draft.gaps, mine=draft.handler)


def _replying(draft: Waiting) -> NextStep | None:
    """A defence is answered before the text goes on (行政处罚法 45)."""
    rows = Defence.objects.filter(notice__decision=draft.decision, answered_on=None)
    first = rows.order_by("pk").first() if "defence" in draft.codes else None
    if first is None:
        return None
    label, key = _("复核陈述申辩"), str(first.pk)
    return NextStep(label, _("承办人"), "defence-answer", key, draft.gaps, mine=draft.handler)


def _hearing(draft: Waiting) -> NextStep | None:
    """A hearing that was asked for: set by the head of the unit, then held by its host."""
    notice = notices.current(draft.decision)
    asked = notice is not None and notice.hearing_requested_on is not None
    if notice is None or not asked or "hearing" not in draft.codes:
        return None
    row = notice.hearings.exclude(status=Hearing.Status.RESCHEDULED).order_by("pk").last()
    key = draft.case_key
    if row is None:
        mine = draft.may("enforcement.approve_filing")
        label, actor = _("通知听证"), _("承办机构负责人")
        return NextStep(label, actor, "case-procedure", key, draft.gaps, mine=mine)
    mine = draft.user.pk in (row.host_id, row.clerk_id)
    label = _("提交听证报告") if row.status == Hearing.Status.HELD else _("举行听证")
    actor = _("听证主持人、记录员")
    due = row.scheduled_on if row.status == Hearing.Status.SCHEDULED else None
    return NextStep(label, actor, "case-procedure", key, draft.gaps, mine=mine, until=due)


def _rewriting(draft: Waiting) -> NextStep | None:
    if "hearing_record" not in draft.codes:
        return None
    return NextStep(
        _("在草案中写明听证笔录"),
        _("承办人"),
        "decision-draft",
        draft.case_key,
        draft.gaps,
        mine=draft.handler,
    )


def _filling(draft: Waiting) -> NextStep | None:
    """Elements the paper must state (行政处罚法 59): review reads the whole text."""
    if not any(code.startswith(ELEMENT) for code in draft.codes):
        return None
    label = _("补充决定书内容")
    return NextStep(
        label, _("承办人"), "decision-draft", draft.case_key, draft.gaps, mine=draft.handler
    )


def _reviewing(draft: Waiting) -> NextStep | None:
    if "review" not in draft.codes:
        return None
    actor = _("承办人送审，法制审核人员审核")
    mine = draft.handler or draft.user.has_perm("legal_review.review")
    return NextStep(_("法制审核"), actor, "case-review", draft.case_key, draft.gaps, mine=mine)


def _discussing(draft: Waiting) -> NextStep | None:
    if "discussion" not in draft.codes:
        return None
    mine, actor = draft.may("enforcement.decide"), _("行政机关负责人")
    return NextStep(_("集体讨论"), actor, "case-procedure", draft.case_key, draft.gaps, mine=mine)


def _expiring(draft: Waiting) -> NextStep | None:
    """Nothing else is missing: the windows of the party must pass, or it gives them up."""
    notice = notices.current(draft.decision)
    if notice is None or not draft.codes <= {"defence", "hearing"}:
        return None
    if notice.hearing_until is None and "hearing" in draft.codes:
        return None
    until = max(notice.defence_until, notice.hearing_until or notice.defence_until)
    label, actor = _("等待陈述申辩、听证申请期限届满"), _("当事人")
    key = draft.case_key
    return NextStep(label, actor, "case-record", key, draft.gaps, until=until)


Step = Callable[[Waiting], NextStep | None]
ORDER: tuple[Step, ...] = (
    *(_answering, _weighing, _telling, _replying, _hearing),
    *(_rewriting, _filling, _reviewing, _discussing, _expiring),
)
