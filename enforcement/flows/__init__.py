"""The tables of moves, one module per subject. A move that is not in a table does not exist."""

from enforcement.flows.cases import CASE, DECISION
from enforcement.flows.discussions import DISCUSSION
from enforcement.flows.draws import DRAW
from enforcement.flows.hearings import HEARING
from enforcement.flows.incidents import INCIDENT
from enforcement.flows.inspections import TASK
from enforcement.flows.measures import FORCED, MEASURE, SUBSTITUTION
from enforcement.flows.permits import APPLICATION, LICENCE

__all__ = [
    "APPLICATION",
    "CASE",
    "DECISION",
    "DISCUSSION",
    "DRAW",
    "FORCED",
    "HEARING",
    "INCIDENT",
    "LICENCE",
    "MEASURE",
    "SUBSTITUTION",
    "TASK",
]
