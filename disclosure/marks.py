"""What a reviewer marks against the rules of redaction: shown with a reason, or hidden under a rule.

Only what the table of rules allows may be shown, never a party's own name or number; and a second person
approves it, who sees each mark with its reason.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from core.errors import RuleError
from disclosure import projection
from disclosure.models import RedactedVersion
from disclosure.redaction.ends import normal_name
from disclosure.redaction.spans import Rule, Span, rules
from enforcement.models import Decision

MOST, LONGEST = 200, 200  # marks of one version; characters of a reason
KEEP, HIDE = "keep", "hide"
LAW = "政府信息公开条例第十五条；个人信息保护法第二十八条"


@dataclass(frozen=True)
class Kept:
    """A text of that type which the public reads; `why` in words."""

    type: str
    text: str
    why: str


@dataclass(frozen=True)
class Added:
    """A text that no detector found and that the public does not read."""

    field: str
    start: int
    text: str
    key: str

    @property
    def rule(self) -> Rule:
        """The rule it is hidden under."""
        return rules()[self.key]


@dataclass(frozen=True)
class Marks:
    """All marks of one version."""

    kept: tuple[Kept, ...] = ()
    added: tuple[Added, ...] = ()

    def texts(self) -> set[tuple[str, str]]:
        """(type, text) of what is shown."""
        return {(one.type, one.text) for one in self.kept}


def may_keep(kind: str) -> bool:
    """Whether data of this type may be shown with a reason."""
    return any(rule.keep for rule in rules().values() if rule.type == kind)


def manual() -> dict[str, Rule]:
    """The rules that only a reviewer applies, by key."""
    return {key: rule for key, rule in rules().items() if rule.manual}


def read(text: str, decision: Decision) -> Marks:
    """The marks of a form: JSON, a list of {field, start, end, act, why}; "" has none.

    Offsets are in characters of the original. RuleError for what is no mark, for a range that the rules
    do not hide, for a type that is never shown, and without a reason.
    """
    if not text:
        return Marks()
    originals, hidden = projection.originals(decision), projection.hidden(decision)
    kept, added = [], []
    for mark in _rows(text):
        original = originals.get(mark["field"], "")
        if not 0 <= mark["start"] < mark["end"] <= len(original):
            raise _bad()
        if mark["act"] == HIDE:
            if mark["why"] not in manual():
                raise _bad()
            text_ = original[mark["start"] : mark["end"]]
            added.append(Added(mark["field"], mark["start"], text_, mark["why"]))
        else:
            span = _span_at(hidden[mark["field"]].spans, mark["start"], mark["end"])
            kept.append(_kept(mark, span, original, decision))
    return Marks(tuple(kept), tuple(added))


def _rows(text: str) -> list[dict[str, Any]]:
    try:
        given = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _bad() from error
    if not isinstance(given, list) or len(given) > MOST:
        raise _bad()
    shape = {"field": str, "start": int, "end": int, "act": str, "why": str}
    for row in given:
        good = isinstance(row, dict) and row.keys() == shape.keys()
        if not good or any(type(row[key]) is not kind for key, kind in shape.items()):
            raise _bad()
        if row["act"] not in (KEEP, HIDE):
            raise _bad()
    return given


def _span_at(spans: list[Span], start: int, end: int) -> Span:
    for span in spans:
        if (span.start, span.end) == (start, end):
            return span
    raise _bad()


def _kept(mark: Mapping[str, Any], span: Span, original: str, decision: Decision) -> Kept:
    text, why = original[span.start : span.end], mark["why"].strip()
    if not may_keep(span.type) or _of_a_party(text, span, decision):
        raise RuleError(
            _("“%(reason)s”一律隐去，不能恢复显示。") % {"reason": span.reason},
            article=LAW,
            remedy=_("请取消对该处的恢复。"),
            field="sections",
        )
    if not why or len(why) > LONGEST or "\0" in why:
        raise RuleError(
            _("恢复显示应当写明理由（不超过%(most)d字）。") % {"most": LONGEST},
            article=LAW,
            remedy=_("请补充理由后再提交。"),
            field="sections",
        )
    return Kept(span.type, text, why)


def _of_a_party(text: str, span: Span, decision: Decision) -> bool:
    """Whether a name is that of somebody in the case, whose name only the policy of the profile shows."""
    names = {normal_name(party.name) for party in projection.parties(decision)}
    return normal_name(span.name or text) in names


def _bad() -> RuleError:
    return RuleError(
        _("脱敏标记与原文不符，可能原文已经修改。"),
        remedy=_("请重新打开本页后再标记；已填写的文本仍在。"),
        field="sections",
    )


def demand_gone(found: Marks, fields: Mapping[str, Any]) -> None:
    """RuleError when a text marked as hidden still stands in what the public would read."""
    texts = [str(fields["title"]), str(fields["party_name"])]
    texts += [str(text) for _heading, text in fields["sections"]]
    for one in found.added:
        if any(one.text in text for text in texts):
            raise RuleError(
                _("标记为“%(label)s”的文字仍在公开文本中。") % {"label": one.rule.label},
                article=one.rule.reason,
                remedy=_("请在公开文本中删去该文字，或者取消标记。"),
                field="sections",
            )


def told(found: Marks, decision: Decision) -> list[dict[str, str]]:
    """What a version says of all that is hidden in it: field, type and reason, never the text."""
    originals = projection.originals(decision)
    engine = [
        {"field": name, "type": span.type, "reason": span.reason}
        for name, result in projection.hidden(decision).items()
        for span in result.spans
        if (span.type, originals[name][span.start : span.end]) not in found.texts()
    ]
    return engine + [
        {"field": one.field, "type": one.rule.type, "reason": one.rule.reason}
        for one in found.added
    ]


def stored(text: str) -> list[dict[str, Any]] | None:
    """Marks that were read, as a version keeps them: places in the original, never its words."""
    return _rows(text) or None if text else None


def kept_on(version: RedactedVersion | None, given: str | None) -> str:
    """The marks of a form; those of the version shown when no form was asked."""
    if given is not None:
        return given
    return json.dumps(version.marks) if version is not None and version.marks else ""


def of(version: RedactedVersion | None, decision: Decision) -> Marks:
    """What was marked in a version."""
    return read(kept_on(version, None), decision)
