"""What the public reads of each kind of act beside what every decision says (domain §6.13 to §6.15).

The texts are redacted and edited like every other section; what only a person can say stays in the
decision's own words. Of goods held the name and number, never a mark, an owner or an account.
"""

from collections.abc import Iterable
from decimal import Decimal

from django.conf import settings
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from disclosure import licences
from enforcement.models import (
    Decision,
    ForcedExecution,
    InspectionTask,
    Licence,
    Measure,
    Substitution,
)
from enforcement.models.kinds import ActionKind, PartyKind, PenaltyKind
from recording.models import Step

SEPARATOR = "；"
ENDLESS = "长期"
CENTS_PER_WAN = Decimal(1_000_000)
VISIT = "site_inspection"  # the step that records a visit, in recording/kinds.py
HEADINGS: dict[str, dict[str, str]] = {
    ActionKind.PENALTY: {
        "legal_rep": gettext_noop("法定代表人"),
        "violation_type": gettext_noop("违法行为类型"),
        "confiscated_wan": gettext_noop("没收违法所得、没收非法财物的金额（万元）"),
        "licence": gettext_noop("暂扣或吊销证照名称及编号"),
        "valid_to": gettext_noop("处罚有效期"),
    },
    ActionKind.PERMIT: {
        "title": gettext_noop("文书名称"),
        "legal_rep": gettext_noop("法定代表人"),
        "permit_kind": gettext_noop("许可类别"),
        "cert_title": gettext_noop("许可证书名称"),
        "permit_no": gettext_noop("许可编号"),
        "valid_from": gettext_noop("有效期自"),
        "valid_to": gettext_noop("有效期至"),
    },
    ActionKind.COERCION: {
        "item_name": gettext_noop("事项名称"),
        "title": gettext_noop("文书名称"),
        "coercion_kind": gettext_noop("强制种类"),
        "subject": gettext_noop("强制标的"),
        "valid_from": gettext_noop("期限自"),
        "valid_to": gettext_noop("期限至"),
        "extended_to": gettext_noop("延长至"),
        "released_on": gettext_noop("解除日期"),
        "execution": gettext_noop("执行结果"),
    },
    ActionKind.INSPECTION: {
        "item_name": gettext_noop("事项名称"),
        "title": gettext_noop("文书名称"),
        "inspection_type": gettext_noop("检查类型"),
        "task_no": gettext_noop("检查任务编号"),
        "matter": gettext_noop("检查事项"),
        "method": gettext_noop("检查方式"),
        "inspected_on": gettext_noop("检查日期"),
        "joint": gettext_noop("是否联合检查"),
        "check_result": gettext_noop("检查结果"),
    },
    ActionKind.LEVY: {
        "item_name": gettext_noop("事项名称"),
        "title": gettext_noop("文书名称"),
        "levy_item": gettext_noop("征收征用项目"),
        "valid_from": gettext_noop("期限自"),
        "valid_to": gettext_noop("期限至"),
    },
}
NOT_DONE = (Measure.Status.PLANNED, Measure.Status.APPROVED, Measure.Status.REFUSED)
# What still runs has no result yet.
HELD = (Measure.Status.IN_FORCE, Measure.Status.DUE_RELEASE)
URGED = (ForcedExecution.Status.URGED, ForcedExecution.Status.PERFORMED)
TAKEN = (PenaltyKind.SUSPEND_LICENCE, PenaltyKind.REVOKE_LICENCE)


@translation.override(settings.LANGUAGE_CODE)
def said(decision: Decision) -> dict[str, str]:
    """Every text of the kind by key, "" where nothing is known; `title` is the decision's own."""
    if decision.kind == ActionKind.PENALTY:
        return _penalty(decision)
    if decision.kind == ActionKind.PERMIT:
        return _permit(decision)
    item = decision.case.item
    name = {"item_name": str(item.name) if item is not None else ""}
    if decision.kind == ActionKind.COERCION:
        return name | _coercion(decision)
    if decision.kind == ActionKind.INSPECTION:
        return name | _inspection(decision)
    term = {"valid_from": _day(decision.valid_from), "valid_to": _day(decision.valid_to)}
    return name | {"levy_item": name["item_name"] or decision.case.cause} | term


def _penalty(decision: Decision) -> dict[str, str]:
    return _representative(decision) | {
        "violation_type": decision.violation or decision.case.cause,
        "confiscated_wan": wan(decision.confiscated_cents),
        "licence": SEPARATOR.join(f"{row.title}{row.number}" for row in _taken(decision)),
        "valid_to": _day(decision.valid_to),
    }


def _representative(decision: Decision) -> dict[str, str]:
    """Of an organisation; the one of a sole trader is the party, a person."""
    party = decision.case.party
    return {"legal_rep": party.legal_rep if party.kind == PartyKind.ORG else ""}


def wan(cents: int) -> str:
    """Cents (分) as 万元 without useless zeros, "" for none: 12345600 is 12.3456."""
    return f"{(Decimal(cents) / CENTS_PER_WAN).normalize():f}" if cents else ""


def _taken(decision: Decision) -> list[Licence]:
    """The licences that a penalty suspends or revokes: ended by it, or named by number in its text."""
    if not set(TAKEN) & set(decision.penalty_kinds):
        return []
    held = Q(holder=decision.case.party_id) | Q(penalty=decision.pk)
    rows = Licence.objects.filter(held).order_by("pk")
    return [row for row in rows if row.penalty_id == decision.pk or row.number in decision.result]


def _permit(decision: Decision) -> dict[str, str]:
    """What the decision says; where it is silent, the licence it gave, renewed, changed or ended."""
    licence = licences.concerned(decision)
    known = _representative(decision) | {
        "permit_kind": decision.permit_kind,
        "cert_title": decision.cert_title,
        "permit_no": decision.permit_no,
        "valid_from": _day(decision.valid_from),
        "valid_to": _day(decision.valid_to),
    }
    if licence is None:
        return known
    behind = {
        "permit_kind": licence.decision.permit_kind,
        "cert_title": licence.title,
        "permit_no": licence.number,
        "valid_from": _day(licence.valid_from),
        "valid_to": _day(licence.valid_to) or ENDLESS,
    }
    return {key: text or behind.get(key, "") for key, text in known.items()}


def _coercion(decision: Decision) -> dict[str, str]:
    """The measures and executions of the case and those that stand on this decision, once carried out."""
    mine = Q(case=decision.case_id) | Q(reviewed=decision)
    rows = Measure.objects.filter(mine).exclude(status__in=NOT_DONE).order_by("pk")
    found = list(rows.select_related("release").prefetch_related("items"))
    forced = list(ForcedExecution.objects.filter(mine).exclude(status__in=URGED).order_by("pk"))
    others = list(Substitution.objects.filter(case=decision.case_id).order_by("pk"))
    started = [row.from_on for row in found if row.from_on]
    return {
        "coercion_kind": SEPARATOR.join(
            _once(
                [str(row.get_kind_display()) for row in found]
                + [str(row.get_way_display()) for row in forced]
                + [str(Substitution._meta.verbose_name) for _row in others]
            )
        ),
        "subject": SEPARATOR.join(_goods(found) + [row.subject for row in others]),
        "valid_from": _day(decision.valid_from or min(started, default=None)),
        "valid_to": _last(row.until_on for row in found) or _day(decision.valid_to),
        "extended_to": _last(row.extended_until for row in found),
        "released_on": _last(
            row.release.released_on if hasattr(row, "release") else None for row in found
        ),
        "execution": SEPARATOR.join(_once(_ends(found, forced, others))),
    }


def _ends(
    measures: Iterable[Measure],
    forced: Iterable[ForcedExecution],
    others: Iterable[Substitution],
) -> list[str]:
    """How what has ended ended, in words."""
    words = [str(row.get_status_display()) for row in measures if row.status not in HELD]
    words += [
        str(row.get_status_display())
        for row in forced
        if row.status != ForcedExecution.Status.DECIDED
    ]
    running = (Substitution.Status.ORDERED, Substitution.Status.URGED)
    return words + [str(row.get_status_display()) for row in others if row.status not in running]


def _goods(rows: Iterable[Measure]) -> list[str]:
    return [
        f"{one.name}{one.quantity.normalize():f}{one.unit}"
        for row in rows
        if row.kind != Measure.Kind.FREEZE
        for one in sorted(row.items.all(), key=lambda item: item.pk)
    ]


def _inspection(decision: Decision) -> dict[str, str]:
    """What the decision says, then its task; a record without a task has the step of the visit.

    The code of a task is no number to publish: whoever has it acts for the enterprise.
    """
    rows = InspectionTask.objects.filter(case=decision.case_id).prefetch_related("items")
    task = rows.first()
    results = dict(InspectionTask.Result.choices)
    known = {
        "inspection_type": decision.inspection_kind,
        "task_no": decision.case.number,
        "method": decision.inspection_method,
        "check_result": str(results.get(decision.outcome, "")),
    }
    if task is None:
        item = decision.case.item
        seen = Step.objects.filter(case=decision.case_id, kind=VISIT).order_by("at").first()
        visited = timezone.localtime(seen.at).date() if seen is not None else None
        matter = str(item.name) if item is not None else ""
        return known | {"matter": matter, "inspected_on": _day(visited), "joint": _("否")}
    names = sorted((item.pk, item.name) for item in task.items.all())
    return known | {
        "inspection_type": known["inspection_type"] or str(task.get_kind_display()),
        "method": known["method"] or str(task.get_method_display()),
        "check_result": known["check_result"] or str(results.get(task.result, "")),
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
