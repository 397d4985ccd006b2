"""In which volume (卷) of a case file each piece lies, and where in it (domain §8.6).

The profile says which class of paper belongs where; within a place the pieces stand by date, and a
receipt of service behind the paper that was served.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from enforcement.models import Case
from recording import kinds
from recording.models import Document, Evidence, Service

MAIN, SECOND, INNER, STEPS = "main", "second", "inner", "record"
# Words of papers: Chinese whatever language the interface speaks.
LABELS = {MAIN: "正卷", SECOND: "副卷", INNER: "密封内卷", STEPS: "过程记录"}
EVIDENCE, RECEIPT = "evidence", "service_receipt"
COVERS = ("archive_cover", "archive_catalogue", "archive_notes")
Piece = Document | Evidence


@dataclass(frozen=True)
class Place:
    """A place of the file: volume, rank over all places, its name, and the rule that says so."""

    volume: str
    rank: int
    label: str
    article: str


SEALED_IN = Place(INNER, 1 << 10, "限制查阅的证据材料", "国办发〔2018〕118号第九条")


def places(case: Case, on: date | None = None) -> dict[str, Place]:
    """Class of paper (and "evidence") -> its place, by the rules of the agency."""
    rows = case.agency.rules().file_places(on, field=case.agency.field)
    return {
        name: Place(row["volume"], rank, row["label"], row["article"])
        for rank, row in enumerate(rows)
        for name in row["holds"]
    }


def arranged(
    case: Case,
    papers: Sequence[Document],
    items: Iterable[Evidence],
    services: Iterable[Service],
    closed: Container[str] = (),
) -> list[tuple[Place, Piece]]:
    """Every piece with its place, in the order of the file. The covers are no pieces.

    `closed`: keys of evidence that is not for everybody; it lies in the sealed inner volume.
    """
    known, classes = places(case), kinds.paper_classes()
    served = _served(papers, services)
    follows: dict[int, list[Document]] = {}
    for receipt, paper in served.items():
        follows.setdefault(paper, []).append(receipt)
    found: list[tuple[Place, Piece]] = [
        (known[classes.get(row.kind, "record")], row)
        for row in papers
        if row.kind not in COVERS and row not in served
    ]
    found += [(SEALED_IN if str(row.pk) in closed else known[EVIDENCE], row) for row in items]
    found.sort(key=lambda pair: (pair[0].rank, *_moment(pair[1])))
    return [
        (place, piece)
        for place, row in found
        for piece in (row, *(follows.get(row.pk, []) if isinstance(row, Document) else []))
    ]


def _moment(row: Piece) -> tuple[date, int, float]:
    """By date; papers of a day before its evidence."""
    if isinstance(row, Document):
        return row.dated_on, 0, float(row.pk)
    return row.dated_on, 1, (row.started_at or row.uploaded_at).timestamp()


def _served(papers: Sequence[Document], services: Iterable[Service]) -> Mapping[Document, int]:
    """Receipt -> the key of the paper it belongs to.

    Each act of service keeps one receipt right after itself, so both lists run in step; a receipt
    beyond them has a place of its own.
    """
    receipts = sorted((row for row in papers if row.kind == RECEIPT), key=lambda row: row.pk)
    acts = sorted(services, key=lambda row: row.pk)
    kept = {row.pk for row in papers if row.kind != RECEIPT}
    pairs = zip(receipts, acts, strict=False)
    return {row: act.document_id for row, act in pairs if act.document_id in kept}
