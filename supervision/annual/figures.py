"""The yearly statistics as one JSON value, as lines of text, and as the rows behind a number."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from core.errors import RuleError
from core.tables import Cell
from enforcement.models import Agency
from supervision.annual import tables
from supervision.annual.scope import Scope
from supervision.annual.sources import Source

NOTHING = "—"
Figures = dict[str, Any]


def compute(scope: Scope) -> Figures:
    """Everything the report says in numbers: agency, year, day of the query, tables."""
    first, last = scope.days
    return {
        "agency": {"name": str(scope.agency.name), "uscc": str(scope.agency.uscc)},
        "year": scope.year,
        "from": first.isoformat(),
        "to": last.isoformat(),
        "queried_on": scope.on.isoformat(),
        "complete": scope.on > last,
        "tables": tables.count(scope),
    }


def lines(figures: Figures) -> Iterator[str]:
    """The tables as text, a number a line."""
    yield f"{figures['agency']['name']} {figures['year']}年度行政执法统计"
    yield f"统计期间：{figures['from']} 至 {figures['to']}；查询日期：{figures['queried_on']}"
    for number, table in enumerate(figures["tables"], start=1):
        yield ""
        yield f"表{numeral(number)} {table['title']}（单位：{table['unit']}）"
        if not table["duty"]:
            yield f"  {table['note']}"
        for column in table["columns"]:
            yield f"  {name(column)}：{shown(column['value'])}"


def name(column: dict[str, Any]) -> str:
    """The heading of a column with that of its group."""
    return f"{column['group']}·{column['label']}" if column["group"] else str(column["label"])


def numeral(number: int) -> str:
    """The number of a table."""
    return "一二三四五六七八九"[number - 1]


def shown(value: int | str | None) -> str:
    """A number, or the sign that there is no such duty."""
    return NOTHING if value is None else str(value)


def cells(figures: Figures) -> list[list[Cell]]:
    """The tables as rows of one sheet: table, column, number."""
    found: list[list[Cell]] = [["统计表", "项目", "数值", "单位"]]
    for number, table in enumerate(figures["tables"], start=1):
        title = f"表{numeral(number)} {table['title']}"
        if not table["duty"]:
            found.append([title, table["note"], None, None])
        for column in table["columns"]:
            value = column["value"]
            found.append(
                [title, name(column), shown(value) if value is None else value, table["unit"]]
            )
    return found


@dataclass(frozen=True)
class Line:
    """One row behind a number; `case` None for what belongs to no case of the portal."""

    on: date | None
    number: str
    title: str
    case: Any


def behind(
    scope: Scope, table: str, column: str, *, after: int, size: int
) -> tuple[str, list[Line]]:
    """The heading of a number and a page of the rows it counts, from the row after `after` of them.

    RuleError when the report has no such number.
    """
    found = tables.columns_of(scope).get((table, column))
    if found is None or found.rows is None or not found.listed:
        raise RuleError(_("年度统计没有这一栏。"), remedy=_("请从统计表中点开数字。"))
    rows: list[Line] = []
    for source in found.rows(scope):
        if after >= (count := source.rows.count()):
            after -= count
            continue
        rows += _page(source)[after : after + size - len(rows)]
        after = 0
        if len(rows) >= size:
            break
    return found.label, rows


def _page(source: Source) -> Any:
    names = (source.day, source.number, source.title, source.case)
    order = [F(source.day).asc()] if source.day else []
    values = source.rows.order_by(*order, "pk").values_list(*(name or "pk" for name in names))
    return _Lines(values, source)


@dataclass(frozen=True)
class _Lines:
    """A lazy list of lines over a QuerySet of values."""

    values: Any
    source: Source

    def __getitem__(self, part: slice) -> list[Line]:
        told = self.source
        return [
            Line(
                on if told.day else None,
                str(number or "") if told.number else "",
                str(title or ""),
                case if told.case else None,
            )
            for on, number, title, case in self.values[part]
        ]


def year_of(text: str) -> int:
    """The year a text names. RuleError when it names none."""
    if text.isascii() and text.isdigit():
        return int(text)
    raise RuleError(
        _("“%(text)s”不是年度，没有这一年度的统计数据。") % {"text": text},
        remedy=_("请填写四位数字的年度，例如2026。"),
        field="year",
    )


def agency_of(uscc: str) -> Agency:
    """The agency with the code. RuleError when there is none."""
    found: Agency | None = Agency.objects.filter(uscc=uscc.strip().upper()).exclude(uscc="").first()
    if found is None:
        raise RuleError(
            _("没有统一社会信用代码为“%(uscc)s”的行政执法主体。") % {"uscc": uscc},
            remedy=_("请核对代码，或者在执法主体清单中查询。"),
            field="agency",
        )
    return found
