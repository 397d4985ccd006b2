"""Celery tasks: call a service, nothing else."""

from celery import shared_task
from django.utils import timezone

from supervision.services import alarms


@shared_task(name="supervision.tasks.give_alarms")
def give_alarms() -> int:
    """The alarms of file review as of today."""
    return alarms.give(timezone.localdate())
