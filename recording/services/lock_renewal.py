"""Which locks of the store are lengthened before they end: of what is kept for good, or until further notice.

A lock is given for a short time when an original comes in, and to the end of the keeping when its file
is archived. What has no such end would lose its lock one day: an item kept for good, one that is held, an
item of a case that is not archived yet, a paper, anything else a row refers to.
"""

import time
from collections.abc import Iterator
from datetime import date

from django.db.models import Q

from core import locks
from core.models import Blob
from core.storage import WormS3Storage
from recording import retention
from recording.models import Archive, Document, EditedCopy, Evidence, Upload
from recording.services import destruction

PER_RUN = 500
ARRIVING = (Upload.Status.RECEIVING, Upload.Status.VERIFYING, Upload.Status.WAITING)


def run(on: date, *, seconds: float) -> int:
    """Read the locks nobody knows and lengthen those that would end, for about so long; how many
    were lengthened. Nothing in a place that does not lock."""
    place = locks.locking()
    if place is None:
        return 0
    stop = time.monotonic() + seconds
    for blob in locks.unread(place)[:PER_RUN]:
        if time.monotonic() >= stop:
            return 0
        locks.first_look(place, blob, on)
    count = 0
    for row in locks.due(place, on)[:PER_RUN]:
        if time.monotonic() >= stop:
            break
        count += locks.renew(place, row, on, lambda blob: wanted(place, blob, on))
    return count


def wanted(place: WormS3Storage, blob: Blob, on: date) -> date | None:
    """How far the lock should reach; None when nothing needs the bytes after the end that was set."""
    return max(_ends(place, blob, on), default=None)


def _ends(place: WormS3Storage, blob: Blob, on: date) -> Iterator[date]:
    """An end for each that needs the bytes."""
    now, long = locks.for_now(place, on), retention.long_after(on)
    copied = EditedCopy.objects.filter(blob=blob).values("evidence")
    items = Evidence.objects.filter(Q(blob=blob) | Q(pk__in=copied), disposal=None)
    for row in items.select_related("case__agency", "step"):
        term = retention.term_of(row)
        if term.open or term.held:
            yield now
        elif term.until is None:
            yield long
        elif term.until >= on:
            yield term.until
    papers = Document.objects.filter(blob=blob).values("case")
    if any(retention.file_end(file) is None for file in Archive.objects.filter(case__in=papers)):
        yield long
    arriving = Upload.objects.filter(blob=blob, status__in=ARRIVING)
    if destruction.referred(blob.pk) or arriving.exists():
        yield now
