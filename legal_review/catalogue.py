"""The catalogue of decisions under legal review (domain §9.1), as each profile sets it."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from enforcement import hearing
from enforcement.models import Decision
from enforcement.profiles import Profile
from enforcement.services import notices


@dataclass(frozen=True)
class Hit:
    """One rule that demands review, in words, with its article."""

    rule: str
    reason: str
    article: str

    def as_dict(self) -> dict[str, str]:
        """Plain values, to be kept with the review."""
        return asdict(self)


def match(decision: Decision, on: date) -> list[Hit]:
    """Every rule of the profile that demands review of the draft; empty when none does."""
    rules = decision.agency.rules()
    return [
        Hit(rule["key"], rule["label"], rule["article"])
        for rule in rules.review_rules(on)
        if TESTS[rule["test"]](decision, rules, rule, on)
    ]


def heads(rules: Profile) -> dict[str, str]:
    """The checklist of the profile: head -> label (domain §9.3)."""
    return {row["key"]: row["label"] for row in rules.review_heads()}


def _kind(decision: Decision, rules: Profile, rule: Mapping[str, Any], on: date) -> bool:
    kinds, procedures = rule.get("kinds", []), rule.get("procedures", [])
    return (not kinds or decision.kind in kinds) and (
        not procedures or decision.case.procedure in procedures
    )


def _penalty_kinds(decision: Decision, rules: Profile, rule: Mapping[str, Any], on: date) -> bool:
    return bool(set(decision.penalty_kinds) & set(rule["penalty_kinds"]))


def _amount(decision: Decision, rules: Profile, rule: Mapping[str, Any], on: date) -> bool:
    threshold = rules.money(rule["threshold"], decision.case.party.kind, on=on)
    amounts = (decision.fine_cents, decision.confiscated_cents)
    return any(cents and hearing.reaches(cents, threshold) for cents in amounts)


def _outcome(decision: Decision, rules: Profile, rule: Mapping[str, Any], on: date) -> bool:
    return _kind(decision, rules, rule, on) and decision.outcome in rule["outcomes"]


def _hearing_held(decision: Decision, rules: Profile, rule: Mapping[str, Any], on: date) -> bool:
    notice = notices.current(decision)
    return notice is not None and notice.hearing_closed_on is not None


TESTS: dict[str, Callable[[Decision, Profile, Mapping[str, Any], date], bool]] = {
    "kind": _kind,
    "penalty_kinds": _penalty_kinds,
    "amount": _amount,
    "outcome": _outcome,
    "hearing_held": _hearing_held,
}


def explain(decision: Decision, on: date) -> list[str]:
    """Hits and misses of every rule in words, for the submission page."""
    rules = decision.agency.rules()
    hits = {hit.rule for hit in match(decision, on)}
    return [
        _("%(mark)s %(label)s（%(article)s）")
        % {
            "mark": "●" if rule["key"] in hits else "○",
            "label": rule["label"],
            "article": rule["article"],
        }
        for rule in rules.review_rules(on)
    ]
