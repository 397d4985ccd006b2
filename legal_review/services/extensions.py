"""More time for a review, once, within what the profile allows: asked before its last day, answered."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit, deadlines
from core.errors import RuleError, StaleError
from core.models import Deadline
from core.periods import Period
from core.permissions import demand_in
from enforcement.models import User
from legal_review.flows import REVIEW_EXTENSION as FLOW
from legal_review.models import Review, ReviewExtension
from legal_review.services.people import assert_may_review

KEY, MORE = "review.days", "review.days.extension"
DECIDE = "enforcement.decide"
Status = ReviewExtension.Status


def clock_of(review: Review) -> Deadline | None:
    """The open clock of the review, standing still or not; None once it is decided or withdrawn."""
    rows = deadlines.for_subject("review", str(review.pk))
    return rows.filter(key=KEY, outcome=Deadline.Outcome.OPEN).first()


def allowed(review: Review, on: date) -> Period | None:
    """The extension the rules of the agency allow on the day; None when they know none."""
    rules = review.agency.rules()
    return rules.period(MORE, on=on) if rules.has(MORE, on=on) else None


def askable(review: Review) -> bool:
    """Whether more time may be asked for: open, and neither asked for nor given before."""
    taken = ReviewExtension.objects.filter(review=review).exclude(status=Status.REFUSED)
    return review.status == Review.Status.OPEN and not taken.exists()


@transaction.atomic
def ask(review: Review, *, by: User, on: date, reason: str) -> ReviewExtension:
    """The reviewer asks for more time, with the reason, before the time has run out.

    RuleError when the rules allow none, the last day is over, it was asked for before, no reason.
    """
    assert_may_review(review, by, on)
    locked = Review.objects.select_for_update(of=("self",)).get(pk=review.pk)
    clock, period = clock_of(locked), allowed(locked, on)
    if clock is None or not askable(locked):
        raise StaleError(_("本次审核已经办结，或者已经申请过延长。"), remedy=_("请刷新页面查看。"))
    if period is None:
        raise _refusal(clock, _("本地规则没有规定可以延长法制审核期限。"), _("请在期限内办结。"))
    if deadlines.remaining(clock, on) < 0:
        raise _refusal(
            clock,
            _("审核期限已于%(day)s届满，不能再申请延长。") % {"day": clock.due_on},
            _("请立即办结；逾期由系统记录并报警。"),
        )
    if not reason.strip():
        raise _refusal(clock, _("延长法制审核期限应当说明理由。"), _("请填写。"), "reason")
    row = ReviewExtension.objects.create(
        review=locked, reason=reason.strip(), asked_by=by, asked_on=on, old_due_on=clock.due_on
    )
    audit.append("reviewextension.ask", obj=row, actor=by, data={"review": str(locked.pk)})
    return row


def _refusal(clock: Deadline, text: str, remedy: str, field: str = "") -> RuleError:
    return RuleError(text, article=clock.article, remedy=remedy, field=field)


@transaction.atomic
def approve(row: ReviewExtension, *, by: User, on: date, answer: str) -> ReviewExtension:
    """The head agrees: the clock is lengthened by what the rules allow; what was left out stays so."""
    locked, clock = _to_decide(row, by, on, answer, "approve")
    period = allowed(locked.review, locked.asked_on)
    if period is None:
        raise _refusal(clock, _("本地规则没有规定可以延长法制审核期限。"), _("请在期限内办结。"))
    due = deadlines.lengthen(clock, by=period).due_on
    changes = {"decided_by": by, "decided_on": on, "answer": answer.strip(), "new_due_on": due}
    return FLOW.move(row, "approve", by=by, changes=changes, note=answer.strip())


@transaction.atomic
def refuse(row: ReviewExtension, *, by: User, on: date, answer: str) -> ReviewExtension:
    """The head does not agree, and says why."""
    _to_decide(row, by, on, answer, "refuse")
    changes = {"decided_by": by, "decided_on": on, "answer": answer.strip()}
    return FLOW.move(row, "refuse", by=by, changes=changes, note=answer.strip())


def _to_decide(
    row: ReviewExtension, by: User, on: date, answer: str, move: str
) -> tuple[ReviewExtension, Deadline]:
    """The locked request and its clock. Never decided by who asked; StaleError when it is too late."""
    demand_in(by, DECIDE, row.review.agency_id)
    locked = FLOW.lock(row, move)
    clock = clock_of(locked.review)
    if clock is None:
        raise StaleError(_("本次审核已经办结，不需要再延长。"), remedy=_("请刷新页面查看。"))
    if locked.asked_by_id == by.pk:
        raise _refusal(clock, _("申请人不能审批自己的申请。"), _("请由另一名负责人审批。"))
    if on < locked.asked_on:
        raise _refusal(
            clock,
            _("审批日期不能早于申请日期%(day)s。") % {"day": locked.asked_on},
            _("请核对日期。"),
            "on",
        )
    if not answer.strip():
        raise _refusal(clock, _("审批应当写明意见。"), _("请填写。"), "answer")
    return locked, clock
