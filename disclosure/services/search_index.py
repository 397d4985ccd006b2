"""Keeping the search index in step with what is public, in the same transaction."""

from core import search
from disclosure.models import Publication, RedactedVersion, SearchEntry

FIELDS = ("title", "doc_no", "party_name", "party_uscc", "agency_name", "facts", "basis", "result")


def text_of(version: RedactedVersion) -> str:
    """All the words of a public projection, folded."""
    parts = [getattr(version, name) for name in FIELDS]
    parts.extend(text for _heading, text in version.sections)
    return search.fold("\n".join(parts))


def put(publication: Publication) -> None:
    """Index what the publication now shows."""
    if publication.shown is None:
        raise ValueError("nothing is shown")
    text = text_of(publication.shown)
    SearchEntry.objects.update_or_create(
        publication=publication, defaults={"text": text, "tokens": search.tokens(text)}
    )


def drop(publication: Publication) -> None:
    """Take a withdrawn or expired publication out of the index at once."""
    SearchEntry.objects.filter(publication=publication).delete()
