"""The whole process, recorded."""

from recording.models.archive import Archive
from recording.models.coverage import CoverageNote, RecordingMark
from recording.models.document import Document
from recording.models.evidence import Evidence
from recording.models.media import KeptAnyway
from recording.models.service import Service, ServiceConsent
from recording.models.step import Step
from recording.models.upload import Station, Upload

__all__ = [
    "Archive",
    "CoverageNote",
    "Document",
    "Evidence",
    "KeptAnyway",
    "RecordingMark",
    "Service",
    "ServiceConsent",
    "Station",
    "Step",
    "Upload",
]
