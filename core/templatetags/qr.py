"""{% qr text %}: the QR symbol of a text."""

from django import template
from django.utils.safestring import SafeString

from core.qr import svg

register = template.Library()


@register.simple_tag
def qr(text: str) -> SafeString:
    """The symbol as inline SVG."""
    return svg(text)
