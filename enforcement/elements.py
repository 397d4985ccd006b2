"""What the law demands of a decision's paper: the table elements.toml, typed.

Asked twice by the same rows: before the decision of its draft (gates/elements.py), and of the paper
itself when it is rendered (recording/elements.py).
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

TABLE = Path(__file__).with_name("elements.toml")


@dataclass(frozen=True)
class Element:
    """One thing the paper must say. `place` is where it says it, `column` where a draft has it."""

    place: str
    label_zh: str
    label_en: str
    column: str = ""
    item: str = ""

    @property
    def label(self) -> str:
        """The name in the language of the reader."""
        return self.label_en if (get_language() or "").startswith("en") else self.label_zh


@dataclass(frozen=True)
class Demand:
    """What one kind of document must say, and by which article."""

    article: str
    elements: tuple[Element, ...]


@cache
def demands() -> dict[str, Demand]:
    """What is demanded, by kind of document; other kinds are free."""
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return {
        kind: Demand(row["article"], tuple(Element(*each) for each in row["elements"]))
        for kind, row in table.items()
    }
