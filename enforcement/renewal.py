"""When a licence must be renewed, and until when silence renews it. Pure (行政许可法 50)."""

from datetime import date

from core import periods
from core.periods import Period
from core.workdays import ONE_DAY, Calendar

MONTHS_A_YEAR = 12


def ask_by(valid_to: date, period: Period, calendar: Calendar) -> date:
    """The last day to ask for renewal in time: the period counted back from the last day."""
    return periods.apply(period, valid_to, calendar).due_on


def silent_end(valid_from: date, valid_to: date) -> date:
    """The last day of a licence renewed by silence: another term as long as the last one.

    A term of whole months is renewed by as many months, any other by its number of days.
    """
    months = _whole_months(valid_from, valid_to)
    if months:
        following = periods.add_months(valid_to + ONE_DAY, months)
        return following - ONE_DAY
    return valid_to + (valid_to - valid_from) + ONE_DAY


def _whole_months(first: date, last: date) -> int:
    """The number of months from the first day to the last, 0 when they do not come out even."""
    after = last + ONE_DAY
    months = (after.year - first.year) * MONTHS_A_YEAR + after.month - first.month
    return months if months > 0 and periods.add_months(first, months) == after else 0
