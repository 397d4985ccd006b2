"""Working days: pure counting over a calendar that is handed in.

The start day never counts (民法典 201). A day the calendar does not know is refused, never guessed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Protocol

from django.utils.translation import gettext as _

from core.errors import RuleError

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DayInfo:
    """One day: whether people work, why, which notice says so, and whether that is provisional.

    `statutory` marks the 法定节假日 themselves, as against weekends and days moved around them.
    """

    date: date
    is_workday: bool
    reason: str = ""
    notice: str = ""
    provisional: bool = False
    statutory: bool = False


class CalendarGap(RuleError):
    """The calendar has no row for a day the count needs."""


class Calendar(Protocol):
    """What counting needs of a calendar."""

    def day(self, on: date) -> DayInfo:
        """The day. Raises CalendarGap when it is not known."""
        ...

    def holiday(self, on: date) -> bool:
        """Whether the day is one of rest (休假日): a holiday or a weekend that is not worked."""
        ...


@dataclass(frozen=True)
class DayTable:
    """A calendar over a mapping of rows; the one implementation, from the database or a test."""

    days: Mapping[date, DayInfo] = field(repr=False)

    def day(self, on: date) -> DayInfo:
        """The row of the day. Raises CalendarGap."""
        found = self.days.get(on)
        if found is None:
            raise CalendarGap(
                _("工作日历没有%(day)s的数据，无法计算期限。") % {"day": on.isoformat()},
                article=_("工作日以国务院办公厅放假通知为准"),
                remedy=_("请清单管理员导入该年度的放假安排后重试。"),
            )
        return found

    def holiday(self, on: date) -> bool:
        """Whether the day is one of rest. Raises CalendarGap."""
        return not self.day(on).is_workday


@dataclass(frozen=True)
class Count:
    """The result of a count: the day reached and every calendar day walked to reach it."""

    date: date
    days: list[DayInfo] = field(default_factory=list)

    @property
    def provisional(self) -> bool:
        """Whether a day used has no official notice."""
        return any(day.provisional for day in self.days)


def is_workday(calendar: Calendar, on: date) -> bool:
    """Whether people work on the day. Raises CalendarGap."""
    return calendar.day(on).is_workday


def add_workdays(calendar: Calendar, start: date, n: int) -> Count:
    """The n-th working day after `start` (before it when n is negative), `start` not counted.

    Zero gives `start` itself. Raises CalendarGap when a day on the way is not known.
    """
    step = ONE_DAY if n > 0 else -ONE_DAY
    left, on, walked = abs(n), start, []
    while left:
        on = shift(on, step)
        info = calendar.day(on)
        walked.append(info)
        left -= info.is_workday
    return Count(on, walked)


def walk(calendar: Calendar, a: date, b: date) -> list[DayInfo]:
    """Every day after `a` up to and including `b`, in order; empty when b <= a."""
    return [calendar.day(a + ONE_DAY * offset) for offset in range(1, (b - a).days + 1)]


def workdays_between(calendar: Calendar, a: date, b: date) -> int:
    """Working days after `a` up to and including `b`; negative, and mirrored, when b is earlier."""
    if b < a:
        return -workdays_between(calendar, b, a)
    return sum(day.is_workday for day in walk(calendar, a, b))


def shift(on: date, step: timedelta) -> date:
    """`on + step`, refusing as a gap the end of representable time."""
    try:
        return on + step
    except OverflowError as error:
        raise CalendarGap(_("日期超出可计算的范围。"), remedy=_("请核对日期和天数。")) from error
