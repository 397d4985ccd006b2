"""Which penalties the heads must discuss together (行政处罚法 57), by the lists of the profile."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from enforcement import review_scope
from enforcement.models import Decision
from enforcement.models.kinds import ActionKind, Procedure
from enforcement.review_scope import Hit
from enforcement.services import cases

PUNISHED = "penalty"


def grounds(decision: Decision, on: date | None) -> list[Hit]:
    """Every rule that demands a discussion of the draft (None: by the newest rules)."""
    simple = decision.case.procedure == Procedure.SIMPLE
    if decision.kind != ActionKind.PENALTY or simple or decision.outcome != PUNISHED:
        return []
    profile = decision.agency.rules()
    domain = cases.rules_domain(decision.case) or profile.domain
    rules: list[Mapping[str, Any]] = [
        row for row in profile.discussion_rules(on) if row.get("domain", "") in ("", domain)
    ]
    return [
        Hit(rule["key"], rule["label"], rule["article"])
        for rule in rules
        if review_scope.hit_by(decision, profile, rule, on)
    ]
