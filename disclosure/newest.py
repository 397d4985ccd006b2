"""What became public last: a decision published late is news although it is old."""

from datetime import date, timedelta
from uuid import UUID

from django.db.models import QuerySet

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


def ordered(rows: QuerySet[Publication], named: list[UUID]) -> list[Publication]:
    """The rows of the keys, in their order."""
    known = {row.pk: row for row in rows.filter(pk__in=named)}
    return [known[key] for key in named if key in known]
