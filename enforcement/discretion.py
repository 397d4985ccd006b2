"""Ranges of discretion: what lies in them, which overlap, which contain which. Pure.

以上 and 以下 include the number, 不满 and 超过 do not (民法典 1259); amounts are exact fractions of
the smallest part of their unit.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

YUAN, TIMES, PERCENT = "yuan", "times", "percent"
RATIOS = (TIMES, PERCENT)
# How many of the smallest part make one unit: cents, ten-thousandths, hundredths of a per cent.
SCALE = {YUAN: 100, TIMES: 10_000, PERCENT: 100}
WHOLE = 10_000  # a ratio of one, in its smallest part: 1 倍 = 100 %
LINES = re.compile(r"[；;\n]+")


@dataclass(frozen=True)
class Bounds:
    """A range; None is no end on that side. An open end does not belong to it."""

    low: int | None = None
    high: int | None = None
    low_open: bool = False
    high_open: bool = False

    def holds(self, amount: Fraction | int) -> bool:
        """Whether the amount lies in the range."""
        return not self.below(amount) and not self.above(amount)

    def below(self, amount: Fraction | int) -> bool:
        """Whether the amount lies under the range."""
        return self.low is not None and (
            amount < self.low or (self.low_open and amount == self.low)
        )

    def above(self, amount: Fraction | int) -> bool:
        """Whether the amount lies over the range."""
        return self.high is not None and (
            amount > self.high or (self.high_open and amount == self.high)
        )

    def empty(self) -> bool:
        """Whether no amount lies in it."""
        if self.low is None or self.high is None:
            return False
        return self.low > self.high or (self.low == self.high and (self.low_open or self.high_open))

    def overlaps(self, other: "Bounds") -> bool:
        """Whether an amount lies in both."""
        return not (self._before(other) or other._before(self))

    def _before(self, other: "Bounds") -> bool:
        if self.high is None or other.low is None:
            return False
        touch = self.high == other.low and (self.high_open or other.low_open)
        return self.high < other.low or touch

    def inside(self, other: "Bounds") -> bool:
        """Whether every amount of this range lies in the other (whose ends are included)."""
        low = other.low is None or (self.low is not None and self.low >= other.low)
        high = other.high is None or (self.high is not None and self.high <= other.high)
        return low and high


def overlapping(ranges: Iterable[Bounds]) -> tuple[int, int] | None:
    """The places of the first two ranges that share an amount, counted from 0."""
    rows = list(ranges)
    for place, row in enumerate(rows):
        for other in range(place + 1, len(rows)):
            if row.overlaps(rows[other]):
                return place, other
    return None


def amount(unit: str, fine_cents: int, base_cents: int | None) -> Fraction | None:
    """A fine in the unit of a range; None when the unit measures no fine or the base is unknown."""
    if unit == YUAN:
        return Fraction(fine_cents)
    if unit in RATIOS and base_cents:
        return Fraction(fine_cents * WHOLE, base_cents)
    return None


def smallest(unit: str, value: Decimal | None) -> int | None:
    """An amount as written, in the smallest part of its unit."""
    return None if value is None else int(value * SCALE.get(unit, 1))


def lines(text: str) -> list[str]:
    """Conditions written one per line or with 分号 between them."""
    return [line.strip() for line in LINES.split(text) if line.strip()]
