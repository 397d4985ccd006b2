"""The statistics of legal review as a page shows and a file holds them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.tables import Cell
from enforcement.models import User
from enforcement.models.kinds import ActionKind
from legal_review.models import Review
from supervision import plots
from supervision import review_statistics as statistics
from supervision.review_statistics import COUNTS, Line, Spent, Values
from supervision.review_statistics_form import ReviewStatisticsForm

OUTCOMES = ("passed", "returned", "open")
TIMES = ("half", "most")
# The series of a plot are drawn like those of the statistics of recording.
DRAWN = {"passed": "covered", "returned": "missing", "open": "exempt"}
TIMED = {"half": "covered", "most": "exempt"}
TONES = {"passed": "good", "returned": "bad", "open": "info", "withdrawn": "neutral"}


@dataclass(frozen=True)
class Number:
    """A number of the table and the query of the rows it counts."""

    label: str
    count: int
    query: str


@dataclass(frozen=True)
class Shown:
    """A line of the table as the page shows it."""

    label: str
    numbers: list[Number]
    median: str
    p90: str
    returns: str


@dataclass(frozen=True)
class Row:
    """One submission behind a number."""

    spent: Spent
    review: Review
    tone: str


def days(value: float | None) -> str:
    """Working days, without a decimal that says nothing; a dash when nothing was decided."""
    return "—" if value is None else f"{value:g}"


def share(line: Line) -> str:
    """Returned ones in per cent of those decided."""
    return "—" if line.returns is None else f"{line.returns:.1f}%"


def page(form: ReviewStatisticsForm, *, by: User, on: date) -> dict[str, Any]:
    """What the page of the tables shows."""
    values = form.cleaned_data
    found = statistics.load(values, by=by, on=on)
    lines = statistics.table(found, values["by"])
    months = lines if values["by"] == "month" else statistics.table(found, "month")
    told = statistics.words()
    return {
        "heading": statistics.headings()[values["by"]],
        "columns": list(told.values()),
        "total": _shown(form, statistics.total(found)),
        "lines": [_shown(form, line) for line in lines],
        "plots": list(_plots(values, lines, months)),
        "reasons": [
            (row.label, row.count, form.query(**row.narrows))
            for row in statistics.reasons(values, by=by)
        ],
        "query": form.query(),
        "told": conditions(values),
    }


def _plots(
    values: Values, lines: Sequence[Line], months: Sequence[Line]
) -> Iterator[tuple[str, list[tuple[str, str]], plots.Plot]]:
    told = statistics.words()
    outcomes = [(DRAWN[name], told[name]) for name in OUTCOMES]
    times = [(TIMED["half"], _("中位数")), (TIMED["most"], _("至九成办结"))]
    if values["by"] != "month":
        by = _("按%(heading)s") % {"heading": statistics.headings()[values["by"]]}
        yield by, outcomes, plots.plot([_outcome(line) for line in lines])
        yield _("审核用时（工作日）"), times, plots.plot([_time(line) for line in lines])
    yield _("按月份"), outcomes, plots.plot([_outcome(line) for line in months])


def _outcome(line: Line) -> tuple[str, str, dict[str, int]]:
    told = _("退回率 %(share)s") % {"share": share(line)}
    return line.label, told, {DRAWN[name]: line.counts[name] for name in OUTCOMES}


def _time(line: Line) -> tuple[str, str, dict[str, int]]:
    half, most = round(line.median or 0), line.p90 or 0
    told = f"{days(line.median)} / {days(line.p90)}"
    return line.label, told, {TIMED["half"]: half, TIMED["most"]: max(0, most - half)}


def _shown(form: ReviewStatisticsForm, line: Line) -> Shown:
    told = statistics.words()
    numbers = [
        Number(told[name], line.counts[name], form.query(**line.narrows, what=name))
        for name in COUNTS
    ]
    return Shown(line.label, numbers, days(line.median), days(line.p90), share(line))


def conditions(values: Values) -> str:
    """The period and the conditions in words, for the heading of a print and a list."""
    period = {"since": values["since"].isoformat(), "until": values["until"].isoformat()}
    told = [_("%(since)s 至 %(until)s") % period]
    if values.get("agency"):
        told.append(str(values["agency"]))
    if values.get("unit"):
        unnamed = values["unit"] == statistics.NO_UNIT
        told.append(_("未登记内设机构") if unnamed else str(values["unit"]))
    if values.get("kind"):
        told.append(str(ActionKind(values["kind"]).label))
    if values.get("month"):
        told.append(str(date_format(values["month"], "YEAR_MONTH_FORMAT")))
    if values.get("reviewer"):
        told += [str(row) for row in User.objects.filter(pk=values["reviewer"])]
    return " · ".join(told)


def shown(found: Sequence[Spent]) -> list[Row]:
    """Submissions as rows of a list, in their order; one query."""
    joined = ("decision__case", "agency", "reviewer", "submitted_by")
    reviews = Review.objects.select_related(*joined).in_bulk([row.key for row in found])
    return [Row(row, reviews[row.key], TONES[row.status]) for row in found]


def table(found: Sequence[Spent], kind: str) -> list[list[Cell]]:
    """The table as cells, the sum last."""
    head: list[Cell] = [statistics.headings()[kind], *statistics.words().values()]
    cells = [[*head, _("用时中位数（工作日）"), _("九成办结用时（工作日）"), _("退回率（%）")]]
    for line in [*statistics.table(found, kind), statistics.total(found)]:
        share = None if line.returns is None else round(line.returns, 1)
        cells.append([line.label, *line.counts.values(), line.median, line.p90, share])
    return cells


def rows(found: Sequence[Spent]) -> list[list[Cell]]:
    """The rows of a number as cells."""
    head: list[Cell] = [
        *(_("送审日期"), _("案号"), _("案件"), _("机关"), _("承办机构"), _("执法类别")),
        *(_("送审次数"), _("审核人员"), _("审核结果"), _("办结日期"), _("用时（工作日）")),
    ]
    return [head, *map(_cells, shown(found))]


def _cells(row: Row) -> list[Cell]:
    review, case = row.review, row.review.decision.case
    return [
        *(review.submitted_on, case.number, case.title, str(review.agency), row.spent.unit),
        *(review.decision.get_kind_display(), review.round, str(review.reviewer or "")),
        *(str(review.get_status_display()), review.decided_on, row.spent.days),
    ]
