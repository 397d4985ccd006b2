"""Celery tasks of the record: call a service, nothing else."""

from celery import shared_task
from django.utils import timezone

from recording.media import derive
from recording.services import (
    coverage_lines,
    destruction,
    edited,
    evidence_index,
    lock_renewal,
    media,
    sealing,
    supply_copies,
    viewing,
    watch,
)

# Seconds: other work of the same worker must not wait long.
SLICE = 10.0


@shared_task(name="recording.tasks.seal_uploads", ignore_result=True)
def seal_uploads() -> int:
    """Seal the uploads that are complete, end those that are over; how many were sealed."""
    return sealing.run(timezone.now())


@shared_task(name="recording.tasks.probe_originals", ignore_result=True)
def probe_originals() -> int:
    """Look at the originals that nobody looked at; how many."""
    return media.probe_new(timezone.now())


# Acknowledged at once: a film takes longer than a broker waits, and the row says whose turn it is.
@shared_task(
    name="recording.tasks.make_copies",
    ignore_result=True,
    acks_late=False,
    time_limit=derive.FILM.wall + 600,
)
def make_copies() -> int:
    """Make the copies for viewing that are asked for; how many were tried."""
    return media.make_waiting()


@shared_task(
    name="recording.tasks.make_edited_copies",
    ignore_result=True,
    acks_late=False,
    time_limit=derive.FILM.wall + 600,
)
def make_edited_copies() -> int:
    """Make the edited copies that are asked for; how many were tried."""
    return edited.make_waiting()


@shared_task(
    name="recording.tasks.make_supplies",
    ignore_result=True,
    acks_late=False,
    time_limit=derive.FILM.wall + 600,
)
def make_supplies() -> int:
    """Make the copies of approved supplies; how many supplies were tried."""
    return supply_copies.make_waiting()


@shared_task(name="recording.tasks.end_viewings", ignore_result=True)
def end_viewings() -> int:
    """Write down the viewings that fell silent; how many."""
    return viewing.end_silent(timezone.now())


@shared_task(name="recording.tasks.count_coverage", ignore_result=True)
def count_coverage() -> int:
    """Make the lines of the statistics of changed cases anew; how many cases."""
    return coverage_lines.refresh()


@shared_task(name="recording.tasks.index_evidence", ignore_result=True)
def index_evidence() -> int:
    """Enter the evidence that the search does not know, or knows by an old name; how many items."""
    return evidence_index.catch_up()


@shared_task(name="recording.tasks.destroy_appraised", ignore_result=True)
def destroy_appraised() -> int:
    """Destroy what approved appraisals list; how many items."""
    return destruction.run(timezone.now())


@shared_task(name="recording.tasks.renew_locks", ignore_result=True)
def renew_locks() -> int:
    """Lengthen the locks of the store that would end while the original is still kept; how many."""
    return lock_renewal.run(timezone.localdate(), seconds=SLICE)


@shared_task(name="recording.tasks.watch_clocks", ignore_result=True)
def watch_clocks() -> list[int]:
    """Start the clocks of archiving and give the alarms of storing; how many of each."""
    return list(watch.run(timezone.now()))
