"""Celery tasks: call a service, nothing else."""

from celery import shared_task
from django.utils import timezone

from core import sealed_log
from disclosure import ledger
from disclosure.public_files import making
from disclosure.services import (
    ledger_watch,
    open_data,
    outbox,
    public_files,
    subscriptions,
    witnesses,
)
from disclosure.services import sweep as sweeping


@shared_task(name="disclosure.tasks.sweep")
def sweep() -> dict[str, int]:
    """One sweep as of today."""
    return sweeping.run(timezone.localdate()).as_dict()


@shared_task(name="disclosure.tasks.seal_ledger", ignore_result=True)
def seal_ledger() -> int:
    """Seal what the publication log took in since the last run; a second sealer does nothing."""
    return sealed_log.seal(ledger.LOG, timezone.now())


@shared_task(name="disclosure.tasks.watch_ledger", ignore_result=True)
def watch_ledger() -> bool:
    """Warn when entries of the publication log wait for their seal."""
    return ledger_watch.alarm(timezone.now())


@shared_task(name="disclosure.tasks.ask_witnesses", ignore_result=True)
def ask_witnesses() -> int:
    """Have the newest head of the publication log signed by its witnesses, and warn when none does."""
    now = timezone.now()
    count = witnesses.ask_all(now)
    witnesses.alarm(now)
    return count


@shared_task(
    name="disclosure.tasks.make_public_files",
    ignore_result=True,
    acks_late=False,
    time_limit=making.LIMITS.wall * 30,
)
def make_public_files() -> int:
    """Make the public copies that are asked for; how many were tried."""
    return public_files.make_waiting()


@shared_task(name="disclosure.tasks.snapshot", ignore_result=True)
def snapshot() -> None:
    """Take the snapshot of today, if nobody has."""
    open_data.take(timezone.localdate())


@shared_task(name="disclosure.tasks.push", ignore_result=True)
def push() -> int:
    """Tell the platforms above what changed, and warn when they have not heard for long."""
    now = timezone.now()
    count = outbox.run(now)
    outbox.alarm(now)
    return count


@shared_task(name="disclosure.tasks.tell_subscribers")
def tell_subscribers() -> dict[str, int]:
    """Forget what was not confirmed; tell the others once a day what is new."""
    return subscriptions.run(timezone.now(), timezone.localdate())
