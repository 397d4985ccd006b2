"""Which drafts must pass legal review (domain §9.1): the rules of the catalogue, asked one by one.

They are asked when a draft is written, when it is submitted and again when it is to be made, so that
a decision under review is never made because nobody thought of submitting it. The rules are those of
the published catalogue in force, else of the profile; the scope the law sets is always among them.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import translation

from enforcement.models import Agency, Case, Decision, ForcedExecution, Measure, ReviewCatalogue
from enforcement.models.kinds import ActionKind, PartyKind, Procedure
from enforcement.profiles import Profile
from enforcement.review_facts import Draft, Facts, Row
from enforcement.review_floor import floor, missing
from enforcement.review_rules import TESTS, Rule, hits, in_scope, words

__all__ = ["TESTS", "Finding", "Hit", "explained", "findings", "match", "rules_for", "rules_of"]


@dataclass(frozen=True)
class Hit:
    """One rule that demands review, in words with what was compared, and its article."""

    rule: str
    reason: str
    article: str

    def as_dict(self) -> dict[str, str]:
        """Plain values, to be kept with the review."""
        return asdict(self)


@dataclass(frozen=True)
class Finding:
    """How one rule came out for one decision; `words` say what was compared."""

    rule: str
    label: str
    article: str
    hit: bool
    words: str

    @property
    def reason(self) -> str:
        """The rule and how it came out, as the file keeps it."""
        return f"{self.label}：{self.words}"


def always_reviewed(decision: Decision) -> bool:
    """Whether review is due whatever a list says: every penalty that is not on the spot."""
    return decision.kind == ActionKind.PENALTY and decision.case.procedure != Procedure.SIMPLE


def in_profile(profile: Profile, on: date | None) -> list[Rule]:
    """The rules of the profile with their limits, and those of the law that it leaves out."""
    own = [resolved(rule, profile, on) for rule in profile.review_rules(on)]
    return with_law(own, profile, on)


def with_law(own: Sequence[Rule], profile: Profile, on: date | None) -> list[Rule]:
    """A list with what it lacks of the scope that the law sets."""
    return [*own, *missing(own, floor(profile, on))]


def rules_of(agency: Agency, on: date | None) -> list[Rule]:
    """The rules in force for an agency on the day; None: by the newest published list."""
    return applied(agency.rules(), ReviewCatalogue.objects.for_agency(agency, on), on)


def applied(profile: Profile, catalogue: ReviewCatalogue | None, on: date | None) -> list[Rule]:
    """The rules of a list, of the profile without one, with what the law adds."""
    if catalogue is None:
        return in_profile(profile, on)
    return with_law(catalogue.rows(), profile, on)


def rules_for(decision: Decision, on: date | None) -> list[Rule]:
    """The rules that the draft is held against."""
    return rules_of(decision.agency, on)


def resolved(rule: Rule, profile: Profile, on: date | None) -> Rule:
    """The rule with its limits by kind of party, where it names an amount of the profile."""
    if "threshold" not in rule:
        return rule
    key = rule["threshold"]
    return {**rule, "limits": {kind: profile.money(key, kind, on=on) for kind in PartyKind.values}}


@translation.override(settings.LANGUAGE_CODE)
def findings(facts: Facts, rules: list[Rule]) -> list[Finding]:
    """Every rule with how it came out, hit or missed."""
    return [
        Finding(rule["key"], rule["label"], rule["article"], hits(facts, rule), words(facts, rule))
        for rule in rules
    ]


def explained(decision: Decision, on: date | None) -> list[Finding]:
    """Every rule that the draft is held against, with the values that were compared."""
    return findings(Draft(decision), rules_for(decision, on))


def match(decision: Decision, on: date | None) -> list[Hit]:
    """Every rule that demands review of the draft (None: by the newest rules); empty when none."""
    return [
        Hit(found.rule, found.reason, found.article)
        for found in explained(decision, on)
        if found.hit
    ]


def of_forced(execution: ForcedExecution, on: date) -> list[Hit]:
    """Rules of the list of the day that demand review of a forced execution; empty when none."""
    forced = ((execution.way, execution.amount_cents),)
    return _of_coercion(execution.case, "forced", on, forced=forced)


def of_measure(measure: Measure, on: date) -> list[Hit]:
    """Rules of the list of the day that demand review of a coercive measure; empty when none."""
    return _of_coercion(measure.case, "measure", on, measures=(measure.kind,))


def _of_coercion(case: Case, test: str, on: date, **act: Any) -> list[Hit]:
    """The rules with the test that hit an act of coercion in the case."""
    facts = Row(kind=ActionKind.COERCION, procedure=case.procedure, party=case.party.kind, **act)
    rules = [rule for rule in rules_of(case.agency, on) if rule["test"] == test]
    found = findings(facts, rules)
    return [Hit(each.rule, each.reason, each.article) for each in found if each.hit]


def asked_of(decision: Decision, on: date | None) -> list[Rule]:
    """Heads of judgement that the list in force adds for acts like this one."""
    act, rules = Draft(decision), rules_for(decision, on)
    return [rule for rule in rules if rule["test"] == "asked" and in_scope(act, rule)]


def hit_by(decision: Decision, profile: Profile, rule: Rule, on: date | None) -> bool:
    """Whether one rule of a profile's lists (review, discussion) hits the draft."""
    return hits(Draft(decision), resolved(rule, profile, on))
