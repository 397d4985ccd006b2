"""Who enforces what, against whom, with which result."""

from enforcement.models.account import User
from enforcement.models.agency import Agency, Delegation
from enforcement.models.case import Case, CaseOfficer
from enforcement.models.decision import Decision, DraftVersion
from enforcement.models.execution import CourtApplication, Deferral, Payment, Stay, Urging
from enforcement.models.finding import Finding
from enforcement.models.hearing import Hearing
from enforcement.models.item import Item, ItemBasis
from enforcement.models.officer import Certificate, Officer
from enforcement.models.party import Party
from enforcement.models.procedure import Defence, Notice
from enforcement.models.statute import Article, Statute, StatuteVersion

__all__ = [
    "Agency",
    "Article",
    "Case",
    "CaseOfficer",
    "Certificate",
    "CourtApplication",
    "Decision",
    "Defence",
    "Deferral",
    "Delegation",
    "DraftVersion",
    "Finding",
    "Hearing",
    "Item",
    "ItemBasis",
    "Notice",
    "Officer",
    "Party",
    "Payment",
    "Statute",
    "StatuteVersion",
    "Stay",
    "Urging",
    "User",
]
