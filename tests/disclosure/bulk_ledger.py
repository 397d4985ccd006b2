"""A publication log of many numbers, written in bulk: for damage, for omissions, for measuring."""

import secrets
from collections.abc import Iterator
from datetime import date

from disclosure.ledger import commitment
from disclosure.models import ExternalRecord, LedgerEntry, LedgerNumber, LedgerOpening
from disclosure.services.publication_log import Event, line_of
from enforcement.models import Agency

ISSUED, DUE, ENDED = date(2026, 3, 2), date(2026, 3, 11), date(2026, 3, 9)
BATCH = 2000
State = LedgerNumber.State


def fill(agency: Agency, count: int, *, silent: frozenset[int] = frozenset()) -> list[str]:
    """So many numbers, each ended but the silent ones; returns the random names of those."""
    records = ExternalRecord.objects.bulk_create(
        [
            ExternalRecord(
                agency=agency,
                kind="penalty",
                key=f"bulk-{n}",
                layout="test",
                fields={},
                raw={},
                raw_sha256="0" * 64,
                decided_on=ISSUED,
            )
            for n in range(count)
        ],
        BATCH,
    )
    numbers = LedgerNumber.objects.bulk_create(
        [
            LedgerNumber(
                ref=secrets.token_hex(16),
                record=record,
                agency=agency,
                month=f"{ISSUED:%Y-%m}",
                due_on=DUE,
                state=State.PENDING if n in silent else end_of(n)[0],
                reason="" if n in silent else end_of(n)[1],
            )
            for n, record in enumerate(records)
        ],
        BATCH,
    )
    write([(row, Event.ISSUED, "") for row in numbers])
    write([step for n, row in enumerate(numbers) if n not in silent for step in steps(n, row)])
    return [row.ref for n, row in enumerate(numbers) if n in silent]


def end_of(n: int) -> tuple[State, str]:
    """How the n-th number ends: each tenth is withheld."""
    return (State.WITHHELD, "minor") if n % 10 == 3 else (State.PUBLISHED, "")


def steps(n: int, row: LedgerNumber) -> Iterator[tuple[LedgerNumber, Event, str]]:
    """What becomes of the n-th number after its issue."""
    state, reason = end_of(n)
    yield row, Event.WITHHELD if state == State.WITHHELD else Event.PUBLISHED, reason
    if n % 10 == 4:
        yield row, Event.CORRECTED, ""
    if n % 10 == 5:
        yield row, Event.WITHDRAWN, ""


def write(rows: list[tuple[LedgerNumber, Event, str]]) -> None:
    """The entries and what they commit to."""
    contents = [({"n": n}, secrets.token_hex(32)) for n in range(len(rows))]
    entries = LedgerEntry.objects.bulk_create(
        [
            LedgerEntry(
                number=row,
                event=event,
                line=line_of(
                    row,
                    event,
                    on=ISSUED if event == Event.ISSUED else ENDED,
                    reason=reason,
                    told=commitment(salt, content),
                ),
            )
            for (row, event, reason), (content, salt) in zip(rows, contents, strict=True)
        ],
        BATCH,
    )
    LedgerOpening.objects.bulk_create(
        [
            LedgerOpening(entry=entry, salt=salt, content=content)
            for entry, (content, salt) in zip(entries, contents, strict=True)
        ],
        BATCH,
    )
