"""How far two reviewers agree: share, interval, and how much more than chance. Pure.

The interval is Wilson's (Wilson 1927), which holds its level for few cases and for shares near 0 and 1,
where the usual one fails. Kappa is Cohen's (Cohen 1960): 1 is full agreement, 0 that of chance.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

# A technical choice, not a rule of law: the usual level.
CONFIDENCE = 0.95


def wilson(agreed: int, n: int, level: float = CONFIDENCE) -> tuple[float, float]:
    """Lower and upper bound of the true share, both from 0 to 1.

    Raises ValueError without a case, for more agreements than cases, or a level outside 0 to 1.
    """
    if not 0 <= agreed <= n or n < 1 or not 0 < level < 1:
        raise ValueError(f"{agreed} of {n} at {level}")
    z = NormalDist().inv_cdf((1 + level) / 2)
    share, spread = agreed / n, z * z / n
    middle = (share + spread / 2) / (1 + spread)
    half = z / (1 + spread) * sqrt(share * (1 - share) / n + spread / (4 * n))
    # Rounding may leave a bound beyond the share itself, of which it is a bound.
    return max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half))


def kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Agreement beyond chance; None without pairs, or when both always give one and the same answer."""
    if not pairs:
        return None
    n = len(pairs)
    first, second = (Counter(column) for column in zip(*pairs, strict=True))
    chance = sum(first[word] * second[word] for word in first) / (n * n)
    if chance == 1:
        return None
    return (sum(one == other for one, other in pairs) / n - chance) / (1 - chance)


@dataclass(frozen=True)
class Agreement:
    """How often both gave the same answer; `pairs` are (first, second)."""

    pairs: tuple[tuple[str, str], ...]

    @property
    def level(self) -> float:
        """The confidence level of the interval."""
        return CONFIDENCE

    @property
    def n(self) -> int:
        """How many answers were compared."""
        return len(self.pairs)

    @property
    def agreed(self) -> int:
        """How many of them are the same."""
        return sum(one == other for one, other in self.pairs)

    @property
    def share(self) -> float | None:
        """The share that is the same, 0 to 1; None without an answer."""
        return self.agreed / self.n if self.n else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's interval at the usual level; None without an answer."""
        return wilson(self.agreed, self.n) if self.n else None

    @property
    def kappa(self) -> float | None:
        """Cohen's kappa."""
        return kappa(self.pairs)
