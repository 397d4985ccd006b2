"""What changed between two frozen versions of a draft, field by field. Pure."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

from enforcement import drafts, particulars, weighing
from enforcement.models import DraftVersion
from enforcement.models.decision import LATER_FIELDS


@dataclass(frozen=True)
class Change:
    """One changed field: `parts` are ("same" | "old" | "new", text) in reading order."""

    name: str
    label: str
    parts: list[tuple[str, str]]


@dataclass(frozen=True)
class Materials:
    """What the list of materials gained and lost since the last submission, row by row."""

    added: list[dict[str, str]]
    removed: list[dict[str, str]]

    def __bool__(self) -> bool:
        return bool(self.added or self.removed)


def of_materials(old: Sequence[dict[str, str]], new: Sequence[dict[str, str]]) -> Materials:
    """Rows are told apart by title and content: a paper written anew is removed and added."""
    before, after = {_row(row) for row in old}, {_row(row) for row in new}
    return Materials(
        [row for row in new if _row(row) not in before],
        [row for row in old if _row(row) not in after],
    )


def _row(row: dict[str, str]) -> tuple[str, str]:
    return row["title"], row["sha256"]


def between(old: DraftVersion, new: DraftVersion) -> list[Change]:
    """The changed fields, character by character as Chinese needs it.

    What the draft weighs is compared in the words of its document, not in keys.
    """
    before, after = readable(old), readable(new)
    return [
        Change(name, label(name), parts(before[name], after[name]))
        for name in before
        if before[name] != after[name]
    ]


def readable(version: DraftVersion) -> dict[str, str]:
    """The text of each field, what it weighs and its particulars as one field each."""
    said = drafts.content(version)
    texts = {name: str(value) for name, value in said.items() if name not in LATER_FIELDS}
    extra = [line for key in particulars.KEYS for line in particulars.lines(version, key)]
    weighed = weighing.applied(version).lines
    return {**texts, "weighing": "\n".join(weighed), "particulars": "\n".join(extra)}


def label(name: str) -> str:
    """The name of a field as pages show it."""
    return str(DraftVersion._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # a plain column


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
