"""Every decision: the case is filed, its officers certified, its text reviewed."""

from datetime import date

from django.utils.translation import gettext as _

from core.errors import RuleError
from enforcement import drafts
from enforcement.gates.gap import Gap
from enforcement.gates.owed import owes
from enforcement.models import Case, Decision
from enforcement.models.kinds import ActionKind
from enforcement.services import cases


def filed(decision: Decision, on: date) -> list[Gap]:
    case = decision.case
    if case.status != Case.Status.FILED or case.filed_on is None:
        return [
            Gap("filed", _("案件尚未立案（受理）。"), "行政处罚法第五十四条", _("请先办理立案。"))
        ]
    if on < case.filed_on:
        return [
            Gap(
                "date",
                _("决定日期不能早于立案日期%(day)s。") % {"day": case.filed_on},
                "行政处罚法第六十条",
                _("请核对日期。"),
            )
        ]
    return []


def officers(decision: Decision, on: date) -> list[Gap]:
    gaps: dict[str, Gap] = {}
    for day in sorted({decision.case.filed_on or on, on}):
        try:
            cases.assert_certified(decision.case, day)
        except RuleError as error:
            gap = Gap("officers", error.message, error.article, error.remedy)
            gaps[gap.message] = gap
    return list(gaps.values())


def review(decision: Decision, on: date) -> list[Gap]:
    if not owes(decision, "review", on):
        return []
    article = "国办发〔2018〕118号第十二条"
    if decision.kind == ActionKind.PENALTY:
        article = f"行政处罚法第五十八条；{article}"
    if decision.clearance is None:
        return [
            Gap(
                "review",
                _("本决定应当经法制审核，尚未审核通过。"),
                article,
                _("请送法制审核；审核通过后草案如有修改，应当重新送审。"),
            )
        ]
    if not drafts.same(decision, decision.clearance):
        return [
            Gap("review", _("草案在审核通过后被修改。"), article, _("请将修改后的草案重新送审。"))
        ]
    return []
