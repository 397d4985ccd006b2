"""What a person does with an inspection task, one page each."""

from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.acts import Act, DayActForm
from enforcement.forms.inspection_tasks import ApproveForm, FollowUpForm, NoNoticeForm, RecheckForm
from enforcement.forms.list_changes import AnnounceForm
from enforcement.models import Agency, InspectionCap, InspectionPlan, InspectionTask, User
from enforcement.services import (
    announcing,
    cases,
    frequency,
    inspection_lists,
    inspection_tasks,
    visits,
)
from enforcement.services.assignment import assert_handler

Status = InspectionTask.Status


def task_page(task: InspectionTask) -> tuple[str, str]:
    """The page of the task."""
    return str(task), reverse("task-detail", args=[task.pk])


def rows(user: Any) -> Any:
    """The tasks an account may see."""
    return InspectionTask.objects.visible_to(user).select_related("case", "agency", "party")


def plans(user: Any) -> Any:
    """The lines of plans whose agency's lists the account keeps."""
    own = Agency.objects.kept_by(user)
    return InspectionPlan.objects.filter(agency__in=own).select_related("agency", "item")


def caps(user: Any) -> Any:
    """The limits of visits whose agency's lists the account keeps."""
    own = Agency.objects.kept_by(user)
    return InspectionCap.objects.filter(agency__in=own).select_related("agency", "item")


def measured(task: InspectionTask, on: date) -> str:
    """How often the enterprise was visited, before the head decides."""
    found = frequency.measure(task, on)
    if found.cap is None:
        return _("本次检查不受年度频次上限限制。")
    return _("%(year)s年度已安排现场检查%(visits)s次，上限%(cap)s次（%(basis)s）。") % {
        "year": task.visit_year,
        "visits": found.visits,
        "cap": found.cap,
        "basis": found.basis,
    }


def approve(task: InspectionTask, *, by: User, on: date, opinion: str) -> None:
    """The case is filed with its task: one approval."""
    cases.file(task.case, by=by, on=on, opinion=opinion)


@transaction.atomic
def arrive(task: InspectionTask, *, by: User, on: date) -> None:
    """Recorded by the officers when the enterprise did not open the code itself."""
    assert_handler(task.case, by)
    visits.arrived(task, by=by, on=on)


@transaction.atomic
def go_unannounced(task: InspectionTask, *, by: User, on: date, no_notice_reason: str) -> None:
    """The recorded exception to the notice."""
    assert_handler(task.case, by)
    visits.notified(task, by=by, on=on, no_notice_reason=no_notice_reason)


TASK_APPROVE = Act(
    name="task-approve",
    permission="enforcement.approve_filing",
    title=gettext_lazy("审批检查任务"),
    done=gettext_lazy("已批准，检查码已生成。"),
    rows=rows,
    form=ApproveForm,
    do=approve,
    home=task_page,
    lead=measured,
    open=lambda task: task.status == Status.PLANNED,
)
TASK_NO_NOTICE = Act(
    name="task-no-notice",
    permission="enforcement.record_step",
    title=gettext_lazy("记录不事先通知的理由"),
    done=gettext_lazy("已记录。"),
    rows=rows,
    form=NoNoticeForm,
    do=go_unannounced,
    home=task_page,
    open=lambda task: task.status == Status.APPROVED,
)
TASK_ARRIVE = Act(
    name="task-arrive",
    permission="enforcement.record_step",
    title=gettext_lazy("记录到场"),
    done=gettext_lazy("已记录到场。"),
    rows=rows,
    form=DayActForm,
    do=arrive,
    home=task_page,
    open=lambda task: task.status == Status.NOTIFIED,
)
TASK_FOLLOW_UP = Act(
    name="task-follow-up",
    permission="enforcement.file_case",
    title=gettext_lazy("据检查结果立案"),
    done=gettext_lazy("已登记案件，等待立案审批。"),
    rows=rows,
    form=FollowUpForm,
    do=inspection_tasks.follow_up,
    home=task_page,
    open=lambda task: bool(task.result) and task.result != "clean" and not task.follow_up_id,
)
TASK_RECHECK = Act(
    name="task-recheck",
    permission="enforcement.file_case",
    title=gettext_lazy("安排复查"),
    done=gettext_lazy("已安排复查，等待审批。"),
    rows=rows,
    form=RecheckForm,
    do=inspection_tasks.recheck,
    home=task_page,
    open=lambda task: task.result == InspectionTask.Result.RECTIFY,
)
PLAN_PUBLISH = Act(
    name="plan-publish",
    permission=inspection_lists.CHANGE,
    title=gettext_lazy("报请公布年度检查计划"),
    done=gettext_lazy("已报请批准，由机关负责人办理。"),
    rows=plans,
    form=AnnounceForm,
    do=announcing.announce,
    home=lambda row: (str(row), reverse("plan-list")),
    open=lambda row: row.published_on is None,
)
CAP_PUBLISH = Act(
    name="cap-publish",
    permission=inspection_lists.CHANGE,
    title=gettext_lazy("报请公布年度检查频次上限"),
    done=gettext_lazy("已报请批准，由机关负责人办理。"),
    rows=caps,
    form=AnnounceForm,
    do=announcing.announce,
    home=lambda row: (_("年度检查频次上限"), reverse("plan-list")),
    open=lambda row: row.published_on is None,
)

ACTS = (TASK_APPROVE, TASK_NO_NOTICE, TASK_ARRIVE, TASK_FOLLOW_UP, TASK_RECHECK)
