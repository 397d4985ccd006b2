"""Looking at originals in the worker: what was found is a row of its own beside them."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit, files, sniff
from core.models import Blob
from recording.media import probe
from recording.media.finding import Finding, Verdict
from recording.models import Evidence, MediaProbe
from recording.services import coverage_lines, derivatives

log = logging.getLogger(__name__)
DETAIL_LENGTH = 300
PER_RUN = 50


def unprobed() -> list[Blob]:
    """Originals of evidence that nobody looked at, oldest first; papers have nothing to look at.

    One that could not be looked at comes again when the tool is another.
    """
    looked = Q(tool=probe.tool()) | ~Q(verdict=Verdict.NOT_PROBED)
    known = MediaProbe.objects.filter(looked, blob=OuterRef("pk"))
    kept = Evidence.objects.filter(blob=OuterRef("pk"))
    rows = Blob.objects.filter(removed_at=None).exclude(content_type=sniff.PDF)
    rows = rows.filter(Exists(kept), ~Exists(known))
    return list(rows.order_by("stored_at")[:PER_RUN])


def probe_new(now: datetime) -> int:
    """Look at the originals that nobody looked at; returns how many."""
    waiting = unprobed()
    for blob in waiting:
        keep(blob, find(blob), at=now)
    return len(waiting)


def find(blob: Blob) -> Finding:
    """What the bytes are; an original that cannot be read is "not probed"."""
    try:
        with at_hand(blob) as path:
            return probe.probe(path, blob.content_type)
    except OSError as error:
        log.warning("%s cannot be read", blob.pk, exc_info=error)
        return Finding(verdict=Verdict.NOT_PROBED, tool=probe.tool(), detail="not readable")


def local(blob: Blob) -> Path | None:
    """Where the original lies in the local store; None when the store is S3."""
    place = files.place()
    return Path(place.path(blob.key)) if isinstance(place, files.WormFileStorage) else None


@contextmanager
def at_hand(blob: Blob) -> Iterator[Path]:
    """The original as a local file: itself in the local store, a copy for the block from S3."""
    here = local(blob)
    if here is not None:
        yield here
        return
    place = files.place()
    with files.staged(place.staging()) as path:
        with path.open("wb") as file:
            file.writelines(files.open_blob(blob))
        yield path


@transaction.atomic
def keep(blob: Blob, found: Finding, *, at: datetime) -> MediaProbe:
    """Write down what was found and ask for the copies that viewing it needs.

    Two workers that looked at the same time find the same: the second writes nothing.
    """
    values = asdict(found)
    values["detail"] = found.detail[:DETAIL_LENGTH]
    tool = values.pop("tool")
    row, new = MediaProbe.objects.get_or_create(
        blob=blob, tool=tool, defaults={**values, "probed_at": at}
    )
    if new:
        said = {"sha256": blob.sha256, "verdict": row.verdict, "tool": row.tool}
        audit.append("media.probe", obj=row, data=said)
        derivatives.ask(row, at=at)
        cases = Evidence.objects.filter(blob=blob).order_by().values_list("case_id", flat=True)
        coverage_lines.changed(cases.distinct())
    return row


def make_waiting() -> int:
    """Make the copies that are asked for, one after the other; returns how many were tried."""
    tried = 0
    while row := derivatives.claim(timezone.now()):
        tried += 1
        try:
            with at_hand(row.blob) as path:
                derivatives.make(row, path)
        except OSError as error:
            log.warning("%s cannot be read", row.blob_id, exc_info=error)
            derivatives.failed(row, reason=_("原件不能读取。"))
    return tried
