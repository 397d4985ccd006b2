"""The segments a recording must show, by activity: the table segments.toml, typed (domain §8.3)."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

TABLE = Path(__file__).with_name("segments.toml")
ARTICLE = "参照内蒙古自治区人民政府令第244号第十八条"
BROKEN_OFF = "参照内蒙古自治区人民政府令第244号第十九条"


@dataclass(frozen=True)
class Segment:
    """One segment; `short` heads a column."""

    key: str
    label_zh: str
    label_en: str
    short_zh: str
    short_en: str

    @property
    def label(self) -> str:
        """What must be seen, in the language of the reader."""
        return self.label_en if (get_language() or "").startswith("en") else self.label_zh

    @property
    def short(self) -> str:
        """The same in two words."""
        return self.short_en if (get_language() or "").startswith("en") else self.short_zh


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))


@cache
def segments() -> dict[str, Segment]:
    """Every segment by key, in the order of a recording."""
    return {
        key: Segment(key, row["label"], row["en"], row["short"], row["short_en"])
        for key, row in _table()["segment"].items()
    }


def shown_of(activity: str) -> tuple[str, ...]:
    """The segments a recording of the activity has; none for an activity without recording."""
    return tuple(_table()["activity"].get(activity, {}).get("shows", ()))


def needed_of(activity: str) -> tuple[str, ...]:
    """Those of them whose absence is a finding."""
    return tuple(_table()["activity"].get(activity, {}).get("needed", ()))
