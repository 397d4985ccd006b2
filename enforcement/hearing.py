"""When a party must be told of the right to a hearing (行政处罚法 63), by profile. Pure."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from enforcement.models.kinds import PenaltyKind
from enforcement.profiles import Profile, Threshold


def reaches(cents: int, threshold: Threshold) -> bool:
    """Whether an amount reaches a threshold; 以上 includes the number unless the rule says not."""
    return (
        cents >= threshold.amount_cents if threshold.inclusive else cents > threshold.amount_cents
    )


def exceeds(cents: int, limit: Threshold) -> bool:
    """Whether an amount is above an upper limit; 以下 includes the number when `inclusive`."""
    return cents > limit.amount_cents if limit.inclusive else cents >= limit.amount_cents


def grounds(
    rules: Profile,
    *,
    party_kind: str,
    penalty_kinds: Sequence[str],
    fine_cents: int,
    confiscated_cents: int,
    on: date,
    domain: str | None = None,
) -> list[str]:
    """The grounds in words; empty when no hearing need be offered. `domain`: see Profile.money."""
    kinds = rules.value("hearing.kinds", on=on, domain=domain)
    found = [str(PenaltyKind(kind).label) for kind in penalty_kinds if kind in kinds]
    threshold = rules.money("hearing.amount", party_kind, on=on, domain=domain)
    if fine_cents and reaches(fine_cents, threshold):
        found.append(_("较大数额罚款"))
    if confiscated_cents and reaches(confiscated_cents, threshold):
        found.append(_("没收较大数额违法所得、较大价值非法财物"))
    return found
