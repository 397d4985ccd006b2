"""Words of a review in templates."""

from django import template

from legal_review import outcomes

register = template.Library()


@register.filter
def reason(code: str | None) -> str:
    """The words of a reason code."""
    return outcomes.label_of(code)
