"""The lists of a sample: which legal reviews may be drawn, and which second reviewers may get them.

Published are keys of reviews and names of agencies; second reviewers are numbers that only the sample
itself can read. The number of an opinion is published once every second review is over: before that it
would lead a second reviewer to the first opinion.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from enforcement.models import User
from legal_review.models import Review
from supervision.models import QualitySample, SecondReview
from supervision.services import blindness, lots

SEALED = "依法封存的案件，不交其他机关的人员复审"
ONE_ROUND = "同一草案当月多次审核的，只列入其中第一次"
UNDECIDED = (Review.Status.OPEN, Review.Status.WITHDRAWN)


def next_month(first: date) -> date:
    """The first day of the month after."""
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def decided(sample: QualitySample) -> list[Review]:
    """The reviews decided in the month, of the chosen agencies, the earlier round first."""
    rows = Review.objects.filter(
        agency__in=sample.agencies.all(),
        decided_on__gte=sample.month,
        decided_on__lt=next_month(sample.month),
    ).exclude(status__in=UNDECIDED)
    joined = rows.select_related("agency", "decision__case")
    return list(joined.order_by("decision_id", "round", "pk"))


def population(sample: QualitySample) -> tuple[list[Review], list[Review]]:
    """(reviews that may be drawn, reviews left out because the case is sealed).

    Of one draft only the first round of the month, and the lists do not name the others: whoever reviews
    it again must not learn from a later round how the first one ended.
    """
    listed: dict[UUID, Review] = {}
    barred = []
    for row in decided(sample):
        if row.decision.case.sealed:
            barred.append(row)
        else:
            listed.setdefault(row.decision_id, row)
    return list(listed.values()), barred


def numbered(people: Iterable[User]) -> dict[str, int]:
    """A number for each second reviewer -> the account, in the order of the accounts."""
    return {f"R{no:03}": row.pk for no, row in enumerate(people, start=1)}


def lists_of(sample: QualitySample) -> dict[str, Any]:
    """What is committed to, in the form of enforcement.draws; `people` has to be there."""
    reviews, barred = population(sample)
    people = list(sample.reviewers.select_related("agency").order_by("pk"))
    numbers = {account: key for key, account in sample.people.items()}
    apart = blindness.pairs(reviews, people)
    return {
        "draw": str(sample.pk),
        "agency": sample.agency.name,
        "title": sample.title,
        "month": f"{sample.month:%Y-%m}",
        "rule": {
            "take": lots.take(sample, [row.agency.name for row in reviews]),
            "officers_each": 1,
            "text": ONE_ROUND,
        },
        "seed_source": lots.source(sample),
        "objects": [_object(row) for row in _sorted(reviews)],
        "officers": [{"id": numbers[row.pk], "category": str(row.agency or "")} for row in people],
        "recusals": sorted([numbers[person], str(review)] for person, review in apart),
        "excluded": {
            "objects": [{**_object(row), "reason": SEALED} for row in _sorted(barred)],
            "officers": [],
        },
    }


def _sorted(reviews: Iterable[Review]) -> list[Review]:
    return sorted(reviews, key=lambda row: str(row.pk))


def _object(row: Review) -> dict[str, str]:
    return {"id": str(row.pk), "name": row.agency.name, "class": row.agency.name}


def next_reviewer(sample: QualitySample, review: Review, on: date) -> User | None:
    """The first in the order of the seed who has not had the review and may review it now."""
    lists = lots.committed(sample)
    apart = {number for number, thing in lists["recusals"] if thing == str(review.pk)}
    free = [row["id"] for row in lists["officers"] if row["id"] not in apart]
    had = set(sample.sheets.filter(review=review).values_list("reviewer_id", flat=True))
    people = {row.pk: row for row in sample.reviewers.select_related("agency")}
    for number in lots.order(sample, str(review.pk), free):
        person = people[sample.people[number]]
        if person.pk not in had and _fit(sample, review, person, on):
            return person
    return None


def _fit(sample: QualitySample, review: Review, person: User, on: date) -> bool:
    apart = blindness.pairs([review], [person])
    return not apart and not blindness.unfit(person, sample.agency_id, on)


def published(sample: QualitySample) -> dict[str, Any]:
    """The file that the stand-alone script verifies, and what became of the draw."""
    numbers = {account: key for key, account in sample.people.items()}
    sheets = list(SecondReview.objects.filter(sample=sample).select_related("review"))
    over = sample.status == QualitySample.Status.CLOSED
    return {
        **lots.published(sample),
        "given_to": [
            {
                "object": str(row.review_id),
                "officer": numbers[row.reviewer_id],
                "status": row.status,
            }
            for row in sheets
        ],
        "opinions": {str(row.review_id): row.review.number for row in sheets} if over else {},
    }
