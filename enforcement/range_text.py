"""A range of discretion and its tiers in the language of who reads them.

In Chinese as the law words it: 以上 and 以下 include the number unless it says not.
"""

from decimal import Decimal

from django.utils.translation import gettext as _

from enforcement.discretion import PERCENT, RATIOS, SCALE, TIMES, YUAN, Bounds
from enforcement.models import Benchmark, Tier

DAYS = "days"


def number(unit: str, value: int) -> str:
    """An amount in its unit as people write it: 1,500元, 5倍, 3%, 10天."""
    text = f"{Decimal(value) / SCALE.get(unit, 1):,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    patterns = {
        YUAN: _("%(number)s元"),
        TIMES: _("%(number)s倍"),
        PERCENT: "%(number)s%%",
        DAYS: _("%(number)s天"),
    }
    return patterns.get(unit, "%(number)s") % {"number": text}


def span(low: str, high: str, *, low_open: bool = False, high_open: bool = False) -> str:
    """From a number to a number, "" for no end on that side."""
    above = _("%(number)s以上（不含本数）") if low_open else _("%(number)s以上")
    below = _("%(number)s以下（不含本数）") if high_open else _("%(number)s以下")
    first = above % {"number": low} if low else ""
    last = below % {"number": high} if high else ""
    return _("%(low)s%(high)s") % {"low": first, "high": last} if low and high else first or last


def bounds(found: Bounds, unit: str, base_name: str = "") -> str:
    """A range; "" when it has no ends."""
    low, high = ("" if end is None else number(unit, end) for end in (found.low, found.high))
    words = span(low, high, low_open=found.low_open, high_open=found.high_open)
    if words and base_name and unit in RATIOS:
        return _("%(base)s的%(range)s") % {"base": base_name, "range": words}
    return words


def statutory(row: Benchmark) -> str:
    """The statutory range of a benchmark."""
    return bounds(row.bounds, row.unit, row.base_name)


def tier(row: Benchmark, one: Tier) -> str:
    """The range and the standard of a tier."""
    words = bounds(one.bounds, row.unit, row.base_name)
    below = _("低于法定最低幅度，应当写明法定减轻情节")
    own = words or one.standard or one.degree != Tier.Degree.REDUCED
    return _("；").join(part for part in (words, one.standard, "" if own else below) if part)


def terms(one: Tier) -> list[str]:
    """What must hold for a tier: its conditions and the range of its measure."""
    ends = (
        "" if end is None else f"{end.normalize():f}" for end in (one.measure_from, one.measure_to)
    )
    words = span(*ends, high_open=True)
    told = _("%(name)s%(range)s") % {"name": one.benchmark.measure_name, "range": words}
    return [*one.conditions, *([told] if words else [])]


def tiers(row: Benchmark) -> list[tuple[Tier, list[str], str]]:
    """Each tier with what must hold for it, and its range and standard, light to heavy."""
    return [(one, terms(one), tier(row, one)) for one in row.tiers.all()]
