"""The table of procedural measures (程序事项), incidents.toml, typed."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

TABLE = Path(__file__).with_name("incidents.toml")


@dataclass(frozen=True)
class Ground:
    """Why a measure may be taken, in the words of the rule, with its article."""

    key: str
    label_zh: str
    label_en: str
    article: str

    @property
    def label(self) -> str:
        """The ground in the language of the reader."""
        return self.label_en if (get_language() or "").startswith("en") else self.label_zh


@dataclass(frozen=True)
class Measure:
    """A kind of measure: when it may be asked for, why, what it stops and how it ends the case.

    `clocks`: key of the period that starts with a move; `closes`: key of a closing ground or "".
    """

    key: str
    label_zh: str
    label_en: str
    article: str
    states: tuple[str, ...]
    procedures: tuple[str, ...]
    grounds: Mapping[str, Ground]
    clocks: Mapping[str, str] = field(default_factory=dict)
    blocks: tuple[str, ...] = ()
    transfers: bool = False
    closes: str = ""


@dataclass(frozen=True)
class Attachment:
    """A paper that goes with a suspected crime; `made`: by the portal itself."""

    key: str
    label: str
    made: bool


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))


@cache
def measures() -> dict[str, Measure]:
    """Every kind of measure by key, in the order of the table."""
    return {key: _measure(key, row) for key, row in _table()["kind"].items()}


def _measure(key: str, row: Mapping[str, Any]) -> Measure:
    return Measure(
        key=key,
        label_zh=row["label"],
        label_en=row["en"],
        article=row["article"],
        states=tuple(row["states"]),
        procedures=tuple(row["procedures"]),
        grounds={
            name: Ground(name, each["label"], each["en"], each["article"])
            for name, each in row["ground"].items()
        },
        clocks=row.get("clock", {}),
        blocks=tuple(row.get("blocks", ())),
        transfers=bool(row.get("transfers", False)),
        closes=row.get("closes", ""),
    )


def attachments() -> list[Attachment]:
    """What must go with a suspected crime, in the order of the rule."""
    rows = _table()["attachments"]["item"]
    return [Attachment(row["key"], row["label"], row.get("made", False)) for row in rows]


def attachments_article() -> str:
    """The rule that lists them."""
    return str(_table()["attachments"]["article"])


def ending(ground: str) -> tuple[str, ...]:
    """Kinds of measure of which one must be done before a case may end by the ground."""
    if ground == "transferred":
        return tuple(key for key, row in measures().items() if row.transfers)
    return tuple(key for key, row in measures().items() if row.closes == ground)
