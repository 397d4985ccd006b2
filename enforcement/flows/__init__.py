"""The tables of moves, one module per subject. A move that is not in a table does not exist."""

from enforcement.flows.cases import CASE, DECISION
from enforcement.flows.catalogues import CATALOGUE
from enforcement.flows.discussions import DISCUSSION
from enforcement.flows.draws import DRAW
from enforcement.flows.hearings import HEARING
from enforcement.flows.incidents import INCIDENT
from enforcement.flows.inspections import TASK
from enforcement.flows.list_versions import LIST_VERSION, LIST_WITHHOLDING
from enforcement.flows.measures import FORCED, MEASURE, SUBSTITUTION
from enforcement.flows.permits import APPLICATION, LICENCE
from enforcement.flows.registers import ENTRY_VERSION, REGISTER_ENTRY

__all__ = [
    "APPLICATION",
    "CASE",
    "CATALOGUE",
    "DECISION",
    "DISCUSSION",
    "DRAW",
    "ENTRY_VERSION",
    "FORCED",
    "HEARING",
    "INCIDENT",
    "LICENCE",
    "LIST_VERSION",
    "LIST_WITHHOLDING",
    "MEASURE",
    "REGISTER_ENTRY",
    "SUBSTITUTION",
    "TASK",
]
