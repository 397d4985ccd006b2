"""Background tasks of the installation itself."""

from celery import shared_task
from django.utils import timezone

from core.heartbeat import SCHEDULER, beat


@shared_task(name="config.tasks.heartbeat", ignore_result=True)
def heartbeat() -> None:
    """Sent by the scheduler, run by a worker: a fresh row proves that both are alive."""
    beat(SCHEDULER, timezone.now())
