"""What became public last: a decision published late is news although it is old."""

from datetime import date, timedelta
from uuid import UUID

from django.db.models import QuerySet

from disclosure import entries, search, told
from disclosure.models import Publication

# Looked through by the day of publication; what lies further back follows by the day of the decision.
RECENT = timedelta(days=92)


def keys(rows: QuerySet[Publication], on: date, size: int) -> list[UUID]:
    """Keys of at most `size` of the public rows: those published last, the newest decisions first
    within a day. At most two queries, each by an index."""
    since = on - RECENT
    recent = rows.filter(first_published_on__gte=since)
    recent = recent.order_by("-first_published_on", "-decided_on", "-pk")
    found = list(recent.values_list("pk", flat=True)[:size])
    if len(found) < size:
        older = rows.filter(first_published_on__lt=since).order_by("-decided_on", "-pk")
        found += older.values_list("pk", flat=True)[: size - len(found)]
    return found


def worded(
    values: search.Values,
    on: date,
    size: int,
    among: QuerySet[Publication] | None = None,
) -> list[UUID]:
    """The same of what answers a filter with words and is about no person, told by the search index.

    `among`: the decisions of one organisation, few enough for each text to be read.
    """
    asked = search.conditions(values, on)
    if asked is None:
        return []
    rows, words, rest = asked
    if among is not None:
        rows, words = entries.holding(rows.filter(publication__in=among), words), []
    since = on - RECENT
    recent = told.since(rows, words, rest, since, size).values_list("publication_id", flat=True)
    found = list(recent[:size])
    if len(found) < size:
        older = entries.worded(rows.filter(told_on__lt=since), words, rest, None, size)
        found += older.values_list("publication_id", flat=True)[: size - len(found)]
    return found


def ordered(rows: QuerySet[Publication], named: list[UUID]) -> list[Publication]:
    """The rows of the keys, in their order."""
    known = {row.pk: row for row in rows.filter(pk__in=named)}
    return [known[key] for key in named if key in known]
