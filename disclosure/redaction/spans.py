"""What a redaction is made of: parties in, spans out, and how spans are merged and applied."""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from unicodedata import category

HERE = Path(__file__).parent
_SELECTORS = frozenset(map(chr, (0x34F, *range(0xFE00, 0xFE10))))
ORGANISATION, SOLE_TRADER, PERSON = "org", "sole_trader", "person"


@dataclass(frozen=True)
class Party:
    """Somebody named in the case. `kind` is org, sole_trader or person; `role` as in the case."""

    name: str
    kind: str
    role: str = ""


@dataclass(frozen=True)
class Span:
    """One hidden range: offsets into the original text, in characters, end exclusive.

    `reason` names what it is and the rule, in Chinese. `name` is the person meant (type PERSON).
    """

    start: int
    end: int
    type: str
    replacement: str
    reason: str
    name: str = ""


@dataclass(frozen=True)
class Redacted:
    """The public text and, in order and without overlap, what was taken out of the original."""

    text: str
    spans: list[Span]


@dataclass(frozen=True)
class Rule:
    """A row of rules.toml. `label` and `reason` are stored; those in English are for readers alone."""

    type: str
    label: str
    label_en: str
    replacement: str
    reason: str
    reason_en: str
    keep: bool = False
    manual: bool = False


@lru_cache(maxsize=1)
def rules() -> dict[str, Rule]:
    """The table of rules.toml by its keys."""
    table = tomllib.loads((HERE / "rules.toml").read_text(encoding="utf-8"))
    return {
        key: Rule(
            row.get("type", key),
            row["label"],
            row["en"],
            row["replacement"],
            f"{row['reason']}（{row['article']}）",
            f"{row['reason_en']} ({row['article']})",
            bool(row.get("keep")),
            bool(row.get("manual")),
        )
        for key, row in table.items()
    }


def span(start: int, end: int, rule: str, *, name: str = "") -> Span:
    """A span under a rule of rules.toml."""
    found = rules()[rule]
    return Span(start, end, found.type, found.replacement, found.reason, name)


def merge(spans: Iterable[Span]) -> list[Span]:
    """Non-overlapping spans, in order. Overlapping ones become one range, told as the longest."""
    merged: list[Span] = []
    for one in sorted(spans, key=lambda s: (s.start, -s.end)):
        if merged and one.start < merged[-1].end:
            last = merged[-1]
            told = last if last.end - last.start >= one.end - one.start else one
            merged[-1] = replace(told, start=last.start, end=max(last.end, one.end))
        elif one.start < one.end:
            merged.append(one)
    return merged


def apply(text: str, spans: Sequence[Span]) -> str:
    """The text with every span (merged, in order) replaced."""
    parts = []
    position = 0
    for one in spans:
        parts += [text[position : one.start], one.replacement]
        position = one.end
    return "".join([*parts, text[position:]])


def visible(text: str) -> tuple[str, list[int]]:
    """The text without characters that nobody sees, and where each that is left stood.

    Format characters (zero width, direction, word joiner) and selectors of variants, set inside a number or a
    name, would part it. The list is empty where the text has none.
    """
    unseen = {c for c in set(text) if category(c) == "Cf" or c in _SELECTORS}
    if not unseen:
        return text, []
    places = [place for place, c in enumerate(text) if c not in unseen]
    return "".join(text[place] for place in places), places


def onto(places: Sequence[int], found: Span) -> Span:
    """A span of the visible text, moved to where its characters stood."""
    if not places:
        return found
    return replace(found, start=places[found.start], end=places[found.end - 1] + 1)


def to_original(found: Span, spans: Sequence[Span]) -> Span:
    """A span found in `apply(text, spans)`, moved to the offsets of `text`.

    An end that falls inside a replacement moves to the outer edge of what was replaced.
    """
    return replace(
        found,
        start=_original_offset(found.start, spans, at_end=False),
        end=_original_offset(found.end, spans, at_end=True),
    )


def _original_offset(offset: int, spans: Sequence[Span], *, at_end: bool) -> int:
    shift = 0
    for one in spans:
        start = one.start + shift
        end = start + len(one.replacement)
        if offset < end or (at_end and offset == end):
            inside = offset > start if at_end else offset >= start
            if not inside:
                break
            return one.end if at_end else one.start
        shift += len(one.replacement) - (one.end - one.start)
    return offset - shift
