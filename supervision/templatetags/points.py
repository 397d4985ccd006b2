"""Template filter for points of a scoring sheet."""

from decimal import Decimal

from django import template

from supervision import scoring

register = template.Library()


@register.filter
def points(value: Decimal | str | None) -> str:
    """96, 96.5 or 97.25: as many decimals as there are; nothing for None or an empty text."""
    return "" if value in (None, "") else scoring.text(Decimal(str(value)))
