"""What the public may know, and when."""

from disclosure.models.automatic import AutomaticWithholding
from disclosure.models.complaint import Complaint, ComplaintFile
from disclosure.models.consultation import Consultation
from disclosure.models.correction import CorrectionRequest
from disclosure.models.exchange import ExchangeReceipt, ExchangeToken
from disclosure.models.faq import FrequentQuestion
from disclosure.models.ledger import (
    LedgerCheckpoint,
    LedgerEntry,
    LedgerNumber,
    LedgerOpening,
    LedgerSeal,
)
from disclosure.models.open_data import Snapshot, SnapshotDictionary, SnapshotLine
from disclosure.models.outbox import PushDestination, PushItem
from disclosure.models.public_file import PublicFile
from disclosure.models.publication import Publication, RedactedVersion
from disclosure.models.record import ExternalRecord
from disclosure.models.referral import SecrecyReferral
from disclosure.models.repair import CreditRepair
from disclosure.models.ruling import RecordProceeding, RecordRuling
from disclosure.models.search import SearchEntry
from disclosure.models.secrecy import SecrecyReview, SenderReview
from disclosure.models.subscription import Subscription
from disclosure.models.witness import Cosignature, Witness, WitnessedHead, WitnessedLog

__all__ = [
    "AutomaticWithholding",
    "Complaint",
    "ComplaintFile",
    "Consultation",
    "CorrectionRequest",
    "Cosignature",
    "CreditRepair",
    "ExchangeReceipt",
    "ExchangeToken",
    "ExternalRecord",
    "FrequentQuestion",
    "LedgerCheckpoint",
    "LedgerEntry",
    "LedgerNumber",
    "LedgerOpening",
    "LedgerSeal",
    "PublicFile",
    "Publication",
    "PushDestination",
    "PushItem",
    "RecordProceeding",
    "RecordRuling",
    "RedactedVersion",
    "SearchEntry",
    "SecrecyReferral",
    "SecrecyReview",
    "SenderReview",
    "Snapshot",
    "SnapshotDictionary",
    "SnapshotLine",
    "Subscription",
    "Witness",
    "WitnessedHead",
    "WitnessedLog",
]
