"""What changed between two texts, character by character as Chinese needs it. Pure."""

import difflib
from dataclasses import dataclass


@dataclass(frozen=True)
class Change:
    """One changed field: `parts` are ("same" | "old" | "new", text) in reading order."""

    name: str
    label: str
    parts: list[tuple[str, str]]


def parts(old: str, new: str) -> list[tuple[str, str]]:
    """The texts as same, old and new runs."""
    found: list[tuple[str, str]] = []
    matcher = difflib.SequenceMatcher(a=old, b=new, autojunk=False)
    for op, a0, a1, b0, b1 in matcher.get_opcodes():
        if op == "equal":
            found.append(("same", old[a0:a1]))
            continue
        if a1 > a0:
            found.append(("old", old[a0:a1]))
        if b1 > b0:
            found.append(("new", new[b0:b1]))
    return found
