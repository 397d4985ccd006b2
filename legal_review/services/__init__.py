"""What is done to a review: submitted, supplemented, taken back, decided, objected to."""

from legal_review.services.handling import handle
from legal_review.services.objections import Talk, call, negotiate, object_to, resolve
from legal_review.services.opinions import Check, approve, send_back
from legal_review.services.people import assert_may_review, has_touched, qualification
from legal_review.services.submission import submit, withdraw
from legal_review.services.supplements import answer, ask

__all__ = [
    "Check",
    "Talk",
    "answer",
    "approve",
    "ask",
    "assert_may_review",
    "call",
    "handle",
    "has_touched",
    "negotiate",
    "object_to",
    "qualification",
    "resolve",
    "send_back",
    "submit",
    "withdraw",
]
