"""The tables of moves of the record, one module per subject."""

from recording.flows.disposals import DISPOSAL
from recording.flows.loans import LOAN
from recording.flows.supplements import SUPPLEMENT
from recording.flows.supplies import SUPPLY
from recording.flows.uploads import UPLOAD

__all__ = ["DISPOSAL", "LOAN", "SUPPLEMENT", "SUPPLY", "UPLOAD"]
