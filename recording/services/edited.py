"""Edited copies: asked for on a page, made in the worker, kept write-once beside their original.

A copy is made in a directory of its own below the staging of the store and linked into it whole; a
worker that is killed leaves its row "working", and the next one begins that copy anew.
"""

import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit, files
from core.errors import RuleError
from core.files import Hashing
from core.permissions import demand_in
from core.storage import CHUNK, WriteOnceError
from enforcement.models import User
from recording.media import cut, edits, probe, sandbox
from recording.media.edits import Original
from recording.media.finding import Verdict
from recording.models import Disposal, EditedCopy, Evidence, MediaProbe
from recording.models.edited import PROBLEM_LENGTH
from recording.services import media, visits
from recording.services.retention import refuse_gone

log = logging.getLogger(__name__)
Kind, Status = EditedCopy.Kind, EditedCopy.Status
EDIT = "recording.edit_evidence"
ARTICLE = "国办发〔2018〕118号第九条"
TYPES = {Kind.PHOTO: "image/jpeg", Kind.VIDEO: "video/mp4", Kind.AUDIO: "audio/mp4"}
EDITABLE = {"image", "video", "audio"}
READABLE = {Verdict.WHOLE, Verdict.UNPLAYABLE, Verdict.TRUNCATED}
SILENT = timedelta(minutes=5)  # a maker that said nothing for so long is gone
ATTEMPTS = 3
# A RuleError here: the store did not keep it whole, or just then lost the same bytes lawfully.
LATER = (OSError, ClientError, BotoCoreError, WriteOnceError, RuleError)


def original_of(evidence: Evidence) -> Original:
    """What there is to edit. RuleError when the original cannot be edited, or is not looked at yet."""
    refuse_gone(evidence)
    found = MediaProbe.objects.filter(blob=evidence.blob_id).last()
    still = evidence.blob.content_type.startswith("image/")
    if found is None and evidence.blob.content_type.partition("/")[0] in (
        "image",
        "video",
        "audio",
    ):
        raise RuleError(
            _("后台还没有检测原件，暂时不能编辑。"), remedy=_("一般一分钟之内完成，请稍后再试。")
        )
    if found is None or found.verdict not in READABLE or (still and found.width is None):
        raise RuleError(
            _("这份原件不是可以编辑的照片、录音或者录像。"),
            remedy=_("请用专用软件另行制作，并作为新的证据材料说明来源。"),
        )
    if still:
        return Original(Kind.PHOTO)
    if not found.duration:
        raise RuleError(
            _("原件没有注明时长，不能按时间编辑。"), remedy=_("请从设备重新导出后再上传。")
        )
    kind = Kind.VIDEO if found.video_codec else Kind.AUDIO
    return Original(kind, round(found.duration * 1000), sound=bool(found.audio_codec))


def may_edit(evidence: Evidence, user: User) -> bool:
    """Whether to show the way to the editor: the right is there, and something to edit."""
    mine = user.agency_id == evidence.agency_id and user.has_perm(EDIT)
    gone = Disposal.objects.filter(evidence=evidence).exists()
    return mine and not gone and evidence.blob.content_type.partition("/")[0] in EDITABLE


@transaction.atomic
def ask(
    evidence: Evidence, *, by: User, edit_list: Any, reason: str, purpose: str, at: datetime
) -> EditedCopy:
    """Put a copy in the queue. `edit_list`: JSON values as recording.media.edits says."""
    demand_in(by, EDIT, evidence.agency_id)
    if not Evidence.objects.visible_to(by).filter(pk=evidence.pk).exists():
        raise PermissionDenied(EDIT)
    # Locked, so that it is not destroyed while the copy is asked for (services.destruction).
    evidence = Evidence.objects.select_for_update(of=("self",)).get(pk=evidence.pk)
    original = original_of(evidence)
    asked = edits.read(edit_list, original)
    for name, text in (("reason", reason), ("purpose", purpose)):
        if not text.strip():
            message = _("请写明编辑理由。") if name == "reason" else _("请写明用途。")
            raise RuleError(message, article=ARTICLE, field=name)
    row = EditedCopy.objects.create(
        evidence=evidence,
        parent_sha256=evidence.blob.sha256,
        kind=original.kind,
        edits=asked.as_json(),
        reason=reason.strip(),
        purpose=purpose.strip(),
        made_by=by,
        asked_at=at,
        touched_at=at,
    )
    said = {"evidence": evidence.pk, "parent": row.parent_sha256, "edits": row.edits}
    audit.append("editedcopy.ask", obj=row, actor=by, data=said | _why(row))
    return row


def _why(row: EditedCopy) -> dict[str, str]:
    return {"reason": row.reason, "purpose": row.purpose}


def claim(now: datetime) -> EditedCopy | None:
    """The next copy to make, marked as ours; films one at a time, after everything else.

    One whose maker fell silent is taken again, and given up after three times.
    """
    gone = Q(status=Status.WORKING, touched_at__lt=now - SILENT)
    for one in EditedCopy.objects.filter(gone | Q(status=Status.ASKED), attempts__gte=ATTEMPTS):
        failed(one, problem=_("多次中断，未能制作。请联系系统管理员后重新制作。"))
    waiting = EditedCopy.objects.filter(gone | Q(status=Status.ASKED))
    filming = EditedCopy.objects.filter(
        status=Status.WORKING, kind=Kind.VIDEO, touched_at__gte=now - SILENT
    )
    quick = waiting.exclude(kind=Kind.VIDEO)
    row = quick.first() or (None if filming.exists() else waiting.first())
    if row is None:
        return None
    mine = waiting.filter(pk=row.pk, attempts=row.attempts).update(
        status=Status.WORKING, touched_at=now, attempts=row.attempts + 1, progress=0
    )
    row.refresh_from_db()
    return row if mine else None


def make_waiting() -> int:
    """Make the copies that are asked for, one after the other; returns how many were tried."""
    tried = 0
    while row := claim(timezone.now()):
        tried += 1
        try:
            make(row)
        except LATER as error:
            log.warning("edited copy %s must wait", row.pk, exc_info=error)
            _of(row).update(status=Status.ASKED, touched_at=timezone.now())
            break
    return tried


def _of(row: EditedCopy) -> Any:
    """The row as long as it is the work of this maker."""
    return EditedCopy.objects.filter(pk=row.pk, status=Status.WORKING, attempts=row.attempts)


def make(row: EditedCopy) -> None:
    """Make the claimed copy; a reason that will not pass is kept with the row."""
    blob = row.evidence.blob
    if files.verify(blob, sm3=False) != "ok":
        failed(row, problem=_("原件与收存时不一致或者已经丢失，没有制作。请立即报告系统管理员。"))
        return
    with media.at_hand(blob) as path, sandbox.cell(path) as name, _workshop(row) as place:
        out = place / "copy"
        try:
            _tell(row, 0)
            _write(row, name, out)
        except sandbox.Ended as error:
            failed(row, problem=_problem(error))
            return
        _settle(row, out)


@contextmanager
def _workshop(row: EditedCopy) -> Iterator[Path]:
    """A directory below the staging of the store; what a killed maker left there goes first."""
    place = files.place().staging() / f"edited-{row.pk}"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _write(row: EditedCopy, original: Path, out: Path) -> None:
    source = original_of(row.evidence)
    asked = edits.read(row.edits, source)
    if row.kind == Kind.PHOTO:
        cut.picture(original, out, edits=asked)
        return
    cut.recording(
        original,
        out,
        edits=asked,
        length=source.length,
        frame=cut.frame_of(original) if row.kind == Kind.VIDEO else None,
        sound=source.sound,
        tell=lambda percent: _tell(row, percent),
    )


def _tell(row: EditedCopy, percent: int) -> None:
    """Write the progress down, which also says that the maker lives; end when it is another's work."""
    if not _of(row).update(progress=percent, touched_at=timezone.now()):
        raise sandbox.Ended("taken over")


def _problem(error: sandbox.Ended) -> str:
    if isinstance(error, sandbox.Missing):
        return _("服务器没有安装制作程序（ffmpeg），请联系系统管理员。")
    text = _(
        "制作程序没有完成，原件不受影响。请缩短保留片段或者减少遮盖区域后重新制作；"
        "仍不成功的，请联系系统管理员。程序说明：%(said)s"
    )
    return text % {"said": str(error)}


@transaction.atomic
def failed(row: EditedCopy, *, problem: str) -> None:
    """Say that the copy cannot be made, and why."""
    fresh = EditedCopy.objects.select_for_update().get(pk=row.pk)
    if fresh.status in (Status.READY, Status.FAILED) or fresh.attempts != row.attempts:
        return
    row.status, row.problem, row.touched_at = (
        Status.FAILED,
        problem[:PROBLEM_LENGTH],
        timezone.now(),
    )
    row.save(update_fields=["status", "problem", "touched_at"])
    audit.append("editedcopy.failed", obj=row, actor=row.made_by, data={"problem": row.problem})


def _settle(row: EditedCopy, out: Path) -> None:
    """Link the finished file into the store, then say so: never the other way round."""
    hashing = Hashing()
    with out.open("rb") as file:
        while chunk := file.read(CHUNK):
            hashing.update(chunk)
        os.fsync(file.fileno())
    blob = files.adopt(out, hashing.digests(), TYPES[Kind(row.kind)])
    with transaction.atomic():
        if not _of(row).select_for_update().exists():
            return  # somebody else made it meanwhile
        files.claim(blob)
        row.blob, row.status, row.progress = blob, Status.READY, 100
        row.tool, row.ready_at = _tool(row), timezone.now()
        row.save(update_fields=["blob", "status", "progress", "tool", "ready_at"])
        said = {
            "copy": row.pk,
            "parent": row.parent_sha256,
            "sha256": blob.sha256,
            "sm3": blob.sm3,
            "size": blob.size,
            "tool": row.tool,
        }
        audit.append("editedcopy.ready", obj=row, actor=row.made_by, data=said)
        audit.append("evidence.derived", obj=row.evidence, actor=row.made_by, data=said | _why(row))


@transaction.atomic
def opened(row: EditedCopy, *, by: User, what: str, saved: bool) -> None:
    """Note who is given the whole file of a copy, with the original it comes from."""
    act = visits.Act.DOWNLOAD if saved else visits.Act.VIEW
    access = visits.saw(row.evidence, by=by, act=act, what=what)
    audit.read(row.evidence, what=what, actor=by, data={"purpose": access.purpose})


def _tool(row: EditedCopy) -> str:
    """Name and version of what made the copy."""
    if row.kind == Kind.PHOTO:
        return f"Pillow {version('pillow')}"
    return probe.tool().replace("ffprobe", "ffmpeg")
