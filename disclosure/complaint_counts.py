"""How complaints about each unit were handled: counts alone, for who supervises the units."""

from collections import Counter, defaultdict
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
    """The counts of one unit; `late` has a clock that was, or is, over."""

    unit: Agency
    received: int
    waiting: int
    declined: int
    answered: int
    late: int
    satisfied: int
    dissatisfied: int


def table(user: Any, on: date) -> list[Line]:
    """One line for each unit the account supervises from outside and that was complained about."""
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
    named = units.filter(pk__in=counts).order_by("path")
    return [Line(row, **{name: counts[row.pk][name] for name in COUNTS}) for row in named]


def _heads(status: str, rating: str) -> list[str]:
    """The columns a complaint counts in, by its state and its rating."""
    state = "waiting" if status in Complaint.OPEN else status
    rated = {Rate.SATISFIED: ["satisfied"], Rate.PARTLY: ["satisfied"]}
    return [state, *rated.get(Rate(rating), ["dissatisfied"])] if rating else [state]
