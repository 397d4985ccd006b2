"""Keeping the search index in step with what is public, in the same transaction."""

import json
from collections.abc import Sequence
from datetime import date

from core import search
from core.search import place
from disclosure.models import Publication, RedactedVersion, SearchEntry
from enforcement.models.kinds import PartyKind

FIELDS = ("title", "doc_no", "party_name", "party_uscc", "agency_name", "facts", "basis", "result")
PARTY = "party"  # what the tokens of the party's name are marked with
BRACKET = "("  # before the year of a folded 文号


def text_of(version: RedactedVersion) -> str:
    """All the words of a public projection, folded."""
    parts = [getattr(version, name) for name in FIELDS]
    parts.extend(text for _heading, text in version.sections)
    return search.fold("\n".join(parts))


def party_of(version: RedactedVersion) -> str:
    """The party's public name, and the code of an organisation, folded."""
    return search.fold(f"{version.party_name} {version.party_uscc}")


def columns(publication: Publication, version: RedactedVersion) -> dict[str, object]:
    """What the entry of a publication holds."""
    text, party, number = text_of(version), party_of(version), version.doc_no_key
    return {
        "agency_id": publication.agency_id,
        "kind": publication.kind,
        "division_code": publication.division_code,
        "publish_until": publication.publish_until or date.max,
        "penalties": json.dumps(version.penalty_kinds),
        "doc_no_key": number,
        "doc_tail": number[number.find(BRACKET) :] if BRACKET in number else "",
        "party": party,
        "text": text,
        "tokens": search.listed(search.tokens(text), search.marked(PARTY, party)),
        "told_on": None
        if version.party_kind == PartyKind.PERSON
        else publication.first_published_on,
    }


def put(publication: Publication) -> None:
    """Index what the publication now shows."""
    if publication.shown is None:
        raise ValueError("nothing is shown")
    values = columns(publication, publication.shown)
    known = SearchEntry.objects.filter(publication=publication).update(**values)
    if not known:
        key = _free(place(publication.decided_on, publication.pk))
        SearchEntry.objects.create(id=key, publication=publication, **values)


def entries(shown: Sequence[tuple[Publication, RedactedVersion]]) -> list[SearchEntry]:
    """The entries of publications that are not in the index yet, not saved."""
    keys = [place(publication.decided_on, publication.pk) for publication, _version in shown]
    taken = set(SearchEntry.objects.filter(pk__in=keys).values_list("pk", flat=True))
    rows = []
    for key, (publication, version) in zip(keys, shown, strict=True):
        while key in taken:
            key += 1
        taken.add(key)
        values = columns(publication, version)
        rows.append(SearchEntry(id=key, publication=publication, **values))
    return rows


def _free(key: int) -> int:
    """The key, or the next one that nobody has: two keys of a day may begin alike."""
    while SearchEntry.objects.filter(pk=key).exists():
        key += 1
    return key


def drop(publication: Publication) -> None:
    """Take a withdrawn or expired publication out of the index at once."""
    SearchEntry.objects.filter(publication=publication).delete()
