"""Celery tasks: call a service, nothing else."""

from celery import shared_task
from django.utils import timezone

from disclosure.services import sweep as sweeping


@shared_task(name="disclosure.tasks.sweep")
def sweep() -> dict[str, int]:
    """One sweep as of today."""
    return sweeping.run(timezone.localdate()).as_dict()
