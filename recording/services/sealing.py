"""From a complete upload to a sealed original: every step may be repeated after a crash.

Close the part, compare what was declared, link it into the store and read it back, write the
evidence, remove the part. A crash before or after any of them leaves work for the next run, which
ends with exactly one item of evidence.
"""

import logging
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError
from django.db import OperationalError, transaction
from django.utils.translation import gettext as _

from core import files, partial, sniff
from core.digesting import Running, read_into
from core.errors import RuleError
from core.files import Digests
from core.models import Blob
from core.partial import Part, Received
from core.storage import WriteOnceError
from enforcement.models import Case, User
from recording.flows import UPLOAD
from recording.models import Evidence, Upload
from recording.services import evidence, uploads
from recording.services.intake import Judgement, judge, real_type
from recording.services.uploads import Described

log = logging.getLogger(__name__)
LATER = (OSError, ClientError, BotoCoreError, WriteOnceError)
STRAY_SECONDS = 24 * 3600  # a part without a row is no longer being announced
UUID_NAME = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
Status = Upload.Status
ENDED = {Status.SEALED, Status.WAITING, Status.REJECTED, Status.CANCELLED, Status.EXPIRED}


def run(now: datetime) -> int:
    """Take up whatever is complete, end what is over, remove what was left; how many were sealed."""
    for row in Upload.objects.filter(status=Status.RECEIVING):
        if _whole(row):
            uploads.complete(row, Received(row.size))
    rows = Upload.objects.filter(status=Status.VERIFYING).order_by("updated_at")
    sealed = sum(settle(row) for row in rows)
    uploads.expire(now)
    sweep()
    return sealed


def _whole(row: Upload) -> bool:
    """Whether all bytes came and only the row does not say so: its server died at that moment."""
    try:
        return uploads.part_of(row).look().committed == row.size
    except partial.Gone:
        return False


def settle(upload: Upload) -> bool:
    """Seal one complete upload, or reject it in words. True when it became an original.

    False when it was rejected, when another process is at it, or when the place failed: then the
    next run tries again.
    """
    part = uploads.part_of(upload)
    try:
        with part.alone() as mine:
            return mine and _settle(upload, part)
    except partial.Gone:
        upload.refresh_from_db()
        if upload.status == Status.VERIFYING:
            uploads.reject(upload, by=upload.owner, why=lost())
    except RuleError as refused:
        upload.refresh_from_db()
        if upload.status == Status.VERIFYING:
            uploads.reject(upload, by=upload.owner, why=refused)
    except (*LATER, OperationalError) as error:
        log.error("upload %s could not be sealed and will be tried again: %s", upload.pk, error)
    return False


def _settle(upload: Upload, part: Part) -> bool:
    upload.refresh_from_db()
    if upload.status != Status.VERIFYING:
        return False
    if part.close().committed != upload.size:
        raise lost()
    found = _digests(upload, part)
    if upload.declared_sha256 and upload.declared_sha256 != found.sha256:
        raise mismatch(upload.declared_sha256, found.sha256)
    judged = _judged(upload, part)
    blob = files.adopt(part.data, found, judged.content_type)
    with transaction.atomic():
        UPLOAD.lock(upload, "seal")
        if upload.case is None or upload.owner is None:
            UPLOAD.move(upload, "wait", by=None, changes={"blob": blob})
        else:
            row = _enter(
                upload,
                upload.case,
                by=upload.owner,
                told=uploads.described(upload),
                blob=blob,
                judged=judged,
                at=upload.created_at,
            )
            UPLOAD.move(upload, "seal", by=upload.owner, changes={"blob": blob, "evidence": row})
    part.discard()
    return True


def _digests(upload: Upload, part: Part) -> Digests:
    """Those taken while the bytes came; else of the bytes on disk."""
    if upload.sha256:
        return Digests(upload.sha256, upload.sm3, upload.size)
    running = Running()
    for digest in running.hashes:
        read_into(digest, part.data, upload.size)
    return Digests(running.sha256, running.sm3, upload.size)


def _judged(upload: Upload, part: Part) -> Judgement:
    """How the bytes may be kept. What a station sends is kept as it is and judged when assigned."""
    with part.data.open("rb") as stream:
        if not upload.media:
            return Judgement(content_type=real_type(stream.read(sniff.HEAD_BYTES)))
        insist = str(upload.told.get("insist", ""))
        return judge(
            stream, name=upload.file_name, media=upload.media, path=part.data, reason=insist
        )


@transaction.atomic
def assign(upload: Upload, *, case: Case, by: User, described: Described, at: datetime) -> Evidence:
    """Put a recording of a docking station into a case of the same agency, as its evidence.

    RuleError as evidence.seal; StaleError when somebody was faster. It counts as handed in when the
    station began to send it; `at` is now.
    """
    row = UPLOAD.lock(upload, "assign")
    if row.agency_id != case.agency_id or row.blob is None:
        raise RuleError(_("该音像资料不属于本机关。"), remedy=_("请核对后重新选择。"))
    with _at_hand(row.blob) as path, path.open("rb") as stream:
        judged = judge(
            stream, name=row.file_name, media=described.media, path=path, reason=described.insist
        )
    item = _enter(
        row,
        case,
        by=by,
        told=described,
        blob=row.blob,
        judged=judged,
        at=min(at, row.created_at),
    )
    UPLOAD.move(row, "assign", by=by, changes={"evidence": item})
    return item


@contextmanager
def _at_hand(blob: Blob) -> Iterator[Path]:
    """The original as a file on this machine, for programs that read files."""
    with files.staged(files.place().staging()) as path:
        with path.open("wb") as copy:
            for chunk in files.open_blob(blob):
                copy.write(chunk)
        yield path


def _enter(
    upload: Upload,
    case: Case,
    *,
    by: User,
    told: Described,
    blob: Blob,
    judged: Judgement,
    at: datetime,
) -> Evidence:
    """The evidence of an upload; whoever sent it must still be allowed to."""
    locked, taking = evidence.admit(case, by=by, media=told.media, taking=told.taking, at=at)
    return evidence.enter(
        locked,
        by=by,
        blob=blob,
        judged=judged,
        file_name=upload.file_name,
        kind=told.kind,
        media=told.media,
        title=told.title,
        stage=told.stage,
        taking=taking,
    )


def mismatch(declared: str, found: str) -> RuleError:
    """The refusal of a file that is not the one that was declared."""
    return RuleError(
        _("收到的文件与申报的校验值不一致（申报 %(declared)s…，收到 %(found)s…），没有登记。")
        % {"declared": declared[:16], "found": found[:16]},
        article=_("证据应当原样保存"),
        remedy=_("请核对是否选错了文件，或者原件已经损坏，然后重新上传。"),
        field="file",
    )


def lost() -> RuleError:
    """The refusal when the received bytes are not on disk any more."""
    return RuleError(
        _("服务器上已接收的内容丢失，没有登记。"),
        article=_("证据应当原样保存"),
        remedy=_("请保留原件并重新上传，同时告知系统管理员。"),
        field="file",
    )


def sweep() -> int:
    """Remove the part files nobody needs any more; how many uploads they belonged to."""
    if not uploads.place().is_dir():
        return 0
    names = {path.stem for path in uploads.place().iterdir()}
    keys = {name for name in names if UUID_NAME.fullmatch(name)}
    known = {str(row.pk): row for row in Upload.objects.filter(pk__in=keys)}
    over = [name for name in names if _over(known.get(name), name)]
    for name in over:
        Part(uploads.place(), name).discard()
    return len(over)


def _over(row: Upload | None, name: str) -> bool:
    if row is not None:
        return row.status in ENDED
    part = Part(uploads.place(), name)
    ages = [
        time.time() - path.stat().st_mtime for path in (part.data, part.control) if path.exists()
    ]
    return bool(ages) and min(ages) > STRAY_SECONDS
