"""A review that waits, sealed as a submission seals it, without a record behind it."""

from typing import Any

from core import deadlines
from enforcement.models import Decision
from enforcement.services import decisions
from legal_review import seals, services
from legal_review.models import Review
from tests import factories
from tests.enforcement.dossier import lead
from tests.legal_review.test_reviews_against_sql import opened


def waiting(decision: Decision, **values: Any) -> Review:
    """An open review of the draft as it stands."""
    version = decisions.freeze(decision, by=lead(decision.case))
    seal = seals.seal(version.sha256, values.get("materials", []))
    return opened(decision, seal=seal, **values)


def begun(decision: Decision, **values: Any) -> Review:
    """A review that waits, with its clock running."""
    row, rules = waiting(decision, **values), decision.agency.rules()
    deadlines.open_deadline(
        key="review.days",
        label="法制审核",
        subject_type="review",
        subject_id=str(row.pk),
        agency_id=decision.agency_id,
        region=rules.region,
        period=rules.period("review.days"),
        start_on=row.submitted_on,
    )
    return row


def decide(review: Review, by: Any, *, passing: bool = True) -> Review:
    """The outcome on the day of submission, by exactly this person."""
    checks = factories.checks(review.agency, "pass" if passing else "fail")
    act = services.approve if passing else services.send_back
    return act(review, by=by, on=review.submitted_on, opinion="意见。", checks=checks)
