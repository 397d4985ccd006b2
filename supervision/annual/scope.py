"""Of whom, of which year, and by which rules the yearly statistics count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from core.errors import RuleError
from enforcement.models import Agency
from enforcement.profiles import Row

FIRST_YEAR = 2000
Range = tuple[date, date]


@dataclass(frozen=True)
class Scope:
    """One agency and one calendar year. `on`: the day of the query; `levels`: light to heavy;
    `entered`: the numbers the agency states itself, by key of annual.entered."""

    agency: Agency
    year: int
    on: date
    levels: Sequence[Row]
    counts_revoked: bool
    unit: str
    tables: Sequence[str]
    entered: Mapping[str, str] = field(default_factory=dict)

    @property
    def days(self) -> Range:
        """01-01 to 12-31, both included."""
        return date(self.year, 1, 1), date(self.year, 12, 31)

    @property
    def last(self) -> date:
        """The last day that is over or running: a year that has not ended stands as of the query."""
        return min(self.days[1], self.on)


def scope(
    agency: Agency, year: int, *, on: date, entered: Mapping[str, str] | None = None
) -> Scope:
    """The rules of the agency on the last day of the year. RuleError for a year not begun."""
    if not FIRST_YEAR <= year <= on.year:
        raise RuleError(
            _("没有%(year)s年度的统计数据。") % {"year": year},
            remedy=_("请填写%(first)s年至%(last)s年之间的年度。")
            % {"first": FIRST_YEAR, "last": on.year},
            field="year",
        )
    rules, end = agency.rules(), date(year, 12, 31)

    def value(key: str) -> Any:
        return rules.value(f"annual.{key}", on=end)

    return Scope(
        agency=agency,
        year=year,
        on=on,
        levels=rules.annual_levels(end),
        counts_revoked=bool(value("counts_revoked")),
        unit=str(value("amount_unit")),
        tables=tuple(value("tables")),
        entered=entered or {},
    )
