"""The instants at which a day of the portal begins and is over, for what is looked for by days.

A day typed at the edge of the calendar has no midnight that a database holds in UTC; it stands for the
nearest one that has.
"""

from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone

DAY = timedelta(days=1)
FIRST, LAST = date.min + DAY, date.max - DAY


def midnight(day: date) -> datetime:
    """The first instant of the day in the portal's time zone; aware."""
    return timezone.make_aware(datetime.combine(min(max(day, FIRST), date.max), time()))


def over(day: date) -> datetime:
    """The first instant after the day; aware. The last day of all ends with its own last instant."""
    if day > LAST:
        return timezone.make_aware(datetime.combine(date.max, time.max))
    return midnight(day + DAY)


def moment(at: datetime) -> str:
    """The instant in UTC with microseconds; a naive time is UTC, as SQLite's columns give it."""
    aware = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    return aware.isoformat(timespec="microseconds")
