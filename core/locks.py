"""The locks of the store, kept in sight: how far each reaches, and lengthening those that would end.

What must be kept, and how long, is not known here: recording.services.lock_renewal decides.
"""

import logging
from collections.abc import Callable
from datetime import date, timedelta

from botocore.exceptions import BotoCoreError, ClientError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core import audit, copies, files, integrity
from core.models import Blob, BlobLock
from core.storage import WormS3Storage, WriteOnceError

log = logging.getLogger(__name__)
FAILURES = (OSError, ClientError, BotoCoreError, WriteOnceError)
# Technical, not of the law: a lock of many years is renewed so long before its end; one that is wanted
# no longer, or could not be lengthened, is looked at again after so long.
LONG, AGAIN, TRY_AGAIN = timedelta(days=365), timedelta(days=7), timedelta(days=1)


def locking() -> WormS3Storage | None:
    """The place of the originals when it locks; None for a directory and a bucket without lock."""
    place = files.place()
    return place if isinstance(place, WormS3Storage) and place.locks() else None


def unread(place: WormS3Storage) -> QuerySet[Blob]:
    """Originals whose lock was never read at the present place."""
    rows = Blob.objects.filter(Q(lock=None) | ~Q(lock__address=place.address), removed_at=None)
    return rows.order_by("stored_at", "sha256")


def due(place: WormS3Storage, on: date) -> QuerySet[BlobLock]:
    """Locks to look at on the day, the most urgent first."""
    rows = BlobLock.objects.filter(look_on__lte=on, address=place.address, blob__removed_at=None)
    return rows.select_related("blob").order_by("until", "pk")


def for_now(place: WormS3Storage, on: date) -> date:
    """How far a lock reaches that is given without knowing the end of the keeping."""
    return on + timedelta(days=place.retention_days)


def look_on(place: WormS3Storage, until: date, on: date) -> date:
    """The day on which a lock that ends then is looked at again."""
    if until <= on:
        return on
    before = LONG if until - on > 2 * LONG else timedelta(days=place.retention_days // 2)
    return max(until - before, on + TRY_AGAIN)


def read(place: WormS3Storage, blob: Blob, on: date) -> date:
    """The day on which the lock in the store ends; `on` for a version without one."""
    end = place.locked(blob.key, blob.version)
    return end.date() if end else on


def note(place: WormS3Storage, blob: Blob, until: date, again: date) -> None:
    """Write down how far the lock reaches and when to look again."""
    values = {"address": place.address, "until": until, "look_on": again}
    BlobLock.objects.update_or_create(blob=blob, defaults=values)


def first_look(place: WormS3Storage, blob: Blob, on: date) -> None:
    """Note the lock of an original that nobody read so far; one without a lock is due at once."""
    until = read(place, blob, on)
    note(place, blob, until, look_on(place, until, on))


def look_soon(blob: Blob, on: date) -> None:
    """Have the lock looked at with the next run: its keeping was decided anew."""
    BlobLock.objects.filter(blob=blob, look_on__gt=on).update(look_on=on)


def renew(
    place: WormS3Storage, row: BlobLock, on: date, wanted: Callable[[Blob], date | None]
) -> bool:
    """Lengthen one lock as far as `wanted` says, None for no longer; whether it was lengthened.

    A store that fails is an alarm, and is asked again the next day.
    """
    try:
        return _renew(place, row, on, wanted)
    except FAILURES as error:
        log.error("the lock of %s was not lengthened: %s", row.blob_id, error)
        note(place, row.blob, row.until, on + TRY_AGAIN)
        text = _("原件 %(key)s 在存储中的锁定至 %(until)s，没有延长成功，请检查存储。")
        told = {"key": row.blob_id[:16], "until": row.until}
        integrity.alarm(f"lock:{row.blob_id[:50]}:{on:%Y%m}", text, told)
        return False


@transaction.atomic
def _renew(
    place: WormS3Storage, row: BlobLock, on: date, wanted: Callable[[Blob], date | None]
) -> bool:
    # Held against a removal that begins at the same moment (recording.services.destruction).
    blob = Blob.objects.select_for_update().get(pk=row.blob_id)
    if blob.removed_at is not None:
        return False
    was, until = read(place, blob, on), wanted(blob)
    if until is None or until <= was:
        note(place, blob, was, max(look_on(place, was, on), on + AGAIN))
        return False
    place.extend(blob.key, blob.version, until)
    copies.extend(blob, until)
    audit.append("blob.relock", obj=blob, data={"was": was, "until": until})
    note(place, blob, until, look_on(place, until, on))
    return True
