"""The statistics of recording as a page shows and a file holds them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.errors import RuleError
from core.tables import Cell
from enforcement.models import User
from enforcement.models.kinds import ActionKind
from recording import kinds
from recording.models import CoverageLine
from supervision import plots
from supervision import recording_statistics as statistics
from supervision.recording_statistics import COUNTS, Line, Values
from supervision.recording_statistics_form import StatisticsForm

MOST_ROWS = 50_000
JOINED = ("case", "step", "agency")
SERIES = ("covered", "exempt", "missing")
TONES = {"covered": "good", "exempt": "info", "missing": "bad"}


@dataclass(frozen=True)
class Number:
    """A number of the table and the query of the rows it counts; `tone` of its badge, if any."""

    label: str
    count: int
    query: str


@dataclass(frozen=True)
class Shown:
    """A line of the table as the page shows it."""

    label: str
    numbers: list[Number]
    rate: str


@dataclass(frozen=True)
class Row:
    """One step behind a number: its title, the item that asks for it, what its recordings lack."""

    line: CoverageLine
    step: str
    item: str
    tone: str
    lacks: str

    @classmethod
    def of(cls, line: CoverageLine) -> "Row":
        """The row of a line."""
        return cls(
            line,
            kinds.step_label(line.step.kind),
            statistics.items().get(line.activity, line.activity),
            TONES[line.state],
            lacks(line),
        )


def rate(line: Line) -> str:
    """The rate with one decimal, a dash when nothing had to be recorded."""
    return "—" if line.rate is None else f"{line.rate:.1f}%"


def lacks(line: CoverageLine) -> str:
    """What the recordings of the step lack, in words with numbers."""
    told = statistics.words()
    found = {name: getattr(line, name) for name in ("late", "gaps", "drifts", "unshown")}
    return "、".join(f"{told[name]} {count}" for name, count in found.items() if count)


def page(form: StatisticsForm, *, by: User) -> dict[str, Any]:
    """What the page of the tables shows; a fixed number of queries."""
    values = form.cleaned_data
    lines = statistics.table(values, values["by"], by=by)
    # Added up, unless a step can stand in two lines.
    whole = statistics.total(values, by=by)
    months = lines if values["by"] == "month" else statistics.table(values, "month", by=by)
    return {
        "heading": statistics.headings()[values["by"]],
        "columns": list(statistics.words().values()),
        "total": _shown(form, whole),
        "lines": [_shown(form, line) for line in lines],
        "by_item": values["by"] == "item",
        "legend": [(name, statistics.words()[name]) for name in SERIES],
        "plots": [
            (title, plots.plot([_bar(line) for line in drawn]))
            for title, drawn in _drawn(values, lines, months)
        ],
        "reasons": [
            (reason, count, form.query(what="exempt", reason=reason))
            for reason, count in statistics.reasons(values, by=by)
        ],
        "query": form.query(),
        "told": conditions(values),
    }


def _drawn(
    values: Values, lines: list[Line], months: list[Line]
) -> Iterator[tuple[str, list[Line]]]:
    if values["by"] != "month":
        heading = statistics.headings()[values["by"]]
        yield _("按%(heading)s") % {"heading": heading}, lines
    yield _("按月份"), months


def _bar(line: Line) -> tuple[str, str, dict[str, int]]:
    return line.label, rate(line), {name: line.counts[name] for name in SERIES}


def _shown(form: StatisticsForm, line: Line) -> Shown:
    told = statistics.words()
    numbers = [
        Number(told[name], line.counts[name], form.query(**line.narrows, what=name))
        for name in COUNTS
    ]
    return Shown(line.label, numbers, rate(line))


def conditions(values: Values) -> str:
    """The period and the conditions in words, for the heading of a print and a list."""
    days = {"since": values["since"].isoformat(), "until": values["until"].isoformat()}
    told = [_("%(since)s 至 %(until)s") % days]
    if values.get("agency"):
        told.append(str(values["agency"]))
    if values.get("unit"):
        unnamed = values["unit"] == statistics.NO_UNIT
        told.append(_("未登记内设机构") if unnamed else str(values["unit"]))
    if values.get("kind"):
        told.append(str(ActionKind(values["kind"]).label))
    if values.get("item"):
        told.append(statistics.items().get(values["item"]) or str(values["item"]))
    if values.get("month"):
        told.append(str(date_format(values["month"], "YEAR_MONTH_FORMAT")))
    if values.get("reason"):
        told.append(values["reason"])
    return " · ".join(told)


def table(values: Values, *, by: User) -> list[list[Cell]]:
    """The table as cells, the sum last."""
    lines = statistics.table(values, values["by"], by=by)
    head: list[Cell] = [statistics.headings()[values["by"]], *statistics.words().values()]
    found: list[list[Cell]] = [[*head, _("记录率（%）")]]
    for line in [*lines, statistics.total(values, by=by)]:
        part = None if line.rate is None else round(line.rate, 1)
        found.append([line.label, *line.counts.values(), part])
    return found


def rows(values: Values, *, by: User) -> list[list[Cell]]:
    """The rows of a number as cells. RuleError when they are too many for one file."""
    found = statistics.rows(values, by=by, what=values["what"]).select_related(*JOINED)
    lines = list(found.order_by("-on", "-pk").defer("step__text")[: MOST_ROWS + 1])
    if len(lines) > MOST_ROWS:
        raise RuleError(
            _("超过%(most)d行，不能导出为一个文件。") % {"most": MOST_ROWS},
            remedy=_("请缩短期间或者增加条件后分别导出。"),
        )
    head: list[Cell] = [
        *(_("日期"), _("案号"), _("案件"), _("环节"), _("音像记录事项"), _("机关"), _("内设机构")),
        *(_("执法类别"), _("记录情况"), _("不进行音像记录的理由"), _("问题")),
    ]
    return [head, *map(_cells, map(Row.of, lines))]


def _cells(row: Row) -> list[Cell]:
    line = row.line
    return [
        *(line.on, line.case.number, line.case.title, row.step, row.item),
        *(line.agency.name, line.unit, line.get_kind_display(), line.get_state_display()),
        *(line.reason, row.lacks),
    ]
