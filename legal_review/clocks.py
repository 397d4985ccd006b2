"""The clocks of the review as subjects of alarms: reviews, filings of penalties, questions about them."""

from collections.abc import Iterable
from uuid import UUID

from enforcement.services.alarms import Kind, Subject
from legal_review.models import FilingEntry, PenaltyFiling, Review
from legal_review.services.penalty_filings import QUESTION_SUBJECT, SUBJECT

FILING_PAGE = "penalty-filing"


def of_reviews(keys: Iterable[str]) -> dict[str, Subject]:
    """Reviews by key."""
    rows = Review.objects.filter(pk__in=[UUID(key) for key in keys])
    return {
        str(row.pk): Subject(
            row.decision.case.agency, row.decision.case_id, str(row.decision), "case-review"
        )
        for row in rows.select_related("decision__case__agency")
    }


def of_filings(keys: Iterable[str]) -> dict[str, Subject]:
    """Filings of penalties by key; the page is the filing's, so those who file hear, not the handlers."""
    rows = PenaltyFiling.objects.filter(pk__in=[UUID(key) for key in keys])
    return {
        str(row.pk): Subject(row.agency, row.pk, str(row.decision), FILING_PAGE)
        for row in rows.select_related("agency", "decision")
    }


def of_questions(keys: Iterable[str]) -> dict[str, Subject]:
    """Questions about a filing by key."""
    rows = FilingEntry.objects.filter(pk__in=[int(key) for key in keys])
    return {
        str(row.pk): Subject(
            row.filing.agency, row.filing_id, str(row.filing.decision), FILING_PAGE
        )
        for row in rows.select_related("filing__agency", "filing__decision")
    }


# Once it is late the head of the agency hears too, and in the end its supervisors.
REVIEW = Kind("review", of_reviews, ("reviewer",), ("head",))
KINDS = (
    REVIEW,
    Kind(SUBJECT, of_filings, ("reviewer", "unithead")),
    Kind(QUESTION_SUBJECT, of_questions, ("reviewer", "unithead")),
)
