"""Which page a warning leads its recipient to: the one it names, or one the recipient may read.

A clock tells everybody up the line, and not all of them work on the page where it is stopped. Which
rows an account reads is known to the rooms; only here they come together.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.urls import Resolver404, ResolverMatch, resolve, reverse

from disclosure.models import Complaint, Consultation, CorrectionRequest, Publication
from enforcement.models import Case, ListChange, User
from legal_review.models import PenaltyFiling
from supervision.models import FileReview, YearlyReport

Rows = Callable[[Any], QuerySet[Any]]
# Page of a warning -> the rows of it that an account may open; a page not named here is about no row.
ROWS: dict[str, Rows] = {
    "case-detail": Case.objects.visible_to,
    "case-measures": Case.objects.visible_to,
    "case-review": Case.objects.visible_to,
    "case-publication": Case.objects.visible_to,
    "publication-detail": Publication.objects.visible_to,
    "correction-detail": CorrectionRequest.objects.visible_to,
    "consultation-detail": Consultation.objects.visible_to,
    "complaint-detail": Complaint.objects.visible_to,
    "list-change-settle": ListChange.objects.kept_by,
    "penalty-filing": PenaltyFiling.objects.visible_to,
    "review-file": FileReview.objects.visible_to,
    "yearly-report": YearlyReport.objects.visible_to,
}
# Where the same is read without acting.
INSTEAD = {"list-change-settle": "list-change-list"}


def page_for(user: User, url: str) -> str:
    """The address that opens for the account; "" when none does, and the warning has to speak for
    itself."""
    try:
        match = resolve(url.partition("?")[0])
    except Resolver404:
        return ""
    if _carries(user, match) and _sees(user, match):
        return url
    reading = INSTEAD.get(match.url_name or "")
    if reading and _carries(user, resolve(reverse(reading))):
        return reverse(reading)
    return ""


def _carries(user: User, match: ResolverMatch) -> bool:
    needed = getattr(match.func, "required_permission", None)
    return needed is None or user.has_perm(needed)


def _sees(user: User, match: ResolverMatch) -> bool:
    rows = ROWS.get(match.url_name or "")
    return rows is None or rows(user).filter(pk=match.kwargs["pk"]).exists()
