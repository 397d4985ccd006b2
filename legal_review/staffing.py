"""How many reviewers each agency has beside its officers, and how many it must have (118 号 11)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from enforcement.models import Agency, Officer
from legal_review.models import Qualification
from legal_review.qualifications import required_reviewers

RATIO = "review.staff_ratio"


@dataclass(frozen=True)
class Staffing:
    """The numbers of one agency on a day."""

    agency: Agency
    officers: int
    reviewers: int
    needed: int
    article: str

    @property
    def short(self) -> int:
        """How many reviewers are missing."""
        return max(0, self.needed - self.reviewers)

    @property
    def share(self) -> float:
        """Reviewers in per cent of officers."""
        return 100 * self.reviewers / self.officers if self.officers else 0.0


def table(agencies: Iterable[int], on: date) -> list[Staffing]:
    """The agencies among those that have officers, in the order of the tree; three queries."""
    keys = list(agencies)
    officers = dict(
        Officer.objects.filter(agency_id__in=keys, status=Officer.Status.ACTIVE)
        .values_list("agency_id")
        .annotate(n=Count("pk"))
        .order_by()
    )
    valid = Qualification.objects.valid(on).filter(agency_id__in=keys, account__is_active=True)
    reviewers = dict(
        valid.values_list("agency_id").annotate(n=Count("account", distinct=True)).order_by()
    )
    return [
        _line(agency, officers[agency.pk], reviewers.get(agency.pk, 0), on)
        for agency in Agency.objects.filter(pk__in=officers)
    ]


def _line(agency: Agency, officers: int, reviewers: int, on: date) -> Staffing:
    rules = agency.rules()
    needed = required_reviewers(officers, rules)
    return Staffing(agency, officers, reviewers, needed, rules.article(RATIO, on=on))


def of(agency: Agency, on: date) -> Staffing | None:
    """The numbers of one agency; None when it has no officers."""
    return next(iter(table([agency.pk], on)), None)
