"""The copies of an approved supply, made in the worker: marked for their receiver, hashed, kept as objects
of their own. The original is only read."""

import io
import logging
import shutil
import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit, files, pdf, sniff, zips
from core.errors import RuleError, StaleError
from core.models import Blob
from recording import supply_papers
from recording.flows import SUPPLY
from recording.media import probe, sandbox, stamp
from recording.models import MediaProbe, Supply, SupplyItem
from recording.services import media, supplies

log = logging.getLogger(__name__)
Status = Supply.Status
SILENT = timedelta(minutes=5)  # a maker that said nothing for so long is gone
JPEG, MP4, M4A, ZIP = "image/jpeg", "video/mp4", "audio/mp4", "application/zip"
JSON = "application/json"
LATER = (OSError, ClientError, BotoCoreError)
Tell = Callable[[], None]


def make_waiting() -> int:
    """Make the copies of the supplies that were approved; returns how many supplies were tried."""
    tried = 0
    while row := claim(timezone.now()):
        tried += 1
        make(row)
    return tried


def claim(now: datetime) -> Supply | None:
    """The next approved supply that nobody works on, marked as ours."""
    free = Q(touched_at=None) | Q(touched_at__lt=now - SILENT)
    rows = Supply.objects.filter(free, status=Status.APPROVED).order_by("pk")
    for row in rows[:1]:
        if rows.filter(pk=row.pk, touched_at=row.touched_at).update(touched_at=now):
            return Supply.objects.select_related("agency", "case").get(pk=row.pk)
    return None


def make(supply: Supply) -> None:
    """Make every copy that is still missing; a reason why one cannot be made ends the try."""
    try:
        supplies.assert_open(supply)
        for item in supply.items.filter(blob=None).select_related("evidence__blob", "edited__blob"):
            _make(supply, item)
        _finish(supply)
    except sandbox.Ended as error:
        _failed(supply, _problem(error))
    except RuleError as error:
        _failed(supply, str(error))
    except StaleError as error:
        log.info("supply %s was ended meanwhile: %s", supply.pk, error)
    except LATER as error:
        log.warning("supply %s is tried again later", supply.pk, exc_info=error)


def source_of(item: SupplyItem) -> Blob:
    """What the copy is made from."""
    blob = item.edited.blob if item.edited else item.evidence.blob
    if blob is None:
        raise sandbox.Ended("the edited copy is not ready")
    return blob


def _make(supply: Supply, item: SupplyItem) -> None:
    blob = source_of(item)
    if files.verify(blob, sm3=False) != "ok":
        raise RuleError(_("原件与收存时不一致或者已经丢失，没有制作。请立即报告系统管理员。"))

    def tell() -> None:
        open_still = Supply.objects.filter(pk=supply.pk, status=Status.APPROVED)
        if not open_still.update(touched_at=timezone.now()):
            raise sandbox.Ended("withdrawn")

    tell()
    place = Path(tempfile.mkdtemp(prefix="supply-", dir=files.place().staging()))
    try:
        with media.at_hand(blob) as path, sandbox.cell(path) as name:
            kind, tool = _write(supply, item, name, place / "copy", tell)
        with (place / "copy").open("rb") as file:
            made = files.store(file, content_type=kind)
    finally:
        shutil.rmtree(place, ignore_errors=True)
    _keep(supply, item, made, tool)


def _write(supply: Supply, item: SupplyItem, path: Path, out: Path, tell: Tell) -> tuple[str, str]:
    """Write the copy; returns its content type and what made it."""
    lines, kind = supply_papers.lines_of(supply), source_of(item).content_type
    span = None if item.begin is None or item.end is None else (item.begin, item.end)
    if kind in sniff.IMAGES:
        stamp.photo(path, out, lines=lines)
        return JPEG, f"Pillow {version('pillow')}"
    if kind == sniff.PDF and _bound(supply, path, out):
        return sniff.PDF, f"pypdfium2 {version('pypdfium2')}"
    found = MediaProbe.objects.filter(blob=item.evidence.blob_id).last()
    if found is not None and (found.video_codec or found.audio_codec):
        make = stamp.film if found.video_codec else stamp.sound
        make(path, out, lines=lines, span=span, tell=tell)
        return (MP4 if found.video_codec else M4A), probe.tool().replace("ffprobe", "ffmpeg")
    _wrap(supply, item, path, out)
    return ZIP, "zipfile"


def _bound(supply: Supply, path: Path, out: Path) -> bool:
    """The cover sheet and the pages in one new file; False for a damaged or locked PDF."""
    buffer = io.BytesIO()
    try:
        pdf.bind([pdf.Sheet(supply_papers.cover(supply)), pdf.Sheet(path.read_bytes())], buffer)
    except ValueError:
        return False
    out.write_bytes(buffer.getvalue())
    return True


def _wrap(supply: Supply, item: SupplyItem, path: Path, out: Path) -> None:
    """What no program can mark goes into a package with its cover sheet."""
    members = [
        zips.Member("说明.pdf", [supply_papers.cover(supply)]),
        zips.Member(item.evidence.file_name, files.open_blob(source_of(item))),
    ]
    with out.open("wb") as file:
        file.writelines(zips.stream(members, timezone.localtime(supply.decided_at)))


@transaction.atomic
def _keep(supply: Supply, item: SupplyItem, made: Blob, tool: str) -> None:
    row = SupplyItem.objects.select_for_update().get(pk=item.pk)
    if row.blob_id:
        return  # another worker was faster
    row.blob, row.tool = made, tool[:200]
    row.save(update_fields=["blob", "tool"])
    said = {"supply": supply.number, "parent": row.parent_sha256, "tool": row.tool}
    copy = {"sha256": made.sha256, "sm3": made.sm3, "size": made.size}
    audit.append("evidence.derived", obj=item.evidence, data={**said, **copy})


@transaction.atomic
def _finish(supply: Supply) -> None:
    """The list and the cover sheet are objects too; from here on it can be handed over."""
    told = supply_papers.as_json(supply)
    changes = {
        "manifest": files.store(io.BytesIO(told), content_type=JSON),
        "cover": files.store(io.BytesIO(supply_papers.cover(supply)), content_type=sniff.PDF),
    }
    SUPPLY.move(supply, "finish", by=None, changes=changes, note=changes["manifest"].sha256)


def _problem(error: sandbox.Ended) -> str:
    if isinstance(error, sandbox.Missing):
        return _("服务器没有安装制作程序或者中文字体，请联系系统管理员。")
    return _("制作程序没有完成，原件不受影响。程序说明：%(said)s") % {"said": str(error)}


def _failed(supply: Supply, problem: str) -> None:
    try:
        SUPPLY.move(supply, "fail", by=None, changes={"problem": problem[:300]}, note=problem)
    except StaleError:
        log.info("supply %s was withdrawn while it was made", supply.pk)
