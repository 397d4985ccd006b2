"""Who played what: one entry when a viewing begins, one with every byte range when it ends.

A player asks for some hundred ranges of one film. They are merged in a row of the viewing, so that the
log stays readable and still says exactly which bytes were handed out.
"""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from core import audit
from core.permissions import demand
from enforcement.models import User
from recording.models import Evidence, Viewing
from recording.services import visits
from recording.spans import merged, total

ORIGINAL = "original"
SILENCE = timedelta(minutes=10)  # after so long without a request the viewing is over
MOST_SPANS = 200  # more scattered ranges than that are written down in several viewings
PER_RUN = 200


@transaction.atomic
def saw(
    evidence: Evidence, *, by: User, start: int, stop: int, at: datetime, what: str = ORIGINAL
) -> Viewing:
    """Write down that bytes [start, stop) of the original, or of its copy `what`, are handed out."""
    demand(by, "recording.view_evidence")
    row = _open(evidence, by, what)
    if row is not None and (at - row.last_at > SILENCE or len(row.spans) >= MOST_SPANS):
        end(row, at=at)
        row = None
    if row is None:
        row = _begin(evidence, by, what, start, stop, at)
    row.spans = merged([*row.spans, [start, stop]])
    row.last_at, row.requests = max(at, row.last_at), row.requests + 1
    row.save(update_fields=["spans", "last_at", "requests"])
    return row


def _open(evidence: Evidence, by: User, what: str) -> Viewing | None:
    rows = Viewing.objects.select_for_update()
    return rows.filter(evidence=evidence, user=by, what=what, closed_at=None).first()


def _begin(evidence: Evidence, by: User, what: str, start: int, stop: int, at: datetime) -> Viewing:
    try:
        with transaction.atomic():
            row = Viewing.objects.create(
                evidence=evidence, user=by, what=what, opened_at=at, last_at=at
            )
    except IntegrityError:  # another range of the same player was faster
        return Viewing.objects.select_for_update().get(
            evidence=evidence, user=by, what=what, closed_at=None
        )
    access = visits.saw(evidence, by=by, act=visits.Act.VIEW, what=what, viewing=row)
    data = {"viewing": row.pk, "from": start, "to": stop, "purpose": access.purpose}
    audit.read(evidence, what=what, actor=by, data=data)
    return row


def end(row: Viewing, *, at: datetime) -> None:
    """End a viewing: every range of it goes into the log. Inside a transaction, with the row locked."""
    row.closed_at = at
    row.save(update_fields=["closed_at"])
    data = {
        "viewing": row.pk,
        "what": row.what,
        "opened": row.opened_at,
        "last": row.last_at,
        "requests": row.requests,
        "bytes": total(row.spans),
        "spans": row.spans,
    }
    audit.append("evidence.viewed", obj=row.evidence, actor=row.user, data=data)


def end_silent(now: datetime) -> int:
    """End the viewings that fell silent; returns how many."""
    with transaction.atomic():
        rows = Viewing.objects.select_for_update().filter(closed_at=None, last_at__lt=now - SILENCE)
        silent = list(rows[:PER_RUN])
        for row in silent:
            end(row, at=now)
    return len(silent)
