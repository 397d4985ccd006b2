"""Template filters for shares and kappa."""

from django import template

register = template.Library()
PER_CENT = 100


@register.filter
def share(value: float | None) -> str:
    """0.875 as 87.5%; a dash for nothing."""
    return "—" if value is None else f"{value * PER_CENT:.1f}%"


@register.filter
def level(value: float) -> str:
    """0.95 as 95%."""
    return f"{value:.0%}"


@register.filter
def kappa(value: float | None) -> str:
    """Two decimals; a dash where it cannot be told."""
    return "—" if value is None else f"{value:.2f}"
