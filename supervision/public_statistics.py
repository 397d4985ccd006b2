"""Volume and timeliness of publication by agency and month, for the public page and the API alike.

issued = published + withheld + pending are the counts of the publication log; `shown` is what the
public may read today, and the list of decisions shows exactly those rows. Never by amount, and never
ordered by a number: agencies stand in the order of the register (行政处罚法 74, 国办发〔2022〕27号).
Nothing is told apart by party, so that no natural person can be counted out.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Count, Max, Q, QuerySet
from django.db.models.functions import ExtractMonth
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disclosure import ledger_counts, timeliness
from disclosure.filters import PublicFilter, chosen_agency
from disclosure.models import LedgerNumber, Publication
from disclosure.search import of_agency
from enforcement.models import Agency
from supervision import plots
from supervision.models import YearlyReport

FIRST_YEAR, LAST_YEAR = 2000, 2999
MONTHS = range(1, 13)
LOG = ("issued", "published", "withheld", "pending", "late")
TIMED = ("in_time", "out_of_time", "not_judged")
KEYS = ("issued", "published", "withheld", "pending", "overdue", "shown", *TIMED)
SERIES = ("published", "withheld", "pending")
Values = Mapping[str, Any]


class StatisticsFilter(PublicFilter):
    """Filters of the statistics: the year of the decision, and one agency."""

    year = forms.IntegerField(
        label=gettext_lazy("年度"), required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR
    )
    agency = chosen_agency()


@dataclass(frozen=True)
class Line:
    """The counts of a month, of an agency, or of all. `first`, `last`: the days it is about."""

    label: str
    counts: Mapping[str, int]
    first: date
    last: date
    agency: Agency | None = None

    @property
    def rate(self) -> float | None:
        """Published in time, in per cent of what had a day to be published by that is past or done."""
        due = sum(self.counts[key] for key in ("in_time", "out_of_time", "overdue"))
        return round(100 * self.counts["in_time"] / due, 1) if due else None

    @property
    def month(self) -> str:
        """As the publication log writes it."""
        return f"{self.first:%Y-%m}"

    def numbers(self, key: str, asked: Values) -> str:
        """The page of the rows that the count of `key` is made of."""
        if key == "shown":
            return self.rows(asked)
        agency = self.agency.pk if self.agency else asked.get("agency", "")
        whole = self.first.month != self.last.month
        period = str(self.first.year) if whole else self.month
        given = {"period": period, "agency": agency, "counted": key}
        query = urlencode({name: value for name, value in given.items() if value})
        return f"{reverse('ledger-numbers')}?{query}"

    def rows(self, asked: Values) -> str:
        """The list of the public decisions that `shown` counts."""
        agency = self.agency.pk if self.agency else asked.get("agency", "")
        given = {"agency": agency, "from": self.first.isoformat(), "to": self.last.isoformat()}
        query = urlencode({name: value for name, value in given.items() if value})
        return f"{reverse('decision-list')}?{query}"


@dataclass(frozen=True)
class Statistics:
    """One year: its sum, its months, its agencies in the order of the register."""

    year: int
    total: Line
    months: list[Line]
    agencies: list[Line]


def of(values: Values, on: date) -> Statistics:
    """The statistics that answer the cleaned values of a StatisticsFilter; four queries."""
    year = values.get("year") or on.year
    cells = _cells(year, of_agency(values.get("agency") or ""), on)
    agencies = Agency.objects.filter(pk__in={agency for agency, _month in cells}).order_by("path")
    whole = (date(year, 1, 1), date(year, 12, 31))
    return Statistics(
        year=year,
        total=Line(_("合计"), _added(cells.values()), *whole),
        months=list(_months(year, cells)),
        agencies=[
            Line(
                str(row.name),
                _added(counts for (agency, _month), counts in cells.items() if agency == row.pk),
                *whole,
                row,
            )
            for row in agencies
        ],
    )


def _months(year: int, cells: "Cells") -> Iterator[Line]:
    for month in MONTHS:
        found = [counts for (_agency, at), counts in cells.items() if at == month]
        if found:
            first = date(year, month, 1)
            yield Line(f"{first:%Y-%m}", _added(found), first, _end(first))


def _end(first: date) -> date:
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)


Cells = dict[tuple[int, int], Counter[str]]


def _cells(year: int, wanted: Q, on: date) -> Cells:
    """{(agency, month): counts}: one query of the log, two of the publications."""
    found: Cells = {}
    numbers = LedgerNumber.objects.filter(wanted, month__startswith=f"{year}-")
    for row in ledger_counts.counted(numbers, on, "agency_id", "month"):
        counts = Counter({key: row[key] for key in LOG})
        counts["overdue"] = counts.pop("late")
        found[row["agency_id"], int(row["month"][-2:])] = counts
    days = (date(year, 1, 1), date(year, 12, 31))
    rows = Publication.objects.filter(wanted, decided_on__range=days)
    _count(
        found,
        rows,
        in_time=timeliness.IN_TIME,
        out_of_time=timeliness.LATE,
        not_judged=timeliness.NOT_JUDGED,
    )
    _count(found, Publication.objects.public(on).filter(wanted, decided_on__range=days), shown=Q())
    return found


def _count(found: Cells, rows: QuerySet[Publication], **wanted: Q) -> None:
    told = {key: Count("pk", filter=where) for key, where in wanted.items()}
    months = rows.order_by().annotate(at=ExtractMonth("decided_on"))
    grouped: Iterable[Any] = months.values("agency_id", "at").annotate(**told)
    for row in grouped:
        cell = found.setdefault((row["agency_id"], row["at"]), Counter())
        cell.update({key: row[key] for key in told})


def _added(parts: Iterable[Counter[str]]) -> dict[str, int]:
    whole: Counter[str] = Counter()
    for part in parts:
        whole.update(part)
    return {key: whole[key] for key in KEYS}


def words() -> dict[str, str]:
    """The heading of each count."""
    return {
        "issued": _("作出"),
        "published": _("已公开"),
        "withheld": _("依法不公开"),
        "pending": _("待公开"),
        "overdue": _("其中逾期"),
        "shown": _("现可查阅"),
        "in_time": _("按期公开"),
        "out_of_time": _("逾期公开"),
        "not_judged": _("报送未评判"),
    }


def rate_text(line: Line) -> str:
    """The share published in time, a dash where nothing had to be."""
    return "—" if line.rate is None else f"{line.rate:.1f}%"


def plot(lines: Iterable[Line]) -> plots.Plot:
    """Bars of the months: what became of the numbers, the share in time at the end."""
    return plots.plot(
        [(row.label, rate_text(row), {key: row.counts[key] for key in SERIES}) for row in lines]
    )


def reports(year: int) -> list[YearlyReport]:
    """The newest public version of each agency's report of the year, in the order of the register."""
    rows = YearlyReport.objects.public().filter(year=year)
    newest = rows.values("agency_id").annotate(newest=Max("version"))
    wanted = {(row["agency_id"], row["newest"]) for row in newest}
    found = rows.select_related("agency").order_by("agency__path")
    return [row for row in found if (row.agency_id, row.version) in wanted]


def report_years() -> list[int]:
    """The years with a public report, newest first."""
    rows = YearlyReport.objects.public().order_by("-year").values_list("year", flat=True)
    return list(rows.distinct())
