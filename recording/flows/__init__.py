"""The tables of moves of the record, one module per subject."""

from recording.flows.uploads import UPLOAD

__all__ = ["UPLOAD"]
