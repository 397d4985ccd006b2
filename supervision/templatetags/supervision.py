"""Template filters of supervision."""

from django import template

from legal_review.models import ReviewCheck

register = template.Library()


@register.filter
def check_result(value: str) -> str:
    """The words of a result of the reviewer's checklist; what is no result stays as it is."""
    return str(dict(ReviewCheck.Result.choices).get(value, value))
