"""Published decisions comparable with a draft: the same violation, the same tier. Read only.

Numbers are shown from a few decisions on, so that one amount is no yardstick; nothing is counted by
officer or unit (行政处罚法 74).
"""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from disclosure.models import Publication
from enforcement.models import Decision

LEAST = 5  # a distribution of fewer says more about one party than about the tier
SHOWN = 20


@dataclass(frozen=True)
class Distribution:
    """Fines in cents: smallest, quartiles, largest, and where the draft's lies among them."""

    count: int
    low: int
    first: int
    middle: int
    third: int
    high: int
    below: int
    equal: int
    above: int


def published(decision: Decision, on: date) -> QuerySet[Publication]:
    """What the public may read on the day of the same violation and tier, in every agency."""
    rows = Publication.objects.public(on).filter(first_published_on__lte=on)
    if decision.benchmark is None or decision.tier is None:
        return rows.none()
    return rows.filter(
        decision__benchmark__folded_violation=decision.benchmark.folded_violation,
        decision__benchmark__unit=decision.benchmark.unit,
        decision__tier__degree=decision.tier.degree,
    ).exclude(decision=decision)


def amounts(rows: QuerySet[Publication]) -> list[int]:
    """The fines the projections show, in cents; decisions without a fine are left out."""
    shown = rows.filter(shown__fine_cents__gt=0)
    return sorted(shown.values_list("shown__fine_cents", flat=True))


def distribution(fines: Sequence[int], fine: int) -> Distribution | None:
    """The distribution of the fines and the place of one among them; None when they are too few."""
    if len(fines) < LEAST:
        return None
    quarters = statistics.quantiles(fines, n=4, method="inclusive")
    first, middle, third = (round(value) for value in quarters)
    below = sum(value < fine for value in fines)
    equal = sum(value == fine for value in fines)
    return Distribution(
        count=len(fines),
        low=min(fines),
        first=first,
        middle=middle,
        third=third,
        high=max(fines),
        below=below,
        equal=equal,
        above=len(fines) - below - equal,
    )
