"""What the public may know, and when."""

from disclosure.models.publication import Publication, RedactedVersion
from disclosure.models.record import ExternalRecord

__all__ = ["ExternalRecord", "Publication", "RedactedVersion"]
