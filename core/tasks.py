"""Background work of the audit log and of the originals."""

from celery import shared_task
from django.utils import timezone

from core import audit, copies, fixity, log_watch, planner
from core.audit import stamping

# Seconds: other work of the same worker, above all the sealing of the log, must not wait long.
FIXITY_SLICE = 10.0


@shared_task(name="core.tasks.seal_audit", ignore_result=True)
def seal_audit() -> int:
    """Seal what was committed since the last run; a second sealer at the same time does nothing."""
    return audit.seal(timezone.now())


@shared_task(name="core.tasks.stamp_audit", ignore_result=True)
def stamp_audit() -> int:
    """Have the last head of each finished day time-stamped; nothing without an authority."""
    return stamping.stamp(timezone.now())


@shared_task(name="core.tasks.copy_originals", ignore_result=True)
def copy_originals() -> int:
    """Copy originals that are new to the second place; returns how many."""
    return copies.run(seconds=FIXITY_SLICE)


@shared_task(name="core.tasks.watch_log", ignore_result=True)
def watch_log() -> int:
    """Warn people when entries wait for their seal too long or a gate is off; returns how many faults."""
    return log_watch.alarms(timezone.now())


@shared_task(name="core.tasks.check_fixity", ignore_result=True)
def check_fixity() -> int:
    """Re-hash some of the originals whose turn it is; returns how many. The next message goes on."""
    return fixity.tick(timezone.now(), seconds=FIXITY_SLICE)


@shared_task(name="core.tasks.learn_tables", ignore_result=True)
def learn_tables() -> int:
    """Let SQLite look at its tables, by which it chooses indexes; returns how many."""
    return planner.learn()
