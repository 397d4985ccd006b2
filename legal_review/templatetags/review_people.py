"""Beside a review: who does it, by when, and what counsel was asked."""

from typing import Any

from django import template
from django.utils import timezone

from enforcement.models import Case
from legal_review import desk
from legal_review.acts.extensions import ANSWER, EXTEND
from legal_review.acts.people import COUNSEL_WITHDRAW
from legal_review.models import PenaltyFiling, Review
from legal_review.services import assignment, extensions
from legal_review.services.people import assigned

register = template.Library()


@register.inclusion_tag("legal_review/review_side.html")
def review_side(review: Review, user: Any) -> dict[str, Any]:
    """The assignment, requests for more time, counsel, and the acts this account is offered."""
    own = user.agency_id == review.agency_id
    more = review.extensions.select_related("asked_by", "decided_by")
    asked = review.counsel_requests.select_related("counsel", "asked_by", "document")
    may_ask = desk.is_for(user, review)
    given = review.assignments.select_related("reviewer", "by")
    return {
        "review": review,
        "assigned": assigned(review),
        "assignments": given,
        "may_reassign": assignment.may_reassign(review, user),
        "extensions": [(row, own and ANSWER.offered(row, user)) for row in more],
        "may_extend": may_ask
        and EXTEND.offered(review, user)
        and extensions.allowed(review, timezone.localdate()) is not None,
        "counsel": [
            (row, own and COUNSEL_WITHDRAW.offered(row, user), list(row.views.all()))
            for row in asked
        ],
        "may_ask": may_ask,
    }


@register.inclusion_tag("legal_review/case_filing.html")
def case_filing(case: Case, user: Any) -> dict[str, Any]:
    """The filings of the decisions of a case."""
    rows = PenaltyFiling.objects.visible_to(user).filter(decision__case=case)
    return {"rows": rows.select_related("decision", "deadline", "receiver").order_by("created_at")}
