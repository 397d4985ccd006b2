"""Reviews whose papers are not printed: for tests of who may do what, when, and to which text."""

from datetime import date, timedelta
from typing import Any

from enforcement.models import Decision, User
from legal_review import services
from legal_review.models import Review, ReviewAssignment
from tests import factories
from tests.contents import Days

ON = factories.DECIDED
DAYS = Days.before(ON)


def judge(review: Review, by: User, *, passing: bool = True, **values: Any) -> Review:
    """Pass the review, or return it; the whole checklist is answered alike.

    What was given to another is first taken from that one: who has a review is in test_assignment.
    """
    others = ReviewAssignment.objects.filter(review=review, ended_on=None).exclude(reviewer=by)
    others.update(ended_on=review.submitted_on)
    checks = factories.checks(review.agency, "pass" if passing else "fail")
    act = services.approve if passing else services.send_back
    given: dict[str, Any] = {
        "on": DAYS.passed,
        "opinion": "意见。",
        "checks": checks,
        **values,
    }
    return act(review, by=by, **given)


def sent(decision: Decision, *, after: int = 0) -> Review:
    """The draft submitted, so many days after the usual day."""
    return factories.submit(decision, on=DAYS.submitted + timedelta(days=after))


def days(count: int) -> date:
    """So many days after the usual day of submission."""
    return DAYS.submitted + timedelta(days=count)
