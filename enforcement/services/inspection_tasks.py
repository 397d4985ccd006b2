"""Planning an inspection, and what follows from its result."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleError, StaleError
from core.identifiers import normalise_code
from enforcement.models import Agency, Case, InspectionPlan, InspectionTask, Item, Officer, Party
from enforcement.models import User as Account
from enforcement.models.kinds import ActionKind, Procedure
from enforcement.services import cases, frequency, inspections, parties
from enforcement.services.assignment import assert_certified, assert_handler
from enforcement.services.inspections import ARTICLE

Kind, Source, Method = InspectionTask.Kind, InspectionTask.Source, InspectionTask.Method
Status, Result = InspectionTask.Status, InspectionTask.Result
# Sources that are nothing without the number or the words of what came in.
NOTED = (Source.COMPLAINT, Source.ASSIGNED, Source.DATA, Source.OTHER)


@dataclass(frozen=True, kw_only=True)
class Visit:
    """What a task asks for. Several items are one visit (综合查一次), the first one leads."""

    party: Party
    kind: str
    source: str
    items: Sequence[Item]
    officers: Sequence[Officer]
    visit_from: date
    visit_to: date | None
    method: str = Method.ONSITE
    source_note: str = ""
    plan: InspectionPlan | None = None
    draw_ref: str = ""
    joint_agencies: Sequence[Agency] = field(default_factory=tuple)
    grade: str = ""
    assistants: int = 0
    assistants_note: str = ""
    place: str = ""
    summary: str = ""
    of_task: InspectionTask | None = None


@transaction.atomic
def plan(visit: Visit, *, by: Account, agency: Agency, on: date) -> InspectionTask:
    """Plan a visit and open the case that keeps its record; the head of the unit approves both.

    RuleError for an unpublished subject or item, an item of nobody who takes part, a plan that does
    not cover the visit, a source without its words, too few certified officers, assistants without
    a task, a visit that ends before it begins, or an enterprise visited as often as announced
    without a recorded lead.
    """
    inspections.assert_subject(agency, on)
    _assert_items(visit, agency, on)
    _assert_source(visit)
    _assert_assistants(visit)
    _assert_period(visit)
    case = _open(visit, by=by, agency=agency, on=on)
    task = InspectionTask.objects.create(
        agency=agency,
        case=case,
        created_by=by,
        visit_year=visit.visit_from.year,
        **{name: getattr(visit, name) for name in PLAIN},
    )
    task.items.set(visit.items)
    task.joint_agencies.set(visit.joint_agencies)
    inspections.assert_lawful(task, on)
    frequency.assert_within(task, frequency.measure(task, on))
    audit.append("inspectiontask.plan", obj=task, actor=by, data=_told(visit))
    return task


PLAIN = (
    *("party", "kind", "source", "source_note", "method", "plan", "draw_ref", "of_task", "grade"),
    *("assistants", "assistants_note", "visit_from", "visit_to"),
)


def _told(visit: Visit) -> dict[str, Any]:
    return {
        "kind": visit.kind,
        "source": visit.source,
        "items": [row.pk for row in visit.items],
        "officers": [row.pk for row in visit.officers],
        "joint": [row.pk for row in visit.joint_agencies],
    }


def _open(visit: Visit, *, by: Account, agency: Agency, on: date) -> Case:
    """The case of the visit, named and described by what is known already."""
    with translation.override(settings.LANGUAGE_CODE):
        kind, source = str(Kind(visit.kind).label), str(Source(visit.source).label)
    names = "、".join(row.name for row in visit.items)
    return cases.open_case(
        by=by,
        agency=agency,
        kind=ActionKind.INSPECTION,
        procedure=Procedure.INSPECTION,
        party=visit.party,
        discovered_on=on,
        officers=visit.officers,
        item=visit.items[0] if visit.items[0].agency_id == agency.pk else None,
        title=f"{visit.party.name}{kind}",
        cause=names[:300],
        source=source,
        summary=visit.summary or f"{source}：{visit.source_note or names}",
        place=visit.place,
    )


def _assert_items(visit: Visit, agency: Agency, on: date) -> None:
    own = {agency.pk, *(row.pk for row in visit.joint_agencies)}
    if not visit.items:
        inspections.assert_item(None, on)
    for item in visit.items:
        inspections.assert_item(item, on)
    strange = [item.name for item in visit.items if item.agency_id not in own]
    if strange or visit.items[0].agency_id != agency.pk:
        raise RuleError(
            _("检查事项不属于本机关或者联合检查的机关：%(names)s。")
            % {"names": "、".join(strange) or visit.items[0].name},
            article=ARTICLE,
            remedy=_("请选择本机关的事项为主，联合检查的，写明参加的机关。"),
            field="items",
        )


def _assert_source(visit: Visit) -> None:
    if visit.source in NOTED and not visit.source_note.strip():
        raise RuleError(
            _("任务来源应当写明具体线索。"),
            article=ARTICLE,
            remedy=_("请填写来源说明，例如投诉举报登记号、交办文号、监测预警编号。"),
            field="source_note",
        )
    if visit.source == Source.PLAN:
        _assert_planned(visit)


def _assert_planned(visit: Visit) -> None:
    row = visit.plan
    last = visit.visit_to or visit.visit_from
    fits = (
        row is not None
        and row.published_on is not None
        and row.published_on <= visit.visit_from
        and row.item_id in {item.pk for item in visit.items}
        and row.covers(visit.visit_from)
        and row.covers(last)
    )
    if not fits:
        raise RuleError(
            _("没有已公布、包含本事项和检查期间的年度检查计划。"),
            article=ARTICLE,
            remedy=_("请选择相应的年度计划，或者由清单管理员先行公布计划。"),
            field="plan",
        )


def _assert_assistants(visit: Visit) -> None:
    if visit.assistants and not visit.assistants_note.strip():
        raise RuleError(
            _("安排协助检查人员的，应当事先确定人数和职责；协助人员不得单独实施检查。"),
            article=ARTICLE,
            remedy=_("请写明协助检查人员的单位和所做的工作，例如抽样、检测、记录。"),
            field="assistants_note",
        )


def _assert_period(visit: Visit) -> None:
    if visit.visit_to is not None and visit.visit_to < visit.visit_from:
        raise RuleError(_("终了日期不能早于开始日期。"), remedy=_("请核对日期。"), field="visit_to")


@transaction.atomic
def follow_up(
    task: InspectionTask, *, by: Account, on: date, cause: str, item: Item | None = None
) -> Case:
    """立案: the penalty case that the result calls for, with everything the visit already knows.

    RuleError when nothing was found, StaleError when the case exists already.
    """
    assert_handler(task.case, by)
    fresh = InspectionTask.objects.select_for_update().get(pk=task.pk)
    if fresh.follow_up_id is not None:
        raise StaleError(_("已经立案。"), remedy=_("请打开原案件办理。"))
    _assert_found_something(fresh)
    parent = fresh.case
    case = cases.open_case(
        by=by,
        agency=fresh.agency,
        kind=ActionKind.PENALTY,
        procedure=Procedure.ORDINARY,
        party=fresh.party,
        discovered_on=fresh.arrived_on or on,
        officers=handlers(parent),
        title=f"{fresh.party.name}{cause}案"[:300],
        cause=cause,
        item=item,
        source="检查发现",
        summary=findings(parent),
        place=parent.place,
    )
    fresh.follow_up = case
    fresh.save(update_fields=["follow_up"])
    audit.append("inspectiontask.follow_up", obj=fresh, actor=by, data={"case": str(case.pk)})
    return case


def _assert_found_something(task: InspectionTask) -> None:
    if task.result not in (Result.RECTIFY, Result.FILE, Result.TRANSFER):
        raise RuleError(
            _("检查结果为“%(result)s”，不能据此立案。")
            % {"result": task.get_result_display() or _("尚未告知")},
            article="行政处罚法第五十四条",
            remedy=_("请先作出并告知检查结果。"),
        )


def handlers(case: Case) -> list[Officer]:
    """The officers now on the case, the lead first."""
    rows = case.assignments.filter(until=None).select_related("officer").order_by("part", "pk")
    return [row.officer for row in rows]


def findings(case: Case) -> str:
    """What the visit found, in the words of its result."""
    decision = case.decisions.exclude(facts="").order_by("-created_at").first()
    return decision.facts if decision is not None else case.summary


@transaction.atomic
def recheck(
    task: InspectionTask, *, by: Account, on: date, visit_from: date, visit_to: date | None
) -> InspectionTask:
    """复查: a further visit to see whether what was ordered is done, approved like the first."""
    assert_handler(task.case, by)
    if task.result != Result.RECTIFY:
        raise RuleError(
            _("只有责令改正的检查需要复查。"),
            article="行政处罚法第二十八条",
            remedy=_("请核对检查结果。"),
        )
    visit = Visit(
        party=task.party,
        kind=task.kind,
        source=Source.RECHECK,
        items=list(task.items.order_by("pk")),
        officers=handlers(task.case),
        visit_from=visit_from,
        visit_to=visit_to,
        method=task.method,
        joint_agencies=list(task.joint_agencies.all()),
        grade=task.grade,
        place=task.case.place,
        source_note=task.case.number,
        of_task=task,
    )
    assert_certified(task.case, on)
    return plan(visit, by=by, agency=task.agency, on=on)


def party_for(*, by: Account, agency: Agency, fields: dict[str, Any]) -> Party:
    """The party a task names: known by its code, or recorded now."""
    code = normalise_code(fields.get("uscc", ""))
    known = Party.objects.filter(agency=agency, uscc=code).order_by("-pk").first() if code else None
    return known or parties.create(by=by, agency=agency, **fields)
