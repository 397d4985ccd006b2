"""公开附件: take a file in, mark what to cover, make its copy of pixels, have another approve it.

The public gets the approved copy while what it goes with is public, and nothing of what was uploaded.
"""

import io
import logging
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit, files, sniff
from core.errors import RuleError
from core.models import Blob
from core.permissions import demand_in
from core.storage import WriteOnceError
from disclosure import file_owners, flows
from disclosure.file_owners import Known
from disclosure.models import Publication, PublicFile
from disclosure.models.public_file import LABEL_LENGTH, PROBLEM_LENGTH, Owner
from disclosure.public_files import making
from disclosure.public_files.making import ARTICLE, refused
from disclosure.redaction import reader
from disclosure.redaction.spans import rules
from disclosure.services import secrecy
from enforcement.models import Delegation, User

log = logging.getLogger(__name__)
Status = PublicFile.Status
FILE_BYTES = 30 * files.MEBIBYTE
TYPES = frozenset({sniff.PDF, "image/jpeg", "image/png"})
OFFICE = frozenset({sniff.DOCX, sniff.XLSX})
MOST_FILES, MOST_AREAS = 20, 60
OTHER = "OTHER"
SECOND_PERSON = "国办发〔2018〕118号第二条"
MARKABLE = (Status.DRAFT, Status.FAILED)
# What the store may say for a while; the copy is tried again.
LATER = (OSError, ClientError, BotoCoreError, WriteOnceError)


@transaction.atomic
def take(owner: Owner, *, by: User, upload: Any, label: str) -> PublicFile:
    """Keep an upload; what its text gives away is marked at once. RuleError for what cannot be used."""
    demand_in(by, "disclosure.redact", owner.agency_id)
    known = file_owners.allowed(owner)
    _clean_label(label, owner)
    numbers = PublicFile.objects.of(owner)
    if numbers.exclude(status=Status.DROPPED).count() >= MOST_FILES:
        raise refused(_("公开附件最多%(n)d份。") % {"n": MOST_FILES}, _("请合并后上传。"))
    data = upload.read(FILE_BYTES + 1)
    if len(data) > FILE_BYTES:
        raise files.too_large(FILE_BYTES)
    kind = sniff.sniff(data[: sniff.HEAD_BYTES], str(upload.name), TYPES | OFFICE)
    if kind in OFFICE:
        raise making.office_refusal(data)
    row = PublicFile.objects.create(
        publication=owner if isinstance(owner, Publication) else None,
        delegation=owner if isinstance(owner, Delegation) else None,
        number=(numbers.aggregate(last=Max("number"))["last"] or 0) + 1,
        label=label.strip(),
        areas=_suggested(data, kind, known),
        source=files.store(io.BytesIO(data), content_type=kind, max_bytes=FILE_BYTES),
        uploaded_by=by,
    )
    said = {
        str(owner._meta.model_name): str(owner.pk),
        "sha256": row.source.sha256,
        "number": row.number,
    }
    audit.append("publicfile.take", obj=row, actor=by, data=said)
    return row


def _clean_label(label: str, owner: Owner) -> None:
    if not label.strip() or len(label.strip()) > LABEL_LENGTH:
        raise refused(
            _("附件名称应当为1至%(n)d个字。") % {"n": LABEL_LENGTH}, _("请修改名称。"), "label"
        )
    leaks = file_owners.leaks(label, owner)
    if leaks:
        raise refused(
            _("附件名称中有应当隐去的信息：%(list)s。") % {"list": "、".join(leaks)},
            _("请改用不含个人信息的名称。"),
            "label",
        )


def _suggested(data: bytes, kind: str, known: Known) -> list[list[dict[str, Any]]]:
    """Areas over what the text of each page gives away; a picture has no text."""
    if kind != sniff.PDF:
        making.covered_picture(data, [])
        return [[]]
    return [
        [
            {**vars(area), "why": one.type}
            for one in making.to_cover(page, known.parties, known.policy)
            for area in one.areas
        ]
        for page in making.pages_of(data)
    ]


@transaction.atomic
def mark(row: PublicFile, *, by: User, page: int, areas: list[dict[str, Any]]) -> PublicFile:
    """Set the areas of one page (from 0), each {"x", "y", "w", "h", "why"}. A copy made is void."""
    demand_in(by, "disclosure.redact", row.agency_id)
    fresh = _locked(row)
    if fresh.status not in MARKABLE:
        raise refused(_("公开副本已经制作，不能修改遮盖区域。"), _("请先退回。"))
    if not 0 <= page < len(fresh.areas):
        raise refused(_("没有这一页。"), _("请刷新页面。"))
    if len(areas) > MOST_AREAS:
        raise refused(_("每页最多遮盖%(n)d处。") % {"n": MOST_AREAS}, _("请合并相邻的区域。"))
    fresh.areas[page] = areas
    fresh.save(update_fields=["areas"])
    audit.append("publicfile.mark", obj=fresh, actor=by, data={"page": page, "areas": areas})
    return fresh


def _locked(row: PublicFile) -> PublicFile:
    rows = PublicFile.objects.select_related(
        "publication__decision__case__party", "delegation", "source"
    )
    return rows.select_for_update(of=("self",)).get(pk=row.pk)


@transaction.atomic
def cover(row: PublicFile, *, by: User) -> PublicFile:
    """Ask for the public copy; RuleError while the text shows something that no area hides."""
    demand_in(by, "disclosure.redact", row.agency_id)
    open_ = _open_places(row, file_owners.allowed(row.owner))
    if open_:
        raise refused(
            _("还有应当遮盖的内容：%(list)s。") % {"list": "；".join(open_)},
            _("请在该页画出遮盖区域后再制作。"),
            "areas",
        )
    changes = {"covered_by": by, "problem": "", "copy": None}
    return flows.PUBLIC_FILE.move(row, "cover", by=by, changes=changes)


def _open_places(row: PublicFile, known: Known) -> list[str]:
    """What is still in sight, a line for each page."""
    if not row.is_pdf:
        return []
    lines, areas = [], making.as_areas(row.areas)
    for number, page in enumerate(making.pages_of(files.read_bytes(row.source))):
        found = making.to_cover(page, known.parties, known.policy)
        open_ = making.uncovered(found, areas[number])
        left = {labels()[one.type] for one in open_ if one.type not in known.shown}
        if left:
            names = "、".join(sorted(left))
            lines.append(_("第%(page)d页有%(names)s") % {"page": number + 1, "names": names})
    return lines


def labels() -> dict[str, str]:
    """What an area may hide, by type."""
    return {rule.type: reader.label(rule) for rule in rules().values()} | {
        OTHER: _("其他不公开内容")
    }


def make_waiting() -> int:
    """Make the copies that are asked for; returns how many were tried."""
    tried = 0
    for row in PublicFile.objects.filter(status=Status.ASKED).select_related("source"):
        tried += 1
        try:
            make(row)
        except LATER as error:
            log.warning("public file %s must wait", row.pk, exc_info=error)
            break
    return tried


def make(row: PublicFile) -> PublicFile:
    """The copy of one file, kept once it has passed the gate; a second maker finds nothing to do."""
    source, areas = files.read_bytes(row.source), making.as_areas(row.areas)
    kind = sniff.PDF if row.is_pdf else "image/jpeg"
    try:
        made = (
            making.covered_pdf(source, areas)
            if row.is_pdf
            else making.covered_picture(source, areas[0])
        )
        making.check(made, kind, areas)
    except RuleError as error:
        return _moved(row, "fail", {"problem": error.message[:PROBLEM_LENGTH]})
    copy = files.store(io.BytesIO(made), content_type=kind)
    return _moved(row, "make", {"copy": copy})


@transaction.atomic
def _moved(row: PublicFile, move: str, changes: dict[str, Any]) -> PublicFile:
    if _locked(row).status != Status.ASKED:
        return row
    copy: Blob | None = changes.get("copy")
    return flows.PUBLIC_FILE.move(
        row, move, by=None, changes=changes, note=copy.sha256 if copy else changes["problem"]
    )


@transaction.atomic
def approve(row: PublicFile, *, by: User, examined: bool, seen: str = "") -> PublicFile:
    """Let the public have the copy, examined for secrets; never by who uploaded or covered it.

    `seen`: SHA-256 of the copy the approver looked at; StaleError when another has taken its place.
    """
    demand_in(by, "disclosure.approve", row.agency_id)
    file_owners.allowed(row.owner)

    def check(fresh: PublicFile) -> None:
        if by.pk in (fresh.uploaded_by_id, fresh.covered_by_id):
            raise RuleError(
                _("上传人、遮盖人不得审批同一份附件。"),
                article=SECOND_PERSON,
                remedy=_("请由另一名公示审核人审批。"),
            )
        secrecy.demand_seen(str(fresh.copy_id), seen)
        secrecy.clear_file(fresh, by=by, examined=examined)

    changes = {"approved_by": by, "approved_at": timezone.now()}
    return flows.PUBLIC_FILE.move(row, "approve", by=by, check=check, changes=changes)


@transaction.atomic
def send_back(row: PublicFile, *, by: User, reason: str) -> PublicFile:
    """Return it, with the reason: areas are missing or hide too much."""
    demand_in(by, "disclosure.redact", row.agency_id)
    changes = {
        "copy": None,
        "approved_by": None,
        "approved_at": None,
        "problem": _reason(reason)[:PROBLEM_LENGTH],
    }
    return flows.PUBLIC_FILE.move(row, "return", by=by, changes=changes, note=reason)


@transaction.atomic
def drop(row: PublicFile, *, by: User, reason: str) -> PublicFile:
    """Take it back, also from the public, at once. Its number is not given again."""
    demand_in(by, "disclosure.redact", row.agency_id)
    return flows.PUBLIC_FILE.move(row, "drop", by=by, note=_reason(reason))


def _reason(reason: str) -> str:
    if not reason.strip():
        raise RuleError(
            _("请说明理由。"), article=ARTICLE, remedy=_("请填写理由。"), field="reason"
        )
    return reason.strip()


def seen(row: PublicFile, *, by: User, what: str) -> None:
    """Note who looked at what was uploaded."""
    audit.read(row, what=what, actor=by)
