"""Statutory periods: a number of units from a day, with its article. Pure.

Rules: the start day is not counted (民法典 201); months and years end on the corresponding day or
the month's last (民法典 202); a last day of rest moves to the first day after it, and a make-up
Saturday is no day of rest (民法典 203; 民事诉讼法 85); suspensions are whole days left out.
"""

import calendar as gregorian
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date, datetime, timedelta
from typing import Any, TypedDict

from django.utils.translation import gettext as _

from core.errors import RuleError
from core.workdays import ONE_DAY, Calendar, Count, DayInfo, shift

UNITS = ("workday", "day", "month", "year", "hour")
DIRECTIONS = ("forward", "backward")
HOURS_A_DAY = 24
MONTHS_A_YEAR = 12


@dataclass(frozen=True)
class Period:
    """A statutory period.

    `count` units of `unit` ("workday", "day", "month", "year", "hour"). `inclusive`: the start day
    itself is the first day. `direction`: "forward" gives the last day, "backward" the last day on
    which an earlier act is still in time (行政处罚法 64: notice seven days before the hearing).
    `rolls`: a last day of rest moves to the next working day (calendar units only).
    """

    key: str
    label: str
    count: int
    unit: str
    inclusive: bool = False
    direction: str = "forward"
    rolls: bool = False
    article: str = ""

    def __post_init__(self) -> None:
        if self.unit not in UNITS or self.direction not in DIRECTIONS or self.count < 0:
            raise ValueError(f"bad period {self.key}: {self.count} {self.unit} {self.direction}")

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Period":
        """Read the snapshot kept with a deadline; raises ValueError or TypeError on a bad one."""
        names = {item.name for item in fields(cls)}
        return cls(**{key: value for key, value in data.items() if key in names})

    def to_dict(self) -> dict[str, Any]:
        """Plain values, for a JSON column."""
        return asdict(self)

    def words(self) -> str:
        """The length in words, for example "7 个工作日"."""
        names = {
            "workday": _("%(n)s 个工作日"),
            "day": _("%(n)s 日（自然日）"),
            "month": _("%(n)s 个月"),
            "year": _("%(n)s 年"),
            "hour": _("%(n)s 小时"),
        }
        return names[self.unit] % {"n": self.count}


class SuspensionDict(TypedDict):
    """A suspension as kept in JSON: ISO dates, `to` null while it runs."""

    start: str
    end: str | None
    reason: str


@dataclass(frozen=True)
class Suspension:
    """Days that do not count, both ends included; `end` None while the suspension still runs."""

    start: date
    end: date | None = None
    reason: str = ""

    @classmethod
    def from_dict(cls, data: SuspensionDict) -> "Suspension":
        """Read the JSON form."""
        end = data["end"]
        return cls(
            date.fromisoformat(data["start"]),
            date.fromisoformat(end) if end else None,
            data["reason"],
        )

    def to_dict(self) -> SuspensionDict:
        """The JSON form."""
        end = self.end.isoformat() if self.end else None
        return {"start": self.start.isoformat(), "end": end, "reason": self.reason}

    def covers(self, on: date) -> bool:
        """Whether the day is left out."""
        return self.start <= on and (self.end is None or on <= self.end)


@dataclass(frozen=True)
class Step:
    """One day of a derivation: `ordinal` is its number in the count, None when it is left out.

    `info` is None for a calendar day the calendar was not asked about, since rest or not makes no
    difference there.
    """

    on: date
    ordinal: int | None = None
    note: str = ""
    info: DayInfo | None = None


@dataclass(frozen=True)
class Due:
    """The end of a period: the day, the nominal day before rolling over, and how it was found.

    `days` are the days the calendar was asked about; `steps` the same walk with its numbering.
    """

    due_on: date
    provisional: bool
    days: list[DayInfo] = field(default_factory=list)
    nominal_on: date | None = None
    steps: list[Step] = field(default_factory=list)

    @property
    def rolled(self) -> bool:
        """Whether the last day was moved off a day of rest."""
        return self.nominal_on is not None and self.nominal_on != self.due_on


def apply(
    period: Period, start: date, calendar: Calendar, suspensions: Iterable[Suspension] = ()
) -> Due:
    """The due day of `period` from `start`, days inside `suspensions` left out.

    A suspension without an end is ignored: the clock stands still, so the day is the one that would
    be due if it resumed at once. For hours the day is the one by whose end they are certainly
    over; `until` gives the exact time. Raises CalendarGap when the calendar lacks a day.
    """
    pauses = [pause for pause in suspensions if pause.end is not None]
    if period.unit == "workday":
        return _working(period, start, calendar, pauses)
    if period.unit == "hour":
        days = -(-period.count // HOURS_A_DAY)
        return _rolled(replace(period, rolls=False), shift(start, ONE_DAY * days), [], calendar)
    if period.unit == "day":
        return _natural(period, start, calendar, pauses)
    return _by_month(period, start, calendar, pauses)


def until(period: Period, at: datetime) -> datetime:
    """The moment a period of hours ends, counted from the event (民法典 201)."""
    if period.unit != "hour":
        raise ValueError(f"{period.key} is not in hours")
    return at + timedelta(hours=period.count)


def earliest_event(
    period: Period, notice_on: date, calendar: Calendar, *, strict: bool = False
) -> Count:
    """The first day an event may be held when notice is given on `notice_on` (行政处罚法 64).

    `strict` asks for the full number of working days strictly between the two; the lenient reading
    lets the last of them be the day of the event.
    """
    forward = replace(period, count=period.count + strict, direction="forward")
    due = _working(forward, notice_on, calendar, [])
    return Count(due.due_on, due.days)


def latest_notice(
    period: Period, event_on: date, calendar: Calendar, *, strict: bool = False
) -> Count:
    """The last lawful day to give notice of an event on `event_on`, counted backwards.

    A day of rest cannot be the last of the working days itself, so it never shortens the notice.
    """
    between = strict or calendar.holiday(event_on)
    backward = replace(period, count=period.count + between, direction="backward")
    due = _working(backward, event_on, calendar, [])
    return Count(due.due_on, due.days)


def _sign(period: Period) -> timedelta:
    return -ONE_DAY if period.direction == "backward" else ONE_DAY


def _pause(pauses: Sequence[Suspension], on: date) -> str | None:
    for pause in pauses:
        if pause.covers(on):
            return pause.reason or _("期限中止")
    return None


def _first(period: Period, start: date, step: timedelta) -> date:
    return start if period.inclusive else shift(start, step)


def _working(period: Period, start: date, calendar: Calendar, pauses: Sequence[Suspension]) -> Due:
    step, counted, steps, days = _sign(period), 0, list[Step](), list[DayInfo]()
    on, last = _first(period, start, step), start
    while counted < period.count:
        info, reason = calendar.day(on), _pause(pauses, on)
        counts = info.is_workday and reason is None
        counted += counts
        steps.append(Step(on, counted if counts else None, reason or info.reason, info))
        days.append(info)
        on, last = shift(on, step), on
    return Due(last, any(day.provisional for day in days), days, last, steps)


def _natural(period: Period, start: date, calendar: Calendar, pauses: Sequence[Suspension]) -> Due:
    step, counted, walked = _sign(period), 0, list[Step]()
    on, last = _first(period, start, step), start
    while counted < period.count:
        reason = _pause(pauses, on)
        counted += reason is None
        walked.append(Step(on, counted if reason is None else None, reason or ""))
        on, last = shift(on, step), on
    return _rolled(period, last, walked, calendar)


def _by_month(period: Period, start: date, calendar: Calendar, pauses: Sequence[Suspension]) -> Due:
    months = period.count * (MONTHS_A_YEAR if period.unit == "year" else 1)
    backward = period.direction == "backward"
    nominal = add_months(start, -months if backward else months)
    on, step = start, _sign(period)
    while on != nominal:
        on = shift(on, step)
        if _pause(pauses, on) is not None:
            nominal = shift(nominal, step)
    return _rolled(period, nominal, [Step(nominal)], calendar)


def add_months(start: date, months: int) -> date:
    """The corresponding day `months` later, or the last of the month when it has none (民法典 202)."""
    index = start.year * MONTHS_A_YEAR + start.month - 1 + months
    year, month = divmod(index, MONTHS_A_YEAR)
    if not date.min.year <= year <= date.max.year:
        raise RuleError(_("日期超出可计算的范围。"), remedy=_("请核对日期和期限。"))
    last = gregorian.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, last))


def _rolled(period: Period, nominal: date, walked: list[Step], calendar: Calendar) -> Due:
    """Move the last day off days of rest, forward only; the calendar is asked about those alone."""
    if not period.rolls or period.direction == "backward":
        return Due(nominal, False, [], nominal, walked)
    on, asked = nominal, [calendar.day(nominal)]
    while not asked[-1].is_workday:
        on = shift(on, ONE_DAY)
        asked.append(calendar.day(on))
    ordinal = walked[-1].ordinal if walked else None
    last = Step(nominal, ordinal, asked[0].reason, asked[0])
    moved = [Step(info.date, None, info.reason or _("顺延至此日"), info) for info in asked[1:]]
    provisional = any(day.provisional for day in asked)
    return Due(on, provisional, asked, nominal, [*walked[:-1], last, *moved])
