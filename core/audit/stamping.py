"""Time stamps of another authority on the log: one for the last head of each finished day.

A stamp bounds the truth from outside: this head, and everything under it, was there at that time. It
may come late, when the authority was down; it is never dated back.
"""

import logging
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import integrity, timestamps
from core.audit.entries import append
from core.days import midnight, over
from core.models import AuditCheckpoint, AuditTimestamp

log = logging.getLogger(__name__)
# Technical bounds of ours: an older head lies under every younger one, so a stamp adds nothing.
DAYS = 31
SKEW = timedelta(minutes=5)


def last_of(day: date) -> AuditCheckpoint | None:
    """The last head signed on a day of the portal's time zone, by its place in the log."""
    rows = AuditCheckpoint.objects.filter(at__gte=midnight(day), at__lt=over(day))
    size = rows.aggregate(size=Max("size"))["size"]
    return AuditCheckpoint.objects.filter(size=size).select_related("stamp").first()


def waiting(today: date) -> Iterator[tuple[date, AuditCheckpoint]]:
    """(day, last head) of each finished day without a stamp, the oldest first."""
    first = today - timedelta(days=DAYS)
    done = set(AuditTimestamp.objects.filter(day__gte=first).values_list("day", flat=True))
    for day in (first + timedelta(days=n) for n in range(DAYS)):
        head = None if day in done else last_of(day)
        if head is not None and not hasattr(head, "stamp"):
            yield day, head


def stamp(now: datetime) -> int:
    """Have every finished day stamped that is not yet; returns how many were.

    The first failure ends it: the next run tries again, and people hear once for each day.
    """
    if not timestamps.configured():
        return 0
    count = 0
    for day, head in waiting(timezone.localtime(now).date()):
        try:
            answer, told = timestamps.ask(head.note.encode())
            assert_in_time(head, told, now)
        except timestamps.StampError as error:
            log.error("no time stamp for the log of %s, to be tried again: %s", day, error)
            text = _("%(day)s 的日志没有取得时间戳：时间戳机构没有应答或者应答无效，将继续重试。")
            integrity.alarm(f"stamp:{day}", text, {"day": day}, page=integrity.LOG)
            return count
        count += keep(day, head, answer, told)
    return count


def assert_in_time(head: AuditCheckpoint, told: datetime, now: datetime) -> None:
    """StampError when the authority's time is before the head, or ahead of ours: a clock is wrong."""
    if told < head.at - SKEW:
        raise timestamps.StampError(f"{told:%F %T} is before the head it is about")
    if told > now + SKEW:
        raise timestamps.StampError(f"{told:%F %T} is ahead of our clock")


def keep(day: date, head: AuditCheckpoint, answer: bytes, told: datetime) -> bool:
    """Write the stamp; False when another process was faster."""
    try:
        with transaction.atomic():
            row = AuditTimestamp.objects.create(
                day=day, checkpoint=head, token=answer, told_at=told
            )
            append("audittimestamp.keep", obj=row, data={"size": head.size, "told_at": told})
    except IntegrityError:
        return False
    return True


def problems() -> Iterator[str]:
    """Every stamp that does not hold, or says another time than its row, in words."""
    rows = AuditTimestamp.objects.select_related("checkpoint").order_by("day")
    for row in rows.iterator(100):
        try:
            told = timestamps.verify(bytes(row.token), row.checkpoint.note.encode())
        except timestamps.StampError as error:
            yield f"{row.day}: {error}"
            continue
        if told != row.told_at:
            yield f"{row.day}: {told:%F %T}"
