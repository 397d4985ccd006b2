"""The whole process, recorded."""

from recording.models.archive import Archive, FileRoom
from recording.models.closure import AccessGrant, Closure
from recording.models.coverage import CoverageNote, RecordingMark
from recording.models.device import Device, DeviceFault, DeviceLoan
from recording.models.document import Document
from recording.models.edited import EditedCopy
from recording.models.evidence import Evidence
from recording.models.media import Derivative, KeptAnyway, MediaProbe, Viewing
from recording.models.retention import LegalHold, Retention
from recording.models.service import Service, ServiceConsent
from recording.models.step import Step
from recording.models.upload import Station, Upload

__all__ = [
    "AccessGrant",
    "Archive",
    "Closure",
    "CoverageNote",
    "Device",
    "DeviceFault",
    "DeviceLoan",
    "Derivative",
    "Document",
    "EditedCopy",
    "Evidence",
    "FileRoom",
    "KeptAnyway",
    "LegalHold",
    "MediaProbe",
    "RecordingMark",
    "Retention",
    "Service",
    "ServiceConsent",
    "Station",
    "Step",
    "Upload",
    "Viewing",
]
