"""Carrying out approved appraisals: the only way in which an original is ever removed.

Two transactions an item. The first looks at it again and writes what stays of it, so that nobody takes
the absence of the bytes for damage; the second removes them. A crash anywhere leaves work for the next
run, and removing what is gone already is no error. The edited copies made from an item go with it: they
show what it showed.
"""

import logging
from collections.abc import Iterable
from datetime import datetime

from botocore.exceptions import BotoCoreError, ClientError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import audit, copies, files, integrity
from core.errors import RuleError
from core.models import Blob, BlobChunks, BlobCopy, BlobLock, FixityOutcome
from core.storage import WriteOnceError
from recording import manifest
from recording.expiry import assert_over
from recording.flows import DISPOSAL
from recording.models import (
    Derivative,
    Disposal,
    DisposalAppraisal,
    DisposalItem,
    EditedCopy,
    Evidence,
    MediaProbe,
    Upload,
)
from recording.services import derivatives, edited

log = logging.getLogger(__name__)
LATER = (OSError, ClientError, BotoCoreError, WriteOnceError)
PER_RUN = 200
REASON_LENGTH = 300
Status = DisposalAppraisal.Status
# What only describes the bytes, and stays or goes with them.
DESCRIBES = (BlobChunks, BlobCopy, BlobLock, FixityOutcome, MediaProbe, Derivative)


def run(now: datetime) -> int:
    """Destroy what approved appraisals list, finish what was broken off; how many items are gone."""
    for item in waiting()[:PER_RUN]:
        begin(item, now)
    gone = sum(finish(row) for row in Disposal.objects.filter(removed_at=None).order_by("pk"))
    for row in DisposalAppraisal.objects.filter(status=Status.APPROVED):
        close(row, now)
    return gone


def waiting() -> "models.QuerySet[DisposalItem]":
    """Lines of approved appraisals that are neither destroyed nor left out."""
    rows = DisposalItem.objects.filter(
        appraisal__status=Status.APPROVED, left_out="", evidence__disposal=None
    )
    return rows.select_related("appraisal").order_by("pk")


@transaction.atomic
def begin(item: DisposalItem, now: datetime) -> Disposal | None:
    """Look at the item once more and write what stays of it; None when it may not be destroyed.

    A hold or a longer keeping since the approval leaves it out for good; a lock of the store that has
    not run out, and an edited copy that is being made, let it wait.
    """
    rows = Evidence.objects.select_for_update(of=("self",)).select_related("case__agency")
    row = rows.get(pk=item.evidence_id)
    try:
        assert_over(row, timezone.localtime(now).date(), own=item.appraisal)
    except RuleError as error:
        leave_out(item, str(error))
        return None
    made_from = list(EditedCopy.objects.select_for_update().filter(evidence=row).order_by("pk"))
    keys = {row.blob_id, *(copy.blob_id for copy in made_from if copy.blob_id)}
    blobs = {blob.pk: blob for blob in Blob.objects.select_for_update().filter(pk__in=keys)}
    if _must_wait(row, made_from, blobs.values(), now):
        return None
    shared = {key for key in keys if needed_elsewhere(key, row)}
    _end_asked(made_from)
    made = _tombstone(row, item.appraisal, shared=row.blob_id in shared, now=now)
    for key, blob in blobs.items():
        if key not in shared and blob.removed_at is None:
            blob.removed_at = now
            blob.save(update_fields=["removed_at"])
    return made


def _must_wait(
    row: Evidence, made_from: Iterable[EditedCopy], blobs: Iterable[Blob], now: datetime
) -> bool:
    """Whether the store still locks any of the bytes, or a copy of the item is being made."""
    if any(copy.status == EditedCopy.Status.WORKING for copy in made_from):
        log.info("%s waits for an edited copy that is being made", row.pk)
        return True
    ends = [files.place().locked(blob.key, blob.version) for blob in blobs if not blob.removed_at]
    until = max((end for end in ends if end is not None), default=now)
    if until > now:
        log.info("%s waits for the lock of the store to end on %s", row.pk, until)
    return until > now


def _end_asked(made_from: Iterable[EditedCopy]) -> None:
    """Copies nobody has begun are not made any more."""
    for copy in made_from:
        if copy.status == EditedCopy.Status.ASKED:
            edited.failed(copy, problem=_("原件已依法销毁，没有制作。"))


def _tombstone(
    row: Evidence, appraisal: DisposalAppraisal, *, shared: bool, now: datetime
) -> Disposal:
    """What stays of the item."""
    blob = row.blob
    return Disposal.objects.create(
        evidence=row,
        appraisal=appraisal,
        sha256=blob.sha256,
        sm3=blob.sm3,
        size=blob.size,
        pages=manifest.sheets(row),
        shared=shared,
        begun_at=now,
    )


def leave_out(item: DisposalItem, reason: str) -> None:
    """Note why a listed item was not destroyed after all."""
    item.left_out = reason[:REASON_LENGTH]
    item.save(update_fields=["left_out"])
    data = {"item": str(item.evidence_id), "reason": item.left_out}
    audit.append("disposalappraisal.leave_out", obj=item.appraisal, data=data)


def needed_elsewhere(key: str, row: Evidence) -> bool:
    """Whether anything but the item and its copies stands on the same bytes: a kept item, an edited
    copy of one, a paper, an upload, any row."""
    kept = Evidence.objects.filter(blob=key, disposal=None).exclude(pk=row.pk)
    made = EditedCopy.objects.filter(blob=key, evidence__disposal=None).exclude(evidence=row)
    arriving = Upload.objects.filter(blob=key).exclude(status=Upload.Status.SEALED)
    return kept.exists() or made.exists() or arriving.exists() or referred(key)


def referred(key: str) -> bool:
    """Whether a row of any other table refers to the original, also of tables not known here."""
    known = (Evidence, EditedCopy, Upload, *DESCRIBES)
    links = [
        field
        for field in Blob._meta.get_fields(include_hidden=True)
        if isinstance(field, models.ForeignObjectRel) and field.related_model not in known
    ]
    return any(
        link.related_model._base_manager.filter(**{link.field.name: key}).exists() for link in links
    )


def finish(row: Disposal) -> bool:
    """Remove the bytes and say so; False when the store fails, which is an alarm, and which the next
    run tries again."""
    try:
        _remove(row)
    except LATER as error:
        log.error("%s could not be removed and will be tried again: %s", row.evidence_id, error)
        text = gettext_lazy(
            "鉴定记录第%(no)s号：原件 %(key)s 没有销毁成功，后台每分钟重试：%(why)s"
        )
        told = {"no": row.appraisal_id, "key": row.sha256[:16], "why": error}
        integrity.alarm(f"disposal:{row.pk}", text, told, most=REASON_LENGTH)
        return False
    return True


@transaction.atomic
def _remove(row: Disposal) -> None:
    made_from = EditedCopy.objects.filter(evidence=row.evidence_id).exclude(blob=None)
    keys = {row.sha256, *made_from.values_list("blob", flat=True)}
    # `removed_at` is empty again when the same bytes came in meanwhile: they are somebody else's now.
    locked = Blob.objects.select_for_update().filter(pk__in=keys)
    blobs: dict[str | None, Blob] = {blob.pk: blob for blob in locked}
    for blob in blobs.values():
        if blob.removed_at is not None:
            copies.dispose(blob)
            files.dispose(blob)
            derivatives.discard(blob)
    done = Disposal.objects.filter(pk=row.pk, removed_at=None).update(removed_at=timezone.now())
    if not done:
        return
    appraisal = row.appraisal
    data = {
        "appraisal": appraisal.pk,
        "appraiser": appraisal.appraiser_id,
        "approver": appraisal.decided_by_id,
        "sha256": row.sha256,
        "sm3": row.sm3,
        "bytes_stay": blobs[row.sha256].removed_at is None,
        "copies": [_told(copy.pk, blobs[copy.blob_id]) for copy in made_from.order_by("pk")],
    }
    audit.append("evidence.disposed", obj=row.evidence, data=data)


def _told(copy: int, blob: Blob) -> dict[str, object]:
    """What the log says of an edited copy that went with its original."""
    stays = blob.removed_at is None
    return {"copy": copy, "sha256": blob.sha256, "sm3": blob.sm3, "bytes_stay": stays}


@transaction.atomic
def close(appraisal: DisposalAppraisal, now: datetime) -> None:
    """Everything on the list is gone or left out: the appraisal is carried out."""
    left = waiting().filter(appraisal=appraisal).exists()
    if left or appraisal.disposals.filter(removed_at=None).exists():
        return
    DISPOSAL.move(appraisal, "execute", by=None, changes={"executed_at": now})
