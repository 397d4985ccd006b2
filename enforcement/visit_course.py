"""What an inspection task waits for: who acts, by when; once it is recorded, its case says it."""

from datetime import date

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enforcement import timeline
from enforcement.models import Case, InspectionTask, User
from enforcement.services import cases
from enforcement.services.inspections import task_of

Status = InspectionTask.Status
INSPECTORS = gettext_lazy("检查人员")
# What comes before the result: the step, and who takes it. Until the last approved day.
BEFORE = {
    Status.PLANNED: (gettext_lazy("审批检查任务"), gettext_lazy("承办机构负责人")),
    Status.APPROVED: (
        gettext_lazy("送达行政检查通知书；不事先通知的，记录理由"),
        INSPECTORS,
    ),
    Status.NOTIFIED: (gettext_lazy("到场检查，由企业扫描检查码"), INSPECTORS),
    Status.ARRIVED: (gettext_lazy("记录现场检查"), INSPECTORS),
}
OVER = (Status.CLOSED, Status.CANCELLED)


def next_step(task: InspectionTask, user: User, on: date) -> timeline.NextStep | None:
    """The next step, with the page it is taken on; None when the task is over."""
    if task.status in OVER:
        return None
    if task.status not in BEFORE:
        return timeline.next_step(task.case, user, on)
    label, actor = BEFORE[Status(task.status)]
    # The buttons of the other steps stand at the head of the page.
    writes = task.status == Status.ARRIVED and cases.is_handler(task.case, user)
    return timeline.NextStep(
        _within(str(label), task.visit_to),
        str(actor),
        "step-create" if writes else "",
        str(task.case_id),
        mine=writes,
    )


def _within(label: str, last: date | None) -> str:
    if last is None:
        return label
    return _("%(step)s（检查期间至%(day)s）") % {"step": label, "day": last.isoformat()}


def known(case: Case) -> dict[str, str]:
    """What the task already says of the result to be drafted: its title, kind, way and basis."""
    task = task_of(case)
    if task is None:
        return {}
    basis = [item.basis_text for item in task.items.order_by("pk") if item.basis_text]
    # Kept with the draft, so Chinese whatever the language of the account.
    with translation.override(settings.LANGUAGE_CODE):
        return {
            "title": _("检查结果告知书"),
            "inspection_kind": task.get_kind_display(),
            "inspection_method": task.get_method_display(),
            "basis": "\n".join(basis),
            "facts": "",
        }
