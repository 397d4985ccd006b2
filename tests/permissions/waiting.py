"""Rows that wait for somebody, for the table of who gets what."""

from uuid import UUID

from django.utils import timezone

from enforcement.models import Decision
from legal_review.models import ReviewExtension
from recording.models import Document
from tests.base import Cast
from tests.browser.stops import Scene


def answer_to_serve(scene: Scene) -> int:
    """The key of an answer about the fine that waits to be served."""
    decision = Decision.objects.get(pk=scene["fined"])
    row = Document.objects.filter(case=decision.case)[0]
    row.pk, row.kind, row.decision = None, "deferral_notice", decision
    row.save(force_insert=True)
    return int(row.pk)


def more_time(cast: Cast, scene: Scene) -> int:
    """The key of a request for more time for the open review."""
    return ReviewExtension.objects.create(
        review_id=UUID(scene["review"]),
        reason="案情复杂。",
        asked_by=cast.reviewer,
        asked_on=timezone.localdate(),
        old_due_on=timezone.localdate(),
    ).pk
