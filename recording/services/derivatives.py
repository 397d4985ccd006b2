"""Copies for viewing: asked for when an original was looked at, made in the worker one at a time.

They lie beside the store of originals, never in it; each row says whose copy it is, what made it and
what its own digest is. Whatever is lost can be made again from the original.
"""

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleError
from core.models import Blob
from core.storage import CHUNK
from recording.media import derive, sandbox
from recording.media.finding import Verdict
from recording.models import Derivative, MediaProbe

Kind, Status = Derivative.Kind, Derivative.Status
JPEG, PNG, MP4, M4A = "image/jpeg", "image/png", "video/mp4", "audio/mp4"
SILENT = timedelta(minutes=2)  # a maker that said nothing for so long is gone
ATTEMPTS = 3
REASON_LENGTH = 300
SEEN = {Verdict.WHOLE, Verdict.UNPLAYABLE, Verdict.TRUNCATED}


def root() -> Path:
    """The directory of all copies."""
    return Path(settings.VAR_DIR) / "derived"


def path_of(row: Derivative) -> Path:
    """Where the copy lies, by its own digest."""
    return root() / row.sha256[:2] / row.sha256


def wanted(found: MediaProbe) -> list[str]:
    """The kinds of copy that viewing an original with this finding needs."""
    if found.verdict not in SEEN:
        return []
    if found.blob.content_type.startswith("image/"):
        return [Kind.THUMBNAIL, Kind.PREVIEW]
    kinds: list[str] = [Kind.THUMBNAIL] if found.video_codec else []
    kinds += [Kind.WAVEFORM] if found.audio_codec else []
    return [*kinds, Kind.PROXY] if found.verdict == Verdict.UNPLAYABLE else kinds


def ask(found: MediaProbe, *, at: datetime) -> None:
    """Put the needed copies in the queue, once each."""
    for kind in wanted(found):
        Derivative.objects.get_or_create(blob=found.blob, kind=kind, defaults={"touched_at": at})


def claim(now: datetime) -> Derivative | None:
    """The next copy to make, marked as ours; films come last and one at a time.

    A copy whose maker fell silent is taken again, and given up after three times.
    """
    abandoned = Q(status=Status.MAKING, touched_at__lt=now - SILENT)
    Derivative.objects.filter(abandoned, attempts__gte=ATTEMPTS).update(
        status=Status.FAILED, reason=_("生成多次中断。"), touched_at=now
    )
    open_rows = Derivative.objects.filter(Q(status=Status.WAITING) | abandoned)
    filming = Derivative.objects.filter(
        status=Status.MAKING, kind=Kind.PROXY, touched_at__gte=now - SILENT
    )
    row = open_rows.exclude(kind=Kind.PROXY).first()
    if row is None and not filming.exists():
        row = open_rows.first()
    if row is None:
        return None
    mine = open_rows.filter(pk=row.pk, attempts=row.attempts).update(
        status=Status.MAKING, touched_at=now, attempts=row.attempts + 1, progress=0
    )
    row.refresh_from_db()
    return row if mine else None


def make(row: Derivative, original: Path) -> None:
    """Make the claimed copy of the original at this path; a failure is kept with its reason."""
    place = root() / "making"
    place.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place) as folder, sandbox.cell(original) as name:
        out = Path(folder) / "copy"
        try:
            content_type = _write(row, name, out)
        except (sandbox.Ended, OSError) as error:
            failed(row, reason=str(error))
            return
        _settle(row, out, content_type)


def failed(row: Derivative, *, reason: str) -> None:
    """Say that the copy cannot be made, and why."""
    row.status, row.reason, row.touched_at = Status.FAILED, reason[:REASON_LENGTH], timezone.now()
    row.save(update_fields=["status", "reason", "touched_at"])


def discard(blob: Blob) -> None:
    """Remove the copies of an original that was destroyed; their rows say why they are gone."""
    for row in Derivative.objects.filter(blob=blob):
        same = Derivative.objects.filter(sha256=row.sha256).exclude(blob=blob)
        if row.sha256 and not same.exists():
            path_of(row).unlink(missing_ok=True)
        failed(row, reason=_("原件已依法销毁。"))


def _write(row: Derivative, original: Path, out: Path) -> str:
    """Write the copy to `out`; returns its content type."""
    found = MediaProbe.objects.filter(blob=row.blob).latest("pk")
    if row.blob.content_type.startswith("image/"):
        pixels = derive.THUMBNAIL_PIXELS if row.kind == Kind.THUMBNAIL else derive.PREVIEW_PIXELS
        derive.smaller(original, out, pixels=pixels)
        return JPEG
    if row.kind == Kind.THUMBNAIL:
        derive.still(original, out, duration=found.duration)
        return JPEG
    if row.kind == Kind.WAVEFORM:
        derive.waveform(original, out)
        return PNG
    derive.film(
        original,
        out,
        video=found.video_codec,
        audio=found.audio_codec,
        duration=found.duration,
        tell=_teller(row.pk),
    )
    return MP4 if found.video_codec else M4A


def _teller(pk: int) -> Callable[[int], None]:
    """Writes the progress of a film down, which also says that its maker lives."""

    def tell(percent: int) -> None:
        Derivative.objects.filter(pk=pk).update(progress=percent, touched_at=timezone.now())

    return tell


def _maker(row: Derivative) -> str:
    """Name and version of what made the copy."""
    found = MediaProbe.objects.filter(blob=row.blob).latest("pk")
    return found.tool.replace("ffprobe", "ffmpeg")


@transaction.atomic
def _settle(row: Derivative, out: Path, content_type: str) -> None:
    hashing = hashlib.sha256()
    with out.open("rb") as file:
        while chunk := file.read(CHUNK):
            hashing.update(chunk)
    row.sha256, row.size = hashing.hexdigest(), out.stat().st_size
    row.status, row.progress, row.reason = Status.READY, 100, ""
    row.content_type, row.tool, row.touched_at = content_type, _maker(row), timezone.now()
    target = path_of(row)
    target.parent.mkdir(parents=True, exist_ok=True)
    os.replace(out, target)
    names = ("sha256", "size", "status", "progress", "reason", "content_type", "tool", "touched_at")
    row.save(update_fields=names)
    said = {"parent": row.blob_id, "kind": row.kind, "sha256": row.sha256, "tool": row.tool}
    audit.append("media.derive", obj=row, data=said)


def chunks_of(row: Derivative, start: int, stop: int) -> Iterator[bytes]:
    """Bytes [start, stop) of a copy that is ready; one that is lost is asked for again."""
    try:
        file = path_of(row).open("rb")
    except FileNotFoundError as error:
        Derivative.objects.filter(pk=row.pk).update(
            status=Status.WAITING, attempts=0, touched_at=timezone.now()
        )
        raise RuleError(
            _("播放副本不在存储中，已重新排队生成。"),
            remedy=_("请稍后再试；原件不受影响，可以直接下载。"),
        ) from error
    return _read(file, start, stop)


def _read(file: IO[bytes], start: int, stop: int) -> Iterator[bytes]:
    with file:
        file.seek(start)
        left = stop - start
        while left > 0 and (chunk := file.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk
