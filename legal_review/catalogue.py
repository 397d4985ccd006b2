"""The catalogue of review as its pages show it: the rules that apply, and the checklist."""

from datetime import date

from django.utils.translation import gettext as _

from enforcement.models import Decision
from enforcement.profiles import Profile
from enforcement.review_scope import Hit, match, rules_for

__all__ = ["Hit", "explain", "heads", "match"]


def heads(rules: Profile) -> dict[str, str]:
    """The checklist of the profile: head -> label (domain §9.3)."""
    return {row["key"]: row["label"] for row in rules.review_heads()}


def explain(decision: Decision, on: date) -> list[str]:
    """Hits and misses of every rule in words, for the submission page."""
    hits = {hit.rule for hit in match(decision, on)}
    return [
        _("%(mark)s %(label)s（%(article)s）")
        % {
            "mark": "●" if rule["key"] in hits else "○",
            "label": rule["label"],
            "article": rule["article"],
        }
        for rule in rules_for(decision, on)
    ]
