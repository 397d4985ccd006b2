"""The desk of an account: one queue for each right it carries, most urgent first.

Composed here because it mixes every app (docs/architecture.md); each queue reads a fixed number of
queries, whatever its length.
"""

from datetime import date, datetime

from config.desk import (
    casework,
    coercion,
    complaints,
    consultations,
    corrections,
    file_reviews,
    files,
    filings,
    giving,
    hearings,
    liabilities,
    lists,
    objections,
    oversight,
    recordings,
    review_quality,
    review_time,
    staffing,
    storing,
    withholdings,
    yearly,
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
    found += occasional(user, on)
    if user.has_perm("recording.view_evidence"):
        given = (make(user, on) for make in (files.of, giving.supplied, giving.destroyed))
        found += [queue for queue in given if queue is not None]
    if user.has_perm("disclosure.view_publication") and not user.has_perm("disclosure.redact"):
        found.append(oversight.overdue(user, on))
    if user.has_perm("enforcement.manage_accounts"):
        found.append(oversight.system_state(now))
    return found


def occasional(user: User, on: date) -> list[Queue]:
    """What comes now and then and is shown only when it asks something: file review, the second
    look at legal reviews, objections, follow-ups, filings, too few reviewers."""
    makers = [
        ("disclosure.handle_corrections", corrections.of),
        ("disclosure.handle_complaints", complaints.of),
        ("disclosure.handle_consultations", consultations.of),
        ("disclosure.approve", consultations.to_tell),
        ("disclosure.approve", withholdings.of),
        ("enforcement.decide", lists.to_approve),
        ("enforcement.change_registry", lists.sent_back),
        ("enforcement.decide", lists.entries_to_approve),
        ("enforcement.change_registry", lists.entries_sent_back),
        ("enforcement.decide", lists.rows_to_approve),
        ("enforcement.decide", lists.texts_to_withhold),
        ("enforcement.change_registry", lists.rows_to_finish),
        ("enforcement.change_registry", lists.to_update),
        ("enforcement.decide", review_time.of),
        ("legal_review.review", objections.to_negotiate),
        ("enforcement.decide", objections.to_resolve),
        ("supervision.review_files", file_reviews.to_score),
        ("supervision.answer_reviews", file_reviews.to_rectify),
        ("supervision.manage_reviews", file_reviews.to_manage),
        ("legal_review.review", review_quality.to_review_again),
        ("supervision.manage_reviews", review_quality.to_sample),
        ("supervision.conclude_liabilities", liabilities.of),
        ("legal_review.send_filing", filings.to_send),
        ("legal_review.receive_filing", filings.to_receive),
        ("enforcement.change_registry", staffing.of),
        ("enforcement.supervise", staffing.of),
        ("supervision.view_reports", yearly.of),
    ]
    made = [make(user, on) for perm, make in makers if user.has_perm(perm)]
    return [queue for queue in made if queue is not None]
