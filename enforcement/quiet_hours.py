"""When forced execution may not be carried out: at night and on statutory holidays (行政强制法 43).

Pure. A weekend that is no statutory holiday is not excluded; the law does not say when night is, so
the hours are a value of the profile.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils.translation import gettext as _

from core.workdays import ONE_DAY, Calendar


@dataclass(frozen=True)
class Night:
    """From `begins` to `ends` of the next morning; `begins` itself is night, `ends` is not."""

    begins: time
    ends: time

    @classmethod
    def of(cls, value: list[str]) -> "Night":
        """From the profile's ["22:00", "06:00"]. ValueError for anything else."""
        begins, ends = (time.fromisoformat(text) for text in value)
        return cls(begins, ends)

    def covers(self, at: time) -> bool:
        """Whether the time of day is night."""
        if self.begins <= self.ends:
            return self.begins <= at < self.ends
        return at >= self.begins or at < self.ends

    def touches(self, started: datetime, ended: datetime) -> bool:
        """Whether any of the time between two local moments is night."""
        if self.covers(started.time()) or self.covers(ended.time()):
            return True
        falls = (
            datetime.combine(on, self.begins, tzinfo=started.tzinfo)
            for on in days(started.date(), ended.date())
        )
        return any(started < moment < ended for moment in falls)


def days(first: date, last: date) -> Iterator[date]:
    """Every day from the first to the last, both included."""
    on = first
    while on <= last:
        yield on
        on += ONE_DAY


def reasons(started: datetime, ended: datetime, night: Night, calendar: Calendar) -> list[str]:
    """Why an execution between two local moments is barred, in words; empty when it is not.

    Raises CalendarGap for a day the calendar does not know.
    """
    found = []
    if night.touches(started, ended):
        found.append(
            _("执行时间在夜间（%(begins)s至次日%(ends)s）。")
            % {"begins": night.begins.strftime("%H:%M"), "ends": night.ends.strftime("%H:%M")}
        )
    for on in days(started.date(), ended.date()):
        info = calendar.day(on)
        if info.statutory:
            found.append(
                _("%(day)s是法定节假日（%(name)s）。") % {"day": on, "name": info.reason or on}
            )
    return found
