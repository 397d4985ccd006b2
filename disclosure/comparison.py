"""The original beside what the public would read: what was hidden, where and why. Pure."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from disclosure import projection
from disclosure.models import RedactedVersion
from disclosure.redaction import Redacted
from enforcement.models import Decision


@dataclass(frozen=True)
class Piece:
    """A piece of the original; `reason` says why it is hidden, "" when it is shown."""

    text: str
    reason: str = ""


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
        return any(piece.reason for piece in self.original)


def pieces(original: str, redacted: Redacted) -> list[Piece]:
    """The original cut at every hidden range."""
    found, position = [], 0
    for span in redacted.spans:
        found += [
            Piece(original[position : span.start]),
            Piece(original[span.start : span.end], span.reason),
        ]
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
    public = {key: redacted.text for key, redacted in hidden.items()}
    if version is not None:
        texts = {str(heading): str(text) for heading, text in version.sections}
        public = {key: texts.get(heading, "") for key, heading in headings().items()}
        public |= {"case_title": version.title, "party_name": version.party_name}
    return [
        Row(key, heading, pieces(originals[key], hidden[key]), public[key])
        for key, heading in headings().items()
        if originals[key].strip()
    ]
