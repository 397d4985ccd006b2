"""What the public reads of coercion, inspections and levies beside what every decision says (domain §6.15).

The texts are redacted and edited like every other section; what only a person can say stays in the
decision's own words. Of goods held the name and number, never a mark, an owner or an account.
"""

from collections.abc import Iterable

from django.conf import settings
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from enforcement.models import Decision, InspectionTask, Measure
from enforcement.models.kinds import ActionKind

SEPARATOR = "；"
HEADINGS: dict[str, dict[str, str]] = {
    ActionKind.COERCION: {
        "item_name": "事项名称",
        "title": "文书名称",
        "coercion_kind": "强制种类",
        "subject": "强制标的",
        "valid_from": "期限自",
        "valid_to": "期限至",
        "extended_to": "延长至",
        "released_on": "解除日期",
    },
    ActionKind.INSPECTION: {
        "item_name": "事项名称",
        "title": "文书名称",
        "inspection_type": "检查类型",
        "matter": "检查事项",
        "method": "检查方式",
        "inspected_on": "检查日期",
        "joint": "是否联合检查",
        "check_result": "检查结果",
    },
    ActionKind.LEVY: {
        "item_name": "事项名称",
        "title": "文书名称",
        "levy_item": "征收征用项目",
    },
}
NOT_DONE = (Measure.Status.PLANNED, Measure.Status.APPROVED, Measure.Status.REFUSED)


@translation.override(settings.LANGUAGE_CODE)
def said(decision: Decision) -> dict[str, str]:
    """Every text of the kind by key, "" where nothing is known; `title` is the decision's own."""
    if decision.kind not in HEADINGS:
        return {}
    item = decision.case.item
    name = {"item_name": str(item.name) if item is not None else ""}
    if decision.kind == ActionKind.COERCION:
        return name | _coercion(decision)
    if decision.kind == ActionKind.INSPECTION:
        return name | _inspection(decision)
    return name | {"levy_item": name["item_name"] or decision.case.cause}


def _coercion(decision: Decision) -> dict[str, str]:
    """The measures of the case and those that stand on this decision, once carried out."""
    rows = Measure.objects.filter(Q(case=decision.case_id) | Q(reviewed=decision))
    rows = rows.exclude(status__in=NOT_DONE).order_by("pk")
    found = list(rows.select_related("release").prefetch_related("items"))
    started = [row.from_on for row in found if row.from_on]
    return {
        "coercion_kind": SEPARATOR.join(_once(str(row.get_kind_display()) for row in found)),
        "subject": SEPARATOR.join(_goods(found)),
        "valid_from": _day(decision.valid_from or min(started, default=None)),
        "valid_to": _last(row.until_on for row in found) or _day(decision.valid_to),
        "extended_to": _last(row.extended_until for row in found),
        "released_on": _last(
            row.release.released_on if hasattr(row, "release") else None for row in found
        ),
    }


def _goods(rows: Iterable[Measure]) -> list[str]:
    return [
        f"{one.name}{one.quantity.normalize():f}{one.unit}"
        for row in rows
        if row.kind != Measure.Kind.FREEZE
        for one in sorted(row.items.all(), key=lambda item: item.pk)
    ]


def _inspection(decision: Decision) -> dict[str, str]:
    rows = InspectionTask.objects.filter(case=decision.case_id).prefetch_related("items")
    task = rows.first()
    results = dict(InspectionTask.Result.choices)
    known = {
        "inspection_type": decision.inspection_kind,
        "method": decision.inspection_method,
        "check_result": str(results.get(decision.outcome, "")),
    }
    if task is None:
        return known | {"matter": "", "inspected_on": "", "joint": ""}
    names = sorted((item.pk, item.name) for item in task.items.all())
    return known | {
        "matter": SEPARATOR.join(name for _pk, name in names),
        "inspected_on": _day(task.arrived_on),
        "joint": _("是") if task.joint_agencies.exists() else _("否"),
    }


def _once(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(words))


def _last(days: Iterable[object]) -> str:
    """The latest of the days known; of measures of one decision the last one counts."""
    return max((_day(day) for day in days), default="")


def _day(day: object) -> str:
    return str(day) if day else ""
