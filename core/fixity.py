"""Re-hashing the originals, round-robin, with the outcome on every row."""

import logging
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta

from botocore.exceptions import BotoCoreError, ClientError
from django.db import transaction
from django.db.models import F, Q, QuerySet

from core import audit, files
from core.models import Blob

log = logging.getLogger(__name__)
EVERY_DAYS = 30  # a technical interval of ours, not a statutory one
UNREADABLE = (OSError, ClientError, BotoCoreError)


@dataclass
class Report:
    """Counts over all originals; `bad` names the damaged and missing ones, `failed` the unread."""

    ok: int = 0
    damaged: int = 0
    not_checked: int = 0
    bad: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        """How many originals the report covers."""
        return self.ok + self.damaged + self.not_checked

    @property
    def good(self) -> bool:
        """Whether every original was read and found whole."""
        return self.ok == self.total

    def as_dict(self) -> dict[str, object]:
        """For --json."""
        return asdict(self)


def due(now: datetime) -> QuerySet[Blob]:
    """Originals never checked, not readable or not whole last time, or checked too long ago."""
    old = Q(checked_at__isnull=True) | Q(checked_at__lt=now - timedelta(days=EVERY_DAYS))
    return Blob.objects.filter(old | ~Q(check_result="ok"))


def check(now: datetime, *, everything: bool = False) -> Report:
    """Check the originals that are due, or `everything`; those not due count by their last result.

    A place that cannot be read (network, rights) leaves an original "not checked", which is an alarm
    of its own and never a success.
    """
    blobs = Blob.objects.all() if everything else due(now)
    report = Report(ok=Blob.objects.count() - blobs.count())
    for blob in blobs.order_by(F("checked_at").asc(nulls_first=True), "sha256").iterator():
        try:
            result: str = files.verify(blob)
        except UNREADABLE as error:
            log.error("original %s could not be read: %s", blob.sha256, error)
            result = "unread"
        record(blob, result, now)
        count(report, blob, result)
    return report


def record(blob: Blob, result: str, now: datetime) -> None:
    """Write the outcome on the row; anything but "ok" also goes into the audit log."""
    with transaction.atomic():
        blob.check_result = result
        if result != "unread":
            blob.checked_at = now
        blob.save(update_fields=["checked_at", "check_result"])
        if result != "ok":
            audit.append("blob.fixity", obj=blob, data={"result": result})


def count(report: Report, blob: Blob, result: str) -> None:
    """Add one outcome to the report."""
    if result == "ok":
        report.ok += 1
    elif result == "unread":
        report.not_checked += 1
        report.failed.append(blob.sha256)
    else:
        report.damaged += 1
        report.bad.append(f"{blob.sha256} {result}")
