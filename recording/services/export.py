"""Handing out an archived file (案卷) as one package: every original and the list it was sealed by."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit, files, sniff, zips
from core.errors import RuleError
from core.models import Blob
from core.permissions import demand
from enforcement.models import User
from recording import bag, inner_volume, manifest
from recording.completeness import NOT_WHOLE
from recording.models import Archive, Disposal, Document, Evidence, Supplement
from recording.models.visit import NOTE_LENGTH
from recording.services import archive as archives
from recording.services import printing, supplements, visits

EXPORT = "recording.archive"
ARTICLE = "国办发〔2018〕118号第九条"
NAME_LENGTH = 60
SUPPLEMENT_SEAL = "Supplement-List-SHA256"
EXTENSIONS = {kind: f".{name.lower()}" for kind, name in sniff.NAMES.items()}


@dataclass(frozen=True)
class Piece:
    """A file of the package: its name below data/, and where its bytes are."""

    name: str
    sha256: str
    sm3: str
    size: int
    blob: Blob | None = None
    text: bytes = b""

    def member(self, base: str) -> zips.Member:
        """The same as a member of the archive."""
        chunks = files.open_blob(self.blob) if self.blob else [self.text]
        return zips.Member(f"{base}/{self.name}", chunks)


@transaction.atomic
def package(archive: Archive, *, by: User, purpose: str, at: datetime) -> Iterator[bytes]:
    """The file as a BagIt package in a ZIP archive, in pieces; each original is logged as handed out.

    RuleError without a purpose, for a file that differs from its seal or has a damaged original, and
    for an account that may not have the whole file.
    """
    demand(by, EXPORT)
    _assert_allowed(archive, by, purpose)
    rows = _pieces(archive)
    told = {"purpose": purpose.strip(), "seal": archive.manifest_sha256, "files": len(rows)}
    audit.append("archive.export", obj=archive, actor=by, data=told)
    apart = [row["id"] for row in inner_volume.entries(archive)]
    items = Evidence.objects.filter(case=archive.case).exclude(pk__in=apart)
    for item in items.select_related("case"):
        visits.saw(item, by=by, act=visits.Act.EXPORT, what=purpose.strip()[:NOTE_LENGTH])
        audit.append("evidence.export", obj=item, actor=by, data={"purpose": purpose.strip()})
    return _bag(archive, rows, at)


def _assert_allowed(archive: Archive, by: User, purpose: str) -> None:
    if not printing.may_print(archive.case, by):
        raise RuleError(
            _("本案记录依法封存，只有承办人员和本机关负责人可以导出案卷。"),
            article=printing.SEALED_BY_LAW,
            remedy=_("确因办案需要查询的，请通过承办机关依法办理。"),
        )
    inner_volume.assert_open(archive.case, by)
    if not purpose.strip():
        raise RuleError(
            _("没有写明用途。"),
            article=ARTICLE,
            remedy=_("请写明导出的用途和接收单位。"),
            field="purpose",
        )
    if archives.changed(archive) or supplements.changed(archive):
        raise RuleError(
            _("案卷与归档时的清单不一致，不能导出。"),
            article=ARTICLE,
            remedy=_("请先在案卷页面查看差异并立即报告。"),
        )


def _pieces(archive: Archive) -> list[Piece]:
    """Everything below data/, a folder for each volume: its papers, its pieces; steps and list."""
    papers = Document.objects.filter(case=archive.case).select_related("blob")
    by_key = {str(row.pk): row for row in papers}
    items = {
        str(row.pk): row
        for row in Evidence.objects.filter(case=archive.case).select_related("blob")
    }
    content = manifest.with_volumes(archive.manifest)
    folders = {row["key"]: f"{row['label']}/" if row["key"] else "" for row in content["volumes"]}
    gone = {str(row.evidence_id): row for row in _gone(archive)}
    rows = [
        _kept(f"{folders[row.context.get('volume', '')]}000-{no}", row.title, row.blob)
        for no, row in enumerate((p for p in papers if p.kind in manifest.COVERS), start=1)
    ]
    for entry in content["entries"]:
        if entry["type"] != "step":
            source = by_key if entry["type"] == "document" else items
            if entry["id"] in gone:
                continue
            place = f"{folders[entry['volume']]}{entry['no']:03d}"
            rows.append(_kept(place, entry["title"], source[entry["id"]].blob))
    steps = [manifest.step_content(row) for row in manifest.steps_of(archive.case)]
    rows.append(_told(bag.STEPS, json.dumps(steps, ensure_ascii=False, indent=1)))
    if gone:
        told = [_destroyed(row) for row in gone.values()]
        rows.append(_told(bag.GONE, json.dumps(told, ensure_ascii=False, indent=1)))
    rows.append(_told(bag.LIST, manifest.pretty(archive.manifest)))
    return [*rows, *_supplements(archive)]


def _supplements(archive: Archive) -> Iterator[Piece]:
    """A folder for each supplementary volume, with its papers, its pieces and its own list."""
    for volume in Supplement.objects.sealed().filter(archive=archive):
        folder = f"补充卷{volume.no}"
        for row in volume.items.select_related("blob").order_by("paper", "no"):
            place = f"000-{row.no}" if row.paper else f"{row.no:03d}"
            yield _kept(f"{folder}/{place}", row.title, row.blob)
        yield _told(bag.SUPPLEMENT.format(volume.no), manifest.pretty(volume.manifest))


def _gone(archive: Archive) -> QuerySet[Disposal]:
    rows = Disposal.objects.filter(evidence__case=archive.case)
    return rows.select_related("evidence", "appraisal__appraiser", "appraisal__decided_by")


def _destroyed(row: Disposal) -> dict[str, str]:
    """What is told in the place of an item destroyed after its time."""
    second = row.appraisal.decided_by
    return {
        "id": str(row.evidence_id),
        "title": row.evidence.title,
        "sha256": row.sha256,
        "sm3": row.sm3,
        "on": timezone.localtime(row.begun_at).date().isoformat(),
        "appraisal": str(row.appraisal),
        "appraiser": row.appraisal.appraiser.name,
        "approver": second.name if second else "",
    }


def _kept(no: str, title: str, blob: Blob) -> Piece:
    if blob.check_result in NOT_WHOLE:
        raise RuleError(
            _("“%(title)s”的原件损坏或者缺失，不能导出。") % {"title": title},
            article=ARTICLE,
            remedy=_("请立即报告系统管理员，从备份恢复并查明原因。"),
        )
    name = f"{no}{_readable(title)}{EXTENSIONS.get(blob.content_type, '')}"
    return Piece(f"data/{name}", blob.sha256, blob.sm3, blob.size, blob=blob)


def _readable(title: str) -> str:
    """The title as part of a name; nothing of one that is signs only."""
    words = re.sub(r"[^-\w.]", "", "_".join(title.split())).strip(".")
    return f"_{words[:NAME_LENGTH]}" if words else ""


def _told(name: str, text: str) -> Piece:
    data = text.encode()
    hashing = files.Hashing()
    hashing.update(data)
    sums = hashing.digests()
    return Piece(name, sums.sha256, sums.sm3, sums.size, text=data)


def _bag(archive: Archive, rows: Sequence[Piece], at: datetime) -> Iterator[bytes]:
    """The tag files first, so that who gets the beginning knows what is to come."""
    info = {
        "Source-Organization": archive.agency.name,
        "Organization-Identifier": archive.agency.uscc,
        "External-Identifier": archive.number,
        "External-Description": archive.case.title,
        "Bagging-Date": at.date().isoformat(),
        "Payload-Oxum": f"{sum(row.size for row in rows)}.{len(rows)}",
        "Sealed-List-SHA256": archive.manifest_sha256,
    }
    seals = (
        Supplement.objects.sealed()
        .filter(archive=archive)
        .values_list("manifest_sha256", flat=True)
    )
    tags = [
        _told("bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"),
        _told(
            "bag-info.txt", _lines([*info.items(), *((SUPPLEMENT_SEAL, seal) for seal in seals)])
        ),
        *(_told(f"manifest-{name}.txt", _sums(rows, name)) for name in bag.ALGORITHMS),
    ]
    tags.append(_told("tagmanifest-sha256.txt", _sums(tags, "sha256")))
    members = (row.member(archive.number) for row in (*tags, *rows))
    return zips.stream(members, at)


def _lines(pairs: Iterable[tuple[str, str]]) -> str:
    return "".join(f"{key}: {value}\n" for key, value in pairs)


def _sums(rows: Sequence[Piece], algorithm: str) -> str:
    return "".join(f"{getattr(row, algorithm)}  {row.name}\n" for row in rows)
