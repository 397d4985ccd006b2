"""What the redaction finds in real texts with marked personal data, and what it hides elsewhere."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from disclosure.redaction import Party, Redacted, redact
from disclosure.redaction.spans import PERSON

# Verbs that some marks include before the address.
LEAD_IN = re.compile(r"为|搬离原|迁至")
# Types whose every occurrence is marked: of the others only recall can be measured.
COMPLETE = ("ID_CARD", "BIRTHDATE", "MOBILE")


def read(path: Path) -> Iterator[dict[str, Any]]:
    """The records of a file of JSON lines."""
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def labelled(folder: Path) -> Iterator[dict[str, Any]]:
    """Texts with marked spans, of a folder of sample data."""
    return read(folder / "decisions" / "pii_labelled.jsonl")


def is_insurer(text: str, end: int) -> bool:
    """A mark that is part of the name of an insurance company is an error of the marking."""
    return text.startswith(("保险股份", "财产保险股份"), end)


def parties(record: dict[str, Any]) -> list[Party]:
    """The natural persons that are marked, as the case would know them."""
    names = {gold["value"] for gold in record["spans"] if gold["label"] == "PERSON"}
    return [Party(name, PERSON) for name in sorted(names)]


@cache
def redacted(text: str, people: tuple[Party, ...] = ()) -> Redacted:
    """The text redacted; several counts are over the same texts, and each is read once."""
    return redact(text, people)


def hits(folder: Path, *, told: bool) -> dict[str, list[bool]]:
    """Type -> for each marked span, whether all its characters were hidden.

    `told`: with the names of the parties given, as in a case of the portal.
    """
    found: dict[str, list[bool]] = defaultdict(list)
    for record in labelled(folder):
        text = record["text"]
        spans = redacted(text, tuple(parties(record)) if told else ()).spans
        hidden = {i for s in spans for i in range(s.start, s.end)}
        for gold in record["spans"]:
            if not is_insurer(text, gold["end"]):
                lead = LEAD_IN.match(text, gold["start"])
                start = lead.end() if lead else gold["start"]
                found[gold["label"]].append(hidden.issuperset(range(start, gold["end"])))
    return found


def precision(folder: Path) -> dict[str, float]:
    """Type -> share of what was hidden as that type that touches a marked span."""
    right: Counter[str] = Counter()
    every: Counter[str] = Counter()
    for record in labelled(folder):
        gold = {i for s in record["spans"] for i in range(s["start"], s["end"])}
        for span in redacted(record["text"]).spans:
            every[span.type] += 1
            right[span.type] += not gold.isdisjoint(range(span.start, span.end))
    return {kind: right[kind] / every[kind] for kind in COMPLETE}


def hidden_in_organisations(folder: Path, step: int) -> tuple[Counter[str], int]:
    """(type -> how often something was hidden, characters read) in every step-th decision."""
    counts: Counter[str] = Counter()
    length = 0
    for no, record in enumerate(read(folder / "decisions" / "penalties.jsonl")):
        if no % step == 0:
            length += len(record["text"])
            counts.update(span.type for span in redacted(record["text"]).spans)
    return counts, length
