"""The visit itself: notice, arrival, record, result; and what the enterprise does with its code.

Called with the step, the decision or the closing of the case that keeps the record, so that
nothing is entered twice.
"""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleError, StaleError
from enforcement import flows
from enforcement.models import Case, Decision, InspectionTask, TaskRating, User
from enforcement.services import frequency, recusal
from enforcement.services.assignment import assert_certified
from enforcement.services.inspections import ARTICLE, task_of

APPROVE = "enforcement.approve_filing"
NOTICE, RECORD = "inspection_notice", "site_inspection"
Status = InspectionTask.Status
SCANNABLE = (Status.APPROVED, Status.NOTIFIED, Status.ARRIVED)
BEFORE_VISIT = (Status.PLANNED, Status.APPROVED, Status.NOTIFIED)
AFTER_VISIT = (Status.ARRIVED, Status.RECORDED, Status.TOLD, Status.CLOSED)


@transaction.atomic
def notified(
    task: InspectionTask, *, by: User | None, on: date, no_notice_reason: str = ""
) -> InspectionTask:
    """The notice was handed over, or the reason for going without one is recorded."""
    fresh = flows.TASK.lock(task, "notify")
    if fresh.approved_on is not None and on < fresh.approved_on:
        raise RuleError(
            _("通知日期不能早于批准日期%(day)s。") % {"day": fresh.approved_on},
            article=ARTICLE,
            remedy=_("请核对日期。"),
            field="on",
        )
    reason = no_notice_reason.strip()
    changes = {"notice_on": None if reason else on, "no_notice_reason": reason}
    moved = flows.TASK.move(task, "notify", by=by, changes=changes, note=reason)
    if moved.scanned_at is not None:
        # An enterprise may scan the code before the notice is in its hands.
        return arrived(moved, by=by, on=timezone.localtime(moved.scanned_at).date())
    return moved


@transaction.atomic
def arrived(task: InspectionTask, *, by: User | None, on: date) -> InspectionTask:
    """The officers are there: within the approved days, certified, in a year not yet full."""
    fresh = flows.TASK.lock(task, "arrive")
    _assert_in_time(fresh, on)
    assert_certified(fresh.case, on)
    changes: dict[str, object] = {"arrived_on": on}
    if on.year != fresh.visit_year:
        frequency.lock_enterprise(fresh)
        fresh.visit_year = on.year
        found = frequency.measure(fresh, on)
        frequency.assert_within(fresh, found)
        changes |= {"visit_year": on.year, **frequency.kept(fresh, found)}
    return flows.TASK.move(task, "arrive", by=by, changes=changes)


def _assert_in_time(task: InspectionTask, on: date) -> None:
    first = max(task.visit_from, task.approved_on or task.visit_from)
    if on < first or (task.visit_to is not None and on > task.visit_to):
        raise RuleError(
            _("%(day)s不在批准的检查期间（%(first)s至%(last)s）。")
            % {"day": on, "first": first, "last": task.visit_to or _("办结")},
            article=ARTICLE,
            remedy=_("请在批准的期间内检查；需要改期的，取消后重新审批。"),
            field="on",
        )


def follow_step(case: Case, *, kind: str, by: User, on: date) -> None:
    """What a step of the record means for the task of its case.

    RuleError for a notice before the approval, and for a visit without notice or recorded reason.
    """
    task = task_of(case) if kind in (NOTICE, RECORD) else None
    if task is None:
        return
    if kind == NOTICE and task.status in (Status.PLANNED, Status.APPROVED):
        notified(task, by=by, on=on)
    elif kind == RECORD:
        recorded(task, by=by, on=on)


@transaction.atomic
def recorded(task: InspectionTask, *, by: User, on: date) -> InspectionTask:
    """The visit was written down; later records of the same visit change nothing."""
    if task.status in (Status.PLANNED, Status.APPROVED):
        raise RuleError(
            _("尚未送达行政检查通知书，也没有记录不事先通知的理由，不能实施检查。"),
            article=ARTICLE,
            remedy=_("请先记录“行政检查通知”，或者在检查任务中记录不事先通知的理由。"),
            field="kind",
        )
    if task.status == Status.CANCELLED:
        raise StaleError(
            _("检查任务已取消，不能实施检查。"), article=ARTICLE, remedy=_("请重新安排检查任务。")
        )
    if task.status == Status.NOTIFIED:
        task = arrived(task, by=by, on=on)
    if task.status != Status.ARRIVED:
        return task
    return flows.TASK.move(task, "record", by=by)


def follow_service(decision: Decision, *, by: User, on: date) -> None:
    """The result reached the party: the outcome of its decision is the result of the task."""
    task = task_of(decision.case)
    if task is None or task.status != Status.RECORDED:
        return
    changes = {"told_on": on, "result": decision.outcome}
    flows.TASK.move(task, "tell", by=by, changes=changes)


def follow_closing(case: Case, *, by: User, ground: str) -> None:
    """The case is over: the task is closed, or cancelled when nobody visited."""
    task = task_of(case)
    if task is None or task.status in (Status.CLOSED, Status.CANCELLED):
        return
    if task.status in BEFORE_VISIT:
        _call_off(task, by=by, reason=ground)
    elif task.status == Status.ARRIVED:
        flows.TASK.move(task, "record", by=by, note=ground)
        flows.TASK.move(task, "close", by=by, note=ground)
    else:
        flows.TASK.move(task, "close", by=by, note=ground)


@transaction.atomic
def cancel(task: InspectionTask, *, by: User, reason: str) -> InspectionTask:
    """The visit will not be made; its code says so from now on. Whoever may approve it decides.

    RuleError without a reason, and for who was recused from the case.
    """
    recusal.demand_in_case(by, APPROVE, task.case)
    return _call_off(task, by=by, reason=reason)


def _call_off(task: InspectionTask, *, by: User, reason: str) -> InspectionTask:
    if not reason.strip():
        raise RuleError(
            _("取消检查任务应当说明理由。"),
            article=ARTICLE,
            remedy=_("请填写理由。"),
            field="reason",
        )
    return flows.TASK.move(task, "cancel", by=by, changes={"cancel_reason": reason.strip()})


@transaction.atomic
def scan(task: InspectionTask, *, at: datetime) -> InspectionTask:
    """已到场, pressed by the enterprise: the moment is kept once; a second press changes nothing."""
    fresh = InspectionTask.objects.select_for_update().get(pk=task.pk)
    if fresh.scanned_at is not None:
        return fresh
    if fresh.status not in SCANNABLE:
        raise StaleError(
            _("检查任务%(state)s，不能确认到场。") % {"state": fresh.get_status_display()},
            article=ARTICLE,
            remedy=_("现场仍有人员要求检查的，可以拒绝并向监督电话投诉。"),
        )
    on = timezone.localtime(at).date()
    _assert_in_time(fresh, on)
    fresh.scanned_at = at
    fresh.save(update_fields=["scanned_at"])
    audit.append("inspectiontask.scan", obj=fresh, data={"at": at})
    return arrived(fresh, by=None, on=on) if fresh.status == Status.NOTIFIED else fresh


@transaction.atomic
def rate(task: InspectionTask, *, stars: int, text: str, at: datetime) -> TaskRating:
    """The enterprise's opinion of a visit that took place; given once, never changed."""
    fresh = InspectionTask.objects.select_for_update().get(pk=task.pk)
    if fresh.status not in AFTER_VISIT:
        raise StaleError(
            _("检查尚未进行，不能评价。"), article=ARTICLE, remedy=_("请在检查人员到场后评价。")
        )
    if TaskRating.objects.filter(task=fresh).exists():
        raise StaleError(
            _("本次检查已经评价过。"), article=ARTICLE, remedy=_("如需补充，请向监督机关反映。")
        )
    row = TaskRating.objects.create(task=fresh, stars=stars, text=text.strip(), rated_at=at)
    audit.append("taskrating.give", obj=row, data={"stars": stars})
    return row


def may_read_rating(task: InspectionTask, user: User) -> bool:
    """Unit head, head and supervisor read it; the inspectors of the visit never do."""
    inspects = task.case.assignments.filter(officer__account=user).exists()
    reads = user.has_perm("enforcement.approve_filing") or user.has_perm("enforcement.supervise")
    return reads and not inspects
