"""Printing the whole file of a case: cover, catalogue, and every sheet in order, numbered."""

import base64
import tempfile
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from math import ceil
from typing import IO, Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit, pdf, sniff
from core.chinese import datetime_text
from core.errors import RuleError
from core.models import Blob
from core.pdf import Sheet
from enforcement.models import Case, User
from enforcement.services import cases
from recording import contexts, file_papers, inner_volume, manifest
from recording.models import Archive, Document, Evidence, Loan, SupplementItem
from recording.services import archive, documents, evidence, lending, supplements, visits
from recording.volumes import INNER

ARTICLE = "国办发〔2018〕118号第九条"
SEALED_BY_LAW = "治安管理处罚法第一百三十六条"
# Originals beyond this are no longer put into one file: it would hold a worker and its memory.
MOST_BYTES = 200 << 20
# The sheet of a picture in mm, by core/data/document.css: its height without margins and digest, the
# picture at most, a line of its title and of its facts; and the wide characters each line holds.
SHEET_HIGH, MOST_HIGH, TITLE_HIGH, FACTS_HIGH = 226, 200, 12, 6
TITLE_CHARS, FACTS_CHARS = 28, 42
NOTE_LENGTH = 200


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
    """One PDF of the file as an open temporary file, at its beginning: volume after volume, each
    with cover, contents, numbered sheets and notes, and a bookmark for every piece.

    Every original in it is logged as read. RuleError when the case has no paper yet, when it is
    sealed by law for this account, when an original is gone, or when the file is too large.
    """
    _assert_printable(case, by)
    return _bound(case, _content(case), by, on)


@transaction.atomic
def print_lent(loan: Loan, *, by: User, on: date) -> IO[bytes]:
    """What an electronic loan shows, as one PDF: its volumes without the inner one.

    RuleError for anybody but its borrower, outside its days, and when part of it was closed since.
    """
    lending.look(loan, by=by, on=on)
    inner_volume.assert_lendable(loan.archive, by)
    case = loan.archive.case
    told = _("电子借阅：%(purpose)s（%(basis)s）") % {"purpose": loan.purpose, "basis": loan.basis}
    visits.begin(
        case, by=by, purpose=visits.Purpose.OTHER, note=told[:NOTE_LENGTH], at=timezone.now()
    )
    content = _content(case)
    if loan.what != Loan.What.WHOLE:
        kept = [row for row in content["volumes"] if row["key"] in (loan.what, "")]
        keys = {row["key"] for row in kept}
        rows = [row for row in content["entries"] if row["volume"] in keys]
        content = {**content, "volumes": kept, "entries": rows}
    return _bound(case, content, by, on, supplements_too=loan.what == Loan.What.WHOLE)


def _bound(
    case: Case, content: manifest.Plain, by: User, on: date, *, supplements_too: bool = True
) -> IO[bytes]:
    rows = _rows(content)
    _assert_size(rows)
    access = visits.took(case, by=by, act=visits.Act.PRINT)
    data = {"pieces": len(rows), "purpose": access.purpose}
    audit.read(case, what="file", actor=by, data=data)
    # Everything is read before it is bound: the engine is not held while a store answers.
    sheets = list(_sheets(case, content, rows, by, on))
    if supplements_too:
        sheets += _supplements(case, by)
    whole = tempfile.TemporaryFile()  # noqa: SIM115  # the answer that sends it closes it
    pdf.bind(sheets, whole)
    whole.seek(0)
    return whole


def _content(case: Case) -> manifest.Plain:
    """The sealed list, or that of the file as it stands."""
    sealed = Archive.objects.filter(case=case).first()
    return manifest.with_volumes(sealed.manifest if sealed else archive.content(case, "", None))


@transaction.atomic
def print_inner(archive: Archive, *, by: User) -> IO[bytes]:
    """The sealed inner volume as one PDF, for those to whom nothing of the case is closed.

    RuleError for everybody else, and for a file without such a volume.
    """
    _assert_printable(archive.case, by, inner=True)
    if not archive.manifest.get("inner"):
        raise RuleError(_("本卷没有密封内卷。"), remedy=_("请返回案卷页面。"))
    content = inner_volume.content(archive)
    rows = _rows(content)
    _assert_size(rows)
    audit.read(archive, what="inner", actor=by, data={"pieces": len(content["entries"])})
    papers = {**file_papers.FRONT, **file_papers.BACK}
    found = [
        pdf.render(documents.template_of(k), make(content, INNER)) for k, make in papers.items()
    ]
    bodies = [Sheet(_item(row, by), first) for row, first in _closed(rows)]
    whole = tempfile.TemporaryFile()  # noqa: SIM115  # the answer that sends it closes it
    pdf.bind([*map(Sheet, found[:-1]), *bodies, Sheet(found[-1])], whole)
    whole.seek(0)
    return whole


def _closed(rows: list[manifest.Entry]) -> Iterator[tuple[Evidence, int]]:
    items = Evidence.objects.select_related("case", "blob", "recorder").in_bulk(
        _keys(rows, "evidence", str)
    )
    found = {str(key): item for key, item in items.items()}
    for row in rows:
        yield found[row["id"]], row["first"]


def _supplements(case: Case, by: User) -> Iterator[Sheet]:
    """Each sealed supplementary volume: cover, contents, numbered pieces, notes."""
    for volume in supplements.of(case):
        first = {row["id"]: row["first"] for row in volume.manifest["entries"]}
        rows = list(volume.items.select_related("blob").order_by("paper", "no"))
        front = {row.paper: row for row in rows if row.paper}
        pieces = [row for row in rows if not row.paper and row.pages]
        for kind in manifest.COVERS[:-1]:
            yield _kept(front[kind], by, below=kind != manifest.COVERS[0])
        for row in pieces:
            yield _kept(row, by, first=first[str(row.pk)])
        yield _kept(front[manifest.COVERS[-1]], by)


def _kept(row: SupplementItem, by: User, *, first: int = 0, below: bool = True) -> Sheet:
    blob, chunks = supplements.open_item(row, by=by)
    title = f"{row.no} {row.title}" if first else row.title
    return Sheet(_page(row.title, blob, b"".join(chunks)), first, title, below)


def _assert_printable(case: Case, by: User, *, inner: bool = False) -> None:
    if not may_print(case, by):
        raise RuleError(
            _("本案记录依法封存，只有承办人员和本机关负责人可以打印案卷。"),
            article=SEALED_BY_LAW,
            remedy=_("确因办案需要查询的，请通过承办机关依法办理。"),
        )
    inner_volume.assert_open(case, by, inner=inner)


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


def _rows(content: manifest.Plain) -> list[manifest.Entry]:
    """What has sheets of its own, in the order of the file; a step lies in its paper."""
    return [row for row in content["entries"] if row["last"] and row["type"] != "step"]


def _sheets(
    case: Case, content: manifest.Plain, rows: list[manifest.Entry], by: User, on: date
) -> Iterator[Sheet]:
    papers = Document.objects.select_related("case", "blob").in_bulk(_keys(rows, "document", int))
    items = Evidence.objects.select_related(
        "case", "blob", "recorder", "disposal__appraisal"
    ).in_bulk(_keys(rows, "evidence", str))
    found = {str(key): item for key, item in items.items()}
    kept = {(row.kind, row.context.get("volume", "")): row for row in _covers(case)}
    for volume in content["volumes"]:
        yield from _about(file_papers.FRONT, content, volume, kept, by, on)
        for row in rows:
            if row["volume"] == volume["key"]:
                data = (
                    documents.open_for(papers[int(row["id"])], by=by)
                    if row["type"] == "document"
                    else _item(found[row["id"]], by)
                )
                yield Sheet(data, row["first"], f"{row['no']} {row['title']}")
        yield from _about(file_papers.BACK, content, volume, kept, by, on)


def _covers(case: Case) -> QuerySet[Document]:
    return Document.objects.filter(case=case, kind__in=manifest.COVERS).select_related(
        "case", "blob"
    )


def _about(
    kinds_of: Mapping[str, Callable[[Any, str], dict[str, Any]]],
    content: manifest.Plain,
    volume: manifest.Plain,
    kept: Mapping[tuple[str, str], Document],
    by: User,
    on: date,
) -> Iterator[Sheet]:
    """Papers about a volume, unnumbered: those of the sealed file, or the state of the day."""
    for kind, make in kinds_of.items():
        row = kept.get((kind, volume["key"]))
        if row is not None:
            title, data = row.title, documents.open_for(row, by=by)
        elif not content["sealed_on"]:
            context = make(content, volume["key"])
            context["fields"] = [*context.get("fields", []), *_printed(kind, by, on)]
            title, data = context["title"], pdf.render(documents.template_of(kind), context)
        else:
            continue
        yield Sheet(data, title=title, below=kind != "archive_cover")


def _printed(kind: str, by: User, on: date) -> list[list[str]]:
    if kind != "archive_cover":
        return []
    return [["案卷状态", "尚未归档"], ["打印", f"{contexts.day(on)} {by.name}"]]


def _keys(rows: list[manifest.Entry], kind: str, of: Any) -> list[Any]:
    return [of(row["id"]) for row in rows if row["type"] == kind]


def _item(row: Evidence, by: User) -> bytes:
    """A PDF as it is; a picture on a page of its own, with its hash below; of a destroyed one as many
    pages as it had, that say so."""
    if hasattr(row, "disposal"):
        context = {"title": row.title, "gone": row.disposal, "pages": range(row.disposal.pages)}
        return pdf.render("documents/partials/destroyed.html", context)
    blob, chunks = evidence.open_for(row, by=by, act=visits.Act.PRINT)
    return _page(row.title, blob, b"".join(chunks), taken(row))


def taken(row: Evidence) -> str:
    """When, where, by whom and with what a picture was taken, as far as it is on record."""
    told = [
        ("拍摄时间", datetime_text(timezone.localtime(row.started_at)) if row.started_at else ""),
        ("地点", row.place),
        ("拍摄人", row.recorder.name if row.recorder else ""),
        ("设备", row.device_no),
    ]
    return "　".join(f"{label}：{value}" for label, value in told if value)


def room(title: str, facts: str) -> int:
    """The height in mm that is left for a picture, so that what is said of it fits on its sheet."""
    lines = ceil(len(title) / TITLE_CHARS), ceil(len(facts) / FACTS_CHARS)
    return min(MOST_HIGH, SHEET_HIGH - lines[0] * TITLE_HIGH - lines[1] * FACTS_HIGH)


def _page(title: str, blob: Blob, data: bytes, facts: str = "") -> bytes:
    """A PDF as it is; a picture on a page of its own, with its facts and its hash below."""
    if blob.content_type == sniff.PDF:
        return data
    source = f"data:{blob.content_type};base64,{base64.b64encode(data).decode()}"
    note = f"校验值（SHA-256）：{blob.sha256}"
    return pdf.render(
        "documents/partials/picture.html",
        {
            "title": title,
            "facts": facts,
            "note": note,
            "source": source,
            "room": room(title, facts),
        },
    )
