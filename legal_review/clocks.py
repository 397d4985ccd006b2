"""The clock of a review as a subject of alarms: the reviewers of the agency hear of it."""

from collections.abc import Iterable
from uuid import UUID

from enforcement.services.alarms import Kind, Subject
from legal_review.models import Review


def of_reviews(keys: Iterable[str]) -> dict[str, Subject]:
    """Reviews by key."""
    rows = Review.objects.filter(pk__in=[UUID(key) for key in keys])
    return {
        str(row.pk): Subject(
            row.decision.case.agency, row.decision.case_id, str(row.decision), "case-review"
        )
        for row in rows.select_related("decision__case__agency")
    }


REVIEW = Kind("review", of_reviews, ("reviewer",))
