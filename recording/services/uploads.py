"""Uploads on their way: announced, received in pieces, cancelled, expired. Sealing is `sealing`.

Every check that can be made without the bytes is made before the first of them is taken.
"""

import contextlib
import re
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core import audit, files, partial, sniff
from core.digesting import Memory
from core.errors import RuleError
from core.partial import Checksum, Part, Received, Stream
from enforcement.models import Agency, Case, User
from recording.flows import UPLOAD
from recording.models import Station, Upload
from recording.services import evidence
from recording.services.evidence import Taking
from recording.services.intake import ALLOWED

SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
OPEN = (Upload.Status.RECEIVING, Upload.Status.VERIFYING)
ARTICLE = gettext_noop("本平台上传限制")
MEMORY = Memory()
TIMES = ("started_at", "ended_at", "returned_at")
FOREIGN = ("step", "recorder")


class TooLarge(RuleError):
    """The file or the sum of the unfinished ones is beyond a limit of this installation."""


class DiskFull(RuleError):
    """There is no room for the file, or for more of it."""


@dataclass(frozen=True, kw_only=True)
class Announced:
    """A file as its sender describes it; `size` in bytes, `sha256` in hex or ""."""

    file_name: str
    size: int
    sha256: str = ""
    modified: int = 0  # milliseconds, by the clock of the sender


@dataclass(frozen=True, kw_only=True)
class Described:
    """What the evidence will be; the choices of Evidence. `insist`: see intake.judge."""

    kind: str
    media: str
    stage: str
    title: str = ""
    taking: Taking = evidence.NOTHING_TOLD
    insist: str = ""

    def columns(self) -> dict[str, Any]:
        """The same by column of Upload."""
        told = {key: value for key, value in asdict(self.taking).items() if key not in FOREIGN}
        told |= {key: told[key] and told[key].isoformat() for key in TIMES}
        return {
            **{name: getattr(self, name) for name in ("kind", "media", "stage", "title")},
            **{name: getattr(self.taking, name) for name in FOREIGN},
            "told": {**told, "insist": self.insist},
        }


def described(upload: Upload) -> Described:
    """What the person said of the file when the upload began."""
    told = dict(upload.told)
    insist = str(told.pop("insist", ""))
    told.pop("modified", None)
    times = {key: parse_datetime(told[key]) if told.get(key) else None for key in TIMES}
    taking = Taking(**{**told, **times}, step=upload.step, recorder=upload.recorder)
    words = {name: getattr(upload, name) for name in ("kind", "media", "stage", "title")}
    return Described(**words, taking=taking, insist=insist)


def place() -> Path:
    """Where part files lie: on the file system of the store, so that sealing copies nothing."""
    return files.place().staging() / "uploads"


def part_of(upload: Upload) -> Part:
    """The bytes of an upload that came so far."""
    return Part(place(), str(upload.pk))


# ------------------------------------------------------------------------------- the beginning
def begin(case: Case, *, by: User, file: Announced, described: Described, at: datetime) -> Upload:
    """Announce one file of a case. RuleError as evidence.seal; TooLarge; DiskFull."""
    with transaction.atomic():
        locked, _taking = evidence.admit(
            case, by=by, media=described.media, taking=described.taking, at=at
        )
        columns = described.columns()
        columns["told"]["modified"] = file.modified
        row = _announce(locked.agency, file, at, case=locked, owner=by, **columns)
        audit.append("upload.begin", obj=row, actor=by, data=_told(row))
    return _room(row, by)


def begin_from(station: Station, *, file: Announced, told: dict[str, str], at: datetime) -> Upload:
    """Announce one file of a docking station; an officer says later to which case it belongs.

    `told`: what the station knows (started_at, ended_at, device_no ...), kept as it was sent.
    """
    with transaction.atomic():
        row = _announce(station.agency, file, at, station=station, told=told)
        audit.append("upload.begin", obj=row, data={**_told(row), "station": station.name})
    return _room(row, None)


def _announce(agency: Agency, file: Announced, at: datetime, **columns: Any) -> Upload:
    _assert_fits(agency, file)
    return Upload.objects.create(
        agency=agency,
        file_name=evidence.clean_name(file.file_name),
        size=file.size,
        declared_sha256=_declared(file.sha256),
        expires_at=at + timedelta(days=settings.RESUMABLE_DAYS),
        **columns,
    )


def _assert_fits(agency: Agency, file: Announced) -> None:
    if file.size <= 0:
        raise RuleError(_("文件是空的。"), remedy=_("请检查原件后重新上传。"), field="file")
    if file.size > settings.RESUMABLE_MAX_BYTES:
        raise TooLarge(
            _("文件超过 %(limit)d MB 的上限。")
            % {"limit": settings.RESUMABLE_MAX_BYTES // files.MEBIBYTE},
            article=_(ARTICLE),
            remedy=_("请分段录制后分别上传，或者请管理员提高上限。"),
            field="file",
        )
    # Two announcements at once are counted one after the other.
    Agency.objects.select_for_update().get(pk=agency.pk)
    unfinished = Upload.objects.filter(agency=agency, status__in=OPEN)
    taken = unfinished.aggregate(bytes=Sum("size"))["bytes"] or 0
    if taken + file.size > settings.RESUMABLE_AGENCY_BYTES:
        raise TooLarge(
            _("本机关未完成的上传已占满分配的空间。"),
            article=_(ARTICLE),
            remedy=_("请先完成或者取消未完成的上传，再上传新的文件。"),
            field="file",
        )


def _declared(sha256: str) -> str:
    value = sha256.strip().lower()
    if value and not SHA256.fullmatch(value):
        raise RuleError(
            _("申报的 SHA-256 校验值格式不对。"),
            remedy=_("校验值应当是64位十六进制数；不能提供的，可以不填。"),
            field="sha256",
        )
    return value


def _told(row: Upload) -> dict[str, Any]:
    return {"file_name": row.file_name, "size": row.size, "sha256": row.declared_sha256}


def _room(row: Upload, by: User | None) -> Upload:
    """The whole room on disk, taken after the row is there: what has no row is swept away."""
    try:
        part_of(row).create(row.size)
    except partial.NoRoom as error:
        refusal = disk_full()
        reject(row, by=by, why=refusal)
        raise refusal from error
    return row


def disk_full() -> DiskFull:
    """The refusal when the disk has no room."""
    return DiskFull(
        _("服务器存储空间不足，无法接收该文件。"),
        article=_(ARTICLE),
        remedy=_("已收到的部分不会丢失；请联系系统管理员清理空间后继续上传。"),
        field="file",
    )


# ------------------------------------------------------------------------------- the pieces
def offset(upload: Upload) -> int:
    """How many bytes have come. Whoever asks becomes the writer: a stalled line holds nothing up.

    Raises partial.Gone when the part file is lost.
    """
    if upload.status != Upload.Status.RECEIVING:
        return upload.size
    try:
        committed = part_of(upload).claim().committed
    except partial.Closed:
        return upload.size
    if committed == upload.size:
        # The process died between the last byte and the row.
        complete(upload, Received(committed))
    return committed


def take(
    upload: Upload, *, at: int, stream: Stream, length: int, checksum: Checksum | None = None
) -> int:
    """Take a piece that begins at byte `at`; returns how many bytes count now.

    The bytes go to disk as they come. Raises partial.Fenced when `at` is not where the upload
    stands, or another line took over; WrongChecksum; NoRoom; Gone; RuleError, after which the upload
    is rejected, when the beginning shows that the file is not what was announced.
    """
    part = part_of(upload)
    # A mistaken sender must not fence the right one: look before claiming.
    if part.look().committed != at or (claim := part.claim()).committed != at:
        raise partial.Fenced(part.name)
    try:
        done = partial.receive(
            part,
            claim,
            stream,
            length=length,
            memory=MEMORY,
            checksum=checksum,
            first=lambda head: _look(upload, head),
        )
    except RuleError as refused:
        reject(upload, by=upload.owner, why=refused)
        raise
    if done.committed == upload.size:
        complete(upload, done)
    return done.committed


def _look(upload: Upload, head: bytes) -> None:
    """Refuse at the first bytes what would be refused at the end."""
    if len(head) < min(sniff.HEAD_BYTES, upload.size) or upload.told.get("insist"):
        return
    allowed = ALLOWED[upload.media] if upload.media else sniff.EVIDENCE
    sniff.sniff(head, upload.file_name, allowed)


def complete(upload: Upload, done: Received) -> None:
    """All bytes are here; the sealing follows."""
    MEMORY.forget(str(upload.pk))
    changes = {"sha256": done.sha256, "sm3": done.sm3}
    UPLOAD.move(upload, "complete", by=upload.owner, changes=changes)


# ------------------------------------------------------------------------------- the other ends
def reject(upload: Upload, *, by: User | None, why: RuleError) -> None:
    """End an upload that cannot become evidence; the sentence is kept for whoever sent it."""
    changes = {"reason": str(why)[:500]}
    UPLOAD.move(upload, "reject", by=by, changes=changes, note=str(why.message))
    discard(upload)


def cancel(upload: Upload, *, by: User | None) -> None:
    """Give up an unfinished upload. StaleError when it is finished."""
    UPLOAD.move(upload, "cancel", by=by)
    discard(upload)


def expire(now: datetime) -> int:
    """End the unfinished uploads whose time is over; returns how many."""
    late = Upload.objects.filter(status=Upload.Status.RECEIVING, expires_at__lt=now)
    count = 0
    for row in late:
        if _gone_or_incomplete(row):
            UPLOAD.move(row, "expire", by=None)
            discard(row)
            count += 1
    return count


def _gone_or_incomplete(row: Upload) -> bool:
    try:
        return part_of(row).look().committed < row.size
    except partial.Gone:
        return True


def discard(upload: Upload) -> None:
    """Remove the part file, and shut out whoever is still writing to it."""
    part = part_of(upload)
    MEMORY.forget(part.name)
    with contextlib.suppress(partial.Gone):
        part.close()
    part.discard()
