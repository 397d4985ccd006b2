"""Statistics of legal review: how many, how long, what came back and why, what is overdue (domain §9.5).

Each number counts the rows of one list, `narrowed(...)`; the page behind the number lists those rows.
Time is counted in working days of the agency's region, without the days the clock stood still.
"""

import statistics
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import ceil
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core import calendar, deadlines
from core.models import Deadline
from core.periods import Suspension
from core.workdays import ONE_DAY, Calendar, is_workday
from enforcement.models import Agency, User
from enforcement.models.kinds import ActionKind
from legal_review import outcomes
from legal_review.models import Review, ReviewCheck, ReviewExtension, ReviewObjection
from legal_review.models.reviews import ReviewQuerySet

Status = Review.Status
NO_UNIT = "-"
TENTHS = 0.9
REASONS = 20
Values = Mapping[str, Any]
WANTING = ReviewCheck.objects.filter(result__in=["fail", "flaw"])


@dataclass(frozen=True)
class Spent:
    """One submission and what it took; `days` in working days, None while it is open or withdrawn."""

    key: UUID
    agency: int
    unit: str
    kind: str
    on: date
    status: str
    round: int
    reviewer: int | None
    days: int | None
    late: bool
    overdue: bool
    extended: bool
    objected: bool = False


COUNTS: dict[str, Callable[[Spent], bool]] = {
    "submitted": lambda row: True,
    "passed": lambda row: row.status == Status.PASSED,
    "returned": lambda row: row.status == Status.RETURNED,
    "withdrawn": lambda row: row.status == Status.WITHDRAWN,
    "open": lambda row: row.status == Status.OPEN,
    "again": lambda row: row.round > 1,
    "extended": lambda row: row.extended,
    "objected": lambda row: row.objected,
    "late": lambda row: row.late,
    "overdue": lambda row: row.overdue,
}
# Kind of table -> what its lines are told apart by.
TABLES: dict[str, Callable[[Spent], Any]] = {
    "agency": lambda row: row.agency,
    "unit": lambda row: (row.agency, row.unit),
    "kind": lambda row: row.kind,
    "month": lambda row: row.on.replace(day=1),
    "reviewer": lambda row: row.reviewer or 0,
}


@dataclass(frozen=True)
class Line:
    """One line of a table. `narrows`: the conditions that leave only its rows; days of those decided."""

    label: str
    counts: Mapping[str, int]
    days: Sequence[int]
    narrows: Mapping[str, str] = field(default_factory=dict)

    @property
    def median(self) -> float | None:
        """The middle of the working days; None when nothing was decided."""
        return float(statistics.median(self.days)) if self.days else None

    @property
    def p90(self) -> int | None:
        """The days within which nine of ten were decided (nearest rank)."""
        return sorted(self.days)[ceil(TENTHS * len(self.days)) - 1] if self.days else None

    @property
    def returns(self) -> float | None:
        """Returned ones in per cent of those decided."""
        decided = self.counts["passed"] + self.counts["returned"]
        return 100 * self.counts["returned"] / decided if decided else None


def words() -> dict[str, str]:
    """The heading of each count."""
    return {
        "submitted": _("送审"),
        "passed": _("审核通过"),
        "returned": _("退回"),
        "withdrawn": _("撤回"),
        "open": _("审核中"),
        "again": _("再次送审"),
        "extended": _("延长期限"),
        "objected": _("提出异议"),
        "late": _("逾期办结"),
        "overdue": _("逾期未办"),
    }


def headings() -> dict[str, str]:
    """The heading of the first column of each kind of table."""
    return {
        "agency": _("机关"),
        "unit": _("承办机构"),
        "kind": _("执法类别"),
        "month": _("月份"),
        "reviewer": _("审核人员"),
    }


class Days:
    """How many working days lie behind each day of a calendar, so that a span is one subtraction."""

    def __init__(self, book: Calendar, first: date, last: date) -> None:
        self.first, self.sums = first, [0]
        for number in range(first.toordinal(), last.toordinal() + 1):
            self.sums.append(self.sums[-1] + is_workday(book, date.fromordinal(number)))

    def upto(self, on: date) -> int:
        """Working days from the first day to `on`, both included; the ends of the table at least."""
        place = on.toordinal() - self.first.toordinal() + 1
        return self.sums[min(max(place, 0), len(self.sums) - 1)]

    def spent(self, start: date, end: date, pauses: Iterable[Suspension]) -> int:
        """Working days after `start` up to `end` on which the clock ran."""
        left_out = sum(
            max(
                0,
                self.upto(min(pause.end or end, end))
                - self.upto(max(pause.start - ONE_DAY, start)),
            )
            for pause in pauses
        )
        return self.upto(end) - self.upto(start) - left_out


def rows(values: Values, *, by: User) -> ReviewQuerySet:
    """The submissions of the period within the conditions the database can tell."""
    found = Review.objects.visible_to(by)
    found = found.filter(submitted_on__gte=values["since"], submitted_on__lte=values["until"])
    if values.get("agency"):
        found = found.filter(agency=values["agency"])
    if values.get("kind"):
        found = found.filter(decision__kind=values["kind"])
    if values.get("unit"):
        unit = "" if values["unit"] == NO_UNIT else values["unit"]
        found = found.filter(submitted_by__unit=unit)
    wanting = {name: values[name] for name in ("head", "code") if values.get(name)}
    if wanting:
        found = found.filter(pk__in=WANTING.filter(**wanting).values("review_id"))
    return found


def load(values: Values, *, by: User, on: date) -> list[Spent]:
    """Every submission with what it took, the newest first; four queries however many."""
    told = rows(values, by=by).order_by("-submitted_on", "-pk")
    found = list(told.select_related("decision", "submitted_by").only(*COLUMNS))
    clocks = _clocks(found)
    keys = rows(values, by=by).values("pk")
    extended = ReviewExtension.objects.filter(review__in=keys, status="approved")
    objected = ReviewObjection.objects.filter(review__in=keys)
    marks = [set(each.values_list("review_id", flat=True)) for each in (extended, objected)]
    books = _books(clocks.values(), values, on)
    spent = [_spent(row, clocks.get(str(row.pk)), books, on, marks) for row in found]
    return [row for row in spent if _fits(row, values)]


COLUMNS = (
    *("agency_id", "status", "round", "submitted_on", "decided_on", "reviewer_id"),
    *("decision__kind", "submitted_by__unit"),
)


def _clocks(found: Sequence[Review]) -> dict[str, Deadline]:
    if not found:
        return {}
    agencies = {row.agency_id for row in found}
    days = [row.submitted_on for row in found]
    clocks = Deadline.objects.filter(
        subject_type="review",
        agency_id__in=agencies,
        start_on__gte=min(days),
        start_on__lte=max(days),
    )
    return {row.subject_id: row for row in clocks}


def _books(clocks: Iterable[Deadline], values: Values, on: date) -> dict[str, Days]:
    last = max(on, values["until"])
    return {
        region: Days(calendar.load(region), values["since"], last)
        for region in {row.region for row in clocks}
    }


def _spent(
    row: Review,
    clock: Deadline | None,
    books: dict[str, Days],
    on: date,
    marks: Sequence[set[UUID]],
) -> Spent:
    extended, objected = marks
    ended, days = row.decided_on, None
    if clock is not None and ended is not None:
        days = books[clock.region].spent(row.submitted_on, ended, deadlines.pauses_of(clock))
    waits = clock is not None and clock.outcome == Deadline.Outcome.OPEN
    return Spent(
        key=row.pk,
        agency=row.agency_id,
        unit=row.submitted_by.unit,
        kind=row.decision.kind,
        on=row.submitted_on,
        status=row.status,
        round=row.round,
        reviewer=row.reviewer_id,
        days=days,
        late=clock is not None and clock.outcome == Deadline.Outcome.LATE,
        overdue=waits and clock is not None and not clock.suspended_on and clock.due_on < on,
        extended=row.pk in extended,
        objected=row.pk in objected,
    )


def _fits(row: Spent, values: Values) -> bool:
    """The conditions that a number brings along."""
    month, reviewer = values.get("month"), values.get("reviewer")
    if month and row.on.replace(day=1) != month:
        return False
    if reviewer is not None and reviewer != "" and (row.reviewer or 0) != int(reviewer):
        return False
    return COUNTS[values.get("what") or "submitted"](row)


def total(found: Iterable[Spent]) -> Line:
    """Everything within the conditions."""
    return _line(_("合计"), list(found), {})


def table(found: Iterable[Spent], kind: str) -> list[Line]:
    """One line for each agency, unit, kind of act, month or reviewer that has a row."""
    groups: dict[Any, list[Spent]] = defaultdict(list)
    for row in found:
        groups[TABLES[kind](row)].append(row)
    names = _names(kind, groups)
    return [
        _line(names[key], groups[key], _narrows(kind, key))
        for key in sorted(groups, key=lambda key: (names[key] if kind != "month" else "", str(key)))
    ]


def _line(label: str, found: Sequence[Spent], narrows: Mapping[str, str]) -> Line:
    counts = {name: sum(map(test, found)) for name, test in COUNTS.items()}
    return Line(label, counts, [row.days for row in found if row.days is not None], narrows)


def _names(kind: str, keys: Iterable[Any]) -> dict[Any, str]:
    if kind == "kind":
        return {key: str(ActionKind(key).label) for key in keys}
    if kind == "month":
        return {key: str(date_format(key, "YEAR_MONTH_FORMAT")) for key in keys}
    if kind == "reviewer":
        people = {row.pk: str(row) for row in User.objects.filter(pk__in=list(keys))}
        return {key: people.get(key, _("尚未审核")) for key in keys}
    wanted = {key: (key if kind == "agency" else key[0]) for key in keys}
    agencies = {row.pk: str(row) for row in Agency.objects.filter(pk__in=wanted.values())}
    if kind == "agency":
        return {key: agencies[key] for key in wanted}
    return {
        key: _("%(agency)s · %(unit)s")
        % {"agency": agencies[key[0]], "unit": key[1] or _("未登记内设机构")}
        for key in wanted
    }


def _narrows(kind: str, key: Any) -> dict[str, str]:
    if kind == "unit":
        return {"agency": str(key[0]), "unit": key[1] or NO_UNIT}
    if kind == "month":
        return {"month": key.isoformat()}
    return {kind: str(key)}


@dataclass(frozen=True)
class Why:
    """Why submissions did not pass: a head and the code of its reason, how many; what leaves them."""

    label: str
    count: int
    narrows: Mapping[str, str]


def reasons(values: Values, *, by: User) -> list[Why]:
    """The heads found wanting with their codes, the most frequent first, at most REASONS."""
    found = WANTING.filter(review__in=rows(values, by=by).values("pk"))
    counted = found.values_list("head", "label", "code").annotate(n=Count("review", distinct=True))
    return [
        Why(
            _("%(head)s：%(reason)s") % {"head": label, "reason": outcomes.label_of(code)}
            if code
            else label,
            count,
            {"head": head, "code": code} if code else {"head": head},
        )
        for head, label, code, count in counted.order_by("-n", "head", "code")[:REASONS]
    ]
