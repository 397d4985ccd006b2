"""The custody certificate (保管证明) of one item: its log entries with proofs, signed, checked off-line.

`recording/verify_custody.py` is the script that checks it; it is given away with the certificate.
"""

import base64
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import chunks, pdf, signing
from core.audit import proofs
from core.audit.entries import CONTENT
from core.chinese import date_text
from core.days import moment
from core.errors import RuleError
from core.models import AuditCheckpoint, AuditEntry, BlobChunks
from recording import verify_custody
from recording.evidence_page import ACTIONS
from recording.models import Evidence

SCRIPT = Path(verify_custody.__file__)
LABELS = ACTIONS | {
    "blob.chunks": gettext_lazy("分段校验值记入日志"),
    "blob.fixity": gettext_lazy("定期校验发现异常"),
    "blob.covered": gettext_lazy("存储中被覆盖（原件未受影响）"),
}
Certificate = dict[str, Any]


@dataclass(frozen=True)
class Part:
    """Bytes [start, stop) of the original, whole chunks of it but for its end."""

    first: int
    last: int
    start: int
    stop: int


def entries_of(evidence: Evidence) -> list[AuditEntry]:
    """The custody entries: of the item, and of the content it was sealed with; in order."""
    found = [*proofs.entries_of(evidence), *proofs.entries_of(evidence.blob)]
    return sorted(found, key=lambda entry: entry.pk)


def part_of(evidence: Evidence, first: int, last: int) -> Part:
    """The chunks `first` to `last` (MiB, counted from 0). RuleError beyond the original."""
    count = -(-evidence.blob.size // chunks.SIZE)
    if not 0 <= first <= last < count:
        raise RuleError(
            _("片段超出原件范围：原件共 %(count)d 段，每段 1 MiB。") % {"count": count},
            remedy=_("请填写 0 至 %(last)d 之间的段号，起始段号不得大于结束段号。")
            % {"last": count - 1},
            field="last",
        )
    stop = min((last + 1) * chunks.SIZE, evidence.blob.size)
    return Part(first, last, first * chunks.SIZE, stop)


def head(size: int | None) -> AuditCheckpoint:
    """The checkpoint a certificate rests on: the newest, or the one of `size` entries."""
    rows = AuditCheckpoint.objects.order_by("-size")
    found = rows.first() if size is None else rows.filter(size=size).first()
    if found is None:
        raise RuleError(
            _("没有这个检查点。"),
            remedy=_("请填写检查点文件第二行的条目数，或者留空使用最新的检查点。"),
            field="checkpoint",
        )
    return found


def certificate(
    evidence: Evidence, *, at: datetime, size: int | None = None, part: Part | None = None
) -> Certificate:
    """The certificate as plain JSON values, signed. RuleError when the chunk hashes of a part are not
    taken yet, or when nothing of the item lies below the checkpoint."""
    checkpoint = head(size)
    entries = entries_of(evidence)
    places = proofs.places_of(entries, checkpoint)
    tree = proofs.Tree(checkpoint.size)
    covered = [entry for entry in entries if entry.pk in places]
    if not covered:
        raise RuleError(_("该证据收存于这个检查点之后。"), field="checkpoint")
    body: Certificate = {
        "format": verify_custody.FORMAT,
        "made_at": moment(at),
        "item": item_of(evidence),
        "entries": [entry_of(row, places[row.pk], tree) for row in covered],
        "checkpoint": checkpoint.note,
        "public_key": signing.public_key().hex(),
    }
    if part is not None:
        body["part"] = proven_part(evidence, part)
    signature = signing.sign(verify_custody.canonical(body))
    return {**body, "signature": base64.b64encode(signature).decode()}


def item_of(evidence: Evidence) -> dict[str, Any]:
    """What the certificate is about."""
    blob = evidence.blob
    return {
        "id": str(evidence.pk),
        "case": evidence.case.number,
        "title": evidence.title,
        "file_name": evidence.file_name,
        "sha256": blob.sha256,
        "sm3": blob.sm3,
        "size": blob.size,
        "received_at": moment(evidence.uploaded_at),
    }


def entry_of(entry: AuditEntry, index: int, tree: proofs.Tree) -> dict[str, Any]:
    """One entry with its salt, its place and its proof."""
    columns = {name: getattr(entry, name) for name in CONTENT}
    return {
        **columns,
        "id": entry.pk,
        "at": moment(entry.at),
        "prev": entry.prev,
        "hash": entry.hash,
        "index": index,
        "proof": [node.hex() for node in tree.proof(index)],
    }


def proven_part(evidence: Evidence, part: Part) -> dict[str, Any]:
    """The chunks of a part with their proofs."""
    row = BlobChunks.objects.filter(pk=evidence.blob_id).first()
    if row is None:
        raise RuleError(
            _("原件的分段校验值还没有计算。"),
            remedy=_("后台首次校验该原件后即可出具片段证明，一般在一分钟之内。"),
        )
    paths = chunks.proofs(row, part.first, part.last)
    return {
        "first": part.first,
        "start": part.start,
        "stop": part.stop,
        "proofs": [[node.hex() for node in path] for path in paths],
    }


def as_json(data: Certificate) -> bytes:
    """The file that the script reads."""
    return json.dumps(data, ensure_ascii=False, indent=1).encode()


def _local(moment_text: str) -> str:
    """A moment of the log, which counts in UTC, as people here read it."""
    at = timezone.localtime(datetime.fromisoformat(moment_text))
    return f"{date_text(at.date())} {at:%H:%M:%S}"


@translation.override(settings.LANGUAGE_CODE)
def as_pdf(data: Certificate, *, agency: str, on: str) -> bytes:
    """The certificate for people; what it says can be checked with the JSON file only."""
    item = data["item"]
    rows = [
        [_local(row["at"]), str(LABELS.get(row["action"], row["action"]))]
        + [row["actor"] or _("系统"), row["hash"][:16]]
        for row in data["entries"]
    ]
    context = {
        "agency_name": agency,
        "title": _("证据保管证明"),
        "case_no": item["case"],
        "date": on,
        "fields": [
            [_("证据名称"), item["title"]],
            [_("原文件名"), item["file_name"]],
            [_("大小"), _("%(size)d 字节") % item],
            [_("收存时间"), _local(item["received_at"])],
            ["SHA-256", item["sha256"]],
            ["SM3", item["sm3"]],
            [_("公钥"), data["public_key"]],
        ],
        "columns": [_("时间"), _("事项"), _("人员"), _("条目校验值")],
        "rows": rows,
        "notes": [
            _("时间为北京时间；JSON 文件和日志中为世界时。"),
            _("本证明依据以下签名检查点：") + " ".join(data["checkpoint"].split()),
            _("请用同时出具的 JSON 文件和 verify_custody.py 离线核验，并与另行取得的公钥比对。"),
        ],
    }
    return pdf.render("documents/form.html", context)
