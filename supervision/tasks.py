"""Celery tasks: call a service, nothing else."""

from celery import shared_task
from django.utils import timezone

from supervision.services import alarms, liability, report_clock


@shared_task(name="supervision.tasks.give_alarms")
def give_alarms() -> int:
    """The alarms of file review and of the yearly reports as of today."""
    on = timezone.localdate()
    return alarms.give(on) + report_clock.give(on)


@shared_task(name="supervision.tasks.open_liabilities")
def open_liabilities() -> int:
    """The follow-ups of decisions that did not stand, as of today."""
    return liability.open_due(timezone.localdate())
