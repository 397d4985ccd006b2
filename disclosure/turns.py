"""Whose turn it is: the publications an account can work on now, one after the other."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db.models import F, Q, QuerySet

from disclosure.models import AutomaticWithholding, Publication
from enforcement.models import User

MOST = 200  # counted on a page
Status = Publication.Status


class Turn(NamedTuple):
    """What comes after a publication, and how many others wait for the account (at most MOST)."""

    following: UUID | None
    others: int


def workable(user: User) -> QuerySet[Publication]:
    """What this account may redact, approve, publish or confirm as withheld now, the next due first.

    Nobody approves what they redacted (house rule of the second person).
    """
    turns = Q(pk__in=())
    if user.has_perm("disclosure.redact"):
        turns |= Q(status=Status.PENDING, decision__isnull=False)
    if user.has_perm("disclosure.approve"):
        own = Q(status=Status.REDACTED, shown__redacted_by=user)
        turns |= Q(status__in=(Status.REDACTED, Status.APPROVED)) & ~own
        # A record of which a person must say whether the law bars it (services/order.py).
        turns |= Q(status=Status.PENDING, record__isnull=False, shown__isnull=False)
        # What the system withheld by itself (services/automatic.py).
        turns |= Q(pk__in=AutomaticWithholding.objects.confirmable_by(user).values("publication"))
    rows = Publication.objects.visible_to(user).filter(turns, agency=user.agency)
    return rows.order_by(F("deadline__due_on").asc(nulls_last=True), "pk")


def after(user: User, row: Publication) -> Turn:
    """The next one behind `row` in the order of their last days, else the first of all."""
    found = workable(user).exclude(pk=row.pk).values_list("deadline__due_on", "pk")[:MOST]
    places = [(due or date.max, pk) for due, pk in found]
    here = (row.deadline.due_on if row.deadline else date.max, row.pk)
    behind = [place for place in places if place > here] or places
    return Turn(behind[0][1] if behind else None, len(places))
