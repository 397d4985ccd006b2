"""The sealer: puts committed entries into the Merkle tree and signs its head."""

import logging
import os
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from core import integrity, signing
from core.audit.entries import append, leaf, moment
from core.merkle import Checkpoint, Range, read_checkpoint
from core.models import AuditCheckpoint, AuditEntry, AuditSeal

log = logging.getLogger(__name__)
ORIGIN = "portal/audit"
FILE_NAME = "audit.txt"
BATCH = 20_000
# Unsealed entries are looked for among this many ids below the newest sealed one. Only a transaction
# that stays open while so many others write falls below; the first batch of each day looks everywhere.
WINDOW = 20_000
# A clock may be set right by less than this without a word. Technical.
STEP = timedelta(seconds=5)
LOCK_KEY = 0x6175646974  # "audit"
PENDING = """
SELECT e.id, e.hash FROM core_auditentry e
WHERE e.id > %s AND NOT EXISTS (SELECT 1 FROM core_auditseal s WHERE s.entry_id = e.id) {settled}
ORDER BY e.id LIMIT %s
"""
# A transaction that is still open may hold an id below those already visible. Sealing only rows whose
# transaction is older than every open one keeps the order of the log independent of that race.
SETTLED = "AND age(e.xmin) > age(pg_snapshot_xmin(pg_current_snapshot())::xid)"


def seal(now: datetime) -> int:
    """Seal every committed entry not sealed yet; returns how many.

    Must run outside a transaction. On PostgreSQL one sealer runs at a time and a second one returns
    0; on SQLite writers are serialised anyway. `now` is an aware time and goes into the signed head.
    """
    total = count = seal_batch(now)
    while count == BATCH:
        count = seal_batch(now)
        total += count
    newest = AuditCheckpoint.objects.order_by("-size").first()
    if newest is not None:
        publish(newest)
    return total


def seal_batch(now: datetime) -> int:
    """Seal one batch in one transaction."""
    with transaction.atomic(durable=True):
        if not only_sealer():
            return 0
        last = AuditCheckpoint.objects.order_by("-size").first()
        tree = Range() if last is None else Range.from_text(last.size, last.edge)
        if last is not None and tree.root().hex() != last.root:
            raise ValueError(f"checkpoint {last.size} is damaged; run verify_audit")
        rows = pending(last, now)
        seals = []
        for entry_id, entry_hash in rows:
            node = leaf(entry_id, entry_hash)
            seals.append(AuditSeal(index=tree.size, entry_id=entry_id, leaf=node.hex()))
            tree.append(node)
        if seals:
            if last is not None and now < last.at - STEP:
                flag_step(last, now)
            AuditSeal.objects.bulk_create(seals, batch_size=1000)
            checkpoint(tree, now)
    return len(seals)


def lag(now: datetime) -> timedelta:
    """How long the oldest committed entry has waited for its seal; nothing when none waits."""
    newest = AuditSeal.objects.order_by("-index").values_list("entry_id", flat=True).first() or 0
    rows = unsealed_above(max(0, newest - WINDOW), settled="")
    first = (
        AuditEntry.objects.filter(pk=rows[0][0]).values_list("at", flat=True).first()
        if rows
        else None
    )
    return timedelta(0) if first is None else max(timedelta(0), now - first)


def flag_step(last: AuditCheckpoint, now: datetime) -> None:
    """Write into the log that the clock went back: the order of entries is that of their seals."""
    seconds = int((last.at - now).total_seconds())
    data = {"last_head": last.at, "now": now, "seconds": seconds}
    append("clock.stepped_back", object_type="clock", object_id="server", data=data)
    text = _(
        "服务器时钟向后跳了 %(seconds)d 秒（日志第 %(size)d 条之后）；先后以日志序号为准，请查明并校时。"
    )
    told = {"seconds": seconds, "size": last.size}
    integrity.alarm(f"clock:{last.size}", text % told, page=integrity.LOG)


def only_sealer() -> bool:
    """Take the sealer's lock until the end of the transaction, if nobody has it."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK_KEY])
        return bool(cursor.fetchone()[0])


def pending(last: AuditCheckpoint | None, now: datetime) -> list[tuple[int, str]]:
    """(id, hash) of the entries to seal next, oldest first."""
    newest = AuditSeal.objects.order_by("-index").values_list("entry_id", flat=True).first() or 0
    rows = unsealed_above(max(0, newest - WINDOW))
    first_of_day = last is not None and last.at.date() != now.date()
    return unsealed_above(0) if rows and first_of_day else rows


def unsealed_above(floor: int, settled: str = SETTLED) -> list[tuple[int, str]]:
    """Committed entries with an id above `floor` that have no seal, at most one batch."""
    settled = settled if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(PENDING.format(settled=settled), [floor, BATCH])
        return list(cursor.fetchall())


def checkpoint(tree: Range, now: datetime) -> AuditCheckpoint:
    """Sign the head of the tree and keep it."""
    head = Checkpoint(ORIGIN, tree.size, tree.root(), (f"time {moment(now)}",))
    return AuditCheckpoint.objects.create(
        size=tree.size,
        root=tree.root().hex(),
        edge=tree.to_text(),
        at=now,
        note=signing.sign_checkpoint(head),
    )


def anchor_files() -> list[Path]:
    """Where the newest checkpoint is kept outside the database."""
    places = [Path(settings.VAR_DIR) / "checkpoints"]
    if settings.CHECKPOINT_DIR:
        places.append(Path(settings.CHECKPOINT_DIR))
    return [place / FILE_NAME for place in places]


def publish(newest: AuditCheckpoint) -> None:
    """Write the newest checkpoint to the places outside the database.

    A file that does not agree with the log is evidence of tampering and is never overwritten.
    """
    for path in anchor_files():
        present = path.read_text(encoding="utf-8") if path.exists() else ""
        if present == newest.note:
            continue
        if present and not agrees(present):
            log.error("%s does not agree with the audit log; run verify_audit", path)
            continue
        replace_file(path, newest.note)


def agrees(note: str) -> bool:
    """Whether the note is one of our own checkpoints."""
    try:
        head = read_checkpoint(note)
    except ValueError:
        return False
    return AuditCheckpoint.objects.filter(size=head.size, note=note).exists()


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
