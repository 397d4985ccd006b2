"""What the papers of an inspection say beyond those of other cases (domain §4.3).

The approval form and the notice name the basis, the subject, the source of the task and how often
the enterprise was visited; the notice carries the code of the task.
"""

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone, translation

from enforcement.codes import address
from enforcement.models import Case, InspectionTask, Officer
from enforcement.services.inspections import task_of
from enforcement.services.visits import NOTICE
from recording import contexts
from recording.contexts import Context, day, moment, section
from recording.models import Step

NO_END = "检查办结"
ANNOUNCED = (
    "本机关决定对你（单位）实施行政检查，有关事项通知如上。请予以配合，如实提供有关情况和材料。"
)


def for_filing(case: Case, on: date) -> Context:
    """The paper of the filing; of an inspection the 行政检查审批表."""
    base, task = contexts.for_filing(case, on), task_of(case)
    if task is None:
        return base
    approved = {
        "label": "审批意见",
        "text": f"{task.opinion}检查任务编号{case.number}。",
        "name": task.approved_by.name if task.approved_by else "",
        "date": on.isoformat(),
    }
    return {**base, "fields": [*base["fields"], *facts(task)], "opinions": [approved]}


def for_step(step: Step, officers: list[Officer]) -> Context:
    """The paper of a step; the notice of an inspection says what is checked and bears its code."""
    base = contexts.for_step(step, officers)
    task = task_of(step.case) if step.kind == NOTICE else None
    if task is None:
        return base
    handed = f"送达时间和地点：{moment(step.at)}{step.place and '，'}{step.place}。"
    return {
        **base,
        "fields": facts(task),
        "opening": [ANNOUNCED],
        "closing": [handed, *base["opening"], *base["closing"]],
        "code": task.code,
        "code_url": address(task.code),
    }


def for_scan(task: InspectionTask, at: datetime) -> Context:
    """The 行政检查扫码记录: when the code was scanned, and the task it was checked against."""
    on = timezone.localtime(at).date()
    scanned = [["检查码", task.code], ["扫码时间", moment(at)], ["检查任务编号", task.case.number]]
    checked = [
        "检查对象扫描检查码，确认检查人员到场。",
        f"扫码日在批准的检查期间内，检查任务于{day(task.approved_on)}批准。"
        if task.approved_on
        else "",
        _told(task),
    ]
    return {
        **contexts.base_context(task.case, on=on),
        "fields": [*scanned, *facts(task)],
        "sections": [section("核对情况", *checked)],
        "notes": ["本记录由系统在检查对象扫码时自动生成。"],
    }


def _told(task: InspectionTask) -> str:
    if task.notice_on:
        return f"行政检查通知书已于{day(task.notice_on)}送达。"
    if task.no_notice_reason:
        return f"未事先送达行政检查通知书，理由：{task.no_notice_reason}"
    return "扫码时行政检查通知书尚未送达。"


def facts(task: InspectionTask) -> list[list[str]]:
    """Label and value of everything the chain of papers must name."""
    items = list(task.items.order_by("pk"))
    with translation.override(settings.LANGUAGE_CODE):
        kind, method = task.get_kind_display(), task.get_method_display()
        source = task.get_source_display()
    last = day(task.visit_to) if task.visit_to else NO_END
    pairs = [
        ["检查类型", f"{kind}（{method}）"],
        ["检查事项", "；".join(item.name for item in items)],
        ["检查依据", "；".join(item.basis_text for item in items if item.basis_text)],
        ["任务来源", f"{source}：{task.source_note}" if task.source_note else source],
        ["联合检查机关", "、".join(row.name for row in task.joint_agencies.order_by("path"))],
        ["检查期间", f"{day(task.visit_from)}至{last}"],
        ["检查频次", frequency(task)],
        ["协助检查人员", assistants(task)],
    ]
    return [pair for pair in pairs if pair[1]]


def frequency(task: InspectionTask) -> str:
    """How often the enterprise was visited this year, and the limit the approval was measured by."""
    if task.cap is None:
        return ""
    text = f"{task.visit_year}年度此前{task.visits_before}次，上限{task.cap}次（{task.cap_basis}）"
    return f"{text}；因上列线索确需检查" if task.exception else text


def assistants(task: InspectionTask) -> str:
    """The number fixed beforehand, and what they do."""
    return f"{task.assistants}名，{task.assistants_note}" if task.assistants else ""
