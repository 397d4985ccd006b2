"""What an opinion may find: kinds of problem and coded reasons, as data (domain §9.4)."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

TABLE = Path(__file__).with_suffix(".toml")


@dataclass(frozen=True)
class Row:
    """A problem or a reason in both languages."""

    key: str
    zh: str
    en: str

    @property
    def label(self) -> str:
        """In the language of the reader."""
        return self.en if (get_language() or "").startswith("en") else self.zh


@dataclass(frozen=True)
class Problem(Row):
    """A kind of problem a returned review names, with its ground."""

    article: str


@dataclass(frozen=True)
class Reason(Row):
    """Why a head failed. `head` is "" for any; `curable`: it may pass with a flaw to be cured."""

    head: str
    problem: str
    curable: bool = False


@cache
def problems() -> dict[str, Problem]:
    """Every kind of problem by its key, in the order of the law."""
    return {row["key"]: Problem(**row) for row in _table("problem")}


@cache
def reasons() -> dict[str, Reason]:
    """Every reason by its code, head by head."""
    return {row["key"]: Reason(**row) for row in _table("reason")}


def reasons_of(head: str) -> list[Reason]:
    """The reasons a head may fail for, its own first."""
    own = [row for row in reasons().values() if row.head == head]
    return [*own, *(row for row in reasons().values() if not row.head)]


def curable(head: str) -> bool:
    """Whether the head may pass with a flaw that is cured without touching the draft."""
    return any(row.curable for row in reasons().values() if row.head == head)


def usual(codes: list[str]) -> list[str]:
    """The kinds of problem the codes amount to, each once, in the order of the table."""
    found = {reasons()[code].problem for code in codes if code in reasons()}
    return [key for key in problems() if key in found]


def _table(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = tomllib.loads(TABLE.read_text(encoding="utf-8"))[name]
    return rows


def label_of(code: str | None) -> str:
    """The words of a reason; the code itself when the table no longer has it."""
    row = reasons().get(code or "")
    return row.label if row is not None else code or ""
