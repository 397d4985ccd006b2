"""The gates and the moves of an inspection task, beside the case that keeps its record.

The case and its steps move first; what they mean for the task is done here. Planning a task, which
opens the case, is enforcement.services.inspection_tasks.
"""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core import audit
from core.errors import RuleError
from enforcement import flows
from enforcement.codes import new_code
from enforcement.models import Agency, Case, InspectionTask, Item, User
from enforcement.models.kinds import ActionKind
from enforcement.services import frequency
from enforcement.services.assignment import assert_certified

ARTICLE = "国办发〔2024〕54号"
# Kept with the task, so Chinese whatever the language of the account that approves.
AGREED = gettext_noop("同意检查。")


def assert_subject(agency: Agency, on: date) -> None:
    """Only a subject confirmed and announced may inspect (国办发〔2024〕54号)."""
    announced = agency.announced_on is not None and agency.announced_on <= on
    if agency.status == Agency.Status.CONFIRMED and announced:
        return
    raise RuleError(
        _("“%(name)s”的行政检查主体资格没有经过确认并公告，不得实施检查。") % {"name": agency.name},
        article=ARTICLE,
        remedy=_("请由清单管理员登记确认和公告情况；未经确认公告的，由有权机关实施。"),
        field="agency",
    )


def assert_item(item: Item | None, on: date) -> None:
    """An inspection item that is not published may not be used (国办发〔2024〕54号)."""
    public = Item.objects.public(on).filter(kind=ActionKind.INSPECTION)
    if item is not None and public.filter(pk=item.pk).exists():
        return
    raise RuleError(
        _("行政检查事项未经公布的，不得实施。"),
        article=ARTICLE,
        remedy=_("请选择已公布的检查事项；事项尚未公布的，由清单管理员先行公布。"),
        field="item",
    )


def assert_lawful(task: InspectionTask, on: date) -> None:
    """Everything that must hold before a visit: subjects, items, officers, assistants."""
    for agency in (task.agency, *task.joint_agencies.all()):
        assert_subject(agency, on)
    for item in task.items.select_related("agency"):
        assert_item(item, on)
    assert_certified(task.case, on)


def task_of(case: Case) -> InspectionTask | None:
    """The task of an inspection case, None when it was never planned as one."""
    return InspectionTask.objects.filter(case=case).select_related("agency", "party").first()


@transaction.atomic
def approve_case(case: Case, *, by: User, on: date, opinion: str = "") -> InspectionTask | None:
    """Approve the task of a case that is being filed; one without a task gets its task here.

    None when the case is no inspection. RuleError for an unpublished subject or item, too few
    certified officers, or an enterprise visited as often as announced without a recorded lead.
    """
    if case.kind != ActionKind.INSPECTION:
        return None
    task = task_of(case) or adopt(case, by=by, on=on)
    frequency.lock_enterprise(task)
    assert_lawful(task, on)
    found = frequency.measure(task, on)
    frequency.assert_within(task, found)
    changes = {
        "approved_on": on,
        "approved_by": by,
        "opinion": opinion.strip() or AGREED,
        "code": new_code(),
        **frequency.kept(task, found),
    }
    flows.TASK.move(task, "approve", by=by, changes=changes)
    return task


def adopt(case: Case, *, by: User, on: date) -> InspectionTask:
    """A task for an inspection opened as a case: its item, its party, a visit from the day on."""
    task = InspectionTask.objects.create(
        agency=case.agency,
        case=case,
        party=case.party,
        kind=InspectionTask.Kind.ROUTINE,
        source=InspectionTask.Source.OTHER,
        source_note=case.source,
        method=InspectionTask.Method.ONSITE,
        visit_from=case.discovered_on,
        visit_year=on.year,
        created_by=case.created_by,
    )
    if case.item is not None:
        task.items.add(case.item)
    audit.append("inspectiontask.adopt", obj=task, actor=by, data={"case": str(case.pk)})
    return task
