"""A penalty decision names all that 行政处罚法 59 demands of it; a blank one is not printed."""

from datetime import date

from django.utils.translation import gettext as _

from enforcement.elements import Element, demands
from enforcement.gates.content import PUNISHED
from enforcement.gates.gap import Gap
from enforcement.models import Decision

KIND, PARTY = "penalty_decision", "party"


def elements(decision: Decision, on: date) -> list[Gap]:
    """Each element of the article that is blank; the remedies, organ and day come by themselves."""
    if decision.outcome != PUNISHED:
        return []
    demand = demands()[KIND]
    asked = [row for row in demand.elements if row.column]
    return [_gap(row, demand.article) for row in asked if _blank(decision, row)]


def _blank(decision: Decision, row: Element) -> bool:
    holder, _dot, name = row.column.rpartition(".")
    return not str(getattr(decision.case.party if holder == PARTY else decision, name)).strip()


def _gap(row: Element, article: str) -> Gap:
    holder, _dot, name = row.column.rpartition(".")
    return Gap(
        f"element_{name}",
        _("处罚决定书没有载明%(what)s。") % {"what": row.label},
        f"{article}第一款第{row.item}项",
        _("请在当事人信息中补充。") if holder == PARTY else _("请在决定草案中写明。"),
    )
