"""Celery tasks: call a service, nothing else."""

from celery import shared_task
from django.utils import timezone

from enforcement.services import list_versions, review_marks


@shared_task(name="enforcement.tasks.mark_reviews")
def mark_reviews() -> int:
    """The open drafts that a list of review has come to cover, as of today."""
    return review_marks.mark(timezone.localdate())


@shared_task(name="enforcement.tasks.apply_lists")
def apply_lists() -> int:
    """What was approved for the public lists from a day on that has come."""
    return list_versions.apply_due(on=timezone.localdate())
