"""How timely each agency publishes: the table of the supervisors' page."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from disclosure import timeliness
from disclosure.models import Publication
from disclosure.services import warnings
from enforcement.models import Agency, Decision, User

Status = Publication.Status
WAITING = Q(status__in=warnings.WAITING)


@dataclass(frozen=True)
class Line:
    """The counts of one agency; `pending` is within its period, `overdue` is not."""

    agency: Agency
    issued: int
    in_time: int
    late: int
    pending: int
    overdue: int
    withheld: int


COUNTS = ("issued", "in_time", "late", "pending", "overdue", "withheld")


def totals(lines: list[Line]) -> dict[str, int]:
    """The sums of the columns."""
    return {name: sum(getattr(line, name) for line in lines) for name in COUNTS}


def table(user: User, on: date) -> list[Line]:
    """One line for each agency the account supervises, in the order of the tree; three queries."""
    keys = user.visible_agency_ids()
    issued = dict(
        Decision.objects.issued()
        .filter(agency_id__in=keys)
        .values_list("agency_id")
        .annotate(n=Count("pk"))
        .order_by()
    )
    counts = Publication.objects.filter(agency_id__in=keys, decision__isnull=False)
    grouped = counts.values("agency_id").annotate(
        in_time=Count("pk", filter=timeliness.IN_TIME),
        late=Count("pk", filter=timeliness.LATE),
        pending=Count("pk", filter=WAITING & ~Q(deadline__due_on__lt=on)),
        overdue=Count("pk", filter=WAITING & Q(deadline__due_on__lt=on)),
        withheld=Count("pk", filter=Q(status=Status.WITHHELD)),
    )
    rows = grouped.order_by().values_list("agency_id", *COUNTS[1:])
    found = {row[0]: dict(zip(COUNTS[1:], row[1:], strict=True)) for row in rows}
    empty = dict.fromkeys(COUNTS[1:], 0)
    return [
        Line(agency, issued.get(agency.pk, 0), **found.get(agency.pk, empty))
        for agency in Agency.objects.filter(pk__in=keys).order_by("path")
    ]
