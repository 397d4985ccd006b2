"""The original beside what the public would read: what was hidden, where and why. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from disclosure import marks, projection, wording
from disclosure.models import RedactedVersion
from disclosure.redaction import Redacted, Span, reader
from enforcement.models import Decision


@dataclass(frozen=True)
class Piece:
    """A piece of the original; `reason` says why it is hidden, "" when it is shown.

    `kept`: why a reviewer shows it though the rules hide it; `may_keep`: whether one may; `rule`: that
    a reviewer hides it under, by key.
    """

    text: str
    reason: str = ""
    type: str = ""
    replacement: str = ""
    may_keep: bool = False
    kept: str = ""
    rule: str = ""


@dataclass(frozen=True)
class Row:
    """One text: the original in pieces, and the text for the public; `heading` as it is stored."""

    key: str
    heading: str
    original: list[Piece]
    public: str

    @property
    def name(self) -> str:
        """The heading in the language of the reader."""
        return wording.heading(self.heading)

    @property
    def hides(self) -> bool:
        """Whether anything of the original is hidden."""
        return any(piece.reason and not piece.kept for piece in self.original)


def pieces(key: str, original: str, redacted: Redacted, found: marks.Marks) -> list[Piece]:
    """The original cut at every hidden range, those a reviewer added too."""
    kept = {(one.type, one.text): one.why for one in found.kept}
    cuts = [
        (span.start, span.end, _found(original[span.start : span.end], span, kept))
        for span in redacted.spans
    ]
    cuts += [
        (one.start, one.start + len(one.text), _added(one))
        for one in found.added
        if one.field == key
    ]
    made, position = [], 0
    for start, end, piece in sorted(cuts, key=lambda cut: cut[:2]):
        if start >= position:
            made += [Piece(original[position:start]), piece]
            position = end
    return [piece for piece in [*made, Piece(original[position:])] if piece.text]


def _found(text: str, span: Span, kept: Mapping[tuple[str, str], str]) -> Piece:
    may_keep, why = marks.may_keep(span.type), kept.get((span.type, text), "")
    return Piece(text, reader.reason(span.reason), span.type, span.replacement, may_keep, why)


def _added(one: marks.Added) -> Piece:
    rule = one.rule
    return Piece(one.text, reader.reason(rule.reason), rule.type, rule.replacement, rule=one.key)


def headings(kind: str) -> dict[str, str]:
    """Name of each text of a decision of the kind -> its heading on the page."""
    named = {"case_title": _("标题"), "party_name": _("当事人")}
    found = projection.headings_for(kind)
    return named | {key: words for key, words in found.items() if key != "remedies"}


def compare(decision: Decision, version: RedactedVersion | None) -> list[Row]:
    """Every text side by side: with the version that is shown, or with what the engine proposes."""
    originals, hidden = projection.originals(decision), projection.hidden(decision)
    found = marks.of(version, decision)
    public = {key: redacted.text for key, redacted in hidden.items()}
    named = headings(decision.kind)
    if version is not None:
        texts = {str(heading): str(text) for heading, text in version.sections}
        public = {key: texts.get(heading, "") for key, heading in named.items()}
        public |= {"case_title": version.title, "party_name": version.party_name}
    return [
        Row(key, heading, pieces(key, originals[key], hidden[key], found), public[key])
        for key, heading in named.items()
        if originals[key].strip()
    ]


def texts(version: RedactedVersion) -> dict[str, str]:
    """What the public reads of a version, by heading, with its title and party."""
    read = {str(heading): str(text) for heading, text in version.sections}
    return {_("标题"): version.title, _("当事人"): version.party_name} | read


def changed(old: RedactedVersion, new: RedactedVersion) -> list[tuple[str, str, str]]:
    """The whole new text as (heading, what became of it or "", text); a part that is gone comes last."""
    before, after = texts(old), texts(new)
    told = [
        (wording.heading(heading), "" if before.get(heading) == text else _("有改动"), text)
        for heading, text in after.items()
    ]
    gone = [heading for heading in before if heading not in after]
    return told + [(wording.heading(heading), _("不再公开"), "") for heading in gone]
