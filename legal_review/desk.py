"""The reviewer's queue: what waits, how its clock stands, whose it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from core import deadlines
from core.models import Deadline
from enforcement.models import User
from legal_review.models import Review, ReviewAssignment, ReviewSupplement

REVIEW = "legal_review.review"
RUNNING, STOPPED, OVERDUE = "running", "stopped", "overdue"
MINE, ASSIGNED, UNASSIGNED = "mine", "assigned", "unassigned"
# Of those beyond, the page says how many there are.
LIMIT = 200
LAST = 10**6


@dataclass(frozen=True)
class Row:
    """A review that waits. `left`: working days to the due day; None without a clock.

    `state` is one of running, stopped (supplements are awaited) and overdue.
    """

    review: Review
    clock: Deadline | None
    left: int | None
    supplement: ReviewSupplement | None

    @property
    def state(self) -> str:
        """How the clock stands."""
        if self.clock is not None and self.clock.suspended_on is not None:
            return STOPPED
        return OVERDUE if self.left is not None and self.left < 0 else RUNNING

    @property
    def since(self) -> str:
        """Since when it stands still, in words; "" while it runs."""
        if self.clock is None or self.clock.suspended_on is None:
            return ""
        return _("%(day)s起等待补正，停止计算") % {"day": self.clock.suspended_on}


def rows(reviews: QuerySet[Review], on: date) -> list[Row]:
    """The open ones: overdue first, then by what is left; those that stand still come last."""
    waiting = list(reviews.filter(status=Review.Status.OPEN)[:LIMIT])
    clocks = clocks_of(waiting)
    left = deadlines.remaining_of(clocks.values(), on)
    asked = ReviewSupplement.objects.filter(
        review__in=waiting, status=ReviewSupplement.Status.ASKED
    )
    awaited = {row.review_id: row for row in asked}
    found = [
        Row(row, clock, left[clock.pk] if clock else None, awaited.get(row.pk))
        for row in waiting
        for clock in [clocks.get(str(row.pk))]
    ]
    return sorted(found, key=_urgency)


def _urgency(row: Row) -> tuple[bool, int, date]:
    left = LAST if row.left is None else row.left
    return row.state == STOPPED, left, row.review.submitted_on


def clocks_of(reviews: Iterable[Review]) -> dict[str, Deadline]:
    """The open review clock of each review, running or standing still, by its key."""
    found = Deadline.objects.filter(
        outcome=Deadline.Outcome.OPEN,
        subject_type="review",
        subject_id__in=[str(row.pk) for row in reviews],
    )
    return {clock.subject_id: clock for clock in found}


def decidable(reviews: QuerySet[Review], user: User) -> QuerySet[Review]:
    """Those of the account's own agency in which it has no other part, and that no other was given."""
    touched = (
        Q(submitted_by=user)
        | Q(decision__drafted_by=user)
        | Q(decision__case__created_by=user)
        | Q(decision__case__assignments__officer__account=user)
    )
    # By key: a join of many rows to one would count a review twice.
    kept = Review.objects.filter(touched).values("pk")
    others = ReviewAssignment.objects.filter(ended_on=None).exclude(reviewer=user)
    own = reviews.filter(agency=user.agency).exclude(pk__in=kept)
    return own.exclude(pk__in=others.values("review_id"))


def is_for(user: User, review: Review) -> bool:
    """Whether the review waits for this account: what it would be refused it is not offered."""
    if review.status != Review.Status.OPEN or not user.has_perm(REVIEW):
        return False
    return decidable(Review.objects.filter(pk=review.pk), user).exists()


def whose(reviews: QuerySet[Review], asked: str, user: User) -> QuerySet[Review]:
    """Those given to the account, to nobody, or open to it; all when nothing is asked."""
    given = ReviewAssignment.objects.filter(ended_on=None)
    if asked == ASSIGNED:
        return reviews.filter(pk__in=given.filter(reviewer=user).values("review_id"))
    if asked == UNASSIGNED:
        return reviews.exclude(pk__in=given.values("review_id"))
    return decidable(reviews, user) if asked == MINE else reviews


def neighbours(found: list[Row], review: Review) -> tuple[Review | None, Review | None]:
    """The reviews before and after one in the order of the queue.

    After one that stands still comes what runs: who has just asked for a supplement works on.
    """
    keys = [row.review.pk for row in found]
    if review.pk not in keys:
        return None, found[0].review if found else None
    place = keys.index(review.pk)
    before = found[place - 1].review if place else None
    if found[place].state == STOPPED and found[0].state != STOPPED:
        return before, found[0].review
    return before, found[place + 1].review if place + 1 < len(found) else None
