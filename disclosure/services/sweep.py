"""One pass over every duty: open, warn, escalate, publish, withdraw, expire. Safe to repeat."""

from dataclasses import asdict, dataclass
from datetime import date

from core.errors import StaleError
from disclosure.models import Publication
from disclosure.services import duties, pipeline, warnings, withdrawals


@dataclass
class Counts:
    """What one sweep did."""

    opened: int = 0
    published: int = 0
    withdrawn: int = 0
    expired: int = 0
    warned: int = 0

    def as_dict(self) -> dict[str, int]:
        """Plain values."""
        return asdict(self)


def run(on: date) -> Counts:
    """Do everything due on the day. Work is found in rows, so a lost message loses nothing."""
    counts = Counts()
    counts.opened = duties.open_missing()
    counts.withdrawn = withdrawals.process(on)
    counts.published = _publish(on)
    counts.expired = _expire(on)
    counts.warned = warnings.raise_due(on)
    return counts


def _publish(on: date) -> int:
    done = 0
    rows = Publication.objects.filter(
        status=Publication.Status.APPROVED, decision__isnull=False, decided_on__lte=on
    )
    for row in rows.select_related("decision", "agency", "shown"):
        try:
            pipeline.publish(row, by=None, on=on)
        except StaleError:
            # A person or another worker published it a moment ago.
            continue
        done += 1
    return done


def _expire(on: date) -> int:
    done = 0
    rows = Publication.objects.filter(status=Publication.Status.PUBLISHED, publish_until__lte=on)
    for row in rows:
        try:
            pipeline.expire(row, on=on)
        except StaleError:
            continue
        done += 1
    return done
