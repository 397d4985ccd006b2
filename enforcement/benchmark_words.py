"""What the list says of a benchmark in words: its penalties, its range and every tier.

Kept with each version, so in no other language than the list's own.
"""

from django.conf import settings
from django.utils import translation

from enforcement import weighing
from enforcement.models import Benchmark, Tier
from enforcement.models.kinds import PenaltyKind


def penalties(row: Benchmark) -> str:
    """The kinds of penalty."""
    with translation.override(settings.LANGUAGE_CODE):
        return "、".join(str(PenaltyKind(kind).label) for kind in row.penalty_kinds)


def statutory(row: Benchmark) -> str:
    """The statutory range."""
    with translation.override(settings.LANGUAGE_CODE):
        return weighing.statutory_words(row)


def tiers(row: Benchmark) -> str:
    """A line for each tier, light to heavy."""
    with translation.override(settings.LANGUAGE_CODE):
        return "\n".join(_tier(row, tier) for tier in row.tiers.all())


def _tier(row: Benchmark, tier: Tier) -> str:
    joint = "或者" if tier.any_condition else "；"
    told = [joint.join(tier.terms), weighing.tier_words(row, tier)]
    words = "——".join(each for each in told if each)
    return f"{tier}：{words}" if words else str(tier)
