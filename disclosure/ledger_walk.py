"""Walking the publication log in the database: entries, numbers, what they commit to, omissions."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from core import log_walk
from core.log_walk import Finding
from core.models import NumberUse
from disclosure.ledger import LOG, commitment, entry_leaf
from disclosure.models import LedgerEntry, LedgerNumber, Publication
from disclosure.verify_ledger import Number, Wrong, follow
from enforcement.models import Decision

PAGE = 5000
SEALED = """
SELECT s."index", s.entry_id, s.leaf, e.id, e.line, e.event, n.ref, o.salt, o.content
FROM disclosure_ledgerseal s
LEFT JOIN disclosure_ledgerentry e ON e.id = s.entry_id
LEFT JOIN disclosure_ledgernumber n ON n.id = e.number_id
LEFT JOIN disclosure_ledgeropening o ON o.entry_id = e.id
WHERE s."index" >= %s AND s."index" < %s ORDER BY s."index"
"""
Row = tuple[Any, ...]


@dataclass
class Walk:
    """One pass over the log: judges each row and remembers how every number stands."""

    numbers: dict[str, Number] = field(default_factory=dict)

    def check_row(self, row: Row, position: int) -> Finding | None:
        """One sealed entry against its place, its leaf, its columns and what it commits to."""
        index, entry_id, leaf, present, line, event, ref, salt, content = row
        if index != position:
            return Finding("deleted", None, _("第 %(n)d 条的封存记录被删除。") % {"n": position})
        if present is None:
            return Finding("deleted", entry_id, _("条目 %(id)d 被删除。") % {"id": entry_id})
        good = entry_leaf(entry_id, line).hex() == leaf and self.takes(line, event, ref)
        if not good or (salt is not None and not opens(line, salt, content)):
            return Finding("changed", entry_id, _("条目 %(id)d 被改动。") % {"id": entry_id})
        return None

    def takes(self, line: str, event: str, ref: str) -> bool:
        """Whether the line follows those before it and says what the columns say."""
        try:
            told = follow(self.numbers, line)
        except (Wrong, ValueError, KeyError, TypeError):
            return False
        return (told["event"], told["ref"]) == (event, ref)


def opens(line: str, salt: str, content: Any) -> bool:
    """Whether salt and content are what the line commits to."""
    value = json.loads(content) if isinstance(content, str) else content
    return bool(json.loads(line)["commitment"] == commitment(salt, value))


def verify() -> Finding | None:
    """Walk the whole log; None when it is intact, else the first finding."""
    try:
        anchors = log_walk.read_anchors(LOG)
    except ValueError as error:
        return Finding("anchor", None, _("数据库外的检查点无效：%(why)s") % {"why": error})
    newest, walk = LOG.newest(), Walk()
    rows = sealed_rows(newest.size if newest else 0)
    return (
        log_walk.check_heads(LOG, newest, anchors)
        or log_walk.check_sealed(LOG, newest, anchors, rows, walk.check_row)
        or log_walk.check_stray(LOG)
        or check_waiting(walk)
        or check_numbers(walk.numbers)
    )


def sealed_rows(size: int) -> Iterator[Row]:
    """Rows of the first `size` leaves in order, page by page."""
    for start in range(0, size, PAGE):
        with connection.cursor() as cursor:
            cursor.execute(SEALED, [start, min(start + PAGE, size)])
            yield from cursor.fetchall()


def check_waiting(walk: Walk) -> Finding | None:
    """Entries of the last seconds follow those that are sealed."""
    sealed = LOG.seals.objects.values("entry_id")
    rows = LedgerEntry.objects.exclude(pk__in=sealed).select_related("number").order_by("pk")
    for row in rows.iterator(PAGE):
        if not walk.takes(row.line, row.event, row.number.ref):
            return Finding("changed", row.pk, _("条目 %(id)d 被改动。") % {"id": row.pk})
    return None


def check_numbers(numbers: dict[str, Number]) -> Finding | None:
    """Each number stands as its entries say, and none is without entries."""
    rows = LedgerNumber.objects.order_by("pk").values_list(
        "ref", "agency_id", "month", "state", "reason"
    )
    count = 0
    for ref, agency, month, state, reason in rows.iterator(PAGE):
        known, count = numbers.get(ref), count + 1
        ended = known is not None and known.state == "ended"
        stands = "published" if ended else known and known.state
        told = known and (known.agency, known.month, stands, known.reason)
        if told != (agency, month, state, reason):
            message = _("编号 %(ref)s 的去向与日志不符。") % {"ref": ref}
            return Finding("changed", None, message)
    if count == len(numbers):
        return None
    missing = {"n": len(numbers) - count}
    return Finding("deleted", None, _("%(n)d 个编号从去向表中消失。") % missing)


# --- omissions ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Omissions:
    """Numbers that came to nothing: keys of LedgerNumber rows, of decisions, and used numbers."""

    late: list[int]  # pending beyond their last day
    unlogged: list[Any]  # decisions made that are not in the log
    unmade: list[str]  # numbers taken by no decision that stands, and not voided
    disagree: list[int]  # the publication says another thing than the log

    def __bool__(self) -> bool:
        return bool(self.late or self.unlogged or self.unmade or self.disagree)


def omissions(on: date) -> Omissions:
    """What was left out by the day, by whatever way."""
    pending = LedgerNumber.objects.filter(state=LedgerNumber.State.PENDING)
    late = pending.filter(due_on__lt=on).order_by("due_on", "pk").values_list("pk", flat=True)
    logged = LedgerNumber.objects.filter(decision__isnull=False).values("decision_id")
    made = Decision.objects.issued()
    unlogged = made.exclude(pk__in=logged).order_by("issued_on").values_list("pk", flat=True)
    used = NumberUse.objects.filter(series__kind__startswith="decision.", voided_at=None)
    known = set(made.values_list("agency_id", "doc_no"))
    unmade = [
        text
        for agency, text in used.values_list("series__agency_id", "text").order_by("pk")
        if (agency, text) not in known
    ]
    return Omissions(list(late), list(unlogged), unmade, disagreeing())


def disagreeing() -> list[int]:
    """Keys of numbers whose publication says another thing than the log."""
    states = {
        Publication.Status.PUBLISHED: LedgerNumber.State.PUBLISHED,
        Publication.Status.WITHDRAWN: LedgerNumber.State.PUBLISHED,
        Publication.Status.EXPIRED: LedgerNumber.State.PUBLISHED,
        Publication.Status.WITHHELD: LedgerNumber.State.WITHHELD,
    }
    found: dict[tuple[Any, Any], str] = {}
    rows = Publication.objects.values_list("decision_id", "record_id", "status")
    for decision, record, status in rows.iterator(PAGE):
        found[decision, record] = states.get(Publication.Status(status), LedgerNumber.State.PENDING)
    numbers = LedgerNumber.objects.order_by("pk").values_list(
        "pk", "decision_id", "record_id", "state"
    )
    pending = LedgerNumber.State.PENDING
    return [
        pk
        for pk, decision, record, state in numbers.iterator(PAGE)
        if found.get((decision, record), pending) != state
    ]
