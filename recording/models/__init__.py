"""The whole process, recorded."""

from recording.models.archive import Archive, FileRoom
from recording.models.closure import AccessGrant, Closure
from recording.models.coverage import CoverageLine, CoverageNote, RecordingMark, StaleCoverage
from recording.models.device import Device, DeviceFault, DeviceLoan
from recording.models.disposal import Disposal, DisposalAppraisal, DisposalItem
from recording.models.document import Document
from recording.models.edited import EditedCopy
from recording.models.evidence import Evidence
from recording.models.evidence_entry import EvidenceEntry
from recording.models.field_return import FieldReturn
from recording.models.loan import Loan
from recording.models.media import Derivative, KeptAnyway, MediaProbe, Viewing
from recording.models.retention import LegalHold, Retention
from recording.models.service import Service, ServiceConsent
from recording.models.step import Step
from recording.models.supplement import InnerVolume, Supplement, SupplementItem
from recording.models.supply import Supply, SupplyItem, SupplyLink
from recording.models.upload import Station, Upload
from recording.models.visit import Access, Visit

__all__ = [
    "Access",
    "AccessGrant",
    "Archive",
    "Closure",
    "CoverageLine",
    "CoverageNote",
    "Device",
    "DeviceFault",
    "DeviceLoan",
    "Derivative",
    "Disposal",
    "DisposalAppraisal",
    "DisposalItem",
    "Document",
    "EditedCopy",
    "Evidence",
    "FileRoom",
    "EvidenceEntry",
    "FieldReturn",
    "InnerVolume",
    "KeptAnyway",
    "LegalHold",
    "Loan",
    "MediaProbe",
    "RecordingMark",
    "Retention",
    "Service",
    "ServiceConsent",
    "StaleCoverage",
    "Station",
    "Step",
    "Supplement",
    "SupplementItem",
    "Supply",
    "SupplyItem",
    "SupplyLink",
    "Upload",
    "Viewing",
    "Visit",
]
