"""Background work of the audit log and of the originals."""

from celery import shared_task
from django.utils import timezone

from core import audit, fixity


@shared_task(name="core.tasks.seal_audit", ignore_result=True)
def seal_audit() -> int:
    """Seal what was committed since the last run; a second sealer at the same time does nothing."""
    return audit.seal(timezone.now())


@shared_task(name="core.tasks.check_fixity", ignore_result=True)
def check_fixity() -> int:
    """Re-hash the originals whose turn it is; returns how many were looked at."""
    return fixity.check(timezone.now()).total
