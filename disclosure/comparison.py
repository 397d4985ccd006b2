"""The original beside what the public would read: what was hidden, where and why. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from disclosure import marks, projection
from disclosure.models import RedactedVersion
from disclosure.redaction import Redacted
from enforcement.models import Decision


@dataclass(frozen=True)
class Piece:
    """A piece of the original; `reason` says why it is hidden, "" when it is shown.

    `kept`: why a reviewer shows it though the rules hide it; `may_keep`: whether one may.
    """

    text: str
    reason: str = ""
    type: str = ""
    replacement: str = ""
    may_keep: bool = False
    kept: str = ""


@dataclass(frozen=True)
class Row:
    """One text: the original in pieces, and the text for the public."""

    key: str
    heading: str
    original: list[Piece]
    public: str

    @property
    def hides(self) -> bool:
        """Whether anything of the original is hidden."""
        return any(piece.reason and not piece.kept for piece in self.original)


def pieces(original: str, redacted: Redacted, kept: Mapping[Any, str]) -> list[Piece]:
    """The original cut at every hidden range; `kept`: (type, text) -> why it is shown."""
    found, position = [], 0
    for span in redacted.spans:
        text = original[span.start : span.end]
        why = kept.get((span.type, text), "")
        piece = Piece(
            text, span.reason, span.type, span.replacement, marks.may_keep(span.type), why
        )
        found += [Piece(original[position : span.start]), piece]
        position = span.end
    return [piece for piece in [*found, Piece(original[position:])] if piece.text]


def headings() -> dict[str, str]:
    """Name of each text of a decision -> its heading on the page."""
    named = {"case_title": _("标题"), "party_name": _("当事人")}
    own = {key: _(words) for key, words in projection.HEADINGS.items() if key != "remedies"}
    return named | own


def compare(decision: Decision, version: RedactedVersion | None) -> list[Row]:
    """Every text side by side: with the version that is shown, or with what the engine proposes."""
    originals, hidden = projection.originals(decision), projection.hidden(decision)
    rows = (version.kept or []) if version is not None else []
    kept = {(row["type"], row["text"]): str(row["why"]) for row in rows}
    public = {key: redacted.text for key, redacted in hidden.items()}
    if version is not None:
        texts = {str(heading): str(text) for heading, text in version.sections}
        public = {key: texts.get(heading, "") for key, heading in headings().items()}
        public |= {"case_title": version.title, "party_name": version.party_name}
    return [
        Row(key, heading, pieces(originals[key], hidden[key], kept), public[key])
        for key, heading in headings().items()
        if originals[key].strip()
    ]
