"""Penalties: what needs a written answer before the decision (行政处罚法 29, 36, 37).

A doubt names what it asks; an answer on record (Finding) for the same subject lifts it.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from enforcement import duplicates, limitation, reapplication
from enforcement.gates.content import PUNISHED
from enforcement.gates.gap import Gap
from enforcement.models import Case, Decision, Finding, Statute, StatuteVersion
from enforcement.models.kinds import ActionKind, PenaltyKind

Code = Finding.Code


@dataclass(frozen=True)
class Doubt:
    """A gap that a reasoned answer of one of the codes lifts; `subject` is what it is about."""

    gap: Gap
    codes: tuple[Code, ...]
    subject: str = ""


def doubts(decision: Decision, on: date) -> list[Doubt]:
    """The doubts of a draft that nobody has answered."""
    if decision.kind == ActionKind.PERMIT:
        return _bars(decision.case)
    if decision.outcome != PUNISHED:
        return []
    return [
        *_limitation(decision.case),
        *(_duplicates(decision.case) if PenaltyKind.FINE in decision.penalty_kinds else []),
        *_law_changes(decision, on),
    ]


def judgement(decision: Decision, on: date) -> list[Gap]:
    """The same as gaps."""
    return [doubt.gap for doubt in doubts(decision, on)]


def at_filing(case: Case) -> list[Gap]:
    """What already speaks against a penalty when the case is filed; it warns and refuses nothing."""
    if case.kind != ActionKind.PENALTY:
        return []
    return [doubt.gap for doubt in (*_limitation(case), *_duplicates(case))]


def answered(case: Case, code: Code, subject: str = "") -> Finding | None:
    """The newest answer on record."""
    return case.findings.filter(code=code, subject=subject).order_by("-pk").first()


def _limitation(case: Case) -> list[Doubt]:
    limit = limitation.limit(case)
    if not limit.passed(case.discovered_on) or _extended(case):
        return []
    words = {"end": limitation.end_of_act(case), "last": limit.last_day}
    gap = Gap(
        "limitation",
        _("违法行为于%(end)s终了，至%(last)s未被发现的，不再给予行政处罚。") % words,
        limit.article,
        _("请改为不予处罚；适用五年期限或者其他法律另有规定的，请说明理由和依据。"),
    )
    return [Doubt(gap, (Code.LIMITATION_GRAVE, Code.LIMITATION_OTHER))]


def _extended(case: Case) -> bool:
    """Whether a longer limit was found to hold, and the discovery was within it."""
    other = answered(case, Code.LIMITATION_OTHER)
    if other is not None and other.until is not None and case.discovered_on <= other.until:
        return True
    grave = answered(case, Code.LIMITATION_GRAVE)
    return grave is not None and not limitation.limit(case, grave=True).passed(case.discovered_on)


def _duplicates(case: Case) -> list[Doubt]:
    return [
        Doubt(_twice(other), (Code.DUPLICATE,), str(other.pk))
        for other in duplicates.suspects(case)
        if answered(case, Code.DUPLICATE, str(other.pk)) is None
    ]


def _twice(other: Case) -> Gap:
    made = duplicates.fined(other)
    words = {
        "agency": other.agency.name,
        "what": made.doc_no if made is not None else other.number or other.title,
    }
    message = (
        _(
            "%(agency)s已对该当事人的相同事项作出罚款决定（%(what)s），同一违法行为不得给予两次以上罚款。"
        )
        if made is not None
        else _("%(agency)s正在办理该当事人相同事项的案件（%(what)s），可能是同一违法行为。")
    )
    remedy = _("请核对；确属不同违法行为的，请说明理由，否则改为罚款以外的处理或者不予处罚。")
    return Gap("duplicate", message % words, "行政处罚法第二十九条", remedy)


def _bars(case: Case) -> list[Doubt]:
    return [
        Doubt(_barred(bar), (Code.REAPPLY,), str(bar.case.pk))
        for bar in reapplication.bars(case)
        if answered(case, Code.REAPPLY, str(bar.case.pk)) is None
    ]


def _barred(bar: reapplication.Bar) -> Gap:
    words = {
        "what": bar.case.number or bar.case.title,
        "day": bar.found_on,
        "until": bar.until,
    }
    message = _(
        "申请人在%(what)s中因虚假材料或者不正当手段于%(day)s被认定，至%(until)s不得再次申请该许可。"
    )
    remedy = _(
        "请核对；不属于直接关系公共安全、人身健康、生命财产安全的事项的，请说明理由，否则不予许可。"
    )
    return Gap("reapply", message % words, bar.article, remedy)


def _law_changes(decision: Decision, on: date) -> list[Doubt]:
    found = []
    for statute, now in _changed(decision, on):
        subject = f"{statute.pk}:{now.pk if now is not None else 0}"
        if answered(decision.case, Code.LAW_CHANGE, subject) is None:
            found.append(Doubt(_changed_law(statute, now), (Code.LAW_CHANGE,), subject))
    return found


def _changed(decision: Decision, on: date) -> list[tuple[Statute, StatuteVersion | None]]:
    """Statutes of the basis whose text on the day differs from that on the day of the act."""
    cited = {
        int(ref["statute"]): int(ref["version"])
        for ref in decision.basis_refs
        if ref.get("statute") and ref.get("version")
    }
    rows = Statute.objects.filter(pk__in=cited).order_by("pk")
    pairs = [(row, row.version_on(on)) for row in rows]
    return [(row, now) for row, now in pairs if now is None or now.pk != cited[row.pk]]


def _changed_law(statute: Statute, now: StatuteVersion | None) -> Gap:
    words = {"title": statute.title, "day": now.effective_from if now is not None else ""}
    message = (
        _("《%(title)s》在违法行为发生后已经修改，新文本自%(day)s起施行。")
        if now is not None
        else _("《%(title)s》在违法行为发生后已经失效。")
    )
    remedy = _("适用违法行为发生时的规定；新规定处罚较轻或者不认为违法的，适用新规定。请说明理由。")
    return Gap("law_change", message % words, "行政处罚法第三十七条", remedy)
