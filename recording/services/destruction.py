"""Carrying out approved appraisals: the only way in which an original is ever removed.

Two transactions an item. The first looks at it again and writes what stays of it, so that nobody takes
the absence of the bytes for damage; the second removes them. A crash anywhere leaves work for the next
run, and removing what is gone already is no error.
"""

import logging
from datetime import datetime

from botocore.exceptions import BotoCoreError, ClientError
from django.db import models, transaction
from django.utils import timezone

from core import audit, copies, files
from core.errors import RuleError
from core.models import Blob, BlobChunks, BlobCopy, FixityOutcome
from core.storage import WriteOnceError
from recording import manifest
from recording.expiry import assert_over
from recording.flows import DISPOSAL
from recording.models import (
    Derivative,
    Disposal,
    DisposalAppraisal,
    DisposalItem,
    Evidence,
    MediaProbe,
    Upload,
)
from recording.services import derivatives

log = logging.getLogger(__name__)
LATER = (OSError, ClientError, BotoCoreError, WriteOnceError)
PER_RUN = 200
REASON_LENGTH = 300
Status = DisposalAppraisal.Status
# What only describes the bytes, and stays or goes with them.
DESCRIBES = (BlobChunks, BlobCopy, FixityOutcome, MediaProbe, Derivative)


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
    not run out lets it wait.
    """
    rows = Evidence.objects.select_for_update(of=("self",)).select_related("case__agency")
    row = rows.get(pk=item.evidence_id)
    try:
        assert_over(row, timezone.localtime(now).date(), own=item.appraisal)
    except RuleError as error:
        leave_out(item, str(error))
        return None
    blob = Blob.objects.select_for_update().get(pk=row.blob_id)
    until = files.place().locked(blob.key, blob.version)
    if until is not None and until > now:
        log.info("%s waits for the lock of the store to end on %s", row.pk, until)
        return None
    shared = needed_elsewhere(row)
    made = Disposal.objects.create(
        evidence=row,
        appraisal=item.appraisal,
        sha256=blob.sha256,
        sm3=blob.sm3,
        size=blob.size,
        pages=manifest.sheets(row),
        shared=shared,
        begun_at=now,
    )
    if not shared:
        blob.removed_at = now
        blob.save(update_fields=["removed_at"])
    return made


def leave_out(item: DisposalItem, reason: str) -> None:
    """Note why a listed item was not destroyed after all."""
    item.left_out = reason[:REASON_LENGTH]
    item.save(update_fields=["left_out"])
    data = {"item": str(item.evidence_id), "reason": item.left_out}
    audit.append("disposalappraisal.leave_out", obj=item.appraisal, data=data)


def needed_elsewhere(row: Evidence) -> bool:
    """Whether anything else stands on the same bytes: a kept item, a paper, an upload, any row."""
    kept = Evidence.objects.filter(blob=row.blob_id, disposal=None).exclude(pk=row.pk)
    arriving = Upload.objects.filter(blob=row.blob_id).exclude(status=Upload.Status.SEALED)
    return kept.exists() or arriving.exists() or _referred(row.blob_id)


def _referred(key: str) -> bool:
    """Whether a row of any other table refers to the original, also of tables not known here."""
    known = (Evidence, Upload, *DESCRIBES)
    links = [
        field
        for field in Blob._meta.get_fields(include_hidden=True)
        if isinstance(field, models.ForeignObjectRel) and field.related_model not in known
    ]
    return any(
        link.related_model._base_manager.filter(**{link.field.name: key}).exists() for link in links
    )


def finish(row: Disposal) -> bool:
    """Remove the bytes and say so; False when the store fails, which the next run tries again."""
    try:
        _remove(row)
    except LATER as error:
        log.error("%s could not be removed and will be tried again: %s", row.evidence_id, error)
        return False
    return True


@transaction.atomic
def _remove(row: Disposal) -> None:
    blob = Blob.objects.select_for_update().get(pk=row.sha256)
    # Empty again when the same bytes came in meanwhile: they are somebody else's now.
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
        "bytes_stay": blob.removed_at is None,
    }
    audit.append("evidence.disposed", obj=row.evidence, data=data)


@transaction.atomic
def close(appraisal: DisposalAppraisal, now: datetime) -> None:
    """Everything on the list is gone or left out: the appraisal is carried out."""
    left = waiting().filter(appraisal=appraisal).exists()
    if left or appraisal.disposals.filter(removed_at=None).exists():
        return
    DISPOSAL.move(appraisal, "execute", by=None, changes={"executed_at": now})
