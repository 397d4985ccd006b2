"""The papers of an inspection task: its notice, the scan of its code, its end before the visit."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import StaleError
from enforcement.models import InspectionTask, User
from enforcement.services import cases, inspection_tasks, visits
from enforcement.services.inspections import ARTICLE
from recording import inspection_papers
from recording.models import Step
from recording.services import documents, steps

SCANNED = "scan_record"

OPEN = (
    InspectionTask.Status.PLANNED,
    InspectionTask.Status.APPROVED,
    InspectionTask.Status.NOTIFIED,
)


def notify(
    task: InspectionTask, *, by: User, at: datetime, receiver: str, place: str, text: str
) -> Step:
    """Hand over the 行政检查通知书 with its code; the step and the paper are kept."""
    return steps.record(
        task.case,
        by=by,
        kind=visits.NOTICE,
        at=at,
        place=place,
        text=f"{text.strip()}\n签收人：{receiver}",
        officers=inspection_tasks.handlers(task.case),
    )


@transaction.atomic
def scan(task: InspectionTask, *, at: datetime) -> InspectionTask:
    """已到场, pressed by the enterprise; the first press keeps the 行政检查扫码记录.

    StaleError for a task nobody may visit, RuleError for a day outside of its period.
    """
    fresh = InspectionTask.objects.select_for_update().get(pk=task.pk)
    scanned = visits.scan(fresh, at=at)
    if fresh.scanned_at is None:
        on = timezone.localtime(at).date()
        documents.keep_filing_form(scanned.case, by=None)
        context = inspection_papers.for_scan(scanned, at)
        documents.keep(scanned.case, kind=SCANNED, context=context, by=None, on=on)
    return scanned


@transaction.atomic
def cancel(task: InspectionTask, *, by: User, on: date, reason: str) -> InspectionTask:
    """Take the task back before anybody visits: its code is void from now on.

    A case not filed yet is rejected with it; one that was filed ends by 终止调查, with the approval
    that measure needs. StaleError after the arrival: then the visit has a result.
    """
    fresh = InspectionTask.objects.select_for_update().get(pk=task.pk)
    if fresh.status not in OPEN:
        raise StaleError(
            _("检查任务%(state)s，不能取消。") % {"state": fresh.get_status_display()},
            article=ARTICLE,
            remedy=_("已经到场的检查，应当如实记录并告知结果。"),
        )
    if fresh.status == InspectionTask.Status.PLANNED:
        cases.reject(fresh.case, by=by, on=on, reason=reason)
    else:
        visits.cancel(fresh, by=by, reason=reason)
    return InspectionTask.objects.get(pk=fresh.pk)
