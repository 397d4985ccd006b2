"""What the code on a paper tells whoever holds it: that the agency made it, never what it says.

The code is a capability printed on the paper. Its page names number, agency, kind and day, how a
decision stands, and enough of the digest to compare a file; no party, no name, nothing of the text.
Nothing is written when a code is looked up.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from disclosure import licences
from enforcement import codes
from enforcement.models import Decision
from recording import completeness, kinds
from recording.models import Document

# Papers that say what was decided, and fall with it.
STATING = frozenset({*completeness.DECISIONS, "permit_certificate"})
SHOWN = 16  # signs of the digest at each end


@dataclass(frozen=True)
class Card:
    """One paper as its code shows it. `head` and `tail` are the two ends of its SHA-256."""

    number: str
    agency: str
    kind: str
    dated_on: date
    pages: int
    words: str
    tone: str
    head: str
    tail: str


def find(code: str) -> Document | None:
    """The paper of a code, however it was typed."""
    wanted = codes.folded(code)
    if not wanted:
        return None
    rows = Document.objects.select_related("case__agency", "decision").defer("context")
    return rows.filter(code=wanted).first()


def card(paper: Document, on: date) -> Card:
    """What the page of the code shows on the day."""
    words, tone = state(paper, on)
    return Card(
        number=paper.number,
        agency=paper.case.agency.name,
        # The kind and not the title of the paper: a title may name what it is about.
        kind=kinds.document_kinds()[paper.kind].label,
        dated_on=paper.dated_on,
        pages=paper.pages,
        words=words,
        tone=tone,
        head=paper.blob_id[:SHOWN],
        tail=paper.blob_id[-SHOWN:],
    )


def state(paper: Document, on: date) -> tuple[str, str]:
    """(words, tone): the agency made it, and whether what it decides still stands."""
    if paper.kind not in STATING or paper.decision is None:
        return _("由该机关制发"), "good"
    if paper.decision.status == Decision.Status.REVOKED:
        return _("由该机关制发，但已被撤销或者确认违法、无效"), "bad"
    licence = licences.licence_of(paper.decision)
    if licence is not None and not licences.holds(licence, on).valid:
        return _("由该机关制发，但许可已经失效"), "bad"
    return _("由该机关制发"), "good"
