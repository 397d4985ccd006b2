"""The seal of the audit log: where it is kept, and what a clock that goes back writes into it."""

import json
from datetime import datetime, timedelta
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from core import integrity, sealed_log
from core.audit.entries import append, leaf
from core.merkle import Range
from core.models import AuditCheckpoint, AuditEntry, AuditSeal
from core.models.sealed import Head
from core.sealed_log import SealedLog

ORIGIN = "portal/audit"
STEPPED = "clock.stepped_back"


def flag_step(last: Head, now: datetime) -> None:
    """Write into the log that the clock went back: the order of entries is that of their seals."""
    seconds = int((last.at - now).total_seconds())
    data = {"last_head": last.at, "now": now, "seconds": seconds}
    append(STEPPED, object_type="clock", object_id="server", data=data)
    text = _(
        "服务器时钟向后跳了 %(seconds)d 秒（日志第 %(size)d 条之后）；先后以日志序号为准，请查明并校时。"
    )
    told = {"seconds": seconds, "size": last.size}
    integrity.alarm(f"clock:{last.size}", text, told, page=integrity.LOG)


LOG = SealedLog(
    origin=ORIGIN,
    file_name="audit.txt",
    command="verify_audit",
    lock_key=0x6175646974,  # "audit"
    entries="core_auditentry",
    column="hash",
    seals=AuditSeal,
    heads=AuditCheckpoint,
    leaf=leaf,
    stepped=flag_step,
)


def flag_step_of(other: Head, now: datetime) -> None:
    """Let another log say that the clock went back, unless the audit log says so or has said so."""
    newest = LOG.newest()
    says_so = newest is not None and now < newest.at - sealed_log.STEP
    if not says_so and not _said(now):
        flag_step(other, now)


def _said(now: datetime) -> bool:
    """Whether `now` lies in the time that the last step noted made the clock go through twice."""
    row = AuditEntry.objects.filter(action=STEPPED).order_by("-pk").first()
    if row is None:
        return False
    noted = json.loads(row.data)
    start, end = (datetime.fromisoformat(noted[key]) for key in ("now", "last_head"))
    return start - sealed_log.STEP <= now <= end


def seal(now: datetime) -> int:
    """Seal every committed entry not sealed yet; returns how many. See `sealed_log.seal`."""
    return sealed_log.seal(LOG, now)


def lag(now: datetime) -> timedelta:
    """How long the oldest committed entry has waited for its seal; nothing when none waits."""
    oldest = sealed_log.oldest_unsealed(LOG) or 0
    first = AuditEntry.objects.filter(pk=oldest).values_list("at", flat=True).first()
    return timedelta(0) if first is None else max(timedelta(0), now - first)


def checkpoint(tree: Range, now: datetime) -> AuditCheckpoint:
    """Sign the head of the tree and keep it."""
    head: AuditCheckpoint = sealed_log.checkpoint(LOG, tree, now)
    return head


def anchor_files() -> list[Path]:
    """Where the newest checkpoint is kept outside the database."""
    return sealed_log.anchor_files(LOG)


def publish(newest: AuditCheckpoint) -> None:
    """Write the newest checkpoint to the places outside the database."""
    sealed_log.publish(LOG, newest)
