"""How a due day was found, day by day, for people to check."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from core import calendar, deadlines, periods
from core.models import Deadline
from core.periods import Due, Period, Step


@dataclass(frozen=True)
class Row:
    """One line of a derivation. `text` says how the day counts, `reason` and `notice` why."""

    on: date
    text: str
    reason: str = ""
    notice: str = ""
    provisional: bool = False
    counted: bool = False
    last: bool = False


def of_deadline(deadline: Deadline) -> list[Row]:
    """The derivation of a deadline on the calendar now in force."""
    due = deadlines.compute(deadline, calendar.load(deadline.region))
    return rows(Period.from_dict(deadline.period), deadline.start_on, due)


def of_period(period: Period, start: date, region: str = "") -> list[Row]:
    """The derivation of a period from a day, for a page that keeps no deadline row."""
    return rows(period, start, periods.apply(period, start, calendar.load(region)))


def rows(period: Period, start: date, due: Due) -> list[Row]:
    """The start day and every day of the count in order; the last row is the due day."""
    first = [] if period.inclusive else [Row(start, _("起算日，不计入"))]
    found = [*first, *(_row(period, step, due) for step in due.steps)]
    if not due.steps:
        found.append(Row(due.due_on, _("到期日"), counted=True, last=True))
    return found


def _row(period: Period, step: Step, due: Due) -> Row:
    info = step.info
    return Row(
        step.on,
        _text(period, step, due),
        _(step.note) if step.note else "",
        info.notice if info else "",
        info.provisional if info else False,
        step.ordinal is not None,
        step.on == due.due_on,
    )


def _text(period: Period, step: Step, due: Due) -> str:
    if step.ordinal is None and step.on == due.due_on:
        return _("顺延后的到期日") if due.rolled else _("到期日")
    if step.ordinal is None:
        return _("名义到期日，为休息日，顺延") if step.on == due.nominal_on else _("不计入")
    words = _("第 %(n)s 个工作日") if period.unit == "workday" else _("第 %(n)s 日")
    return words % {"n": step.ordinal}
