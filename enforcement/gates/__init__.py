"""The gates before a decision is made: what is still missing, in words, each with its article.

The same list serves the case page (what is missing), the head's page and `decisions.issue`, which
refuses while it is not empty. The database repeats the ones the law makes absolute.
"""

from collections.abc import Callable
from datetime import date

from enforcement.gates.authority import authority
from enforcement.gates.content import PUNISHED, age, consistent, simple, unpunished
from enforcement.gates.discretion import discretion, statutory
from enforcement.gates.discussed import discussed
from enforcement.gates.disturbed import undisturbed
from enforcement.gates.elements import elements
from enforcement.gates.gap import Gap, yuan
from enforcement.gates.heard import heard
from enforcement.gates.judgement import at_filing, judgement
from enforcement.gates.owed import OWED, owes
from enforcement.gates.permit import permit
from enforcement.gates.standing import filed, officers, review
from enforcement.gates.told import notice
from enforcement.models import Decision
from enforcement.models.kinds import ActionKind, Procedure

__all__ = [
    "OWED",
    "PUNISHED",
    "Gap",
    "at_filing",
    "before_issue",
    "discretion",
    "owes",
    "statutory",
    "yuan",
]

Gate = Callable[[Decision, date], list[Gap]]
ALWAYS: list[Gate] = [filed, undisturbed, authority, officers, heard, review]
PENALTY: list[Gate] = [consistent, age, discretion, judgement, discussed]
PERMIT: list[Gate] = [permit, judgement]


def before_issue(decision: Decision, on: date) -> list[Gap]:
    """Everything that refuses the decision on the day; empty when it may be made."""
    return [gap for gate in _gates(decision, on) for gap in gate(decision, on)]


def _gates(decision: Decision, on: date) -> list[Gate]:
    if decision.kind == ActionKind.PERMIT:
        return [*ALWAYS, unpunished, *PERMIT]
    if decision.kind != ActionKind.PENALTY:
        return [*ALWAYS, unpunished]
    if decision.case.procedure == Procedure.SIMPLE:
        return [*ALWAYS, *PENALTY, simple]
    return [*ALWAYS, *PENALTY, elements, *([notice] if owes(decision, "notice", on) else [])]
