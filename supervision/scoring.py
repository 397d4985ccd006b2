"""From findings to points, from points to a result. Pure: no database, no clock.

Each section starts with its points and never falls below 0; a finding on a veto makes the file 0
points (domain §8.7). Several reviewers' totals become one by their average, by the median once a
third has scored, or by a meeting (合议).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from statistics import median

from supervision.sheets import Sheet

AVERAGE, CONSENSUS, MEDIAN = "average", "consensus", "median"
ZERO, HUNDREDTH = Decimal(0), Decimal("0.01")


@dataclass(frozen=True)
class Score:
    """What one sheet adds up to. `sections`: points kept by section; `vetoes`: those that were met."""

    total: Decimal
    sections: dict[str, Decimal]
    vetoes: tuple[str, ...]
    grade: str


@dataclass(frozen=True)
class Result:
    """What several sheets come to; `total` is None when a meeting or a third reviewer is needed."""

    total: Decimal | None
    way: str
    spread: Decimal


def score(sheet: Sheet, kind: str, findings: Mapping[str, int]) -> Score:
    """Add up a sheet; `findings` by key of the line, a line without an entry has none."""
    kept = {row.key: row.points for row in sheet.sections}
    vetoes = []
    for line in sheet.of_kind(kind):
        count = findings.get(line.key, 0)
        if line.veto and count:
            vetoes.append(line.key)
        elif not line.veto:
            kept[line.section] -= line.off(count)
    kept = {key: max(ZERO, points) for key, points in kept.items()}
    total = ZERO if vetoes else sum(kept.values(), ZERO)
    return Score(total, kept, tuple(vetoes), sheet.grade(total))


def result(scores: Sequence[tuple[Decimal, bool]], *, method: str, threshold: Decimal) -> Result:
    """Two sheets or more as one result; a pair is (total, vetoed).

    Averaged when they lie no further apart than the threshold and agree about a veto; from three on
    the median stands for all. By consensus the total is always left to the meeting.
    """
    totals = [total for total, _vetoed in scores]
    spread = max(totals) - min(totals)
    if method == CONSENSUS:
        return Result(None, CONSENSUS, spread)
    if len(scores) > 2:
        return Result(middle(totals), MEDIAN, spread)
    agree = len({vetoed for _total, vetoed in scores}) == 1
    if spread > threshold or not agree:
        return Result(None, CONSENSUS, spread)
    return Result(rounded(sum(totals, ZERO) / len(totals)), AVERAGE, spread)


def rounded(points: Decimal) -> Decimal:
    """To hundredths of a point, a half upwards."""
    return points.quantize(HUNDREDTH, ROUND_HALF_UP)


def text(points: Decimal) -> str:
    """Points as people write them, the same before and after they were kept: 96, 96.5, 97.25."""
    short = rounded(points).normalize()
    return f"{short:f}"


def middle(totals: Sequence[Decimal]) -> Decimal:
    """The median of the totals."""
    return rounded(Decimal(median(totals)))
