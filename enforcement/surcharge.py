"""加处罚款: what an unpaid fine costs for each day after it was due (行政处罚法 72, 73). Pure.

Money is in cents (分). Every day after the last day for payment counts, the day of payment
included; days inside a pause (复议, 诉讼, approved 延期 or 分期) do not, and both of its ends are
inside. Of a fine paid in parts each day counts what was still unpaid when it began. The whole
never exceeds the cap, and a fraction of a cent is not owed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal

from core.periods import Suspension
from core.workdays import ONE_DAY


@dataclass(frozen=True)
class Terms:
    """The fine in cents, its last day for payment, the daily rate and the cap as parts of it."""

    fine_cents: int
    due_on: date
    rate: Decimal
    cap: Decimal

    @property
    def limit_cents(self) -> int:
        """The most that may ever be added."""
        return _whole(self.fine_cents * self.cap)


@dataclass(frozen=True)
class Paid:
    """A part of the fine, in cents, and the day it was paid."""

    on: date
    cents: int


def _whole(amount: Decimal) -> int:
    return int(amount.to_integral_value(rounding=ROUND_DOWN))


def late_days(due_on: date, on: date, pauses: Iterable[Suspension] = ()) -> list[date]:
    """The days after `due_on` up to `on`, both pauses' ends left out."""
    rests = list(pauses)
    days = (due_on + ONE_DAY * n for n in range(1, (on - due_on).days + 1))
    return [day for day in days if not any(rest.covers(day) for rest in rests)]


def accrued(
    terms: Terms, on: date, *, pauses: Sequence[Suspension] = (), paid: Sequence[Paid] = ()
) -> int:
    """The surcharge in cents by the end of `on`: rate x what was unpaid, day by day, capped."""
    days = late_days(terms.due_on, on, pauses)
    unpaid = sum(
        max(0, terms.fine_cents - sum(part.cents for part in paid if part.on < day)) for day in days
    )
    return min(_whole(unpaid * terms.rate), terms.limit_cents)
