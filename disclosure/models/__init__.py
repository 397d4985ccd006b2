"""What the public may know, and when."""

from disclosure.models.publication import Publication, RedactedVersion
from disclosure.models.record import ExternalRecord
from disclosure.models.search import SearchEntry

__all__ = ["ExternalRecord", "Publication", "RedactedVersion", "SearchEntry"]
