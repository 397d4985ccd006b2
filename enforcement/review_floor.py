"""What no catalogue may leave out: the scope of review that the law itself sets. Pure.

A lower list may ask for more than the law, never for less (行政处罚法 58). `statutory` in the profile
marks the rules meant; a list keeps one when one of its own rules reaches at least as far.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.translation import gettext as _

from core.errors import RuleError
from enforcement.models.kinds import PartyKind
from enforcement.profiles import Profile, Threshold, in_force
from enforcement.review_rules import PARTS, SEPARATE, Rule, limit_of

ARTICLE = "行政处罚法第五十八条；国办发〔2018〕118号第十二条"


def floor(profile: Profile, on: date | None) -> list[Rule]:
    """The rules of law: those of the nation, and those the jurisdiction adds as law."""
    rows = [*profile.base["review"], *profile.own.get("review", [])]
    found = {row["key"]: row for row in rows if row.get("statutory") and in_force(row, on)}
    return list(found.values())


def reaches_as_far(own: Rule, law: Rule) -> bool:
    """Whether every decision the one rule hits is hit by the other."""
    if not (_wider(own, law, "kinds") and _wider(own, law, "procedures")):
        return False
    if own["test"] == "kind":
        return True
    if own["test"] != law["test"]:
        return False
    if not all(set(own.get(name, ())) >= set(law[name]) for name in LISTS if name in law):
        return False
    return _wider(own, law, "proceedings") and _as_low(own, law) and _counted_alike(own, law)


def _as_low(own: Rule, law: Rule) -> bool:
    """Whether no party needs a higher amount than by the law."""
    return all(_reaches(limit_of(own, kind), limit_of(law, kind), own) for kind in PartyKind.values)


def _reaches(mine: Threshold | None, theirs: Threshold | None, own: Rule) -> bool:
    if mine is None or theirs is None:
        # Without a limit an amount is never reached, and every forced execution is meant.
        return mine is theirs or (mine is None) == (own["test"] == "forced")
    if mine.amount_cents != theirs.amount_cents:
        return mine.amount_cents < theirs.amount_cents
    return mine.inclusive or not theirs.inclusive


def _counted_alike(own: Rule, law: Rule) -> bool:
    """Whether the same amounts are compared in the same way, or more of them each by itself."""
    if own["test"] != "amount":
        return True
    same = own.get("counted", SEPARATE) == law.get("counted", SEPARATE)
    mine, theirs = (set(rule.get("of", PARTS)) for rule in (own, law))
    return same and mine >= theirs


LISTS = ("penalty_kinds", "outcomes", "weights", "measures", "ways")


def _wider(own: Rule, law: Rule, name: str) -> bool:
    mine, theirs = set(own.get(name, ())), set(law.get(name, ()))
    return not mine or (bool(theirs) and mine >= theirs)


def keeps_law(own: Rule, laws: Iterable[Rule]) -> bool:
    """Whether a rule of a list is one by which it keeps to the law."""
    return any(reaches_as_far(own, law) for law in laws)


def missing(rules: Sequence[Rule], laws: Iterable[Rule]) -> list[Rule]:
    """The rules of law that no rule of the list keeps."""
    return [law for law in laws if not any(reaches_as_far(own, law) for own in rules)]


def assert_kept(rules: Sequence[Rule], laws: Iterable[Rule]) -> None:
    """Raise RuleError naming every rule of law that the list would drop or narrow."""
    lost = missing(rules, laws)
    if lost:
        raise RuleError(
            _("目录清单不得低于法定审核范围，这样修改后将不再包括：%(list)s。")
            % {"list": "；".join(f"{row['label']}（{row['article']}）" for row in lost)},
            article=ARTICLE,
            remedy=_("目录清单可以扩大审核范围，不能缩小；请保留该项，或者另立范围更宽的一项。"),
            field="test",
        )
