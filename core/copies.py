"""The second place of the originals: each is copied there, read back, and checked like the first.

Neither copy is ever written over by itself. `restore` puts a whole copy in the place of a damaged or
missing one on a person's order, with a reason, and sets the damaged bytes aside.
"""

import logging
import time
from datetime import date, datetime, timedelta
from typing import Any, Literal

from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.files.storage import storages
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import audit, files, integrity
from core.errors import RuleError
from core.models import Blob, BlobCopy
from core.permissions import demand
from core.storage import WormFileStorage, WormS3Storage, WriteOnceError

log = logging.getLogger(__name__)
ALIAS = "blobs_second"
FAILURES = (OSError, ClientError, BotoCoreError, WriteOnceError)
PER_RUN = 500
# How long a new original may be without its second copy before people hear. Technical.
WAIT = timedelta(hours=1)
RESTORE = "core.check_originals"
Side = Literal["first", "second"]


def second() -> WormFileStorage | WormS3Storage | None:
    """The second place; None when this installation has none."""
    if ALIAS not in settings.STORAGES:
        return None
    storage = storages[ALIAS]
    if not isinstance(storage, WormFileStorage | WormS3Storage):
        raise TypeError(f'STORAGES["{ALIAS}"] must be WormFileStorage or WormS3Storage')
    return storage


def waiting() -> QuerySet[Blob]:
    """Originals, not known to be bad, that have no copy in the present second place."""
    place = second()
    if place is None:
        return Blob.objects.none()
    none = Q(copy=None) | ~Q(copy__address=place.address) | Q(copy__result="removed")
    rows = Blob.objects.filter(none, removed_at=None)
    return rows.exclude(check_result__in=("damaged", "missing"))


def run(*, seconds: float) -> int:
    """Copy for at most about so long; returns how many. A place that fails is tried again."""
    stop, count = time.monotonic() + seconds, 0
    for blob in waiting().order_by("stored_at", "sha256")[:PER_RUN]:
        try:
            count += copy(blob)
        except FAILURES as error:
            log.error("original %s was not copied, to be tried again: %s", blob.sha256, error)
        if time.monotonic() >= stop:
            break
    return count


def copy(blob: Blob) -> bool:
    """Copy one original to the second place and read it back; False when the original is not whole."""
    place = second()
    if place is None:
        return False
    with files.staged(place.staging()) as path:
        found = bring(blob, "first", path)
        if found != blob.sha256:
            keep_result(blob, "first", "damaged" if found else "missing")
            return False
        version = place.put(blob.key, path)
    if files.compare(place, version, blob) != "ok":
        raise WriteOnceError(f"{blob.key}: the second place holds something else")
    until = files.place().locked(blob.key, blob.version)
    if until is not None:
        place.extend(blob.key, version, until.date())
    with transaction.atomic():
        now = timezone.now()
        columns = {"address": place.address, "version": version, "made_at": now}
        BlobCopy.objects.update_or_create(
            blob=blob, defaults={**columns, "checked_at": now, "result": "ok"}
        )
        audit.append("blob.copy", obj=blob, data={"to": place.address})
    return True


def bring(blob: Blob, side: Side, path: Any) -> str:
    """Write the bytes of that side to a local file; their SHA-256, "" when they are gone."""
    place, version = where(blob, side)
    try:
        chunks = place.chunks(blob.key, version, 0, place.length(blob.key, version))
        return files.write(chunks, path, blob.size).sha256
    except FileNotFoundError:
        return ""
    except RuleError:
        return "too long or empty"


def where(blob: Blob, side: Side) -> tuple[WormFileStorage | WormS3Storage, str]:
    """(place, version) of a copy. RuleError without a second place or copy."""
    if side == "first":
        return files.place(), blob.version
    place, row = second(), BlobCopy.objects.filter(blob=blob).first()
    if place is None or row is None:
        raise RuleError(_("该原件没有第二副本。"), remedy=_("请先配置第二存储并等待复制完成。"))
    return place, row.version


def check(blob: Blob) -> None:
    """Compare the second copy, if there should be one, and tell people when it is not whole."""
    place = second()
    rows = BlobCopy.objects.filter(blob=blob, blob__removed_at=None).exclude(result="removed")
    row = rows.first()
    if place is None or row is None or row.address != place.address:
        return
    try:
        result: str = files.compare(place, row.version, blob, sm3=False)
    except FAILURES as error:
        log.error("second copy of %s could not be read: %s", blob.sha256, error)
        result = "unread"
    keep_result(blob, "second", result)


@transaction.atomic
def keep_result(blob: Blob, side: Side, result: str) -> None:
    """Write how a copy was found, for good in the log when it is not whole, and warn people."""
    if side == "second":
        now = timezone.now()
        BlobCopy.objects.filter(blob=blob).update(result=result, checked_at=now)
    else:
        Blob.objects.filter(pk=blob.pk).update(check_result=result)
    if result == "ok":
        return
    audit.append("blob.fixity", obj=blob, data={"result": result, "side": side})
    text = gettext_lazy(
        "原件 %(key)s 的%(side)s%(found)s，请核查；系统不会自动覆盖，恢复请用 restore_original。"
    )
    sides = {"first": gettext_lazy("原本"), "second": gettext_lazy("第二副本")}
    words = {
        "damaged": gettext_lazy("已损坏"),
        "missing": gettext_lazy("已丢失"),
        "unread": gettext_lazy("没有读成，未校验"),
    }
    told = {"key": blob.sha256[:16], "side": sides[side], "found": words[result]}
    integrity.alarm(f"{side}:{blob.sha256[:50]}:{result}", text, told)


def troubles(now: datetime) -> list[str]:
    """What is wrong with the second copies, in words; nothing without a second place."""
    if second() is None:
        return []
    found = []
    kept = BlobCopy.objects.filter(blob__removed_at=None)
    bad = kept.filter(result__in=("damaged", "missing")).count()
    if bad:
        found.append(_("%(count)d 个第二副本损坏或者丢失") % {"count": bad})
    unread = kept.filter(result="unread").count()
    if unread:
        found.append(_("%(count)d 个第二副本没有读成，未校验") % {"count": unread})
    late = waiting().filter(stored_at__lt=now - WAIT).count()
    if late:
        found.append(_("%(count)d 个原件还没有第二副本") % {"count": late})
    return found


def dispose(blob: Blob) -> None:
    """Remove the second copy together with the original; may be repeated."""
    row = BlobCopy.objects.filter(blob=blob).exclude(result="removed").first()
    if row is None:
        return
    place = second()
    if place is None or place.address != row.address:
        raise WriteOnceError(f"{blob.key}: its second copy is in {row.address}, not configured now")
    place.dispose(blob.key, row.version)
    BlobCopy.objects.filter(blob=blob).update(result="removed")


def extend(blob: Blob, until: date) -> None:
    """Lengthen the lock of the second copy with that of the original; nothing where there is none."""
    place, row = second(), BlobCopy.objects.filter(blob=blob).exclude(result="removed").first()
    if place is not None and row is not None and row.address == place.address:
        place.extend(blob.key, row.version, until)


def restore(blob: Blob, *, side: Side, by: Any, reason: str, now: datetime) -> None:
    """Put the other copy in the place of the damaged or missing one on `side`.

    What was there is set aside, never deleted. RuleError when there is nothing to restore, when the
    other copy is not whole either, without a reason, or when the store's lock forbids it.
    """
    demand(by, RESTORE)
    if not reason.strip():
        raise RuleError(_("恢复原件应当写明理由。"), remedy=_("请用 --reason 写明理由。"))
    other: Side = "second" if side == "first" else "first"
    place, version = where(blob, side)
    was = files.compare(place, version, blob)
    if was == "ok":
        raise RuleError(_("该副本完好，不需要恢复。"), remedy=_("请核对 SHA-256 和 --side。"))
    with files.staged(place.staging()) as path:
        if bring(blob, other, path) != blob.sha256:
            raise RuleError(
                _("另一副本也不完好，不能用来恢复。"), remedy=_("请从备份中寻找完好的文件。")
            )
        put_back(blob, side, path, now)
    data = {"side": side, "was": was, "reason": reason.strip()}
    with transaction.atomic():
        if side == "first":
            Blob.objects.filter(pk=blob.pk).update(check_result="ok")
        audit.append("blob.restore", obj=blob, actor=by, data=data)


def put_back(blob: Blob, side: Side, path: Any, now: datetime) -> None:
    """Set aside what is there and put the whole file in its place, read back."""
    place, version = where(blob, side)
    try:
        place.set_aside(blob.key, version, now)
        new = place.put(blob.key, path)
    except WriteOnceError as error:
        raise RuleError(
            _("存储不允许替换该对象：%(why)s") % {"why": error},
            remedy=_("请由存储自身的副本恢复该版本。"),
        ) from error
    if files.compare(place, new, blob) != "ok" or (side == "first" and new != version):
        raise RuleError(_("放回后复核不一致。"), remedy=_("请检查存储后重试。"))
    if side == "second":
        BlobCopy.objects.filter(blob=blob).update(version=new, result="ok", checked_at=now)
