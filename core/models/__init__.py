"""Rows that know no ministry: calendar, deadlines, the audit log, blobs, alerts, numbers."""

from core.models.alert import Alert, Heartbeat
from core.models.audit import AuditCheckpoint, AuditEntry, AuditSeal, AuditTimestamp
from core.models.blob import Blob
from core.models.calendar import CalendarDay, CalendarNotice, Deadline, DeadlineChange
from core.models.chunks import BlobChunks
from core.models.copy import BlobCopy
from core.models.fixity import FixityOutcome, FixityRun
from core.models.kept import KeptForm
from core.models.lock import BlobLock
from core.models.mark import ChangeMark
from core.models.number import NumberSeries, NumberUse
from core.models.proof import StoreProof

__all__ = [
    "Alert",
    "AuditCheckpoint",
    "AuditEntry",
    "AuditSeal",
    "AuditTimestamp",
    "Blob",
    "BlobChunks",
    "BlobCopy",
    "BlobLock",
    "CalendarDay",
    "CalendarNotice",
    "ChangeMark",
    "Deadline",
    "DeadlineChange",
    "FixityOutcome",
    "FixityRun",
    "Heartbeat",
    "KeptForm",
    "NumberSeries",
    "NumberUse",
    "StoreProof",
]
