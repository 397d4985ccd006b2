"""The manifest of a file (案卷): every paper, step and item of evidence, in order, with its hash.

A file has volumes (卷), each with pages of its own from 1. A step has no pages: it carries the range
of its paper, and the hash of its content. Sound and film are kept as files and listed by digest.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any, TypedDict

from django.utils import timezone

from core import files, pdf, sniff
from core.audit.entries import canonical
from core.models import Blob
from enforcement.models import Case
from recording import kinds, volumes
from recording.models import Closure, Document, Evidence, Service, Step
from recording.volumes import Place

Plain = dict[str, Any]
COVERS = volumes.COVERS
VERSION = 2
_ONE = "案卷"


class Entry(TypedDict):
    """One line of the file. `no` and the pages `first` to `last` count within the volume; pages are 0
    for what has none, and then `carrier` says where it is kept."""

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
    volume: str
    group: str
    carrier: str


def entries(case: Case) -> list[Entry]:
    """Every piece of the file as the rules arrange it, then the steps."""
    rows, steps = _read(case)
    return numbered(rows, steps)


def _read(case: Case) -> tuple[list[Entry], dict[int, str]]:
    """The lines before they are numbered, and the key of the paper of each step."""
    papers = list(Document.objects.filter(case=case).select_related("blob"))
    items = Evidence.objects.filter(case=case).select_related("blob", "disposal")
    closed = Closure.objects.standing().filter(case=case, evidence__isnull=False)
    keys = {str(key) for key in closed.values_list("evidence_id", flat=True)}
    order = volumes.arranged(case, papers, items, Service.objects.filter(case=case), keys)
    rows = [_piece(place, piece) for place, piece in order]
    rows += [_step(step) for step in steps_of(case)]
    made = {int(row.context["step"]): str(row.pk) for row in papers if "step" in row.context}
    return rows, made


def differing(case: Case, sealed: Iterable[Plain]) -> list[Plain]:
    """The lines that differ between a sealed list and the record, added ones last.

    The order is that of the sealed list: the rules may arrange files otherwise by now.
    """
    rows, steps = _read(case)
    now = {(row["type"], row["id"]): row for row in rows}
    pairs = [(then, now.pop((then["type"], then["id"]), None)) for then in sealed]
    stored = _stored(case)
    fresh = [
        _placed(then, row, stored) if row is not None else _absent(then) for then, row in pairs
    ]
    numbered(fresh, steps)
    found = [
        then
        for (then, row), entry in zip(pairs, fresh, strict=True)
        if row is None or any(then[key] != entry.get(key) for key in then)
    ]
    return [*found, *map(dict, now.values())]


def _placed(then: Plain, now: Entry, stored: Mapping[str, str]) -> Entry:
    """The line in the place it had. Files sealed before date an original by the day it was stored."""
    as_stored = now["type"] == "evidence" and then["date"] == stored.get(now["id"])
    day = then["date"] if as_stored else now["date"]
    place = {"volume": then.get("volume", ""), "group": then.get("group", ""), "date": day}
    return Entry(**{**now, **place})  # type: ignore[typeddict-item]  # the keys of an entry


def _absent(row: Plain) -> Entry:
    """A line whose piece is gone still counts its pages, so that only it is named."""
    held = [row["first"], row["last"]]
    count = held[1] - held[0] + 1 if all(isinstance(n, int) for n in held) and held[1] else 0
    return Entry(**{"volume": "", "group": "", "carrier": "", **row, "last": count})  # type: ignore[typeddict-item]  # the keys of an entry


def numbered(rows: list[Entry], steps: Mapping[int, str]) -> list[Entry]:
    """The same rows with their numbers and pages; `steps`: key of a step -> key of its paper."""
    page: dict[str, int] = {}
    count: dict[str, int] = {}
    spans: dict[str, Entry] = {}
    for row in rows:
        volume = row["volume"]
        count[volume] = row["no"] = count.get(volume, 0) + 1
        if row["type"] == "step":
            paper = spans.get(steps.get(int(row["id"]), ""))
            row["first"], row["last"] = (paper["first"], paper["last"]) if paper else (0, 0)
            continue
        pages, start = row["last"], page.get(volume, 0)
        row["first"] = start + 1 if pages else 0
        row["last"] = page[volume] = start + pages
        if not pages:
            row["last"] = 0
        if row["type"] == "document":
            spans[row["id"]] = row
    return rows


def pages(rows: Iterable[Mapping[str, Any]], volume: str = "") -> int:
    """How many pages the volume has; all volumes together without one."""
    return sum(
        row["last"] - row["first"] + 1
        for row in rows
        if row["type"] != "step" and row["last"] and volume in ("", row.get("volume", ""))
    )


def summary(
    rows: Iterable[Entry], keys: Iterable[str] = (volumes.MAIN, volumes.SECOND)
) -> list[Plain]:
    """The volumes that have pieces: key, label, pieces, pages, and how many are kept as files."""
    given = [row for row in rows if row["type"] != "step"]
    return [
        {
            "key": key,
            "label": volumes.LABELS[key],
            "pieces": len(own),
            "pages": pages(own),
            "files": sum(not row["last"] for row in own),
        }
        for key in keys
        if (own := [row for row in given if row["volume"] == key])
    ]


def with_volumes(content: Plain) -> Plain:
    """The list in its present shape: a file of before had one volume without a name."""
    if "volumes" in content:
        return content
    rows = [{"volume": "", "group": "", "carrier": "", **row} for row in content["entries"]]
    given = [row for row in rows if row["type"] != "step"]
    whole = {"key": "", "label": _ONE, "pieces": len(given), "pages": pages(given)}
    whole["files"] = sum(not row["last"] for row in given)
    return {**content, "volumes": [whole], "entries": rows}


def digest(manifest: Plain) -> str:
    """SHA-256 (hex) of the manifest in canonical JSON."""
    return hashlib.sha256(canonical(manifest).encode()).hexdigest()


def pretty(manifest: Plain) -> str:
    """The manifest as it is downloaded; `digest` of the parsed text is the sealed hash."""
    return json.dumps(manifest, ensure_ascii=False, indent=1)


def steps_of(case: Case) -> list[Step]:
    """The steps by time, with officers and reasons."""
    return list(
        Step.objects.filter(case=case).prefetch_related("officers", "notes").order_by("at", "pk")
    )


def _piece(place: Place, row: Document | Evidence) -> Entry:
    """The line of a piece; `last` holds its number of pages until the lines are numbered."""
    paper = isinstance(row, Document)
    count = row.pages if isinstance(row, Document) else sheets(row)
    return Entry(
        no=0,
        type="document" if paper else "evidence",
        id=str(row.pk),
        title=row.title,
        number=row.number if isinstance(row, Document) else "",
        date=row.dated_on.isoformat(),
        sha256=row.blob.sha256,
        sm3=row.blob.sm3,
        size=row.blob.size,
        first=0,
        last=count,
        volume=place.volume,
        group=place.label,
        carrier="" if count or isinstance(row, Document) else _carrier(row),
    )


def _stored(case: Case) -> dict[str, str]:
    """The day each original was stored, by its key."""
    rows = Evidence.objects.filter(case=case).values_list("pk", "uploaded_at")
    return {str(key): timezone.localtime(at).date().isoformat() for key, at in rows}


def _carrier(row: Evidence) -> str:
    """Where a file is kept, in the words of the paper: the store of originals, and the device."""
    device = f"，记录设备{row.device_no}" if row.device_no else ""
    return f"电子原件，存于本机关证据原件库（{row.file_name}）{device}"


def sheets(row: Evidence) -> int:
    """Pages a printed copy takes; of a destroyed original as many as it had."""
    if hasattr(row, "disposal"):
        return int(row.disposal.pages)
    return sheets_of(row.blob)


def sheets_of(blob: Blob) -> int:
    """Pages a printed copy takes: a picture one, a PDF its own, sound and film none."""
    if blob.content_type in sniff.IMAGES:
        return 1
    if blob.content_type != sniff.PDF:
        return 0
    try:
        return pdf.page_count(files.read_bytes(blob))
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


def _step(row: Step) -> Entry:
    text = canonical(step_content(row)).encode()
    known = kinds.step_kinds()
    return Entry(
        no=0,
        type="step",
        id=str(row.pk),
        title=known[row.kind].label_zh if row.kind in known else row.kind,
        number="",
        date=timezone.localtime(row.at).date().isoformat(),
        sha256=hashlib.sha256(text).hexdigest(),
        sm3=hashlib.new("sm3", text).hexdigest(),
        size=len(text),
        first=0,
        last=0,
        volume=volumes.STEPS,
        group="",
        carrier="",
    )
