"""Celery tasks of the record: call a service, nothing else."""

from celery import shared_task
from django.utils import timezone

from recording.services import sealing


@shared_task(name="recording.tasks.seal_uploads", ignore_result=True)
def seal_uploads() -> int:
    """Seal the uploads that are complete, end those that are over; how many were sealed."""
    return sealing.run(timezone.now())
