"""Who of several reviewers is given the next draft: versed in its kind, and with the least to do. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

FULL = 100


@dataclass(frozen=True)
class Candidate:
    """A reviewer who may take the draft.

    `load`: the weights of the open reviews; `share`: per cent of full time; `kinds`: what the
    reviewer is versed in, everything when empty; `last`: the day of the last assignment.
    """

    reviewer: int
    load: int
    share: int = FULL
    kinds: tuple[str, ...] = ()
    last: date | None = None

    @property
    def strain(self) -> float:
        """The load as somebody in full time would carry it."""
        return self.load * FULL / self.share

    def fits(self, kind: str) -> bool:
        """Whether the reviewer is versed in the kind."""
        return not self.kinds or kind in self.kinds

    def told(self, kind: str) -> dict[str, Any]:
        """Plain values, to be kept with the assignment."""
        return {
            "reviewer": self.reviewer,
            "load": self.load,
            "share": self.share,
            "fit": self.fits(kind),
        }


def choose(candidates: Sequence[Candidate], kind: str) -> Candidate | None:
    """The one to take it: of those versed in the kind (of all when nobody is) the least strained,
    then who waited longest, then the lowest key. None without candidates."""
    fit = [row for row in candidates if row.fits(kind)] or list(candidates)
    return min(fit, key=_order, default=None)


def _order(row: Candidate) -> tuple[float, date, int]:
    return row.strain, row.last or date.min, row.reviewer


def weight(kind: str, *, heard: bool, rounds: int, weights: Mapping[str, int]) -> int:
    """What one open review weighs, by the profile: its kind, a hearing, a further round."""
    found = int(weights.get(kind, weights["other"]))
    found += int(weights["heard"]) if heard else 0
    return found + (int(weights["again"]) if rounds > 1 else 0)
