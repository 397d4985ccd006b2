"""The manifest of a file (案卷): every paper, step and item of evidence, in order, with its hash."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any, TypedDict

from django.utils import timezone

from core import files, pdf, sniff
from core.audit.entries import canonical
from enforcement.models import Case
from recording import kinds
from recording.models import Document, Evidence, Step

Plain = dict[str, Any]
COVERS = ("archive_cover", "archive_catalogue")


class Entry(TypedDict):
    """One line of the file. `first` and `last` are page numbers, 0 for what has no pages."""

    no: int
    type: str
    id: str
    title: str
    number: str
    date: str
    sha256: str
    sm3: str
    size: int
    first: int
    last: int


def entries(case: Case) -> list[Entry]:
    """Every piece of the file: decision and receipts first, other papers by date, then evidence.

    A step has no pages of its own: it carries the range of its paper, and the hash of its content.
    """
    rank = {kind: place for place, kind in enumerate(kinds.archive_order())}
    papers = [row for row in _papers(case) if row.kind not in COVERS]
    papers.sort(key=lambda row: (rank.get(row.kind, len(rank)), row.dated_on, row.pk))
    rows: list[Entry] = []
    spans: dict[int, Entry] = {}
    page = 0
    for paper in papers:
        entry = _paper(paper, page)
        page = entry["last"]
        rows.append(entry)
        if "step" in paper.context:
            spans[int(paper.context["step"])] = entry
    for item in (
        Evidence.objects.filter(case=case).select_related("blob").order_by("uploaded_at", "pk")
    ):
        entry = _item(item, page)
        page = entry["last"] or page
        rows.append(entry)
    rows += [_step(step, spans.get(step.pk)) for step in steps_of(case)]
    for no, entry in enumerate(rows, start=1):
        entry["no"] = no
    return rows


def pages(rows: Iterable[Entry]) -> int:
    """The number of the last page."""
    return max((row["last"] for row in rows), default=0)


def digest(manifest: Plain) -> str:
    """SHA-256 (hex) of the manifest in canonical JSON."""
    return hashlib.sha256(canonical(manifest).encode()).hexdigest()


def pretty(manifest: Plain) -> str:
    """The manifest as it is downloaded; `digest` of the parsed text is the sealed hash."""
    return json.dumps(manifest, ensure_ascii=False, indent=1)


def _papers(case: Case) -> list[Document]:
    return list(Document.objects.filter(case=case).select_related("blob"))


def steps_of(case: Case) -> list[Step]:
    """The steps by time, with officers and reasons."""
    return list(
        Step.objects.filter(case=case).prefetch_related("officers", "notes").order_by("at", "pk")
    )


def _paper(row: Document, page: int) -> Entry:
    return Entry(
        no=0,
        type="document",
        id=str(row.pk),
        title=row.title,
        number=row.number,
        date=row.dated_on.isoformat(),
        sha256=row.blob.sha256,
        sm3=row.blob.sm3,
        size=row.blob.size,
        first=page + 1,
        last=page + row.pages,
    )


def _item(row: Evidence, page: int) -> Entry:
    count = _sheets(row)
    return Entry(
        no=0,
        type="evidence",
        id=str(row.pk),
        title=row.title,
        number="",
        date=timezone.localtime(row.uploaded_at).date().isoformat(),
        sha256=row.blob.sha256,
        sm3=row.blob.sm3,
        size=row.blob.size,
        first=page + 1 if count else 0,
        last=page + count if count else 0,
    )


def _sheets(row: Evidence) -> int:
    """Pages a printed copy takes: a picture one, a PDF its own, sound and film none."""
    if row.blob.content_type in sniff.IMAGES:
        return 1
    if row.blob.content_type != sniff.PDF:
        return 0
    try:
        return pdf.page_count(files.read_bytes(row.blob))
    except (ValueError, FileNotFoundError):
        # A damaged or locked original stays evidence as it came; it is kept as a file. One that is
        # gone then differs from its sealed entry.
        return 0


def step_content(row: Step) -> Plain:
    """What of a step is sealed: all that was told, and the reasons for what its recordings lack."""
    content: Plain = {
        "kind": row.kind,
        "at": row.at.isoformat(),
        "place": row.place,
        "text": row.text,
        "party_present": row.party_present,
        "av_exemption": row.av_exemption,
        "officers": sorted(officer.pk for officer in row.officers.all()),
    }
    # Left out when there is none, so that files sealed before keep their hash.
    if row.ended_at:
        content["ended_at"] = row.ended_at.isoformat()
    if notes := list(row.notes.all()):
        content["notes"] = [
            [note.kind, note.begins.isoformat(), note.segment, note.reason] for note in notes
        ]
    return content


def _step(row: Step, paper: Entry | None) -> Entry:
    content = step_content(row)
    text = canonical(content).encode()
    return Entry(
        no=0,
        type="step",
        id=str(row.pk),
        title=kinds.step_kinds()[row.kind].label_zh if row.kind in kinds.step_kinds() else row.kind,
        number="",
        date=timezone.localtime(row.at).date().isoformat(),
        sha256=hashlib.sha256(text).hexdigest(),
        sm3=hashlib.new("sm3", text).hexdigest(),
        size=len(text),
        first=paper["first"] if paper else 0,
        last=paper["last"] if paper else 0,
    )
