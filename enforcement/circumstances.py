"""The circumstances the law names for or against the party (行政处罚法 30-33, 36, 49, 57): data."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

TABLE = Path(__file__).with_suffix(".toml")
MUST_SPARE, MAY_SPARE = "must_spare", "may_spare"
MUST_EASE, MAY_EASE = "must_ease", "may_ease"
HEAVIER, NONE = "heavier", "none"
EASES, SPARES = (MUST_EASE, MAY_EASE), (MUST_SPARE, MAY_SPARE, NONE)


@dataclass(frozen=True)
class Circumstance:
    """One row of the table. `ages`: profile keys of the ages from and up to which it holds."""

    code: str
    label_zh: str
    label_en: str
    article: str
    effect: str
    educate: bool = False
    private: bool = False
    ages: tuple[str, str] = ("", "")

    @property
    def label(self) -> str:
        """The words of the law, in the language of the reader."""
        return self.label_en if (get_language() or "").startswith("en") else self.label_zh


@cache
def table() -> dict[str, Circumstance]:
    """Every circumstance by its code, in the order of the law."""
    rows = tomllib.loads(TABLE.read_text(encoding="utf-8"))["circumstance"]
    found = [
        Circumstance(
            code=row["code"],
            label_zh=row["label"],
            label_en=row["en"],
            article=row["article"],
            effect=row["effect"],
            educate=row.get("educate", False),
            private=row.get("private", False),
            ages=tuple(row.get("ages", ("", ""))),
        )
        for row in rows
    ]
    return {row.code: row for row in found}


def of(codes: Iterable[str] | None, *effects: str) -> list[Circumstance]:
    """The circumstances of the codes, those with one of the effects when any is named."""
    rows = [table()[code] for code in codes or () if code in table()]
    return [row for row in rows if not effects or row.effect in effects]
