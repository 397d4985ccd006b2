"""This reader's last days to challenge an act (救济期限), each with how it was counted. Pure.

Every period is a row of the profiles. A right that was not told runs from the day it became known,
within a year of knowing the act (行政复议法 20(3)); nothing outlasts the longest time from the day
the act was made (行政复议法 21; 行政诉讼法 46(2)). Of several limits the first to end is the last day.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from core import periods
from core.errors import RuleError
from core.folding import fold_title
from core.periods import Due, Period
from core.workdays import Calendar, DayInfo
from enforcement import remedies
from enforcement.citations import find_citations
from enforcement.profiles import Profile

REVIEW, SUIT, AFTER_REVIEW = "review", "suit", "after_review"
PERIODS = {
    REVIEW: "remedy.reconsideration_days",
    SUIT: "remedy.suit_months",
    AFTER_REVIEW: "remedy.suit_after_reconsideration_days",
}
UNTOLD = {REVIEW: "remedy.untold_reconsideration_years", SUIT: "remedy.untold_suit_years"}
LONGEST = {REVIEW: "remedy.longest_reconsideration_years", SUIT: "remedy.longest_suit_years"}
PROPERTY = ".property"


@dataclass(frozen=True)
class Asked:
    """What the reader says. `known_on`: the act was served on them, or they learned of it.

    `untold`: the ways (REVIEW, SUIT) the document did not tell of, known since `told_on`.
    `made_on`: the day of the act, when known; `reviewed_on`: the review decision was received.
    """

    act: str
    known_on: date
    special: str = ""
    untold: frozenset[str] = frozenset()
    told_on: date | None = None
    made_on: date | None = None
    reviewed_on: date | None = None
    property: bool = False


@dataclass(frozen=True)
class Limit:
    """One period from one day, and where it ends."""

    period: Period
    start: date
    due: Due


@dataclass(frozen=True)
class Way:
    """One way to challenge: its limits, the one that ends first first."""

    key: str
    limits: tuple[Limit, ...]

    @property
    def last_on(self) -> date:
        """The last day."""
        return self.limits[0].due.due_on

    @property
    def provisional(self) -> bool:
        """Whether a day the count used has no official notice yet."""
        return any(limit.due.provisional for limit in self.limits)


@dataclass(frozen=True)
class Answer:
    """The ways in the order they are open; `ground` names why review comes first ("" if not)."""

    ways: tuple[Way, ...]
    ground: str
    articles: tuple[str, ...]


def acts() -> dict[str, Mapping[str, Any]]:
    """Key -> row of every act a reader may choose."""
    return {row["key"]: row for row in remedies.table("act")}


def specials() -> dict[str, Mapping[str, Any]]:
    """Key -> row of every law with a time or an order of its own."""
    return {row["key"]: row for row in remedies.table("special")}


def special_of(basis: str) -> str:
    """The special law that a decision's own basis cites, or ""."""
    cited = {fold_title(one.title) + one.label for one in find_citations(basis)}
    for key, row in specials().items():
        if any(label.startswith(row["cites"]) for label in cited):
            return key
    return ""


def rule_of(special: str, rule: str) -> str:
    """The rule of review jurisdiction: the one given, unless the special law names other organs."""
    possible: list[str] = specials().get(special, {}).get("rules", [rule])
    return rule if rule in possible else possible[0]


def answer(asked: Asked, rules: Profile, calendar: Calendar) -> Answer:
    """The last day of each way. RuleError for an act known under an older law."""
    version = remedies.law(asked.known_on)
    act, special = acts()[asked.act], specials().get(asked.special, {})
    ground = str(special.get("ground") or act.get("ground") or _on_the_spot(asked))
    count = _Counting(asked, rules, calendar)
    ways = count.open_ways(bool(ground), str(special.get("suit") or PERIODS[SUIT]))
    found = [version["review_first"][ground]] if ground else []
    found += [str(special["article"])] if special else []
    return Answer(ways, ground, tuple(found))


def _on_the_spot(asked: Asked) -> str:
    return remedies.ON_THE_SPOT if asked.act == remedies.ON_THE_SPOT else ""


@dataclass(frozen=True)
class _Counting:
    """The count of one reader's days."""

    asked: Asked
    rules: Profile
    calendar: Calendar

    def open_ways(self, review_first: bool, suit: str) -> tuple[Way, ...]:
        """Review and suit; once the review decision is there, only the suit against it.

        Both longer periods end with the review, so to show them would cost a reader the right.
        """
        if self.asked.reviewed_on is not None:
            return (self.after_review(self.asked.reviewed_on),)
        review = self.way(REVIEW, PERIODS[REVIEW])
        return (review,) if review_first else (review, self.way(SUIT, suit))

    def way(self, key: str, period: str) -> Way:
        """The period of the way, and what ends it in any case."""
        asked = self.asked
        if key not in asked.untold:
            return self._way(key, [self._limit(period, asked.known_on), *self._longest(key)])
        told_on = max(asked.told_on or asked.known_on, asked.known_on)
        limits = [self._limit(period, told_on), self._limit(UNTOLD[key], asked.known_on)]
        return self._way(key, [*limits, *self._longest(key)])

    def after_review(self, reviewed_on: date) -> Way:
        """A suit after the review decision."""
        return self._way(AFTER_REVIEW, [self._limit(PERIODS[AFTER_REVIEW], reviewed_on)])

    def _longest(self, key: str) -> list[Limit]:
        if self.asked.made_on is None:
            return []
        suffix = PROPERTY if self.asked.property else ""
        return [self._limit(LONGEST[key] + suffix, self.asked.made_on)]

    def _limit(self, key: str, start: date) -> Limit:
        period = self.rules.period(key, on=self.asked.known_on)
        return Limit(period, start, periods.apply(period, start, self.calendar))

    def _way(self, key: str, limits: Iterable[Limit]) -> Way:
        return Way(key, tuple(sorted(limits, key=lambda limit: limit.due.due_on)))


@dataclass(frozen=True)
class OpenEnded:
    """A calendar that never ends: beyond its rows a weekend is a day of rest, provisionally."""

    known: Calendar

    def day(self, on: date) -> DayInfo:
        """The row of the day, or a guess that is marked as one."""
        try:
            return self.known.day(on)
        except RuleError:
            return DayInfo(on, on.isoweekday() <= FRIDAY, provisional=True)

    def holiday(self, on: date) -> bool:
        """Whether the day is one of rest."""
        return not self.day(on).is_workday


FRIDAY = 5
