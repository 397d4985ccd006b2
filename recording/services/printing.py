"""Printing the whole file of a case: cover, catalogue, and every sheet in order, numbered."""

import base64
import tempfile
from collections.abc import Iterator
from datetime import date
from typing import IO, Any

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit, pdf, sniff
from core.errors import RuleError
from enforcement.models import Case, User
from enforcement.services import cases
from recording import access, contexts, kinds, manifest
from recording.models import Archive, Document, Evidence
from recording.services import archive, documents, evidence

ARTICLE = "国办发〔2018〕118号第九条"
SEALED_BY_LAW = "治安管理处罚法第一百三十六条"
# Originals beyond this are no longer put into one file: it would hold a worker and its memory.
MOST_BYTES = 200 << 20


def may_print(case: Case, by: User) -> bool:
    """Whether the account may have the whole file in hand.

    The record of a 治安 case is sealed by law: only its handlers and the heads of the agency.
    """
    if not by.has_perm("recording.view_evidence"):
        return False
    head = by.has_perm("enforcement.approve_filing") and by.agency_id == case.agency_id
    return not case.sealed or head or cases.is_handler(case, by)


@transaction.atomic
def print_file(case: Case, *, by: User, on: date) -> IO[bytes]:
    """One PDF of the file as an open temporary file, at its beginning.

    Every original in it is logged as read. RuleError when the case has no paper yet, when it is
    sealed by law for this account, when an original is gone, or when the file is too large.
    """
    _assert_printable(case, by)
    rows = _rows(case)
    _assert_size(rows)
    audit.read(case, what="file", actor=by, data={"pieces": len(rows)})
    # Everything is read before it is bound: the engine is not held while a store answers.
    front, body = list(_front(case, by=by, on=on)), list(_sheets(rows, by))
    whole = tempfile.TemporaryFile()  # noqa: SIM115  # the answer that sends it closes it
    pdf.bind(front, body, whole)
    whole.seek(0)
    return whole


def _assert_printable(case: Case, by: User) -> None:
    if not may_print(case, by):
        raise RuleError(
            _("本案记录依法封存，只有承办人员和本机关负责人可以打印案卷。"),
            article=SEALED_BY_LAW,
            remedy=_("确因办案需要查询的，请通过承办机关依法办理。"),
        )
    access.assert_whole(case, by)


def _assert_size(rows: list[manifest.Entry]) -> None:
    if not rows:
        raise RuleError(_("本案还没有可以打印的文书。"), remedy=_("请在立案后先记录执法过程。"))
    size = sum(row["size"] for row in rows)
    if size > MOST_BYTES:
        raise RuleError(
            _("全卷共 %(size)d MB，超过一次打印的上限 %(limit)d MB。")
            % {"size": size >> 20, "limit": MOST_BYTES >> 20},
            remedy=_("请在“过程记录”和“证据”中逐件打开打印。"),
        )


def _rows(case: Case) -> list[manifest.Entry]:
    """What has sheets of its own, in the order of the file; a step lies in its paper."""
    return [row for row in manifest.entries(case) if row["last"] and row["type"] != "step"]


def _front(case: Case, *, by: User, on: date) -> Iterator[bytes]:
    """Cover and catalogue: those of the sealed file, or the state of the day."""
    kept = {row.kind: row for row in Document.objects.filter(case=case, kind__in=manifest.COVERS)}
    file = _unsealed(case)
    for kind in manifest.COVERS:
        if kind in kept:
            yield documents.open_for(kept[kind], by=by)
        else:
            title = kinds.document_kinds()[kind].label_zh
            context = {"title": title, **contexts.FILE_PAPERS[kind](file)}
            context["fields"] = [*context.get("fields", []), *_printed(kind, by, on)]
            yield pdf.render(documents.template_of(kind), context)


def _unsealed(case: Case) -> Archive:
    """The file as it stands, in the shape of a sealed one; it is not saved."""
    content = archive.content(case, "", None)
    return Archive(
        case=case,
        agency=case.agency,
        retention=content["retention"],
        manifest=content,
        manifest_sha256=manifest.digest(content),
        pages=manifest.pages(content["entries"]),
    )


def _printed(kind: str, by: User, on: date) -> list[list[str]]:
    if kind != "archive_cover":
        return []
    return [["案卷状态", "尚未归档"], ["打印", f"{contexts.day(on)} {by.name}"]]


def _sheets(rows: list[manifest.Entry], by: User) -> Iterator[bytes]:
    papers = Document.objects.select_related("case", "blob").in_bulk(_keys(rows, "document", int))
    items = Evidence.objects.select_related("case", "blob").in_bulk(_keys(rows, "evidence", str))
    found = {str(key): item for key, item in items.items()}
    for row in rows:
        if row["type"] == "document":
            yield documents.open_for(papers[int(row["id"])], by=by)
        else:
            yield _item(found[row["id"]], by)


def _keys(rows: list[manifest.Entry], kind: str, of: Any) -> list[Any]:
    return [of(row["id"]) for row in rows if row["type"] == kind]


def _item(row: Evidence, by: User) -> bytes:
    """A PDF as it is; a picture on a page of its own, with its hash below."""
    blob, chunks = evidence.open_for(row, by=by)
    data = b"".join(chunks)
    if blob.content_type == sniff.PDF:
        return data
    source = f"data:{blob.content_type};base64,{base64.b64encode(data).decode()}"
    note = f"校验值（SHA-256）：{blob.sha256}"
    return pdf.render(
        "documents/partials/picture.html", {"title": row.title, "note": note, "source": source}
    )
