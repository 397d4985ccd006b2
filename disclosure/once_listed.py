"""Rows that are on a public list today or were on some day, in themselves and with their agency.

A row that ended, whose officer left the post or whose agency was abolished keeps the days on which
the list had it: a list of a day has what held on that day (domain §16.16). A row whose publication
was taken back, which is one without a day of publication, keeps none. What was told of a day, if
anything, is list_history's to say.
"""

from typing import Any

from django.db.models import QuerySet

from enforcement.models import (
    Agency,
    Delegation,
    InspectionCap,
    InspectionPlan,
    Item,
    Officer,
    RandomCheckItem,
    RandomCheckPlan,
)

KNOWN = (Agency.Status.CONFIRMED, Agency.Status.CLOSED)


def agencies() -> QuerySet[Agency]:
    """Agencies that are announced, or were until they were abolished."""
    rows: QuerySet[Agency] = Agency.objects.filter(status__in=KNOWN)
    return rows


def officers() -> QuerySet[Officer]:
    """Officers with a day of publication, in post or not any more."""
    return _of_known(Officer.objects.all())


def items() -> QuerySet[Item]:
    """Items with a day of publication, in force or not any more."""
    return _of_known(Item.objects.all())


def random_items() -> QuerySet[RandomCheckItem]:
    """Lines of the list of random checks, in force or not any more."""
    return _of_known(RandomCheckItem.objects.all())


def random_plans() -> QuerySet[RandomCheckPlan]:
    """Lines of the plans of every year of those."""
    return _of_known(RandomCheckPlan.objects.filter(check_item__in=random_items()))


def inspection_plans() -> QuerySet[InspectionPlan]:
    """Lines of the plans of inspection of every year."""
    return _of_known(InspectionPlan.objects.filter(item__in=items()))


def inspection_caps() -> QuerySet[InspectionCap]:
    """Limits of visits, in force or not any more."""
    rows = InspectionCap.objects.all()
    return _of_known(rows.exclude(item__isnull=False, item__in=_never()))


def delegations() -> QuerySet[Delegation]:
    """Delegations with a day of publication; one that ended stays on the register by itself."""
    rows: QuerySet[Delegation] = Delegation.objects.filter(
        published_on__isnull=False, delegator__status__in=KNOWN
    ).select_related("delegator", "delegate")
    return rows


def _of_known(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(published_on__isnull=False, agency__status__in=KNOWN)


def _never() -> QuerySet[Item]:
    """Items that the public list never had, or that were taken back."""
    return Item.objects.exclude(pk__in=items())
