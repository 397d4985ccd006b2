"""Which drafts must pass legal review (domain §9.1): the rules of the profile, asked one by one.

They are asked when a draft is written, when it is submitted and again when it is to be made, so that
a decision under review is never made because nobody thought of submitting it.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from enforcement import hearing
from enforcement.models import Decision, Hearing
from enforcement.models.kinds import ActionKind, Procedure
from enforcement.profiles import Profile

Rule = Mapping[str, Any]
DEFAULT = "ordinary_penalty"


@dataclass(frozen=True)
class Hit:
    """One rule that demands review, in words, with its article."""

    rule: str
    reason: str
    article: str

    def as_dict(self) -> dict[str, str]:
        """Plain values, to be kept with the review."""
        return asdict(self)


def always_reviewed(decision: Decision) -> bool:
    """Whether review is due whatever the profile lists: every penalty that is not on the spot."""
    return decision.kind == ActionKind.PENALTY and decision.case.procedure != Procedure.SIMPLE


def rules_for(decision: Decision, on: date | None) -> list[Rule]:
    """The rules of the profile, and the national default where its own list leaves it out."""
    profile = decision.agency.rules()
    own: list[Rule] = list(profile.review_rules(on))
    covered = any(rule["test"] == "kind" and _kind(decision, profile, rule, on) for rule in own)
    if covered or not always_reviewed(decision):
        return own
    return [*own, *(rule for rule in profile.base["review"] if rule["key"] == DEFAULT)]


def match(decision: Decision, on: date | None) -> list[Hit]:
    """Every rule that demands review of the draft (None: by the newest rules); empty when none."""
    profile = decision.agency.rules()
    return [
        Hit(rule["key"], rule["label"], rule["article"])
        for rule in rules_for(decision, on)
        if TESTS[rule["test"]](decision, profile, rule, on)
    ]


def _kind(decision: Decision, profile: Profile, rule: Rule, on: date | None) -> bool:
    kinds, procedures = rule.get("kinds", []), rule.get("procedures", [])
    return (not kinds or decision.kind in kinds) and (
        not procedures or decision.case.procedure in procedures
    )


def _penalty_kinds(decision: Decision, profile: Profile, rule: Rule, on: date | None) -> bool:
    return bool(set(decision.penalty_kinds) & set(rule["penalty_kinds"]))


def _amount(decision: Decision, profile: Profile, rule: Rule, on: date | None) -> bool:
    threshold = profile.money(rule["threshold"], decision.case.party.kind, on=on)
    amounts = (decision.fine_cents, decision.confiscated_cents)
    return any(cents and hearing.reaches(cents, threshold) for cents in amounts)


def _outcome(decision: Decision, profile: Profile, rule: Rule, on: date | None) -> bool:
    return _kind(decision, profile, rule, on) and decision.outcome in rule["outcomes"]


def _hearing_held(decision: Decision, profile: Profile, rule: Rule, on: date | None) -> bool:
    # A hearing held under an earlier notice of the same draft was held all the same.
    return Hearing.objects.filter(notice__decision=decision).heard().exists()


def _hearing_asked(decision: Decision, profile: Profile, rule: Rule, on: date | None) -> bool:
    return decision.notices.filter(hearing_requested_on__isnull=False).exists()


TESTS: dict[str, Callable[[Decision, Profile, Rule, date | None], bool]] = {
    "kind": _kind,
    "penalty_kinds": _penalty_kinds,
    "amount": _amount,
    "outcome": _outcome,
    "hearing_held": _hearing_held,
    "hearing_asked": _hearing_asked,
}
