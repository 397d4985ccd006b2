"""What became public, changed or went, in the order of the publication log, for other systems.

The order is that in which the log was sealed: it has no gaps and only grows, so a reader that asks from
its last number on misses nothing, however many writers there were.
"""

from dataclasses import dataclass
from datetime import date

from disclosure.models import LedgerEntry, LedgerSeal, Publication

Event = LedgerEntry.Event
TOLD = (Event.PUBLISHED, Event.CORRECTED, Event.TERM, Event.WITHDRAWN, Event.EXPIRED)
PAGE = 500


@dataclass(frozen=True)
class Change:
    """One step of a publication. What is no longer public is a tombstone: its key and nothing else."""

    seq: int
    event: str
    publication: Publication
    public: bool


def since(start: int, on: date, size: int = PAGE) -> tuple[list[Change], int]:
    """(changes from a number on, the number to ask from next)."""
    seals = LedgerSeal.objects.filter(index__gte=start).order_by("index")
    places = list(seals.values_list("index", "entry_id")[:size])
    entries = LedgerEntry.objects.select_related("number").in_bulk([pk for _, pk in places])
    told = {index: entries[pk] for index, pk in places if entries[pk].event in TOLD}
    decisions = {row.number.decision_id for row in told.values()} - {None}
    records = {row.number.record_id for row in told.values()} - {None}
    known = Publication.objects.select_related("agency", "shown")
    of_decision = {row.decision_id: row for row in known.filter(decision__in=decisions)}
    of_record = {row.record_id: row for row in known.filter(record__in=records)}
    ids = [row.pk for row in (*of_decision.values(), *of_record.values())]
    public = set(Publication.objects.public(on).filter(pk__in=ids).values_list("pk", flat=True))
    found = []
    for index, entry in told.items():
        number = entry.number
        row = of_decision.get(number.decision_id) or of_record.get(number.record_id)
        if row is not None:
            found.append(Change(index, entry.event, row, row.pk in public))
    return found, places[-1][0] + 1 if places else start
