"""Numbers of the yearly statistics that the portal does not keep (填报数): the agency states them.

Each is a whole number, an amount of money, or NONE where the agency has no such duty. What nobody
stated is UNSAID, never zero, and a report is not frozen with it. The report is a paper: Chinese.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from core.errors import RuleError

NONE, UNSAID = "无", "未填报"
WHOLE = re.compile(r"0|[1-9][0-9]{0,8}")
# Up to which place an amount is written: 分 in either unit.
PLACES = {"元": 2, "万元": 6}


@dataclass(frozen=True)
class Entry:
    """One number: of which table, and what it is called there."""

    key: str
    table: str
    name: str
    counter: str = "件"
    money: bool = False

    def label(self, unit: str) -> str:
        """The heading, which says that the number was entered by hand."""
        return f"{self.name}（{unit if self.money else self.counter}，填报数）"


ENTRIES = {
    row.key: row
    for row in (
        Entry("levy_amount", "other", "行政征收总金额", money=True),
        Entry("ruling", "other", "行政裁决"),
        Entry("confirmation", "other", "行政确认"),
        Entry("reward", "other", "行政奖励"),
        Entry("grant", "other", "行政给付"),
        Entry("others", "other", "其他行政执法行为"),
        Entry("remade", "course", "行政复议中被纠错"),
        Entry("lost", "course", "行政诉讼中败诉"),
    )
}


def read(entry: Entry, text: str, unit: str) -> str:
    """The number as it is kept; "" for nothing. RuleError for what is none of the three."""
    told = text.strip()
    if told in ("", NONE):
        return told
    places = PLACES[unit] if entry.money else 0
    whole, point, rest = told.partition(".")
    cents = point and not (rest.isascii() and rest.isdigit() and len(rest) <= places)
    if not WHOLE.fullmatch(whole) or cents:
        raise RuleError(
            _("“%(name)s”不是可以填报的数字。") % {"name": entry.name},
            remedy=_("请填写不带分隔符的数字；有职责未发生的填“0”，没有这项职责的填“无”。"),
            field=entry.key,
        )
    return str(Decimal(told).quantize(Decimal(1).scaleb(-places))) if entry.money else told


def value(given: Mapping[str, str], key: str) -> int | str | None:
    """What the column shows: a number, an amount as text, UNSAID, or None for no such duty."""
    told = given.get(key) or UNSAID
    if told in (NONE, UNSAID):
        return None if told == NONE else UNSAID
    return told if ENTRIES[key].money else int(told)


def missing(given: Mapping[str, str]) -> list[str]:
    """The names of what was not stated."""
    return [entry.name for key, entry in ENTRIES.items() if not given.get(key)]
