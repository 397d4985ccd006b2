"""What a person does with the papers of an inspection task."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from core.acts import Act
from enforcement.models import InspectionTask
from recording.forms.inspection_tasks import CancelForm, NotifyForm
from recording.services import inspection_tasks


def task_page(task: InspectionTask) -> tuple[str, str]:
    """The page of the task."""
    return str(task), reverse("task-detail", args=[task.pk])


def rows(user: Any) -> Any:
    """The tasks an account may see."""
    return InspectionTask.objects.visible_to(user).select_related("case", "agency", "party")


TASK_NOTIFY = Act(
    name="task-notify",
    permission="enforcement.record_step",
    title=gettext_lazy("送达行政检查通知书"),
    done=gettext_lazy("已记录，通知书已保存，检查码印在通知书上。"),
    rows=rows,
    form=NotifyForm,
    do=inspection_tasks.notify,
    home=task_page,
    open=lambda task: task.status == InspectionTask.Status.APPROVED,
    papers=True,
)
TASK_CANCEL = Act(
    name="task-cancel",
    permission="enforcement.approve_filing",
    title=gettext_lazy("取消检查任务"),
    done=gettext_lazy("已取消，检查码已失效。"),
    rows=rows,
    form=CancelForm,
    do=inspection_tasks.cancel,
    home=task_page,
    open=lambda task: task.status in inspection_tasks.OPEN,
    question=gettext_lazy("取消后检查码立即失效；已立案的，再办理终止调查。确定取消吗？"),
)
