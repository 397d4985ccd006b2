"""The desk of an account: one queue for each right it carries, most urgent first.

Composed here because it mixes every app (docs/architecture.md); each queue reads a fixed number of
queries, whatever its length.
"""

from datetime import date, datetime

from config.desk import (
    casework,
    coercion,
    file_reviews,
    files,
    hearings,
    oversight,
    recordings,
    storing,
)
from config.desk.entries import Clocks, Entry, Queue
from config.desk.oversight import overdue
from enforcement.models import User

__all__ = ["Clocks", "Entry", "Queue", "overdue", "queues"]


def queues(user: User, *, on: date, now: datetime) -> list[Queue]:
    """The queues of the account, in the order of the procedure."""
    makers = [
        ("enforcement.file_case", casework.my_cases),
        ("enforcement.approve_filing", casework.to_file),
        ("legal_review.review", casework.to_review),
        ("enforcement.decide", coercion.to_approve),
        ("enforcement.decide", casework.to_decide),
        ("disclosure.redact", oversight.to_publish),
        ("enforcement.change_registry", oversight.registry_hints),
    ]
    found = [make(user, on) for perm, make in makers if user.has_perm(perm)]
    if user.has_perm("recording.add_evidence") and (came := recordings.of(user)):
        found.append(came)
    if user.has_perm("enforcement.view_case") and (asked := hearings.of(user, on)):
        found.insert(0, asked)
    if user.has_perm("recording.view_evidence") and (stored := storing.of(user, on, now)):
        found.append(stored)
    found += reviews_of_files(user, on)
    if user.has_perm("recording.view_evidence") and (lent := files.of(user, on)):
        found.append(lent)
    if user.has_perm("disclosure.view_publication") and not user.has_perm("disclosure.redact"):
        found.append(oversight.overdue(user, on))
    if user.has_perm("enforcement.manage_accounts"):
        found.append(oversight.system_state(now))
    return found


def reviews_of_files(user: User, on: date) -> list[Queue]:
    """What file review asks of the account, if it asks anything."""
    makers = [
        ("supervision.review_files", file_reviews.to_score),
        ("supervision.answer_reviews", file_reviews.to_rectify),
        ("supervision.manage_reviews", file_reviews.to_manage),
    ]
    made = [make(user, on) for perm, make in makers if user.has_perm(perm)]
    return [queue for queue in made if queue is not None]
