"""Scoring sheets of file review (案卷评查评分表) as data: versioned, dated, beside their source.

One TOML file for each version. A sheet that `extends` another takes its sections and items and sets
vetoes and grades of its own. A campaign keeps the whole sheet as it was (`Sheet.data`), so that a
later version changes no file already reviewed.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from core.errors import RuleError

FOLDER = Path(__file__).parent
DEFAULT = "national"
Row = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Item:
    """One line of the sheet. `points` off for each finding, up to `most`; a veto has neither."""

    key: str
    label: str
    section: str = ""
    points: Decimal = Decimal(0)
    most: Decimal = Decimal(0)
    kinds: tuple[str, ...] = ()
    article: str = ""
    check: str = ""
    args: tuple[str, ...] = ()

    @property
    def veto(self) -> bool:
        """Whether a finding makes the whole file 0 points."""
        return not self.section

    def applies(self, kind: str) -> bool:
        """Whether files of the kind of enforcement are asked about it."""
        return not self.kinds or kind in self.kinds

    def off(self, findings: int) -> Decimal:
        """The points taken off for so many findings."""
        return min(self.most, self.points * findings)


@dataclass(frozen=True)
class Section:
    """A head of the sheet and its share of the 100 points."""

    key: str
    label: str
    points: Decimal


@dataclass(frozen=True)
class Grade:
    """A grade and the least score that earns it (inclusive)."""

    label: str
    least: Decimal


@dataclass(frozen=True)
class Sheet:
    """One version of a sheet; `data` is all of it as plain JSON."""

    data: dict[str, Any]

    @property
    def key(self) -> str:
        """Its name among the files."""
        return str(self.data["key"])

    @property
    def version(self) -> str:
        """Which version of it."""
        return str(self.data["version"])

    @property
    def name(self) -> str:
        """Its title, as printed."""
        return str(self.data["name"])

    @cached_property
    def sections(self) -> list[Section]:
        """The heads in order."""
        return [Section(r["key"], r["label"], _points(r)) for r in self.data["section"]]

    @cached_property
    def grades(self) -> list[Grade]:
        """The grades, the best first."""
        return [Grade(row["label"], Decimal(str(row["least"]))) for row in self.data["grades"]]

    @cached_property
    def lines(self) -> list[Item]:
        """Vetoes, then items, in the order of the sheet."""
        vetoes = [_item(row, "") for row in self.data["veto"]]
        return [*vetoes, *(_item(row, row["section"]) for row in self.data["item"])]

    def of_kind(self, kind: str) -> list[Item]:
        """The lines asked of a file of the kind of enforcement."""
        return [row for row in self.lines if row.applies(kind)]

    def grade(self, score: Decimal) -> str:
        """The grade of a score; the last one reaches down to 0."""
        return next(row.label for row in self.grades if score >= row.least)


def _points(row: Row) -> Decimal:
    return Decimal(str(row["points"]))


def _item(row: Row, section: str) -> Item:
    points = _points(row) if section else Decimal(0)
    return Item(
        key=row["key"],
        label=row["label"],
        section=section,
        points=points,
        most=Decimal(str(row.get("most", points))),
        kinds=tuple(row.get("kinds", ())),
        article=row.get("article", ""),
        check=row.get("check", ""),
        args=tuple(row.get("args", ())),
    )


@cache
def _files() -> dict[str, dict[str, Any]]:
    rows = [
        tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.toml"))
    ]
    return {f"{row['key']}/{row['version']}": row for row in rows}


def _merged(row: dict[str, Any]) -> dict[str, Any]:
    own = {key: str(value) if isinstance(value, date) else value for key, value in row.items()}
    if "extends" not in row:
        return own
    base = next(each for each in _files().values() if each["key"] == row["extends"])
    return {"section": base["section"], "item": base["item"], **own}


def in_force(on: date) -> list[Sheet]:
    """The sheets that may be chosen on the day, the common one first."""
    rows = [
        row for row in _files().values() if row["valid_from"] <= on <= row.get("valid_to", date.max)
    ]
    return [Sheet(_merged(row)) for row in sorted(rows, key=lambda row: row["key"] != DEFAULT)]


def find(key: str, on: date) -> Sheet:
    """The version of the sheet in force on the day. RuleError when there is none."""
    for sheet in in_force(on):
        if sheet.key == key:
            return sheet
    raise RuleError(
        _("%(day)s没有名为“%(key)s”的有效评分表。") % {"day": on, "key": key},
        remedy=_("请选择当前有效的评分表。"),
        field="sheet_key",
    )


def usual(profile: str, on: date) -> str:
    """The key of the sheet that a jurisdiction uses unless it chooses another."""
    own = [sheet.key for sheet in in_force(on) if profile in sheet.data["profiles"]]
    return own[0] if own else DEFAULT
