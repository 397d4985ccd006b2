"""Who must not review a file: its handlers, those who opened, drafted, reviewed or decided the case,
and everybody of the handling unit (广东省行政执法案卷评查办法 10)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from enforcement.models import Case, CaseOfficer, Decision, User
from legal_review.models import Review
from supervision.models import SecondReview

ARTICLE = "广东省行政执法案卷评查办法第十条"
Pair = tuple[int, UUID]


def involved(cases: Iterable[Case]) -> dict[UUID, set[int]]:
    """Accounts with any part in each case; six queries however many cases."""
    rows = list(cases)
    found: dict[UUID, set[int]] = defaultdict(set)
    for case in rows:
        found[case.pk].add(case.created_by_id)
    parts = CaseOfficer.objects.filter(case__in=rows)
    decisions = Decision.objects.filter(case__in=rows)
    reviews = Review.objects.filter(decision__case__in=rows)
    told: list[tuple[UUID, int | None]] = [
        *parts.values_list("case_id", "officer__account_id"),
        *decisions.values_list("case_id", "drafted_by_id"),
        *decisions.values_list("case_id", "issued_by_id"),
        *reviews.values_list("decision__case_id", "reviewer_id"),
        *reviews.values_list("decision__case_id", "submitted_by_id"),
    ]
    for key, account in told:
        if account is not None:
            found[key].add(account)
    return found


def units(cases: Iterable[Case]) -> dict[UUID, str]:
    """The handling unit of each case: that of the officer who leads it, "" when nobody said."""
    rows = CaseOfficer.objects.filter(case__in=list(cases)).led()
    return {key: unit for key, _since, _until, unit in rows}


def pairs(cases: Sequence[Case], reviewers: Iterable[User]) -> set[Pair]:
    """(account, case) of every reviewer who must stay away from a file."""
    people = list(reviewers)
    acted, where = involved(cases), units(cases)
    for key, account in blind(cases):
        acted[key].add(account)
    return {
        (person.pk, case.pk)
        for case in cases
        for person in people
        if person.pk in acted[case.pk] or same_unit(person, case, where.get(case.pk, ""))
    }


def blind(cases: Iterable[Case]) -> list[tuple[UUID, int]]:
    """(case, account) of who reviews a legal review of the case again and must not read its file."""
    rows = SecondReview.objects.filter(
        review__decision__case__in=list(cases), status=SecondReview.Status.OPEN
    )
    return list(rows.values_list("review__decision__case_id", "reviewer_id"))


def same_unit(person: User, case: Case, unit: str) -> bool:
    """Of the handling unit; within an agency whose units nobody registered, everybody is."""
    if person.agency_id != case.agency_id:
        return False
    return not person.unit or not unit or person.unit == unit


def reason() -> str:
    """Why a pair is apart, in words."""
    return _("承办、审核、决定过本案，或者属于承办机构")
