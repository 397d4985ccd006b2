"""How complaints about each unit were handled: counts alone, for who supervises the units."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from core.models import Deadline
from disclosure.models import Complaint
from disclosure.services.complaints import SUBJECT
from enforcement.models import Agency

Rate = Complaint.Satisfaction
COUNTS = ("received", "waiting", "declined", "answered", "late", "satisfied", "dissatisfied")


@dataclass(frozen=True)
class Line:
    """The counts of one unit; `late` has a clock that was, or is, over.

    `whole`: of the unit with all that are below it, on a line of its own beside the unit's.
    """

    unit: Agency
    received: int
    waiting: int
    declined: int
    answered: int
    late: int
    satisfied: int
    dissatisfied: int
    whole: bool = False


def table(user: Any, on: date) -> list[Line]:
    """One line for each unit the account supervises from outside and that was complained about, and
    one with its subordinate units wherever they add to it."""
    units = Agency.objects.filter(pk__in=user.visible_agency_ids()).exclude(pk=user.agency_id)
    over = Q(outcome=Deadline.Outcome.LATE) | Q(outcome=Deadline.Outcome.OPEN, due_on__lt=on)
    late = Deadline.objects.filter(over, subject_type=SUBJECT)
    keys = {UUID(key) for key in late.values_list("subject_id", flat=True)}
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    rows = Complaint.objects.filter(unit__in=units).order_by()
    for unit, key, status, rating in rows.values_list("unit_id", "pk", "status", "satisfaction"):
        counts[unit].update(
            ["received", *_heads(status, rating), *(["late"] if key in keys else [])]
        )
    return list(_lines(list(units.order_by("path")), counts))


def _lines(units: list[Agency], counts: Mapping[int, Counter[str]]) -> Iterator[Line]:
    """The lines in the order of the tree; `units` are all that may be counted.

    A department is no part of its government: what is said of one is no count of the other.
    """
    whole: dict[str, Counter[str]] = defaultdict(Counter)
    for unit in units:
        for end in range(Agency.steplen, len(unit.path) + 1, Agency.steplen):
            whole[unit.path[:end]].update(counts.get(unit.pk, Counter()))
    for unit in units:
        own = counts.get(unit.pk, Counter())
        if own["received"]:
            yield _line(unit, own)
        below = whole[unit.path]["received"] > own["received"]
        if below and unit.kind != Agency.Kind.GOVERNMENT:
            yield _line(unit, whole[unit.path], whole=True)


def _line(unit: Agency, counts: Counter[str], *, whole: bool = False) -> Line:
    values: dict[str, Any] = {name: counts[name] for name in COUNTS}
    return Line(unit, **values, whole=whole)


def _heads(status: str, rating: str) -> list[str]:
    """The columns a complaint counts in, by its state and its rating."""
    state = "waiting" if status in Complaint.OPEN else status
    rated = {Rate.SATISFIED: ["satisfied"], Rate.PARTLY: ["satisfied"]}
    return [state, *rated.get(Rate(rating), ["dissatisfied"])] if rating else [state]
