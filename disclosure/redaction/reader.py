"""What the rules hide and why, in the language of who reads it; stored are the Chinese words."""

from functools import cache

from django.utils.translation import get_language

from disclosure.redaction.spans import Rule, rules


def label(rule: Rule) -> str:
    """What a rule hides."""
    return rule.label_en if _english() else rule.label


def reason(told: str) -> str:
    """Why something is hidden, as a span or a version says it; words of no rule stay as they are."""
    return _reasons().get(told, told) if _english() else told


@cache
def _reasons() -> dict[str, str]:
    return {rule.reason: rule.reason_en for rule in rules().values()}


def _english() -> bool:
    return (get_language() or "").startswith("en")
