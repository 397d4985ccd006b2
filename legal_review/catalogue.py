"""The catalogue of review as its pages show it: the rules that apply, and the checklist."""

from datetime import date

from django.utils.translation import gettext as _

from enforcement.models import Decision
from enforcement.profiles import Profile
from enforcement.review_scope import Hit, explained, match

__all__ = ["Hit", "explain", "heads", "match"]


def heads(rules: Profile) -> dict[str, str]:
    """The checklist of the profile: head -> label (domain §9.3)."""
    return {row["key"]: row["label"] for row in rules.review_heads()}


def explain(decision: Decision, on: date) -> list[str]:
    """Hits and misses of every rule in words with what was compared, for the submission page."""
    return [
        _("%(mark)s %(label)s：%(words)s（%(article)s）")
        % {
            "mark": "●" if found.hit else "○",
            "label": found.label,
            "words": found.words,
            "article": found.article,
        }
        for found in explained(decision, on)
    ]
