"""Who enforces what, against whom, with which result."""

from enforcement.models.account import User
from enforcement.models.agency import Agency, Delegation
from enforcement.models.benchmark import Benchmark, Tier
from enforcement.models.case import Case, CaseOfficer
from enforcement.models.catalogue import CatalogueRule, ReviewCatalogue
from enforcement.models.clock import Exclusion, Extension
from enforcement.models.credential import Credential
from enforcement.models.decision import Decision, DraftVersion
from enforcement.models.departure import Departure
from enforcement.models.discussion import Discussion, DiscussionMember
from enforcement.models.draw import (
    Draw,
    DrawnObject,
    DrawnOfficer,
    DrawObject,
    DrawOfficer,
    DrawRecusal,
)
from enforcement.models.execution import CourtApplication, Deferral, Payment, Stay, Urging
from enforcement.models.finding import Finding
from enforcement.models.forced import ForcedExecution, Substitution
from enforcement.models.hearing import Hearing
from enforcement.models.incident import Incident
from enforcement.models.inspection_list import InspectionCap, InspectionPlan
from enforcement.models.item import Item, ItemBasis
from enforcement.models.licence import Licence, LicenceEvent, Proceeding
from enforcement.models.list_change import ListChange
from enforcement.models.list_version import ListVersion
from enforcement.models.list_withholding import ListWithholding
from enforcement.models.measure import (
    CustodyEntry,
    Measure,
    MeasureItem,
    MeasureRelease,
    MeasureTest,
)
from enforcement.models.officer import Certificate, Officer
from enforcement.models.party import Party
from enforcement.models.party_link import PartyLink
from enforcement.models.permit import Application, PermitHearing, SpecialProcedure, ThirdParty
from enforcement.models.procedure import Defence, Notice
from enforcement.models.random_check import RandomCheckItem, RandomCheckPlan
from enforcement.models.register import EntryVersion, RegisterEntry
from enforcement.models.statute import Article, Statute, StatuteVersion
from enforcement.models.task import InspectionTask, TaskRating

__all__ = [
    "Agency",
    "Application",
    "Article",
    "Benchmark",
    "Case",
    "CaseOfficer",
    "CatalogueRule",
    "Certificate",
    "CourtApplication",
    "Credential",
    "CustodyEntry",
    "Decision",
    "Defence",
    "Deferral",
    "Delegation",
    "Departure",
    "Discussion",
    "DiscussionMember",
    "DraftVersion",
    "Draw",
    "DrawObject",
    "DrawOfficer",
    "DrawRecusal",
    "DrawnObject",
    "DrawnOfficer",
    "EntryVersion",
    "Exclusion",
    "Extension",
    "Finding",
    "ForcedExecution",
    "Hearing",
    "Incident",
    "InspectionCap",
    "InspectionPlan",
    "InspectionTask",
    "Item",
    "ItemBasis",
    "Licence",
    "LicenceEvent",
    "ListChange",
    "ListVersion",
    "ListWithholding",
    "Measure",
    "MeasureItem",
    "MeasureRelease",
    "MeasureTest",
    "Notice",
    "Officer",
    "Party",
    "PartyLink",
    "Payment",
    "PermitHearing",
    "Proceeding",
    "RandomCheckItem",
    "RandomCheckPlan",
    "RegisterEntry",
    "ReviewCatalogue",
    "SpecialProcedure",
    "Statute",
    "StatuteVersion",
    "Stay",
    "Substitution",
    "TaskRating",
    "ThirdParty",
    "Tier",
    "Urging",
    "User",
]
