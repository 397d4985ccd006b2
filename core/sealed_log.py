"""The sealer of a log: puts committed entries into a Merkle tree and signs its head.

The audit log and the publication log are sealed by it alike; a `SealedLog` says where each one is
kept. An entry is a free insert in the transaction of the act; its place in the tree comes later.
"""

import logging
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from core import signing
from core.days import moment
from core.merkle import Checkpoint, Range, read_checkpoint
from core.models.sealed import Head, Seal

log = logging.getLogger(__name__)
BATCH = 20_000
# Unsealed entries are looked for among this many ids below the newest sealed one. Only a transaction
# that stays open while so many others write falls below; the first batch of each day looks everywhere.
WINDOW = 20_000
# A clock may be set right by less than this without a word. Technical.
STEP = timedelta(seconds=5)
PENDING = """
SELECT e.id, e.{column} FROM {entries} e
WHERE e.id > %s AND NOT EXISTS (SELECT 1 FROM {seals} s WHERE s.entry_id = e.id) {settled}
ORDER BY e.id LIMIT %s
"""
# A transaction that is still open may hold an id below those already visible. Sealing only rows whose
# transaction is older than every open one keeps the order of the log independent of that race.
SETTLED = "AND age(e.xmin) > age(pg_snapshot_xmin(pg_current_snapshot())::xid)"


@dataclass(frozen=True)
class SealedLog:
    """Where a log is kept. `column` of table `entries` is what a leaf is made of; `file_name` holds
    the newest head outside the database; `stepped` is told when the clock went back."""

    origin: str
    file_name: str
    command: str
    lock_key: int
    entries: str
    column: str
    seals: Any  # a model after Seal; an abstract one has no manager to be typed by
    heads: Any  # a model after Head
    leaf: Callable[[int, str], bytes]
    stepped: Callable[[Head, datetime], None]

    def newest(self) -> Any:
        """The newest head, or None."""
        return self.heads.objects.order_by("-size").first()

    def pending_sql(self, settled: str) -> str:
        """The query for entries without a seal."""
        return PENDING.format(
            column=self.column,
            entries=self.entries,
            seals=self.seals._meta.db_table,
            settled=settled,
        )


def seal(ledger: SealedLog, now: datetime) -> int:
    """Seal every committed entry not sealed yet; returns how many.

    Must run outside a transaction. On PostgreSQL one sealer runs at a time and a second one returns
    0; on SQLite writers are serialised anyway. `now` is an aware time and goes into the signed head.
    """
    total = count = seal_batch(ledger, now)
    while count == BATCH:
        count = seal_batch(ledger, now)
        total += count
    newest = ledger.newest()
    if newest is not None:
        publish(ledger, newest)
    return total


def seal_batch(ledger: SealedLog, now: datetime) -> int:
    """Seal one batch in one transaction."""
    with transaction.atomic(durable=True):
        return take(ledger, now) if only_sealer(ledger) else 0


def take(ledger: SealedLog, now: datetime, *, settled: bool = True) -> int:
    """Seal one batch in the caller's transaction; returns how many entries.

    `settled` False takes entries of that very transaction too, where no other one can be writing.
    """
    last = ledger.newest()
    tree = Range() if last is None else Range.from_text(last.size, last.edge)
    if last is not None and tree.root().hex() != last.root:
        raise ValueError(f"checkpoint {last.size} is damaged; run {ledger.command}")
    rows = pending(ledger, last, now, settled=settled)
    seals: list[Seal] = []
    for entry_id, content in rows:
        node = ledger.leaf(entry_id, content)
        seals.append(ledger.seals(index=tree.size, entry_id=entry_id, leaf=node.hex()))
        tree.append(node)
    if seals:
        if last is not None and now < last.at - STEP:
            ledger.stepped(last, now)
        ledger.seals.objects.bulk_create(seals, batch_size=1000)
        checkpoint(ledger, tree, now)
    return len(seals)


def newest_sealed(ledger: SealedLog) -> int:
    """The id of the entry sealed last; 0 when none is."""
    rows = ledger.seals.objects.order_by("-index").values_list("entry_id", flat=True)
    return int(rows.first() or 0)


def only_sealer(ledger: SealedLog) -> bool:
    """Take the sealer's lock until the end of the transaction, if nobody has it."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [ledger.lock_key])
        return bool(cursor.fetchone()[0])


def pending(
    ledger: SealedLog, last: Head | None, now: datetime, *, settled: bool = True
) -> list[tuple[int, str]]:
    """(id, content) of the entries to seal next, oldest first."""
    floor = max(0, newest_sealed(ledger) - WINDOW)
    rows = unsealed_above(ledger, floor, settled=settled)
    first_of_day = last is not None and last.at.date() != now.date()
    return unsealed_above(ledger, 0, settled=settled) if rows and first_of_day else rows


def unsealed_above(ledger: SealedLog, floor: int, settled: bool = True) -> list[tuple[int, str]]:
    """Committed entries with an id above `floor` that have no seal, at most one batch."""
    race = SETTLED if settled and connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(ledger.pending_sql(race), [floor, BATCH])
        return list(cursor.fetchall())


def oldest_unsealed(ledger: SealedLog) -> int | None:
    """The id of the entry that has waited longest for its seal; None when none waits."""
    rows = unsealed_above(ledger, max(0, newest_sealed(ledger) - WINDOW), settled=False)
    return rows[0][0] if rows else None


def checkpoint(ledger: SealedLog, tree: Range, now: datetime) -> Any:
    """Sign the head of the tree and keep it."""
    head = Checkpoint(ledger.origin, tree.size, tree.root(), (f"time {moment(now)}",))
    return ledger.heads.objects.create(
        size=tree.size,
        root=tree.root().hex(),
        edge=tree.to_text(),
        at=now,
        note=signing.sign_checkpoint(head),
    )


def anchor_files(ledger: SealedLog) -> list[Path]:
    """Where the newest checkpoint is kept outside the database."""
    places = [Path(settings.VAR_DIR) / "checkpoints"]
    if settings.CHECKPOINT_DIR:
        places.append(Path(settings.CHECKPOINT_DIR))
    return [place / ledger.file_name for place in places]


def publish(ledger: SealedLog, newest: Head) -> None:
    """Write the newest checkpoint to the places outside the database.

    A file that does not agree with the log is evidence of tampering and is never overwritten.
    """
    for path in anchor_files(ledger):
        present = path.read_text(encoding="utf-8") if path.exists() else ""
        if present == newest.note:
            continue
        if present and not agrees(ledger, present):
            log.error("%s does not agree with its log; run %s", path, ledger.command)
            continue
        replace_file(path, newest.note)


def agrees(ledger: SealedLog, note: str) -> bool:
    """Whether the note is one of our own checkpoints."""
    try:
        head = read_checkpoint(note)
    except ValueError:
        return False
    return bool(ledger.heads.objects.filter(size=head.size, note=note).exists())


def replace_file(path: Path, text: str) -> None:
    """Replace a file in one step, so that a reader never sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.chmod(name, 0o644)  # noqa: S103  # a checkpoint is public and read by the auditor's account
    os.replace(name, path)
