"""The tables of moves, one module per subject. A move that is not in a table does not exist."""

from enforcement.flows.cases import CASE, DECISION
from enforcement.flows.hearings import HEARING
from enforcement.flows.incidents import INCIDENT
from enforcement.flows.measures import FORCED, MEASURE, SUBSTITUTION

__all__ = ["CASE", "DECISION", "FORCED", "HEARING", "INCIDENT", "MEASURE", "SUBSTITUTION"]
