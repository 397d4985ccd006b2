"""Writing the publication log: each number issued, and each thing that becomes of it, is an entry.

The entries are written by watching the moves of decisions and of publications, in the transaction of
the move, so that no service can forget one and the rooms to the left need not know of the log.
"""

import secrets
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from core import audit, calendar, periods
from disclosure import flows
from disclosure.ledger import commitment
from disclosure.models import (
    ExternalRecord,
    LedgerEntry,
    LedgerNumber,
    LedgerOpening,
    Publication,
)
from disclosure.services import duties
from disclosure.verify_ledger import EVENTS, canonical
from enforcement import flows as enforcement_flows
from enforcement.models import Decision

Event = LedgerEntry.Event
Status = Publication.Status
REF, SALT = 16, 32  # bytes
ADOPTED = 500  # numbers from before the log taken in by one sweep
# (state before, state after) of a publication -> the event.
MOVES = {
    (Status.PUBLISHED, Status.PUBLISHED): Event.CORRECTED,
    (Status.WITHHELD, Status.PENDING): Event.REOPENED,
}
ENDS = {
    Status.PUBLISHED: Event.PUBLISHED,
    Status.WITHHELD: Event.WITHHELD,
    Status.WITHDRAWN: Event.WITHDRAWN,
    Status.EXPIRED: Event.EXPIRED,
}


def enter(
    number: LedgerNumber, event: Event, *, on: date, content: dict[str, Any], reason: str = ""
) -> LedgerEntry:
    """Write one entry in the caller's transaction and bring the number in step with it."""
    state = EVENTS[event][1]
    if state != "ended":
        number.state, number.reason = LedgerNumber.State(state), reason
        number.save(update_fields=["state", "reason", "due_on"])
    opening = drawn_up(number, event, on=on, content=content, reason=reason)
    opening.entry.save(force_insert=True)
    opening.save(force_insert=True)
    return opening.entry


def drawn_up(
    number: LedgerNumber, event: Event, *, on: date, content: dict[str, Any], reason: str = ""
) -> LedgerOpening:
    """An entry and what it commits to, not saved."""
    salt = secrets.token_hex(SALT)
    line = line_of(number, event, on=on, reason=reason, told=commitment(salt, content))
    entry = LedgerEntry(number=number, event=event, line=line)
    return LedgerOpening(entry=entry, salt=salt, content=content)


def line_of(number: LedgerNumber, event: Event, *, on: date, reason: str, told: str) -> str:
    """The public text of an entry; `told` is the commitment to all that it does not say."""
    pending = EVENTS[event][1] == "pending"
    return canonical(
        {
            "agency": number.agency_id,
            "commitment": told,
            "due": number.due_on.isoformat() if number.due_on and pending else "",
            "event": event.value,
            "month": number.month,
            "on": on.isoformat(),
            "reason": reason,
            "ref": number.ref,
        }
    )


@enforcement_flows.DECISION.watch
def decision_moved(row: Decision, before: str) -> None:
    """A decision was made: its number is in the log from the same moment."""
    if before == Decision.Status.DRAFT and row.status == Decision.Status.ISSUED:
        number_of_decision(row)


@flows.PUBLICATION.watch
@flows.RECORD.watch
def publication_moved(row: Publication, before: str) -> None:
    """What became of the number, unless the move is between steps that nobody outside sees."""
    event = MOVES.get((Status(before), Status(row.status))) or ENDS.get(Status(row.status))
    if event is not None:
        tell(row, event)


def tell(row: Publication, event: Event) -> None:
    """Enter what a publication has come to."""
    number = number_of(row)
    days = {Event.PUBLISHED: row.first_published_on}
    ended = {Event.WITHDRAWN: row.ended_on, Event.EXPIRED: row.ended_on}
    on = (days | ended).get(event) or timezone.localtime(row.updated_at).date()
    reason = row.withheld_code if event == Event.WITHHELD else ""
    enter(number, event, on=on, content=content_of(row, event), reason=reason)


def content_of(row: Publication, event: Event) -> dict[str, Any]:
    """What the entry commits to: of what is public its very text, of anything else only the row."""
    content: dict[str, Any] = {"event": event.value, "publication": str(row.pk)}
    if event in (Event.PUBLISHED, Event.CORRECTED) and row.shown is not None:
        until = row.publish_until.isoformat() if row.publish_until else ""
        content |= {"shown": row.shown.sha256, "doc_no": row.shown.doc_no, "until": until}
        if row.source_published_on is not None:
            content["source_published_on"] = row.source_published_on.isoformat()
    return content


def number_of(row: Publication) -> LedgerNumber:
    """The number in the log, locked; one from before the log is taken in now."""
    if row.decision is not None:
        return number_of_decision(row.decision)
    if row.record is None:
        raise ValueError("a publication has a source")
    return number_of_record(row.record, due_on=row.deadline.due_on if row.deadline else None)


def number_of_decision(decision: Decision) -> LedgerNumber:
    """The number of a decision that was made; entered as issued when it is not in the log."""
    known = LedgerNumber.objects.select_for_update().filter(decision=decision).first()
    if known is not None:
        return known
    on = decision.issued_on
    if on is None:
        raise ValueError("the decision has not been made")
    number = _new(decision.agency_id, on, decision=decision, due_on=due_on(decision, on))
    content = {"decision": str(decision.pk), "doc_no": decision.doc_no, "kind": decision.kind}
    enter(number, Event.ISSUED, on=on, content=content)
    return number


def number_of_record(record: ExternalRecord, *, due_on: date | None) -> LedgerNumber:
    """The number of a received record; entered as received when it is not in the log.

    `due_on`: its last day; None where nobody can judge whether it was public in time.
    """
    known = LedgerNumber.objects.select_for_update().filter(record=record).first()
    if known is not None:
        return known
    number = _new(record.agency_id, record.decided_on, record=record, due_on=due_on)
    enter(number, Event.RECEIVED, on=record.decided_on, content=received(record))
    return number


def received(record: ExternalRecord) -> dict[str, Any]:
    """What the entry of its receipt commits to."""
    return {"key": record.key, "kind": record.kind, "raw": record.raw_sha256}


def _new(agency_id: int, on: date, **fields: Any) -> LedgerNumber:
    number = unsaved(agency_id, on, **fields)
    number.save(force_insert=True)
    return number


def unsaved(agency_id: int, on: date, **fields: Any) -> LedgerNumber:
    """A number that is not in the log yet, by a random name."""
    ref = secrets.token_hex(REF)
    return LedgerNumber(ref=ref, agency_id=agency_id, month=f"{on:%Y-%m}", **fields)


def due_on(decision: Decision, on: date) -> date:
    """The last day for making it public, as it is counted on the day of the decision."""
    rules = decision.agency.rules()
    period = rules.period(duties.period_key(decision.kind), on=on)
    return periods.apply(period, on, calendar.load(rules.region)).due_on


def unlogged() -> list[UUID]:
    """Keys of the decisions made whose number is not in the log: issued past every service."""
    known = LedgerNumber.objects.filter(decision__isnull=False).values("decision_id")
    rows = Decision.objects.issued().exclude(pk__in=known).order_by("issued_on", "pk")
    return list(rows.values_list("pk", flat=True)[:ADOPTED])


@transaction.atomic
def adopt(key: UUID) -> bool:
    """Take in a number from before the log, with what has become of it; False when it is in it."""
    decision = Decision.objects.select_for_update().get(pk=key)
    if LedgerNumber.objects.filter(decision=decision).exists():
        return False
    row = Publication.objects.filter(decision=decision).first()
    number_of_decision(decision)
    if row is not None:
        _catch_up(row)
    return True


def unlogged_records() -> list[UUID]:
    """Keys of the publications of records that are not in the log."""
    known = LedgerNumber.objects.filter(record__isnull=False).values("record_id")
    rows = Publication.objects.filter(record__isnull=False).exclude(record_id__in=known)
    return list(rows.order_by("decided_on", "pk").values_list("pk", flat=True)[:ADOPTED])


@transaction.atomic
def adopt_record(key: UUID) -> bool:
    """The same for the publication of a received record."""
    row = Publication.objects.select_for_update().get(pk=key)
    if row.record is None or LedgerNumber.objects.filter(record=row.record).exists():
        return False
    number_of(row)
    _catch_up(row)
    return True


def _catch_up(row: Publication) -> None:
    if row.status in (Status.WITHDRAWN, Status.EXPIRED):
        tell(row, Event.PUBLISHED)
    event = ENDS.get(Status(row.status))
    if event is not None:
        tell(row, event)


def moved_terms() -> list[int]:
    """Keys of pending numbers whose last day was counted anew (a calendar notice, a suspension)."""
    rows = Publication.objects.filter(deadline__outcome="open").annotate(due=F("deadline__due_on"))
    numbers = LedgerNumber.objects.filter(state=LedgerNumber.State.PENDING)
    moved: list[int] = []
    for source in ("decision_id", "record_id"):
        due = dict(rows.exclude(**{source: None}).values_list(source, "due"))
        found = numbers.filter(**{f"{source}__in": list(due)}).values_list("pk", source, "due_on")
        moved += [pk for pk, key, known in found if due[key] != known]
    return moved


@transaction.atomic
def follow_term(key: int, on: date) -> bool:
    """Enter the new last day of one of them."""
    number = LedgerNumber.objects.select_for_update().get(pk=key)
    rows = Publication.objects.select_related("deadline")
    row = rows.get(decision=number.decision_id, record=number.record_id)
    if row.deadline is None or number.state != LedgerNumber.State.PENDING:
        return False
    number.due_on = row.deadline.due_on
    enter(number, Event.TERM, on=on, content={"publication": str(row.pk)})
    return True


@transaction.atomic
def erase(number: LedgerNumber, *, by: Any, reason: str) -> int:
    """Erase what the entries of a number commit to, with the salts; returns how many.

    The entries stay, and every proof of them; nobody can say any more what they committed to.
    """
    rows = LedgerOpening.objects.filter(entry__number=number)
    count = rows.count()
    rows.delete()
    data = {"ref": number.ref, "count": count, "reason": reason}
    audit.append("ledger.erase", obj=number, actor=by, data=data)
    return count
