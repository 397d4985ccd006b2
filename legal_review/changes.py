"""What changed between two frozen versions of a draft, field by field. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.word_diff import Change as Change
from core.word_diff import parts as parts
from enforcement import drafts, particulars, weighing
from enforcement.models import DraftVersion
from enforcement.models.decision import LATER_FIELDS


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
