"""{% qr text %}: the QR symbol of a text; {% qr text "m" %}: with less correction, for a long one."""

from django import template
from django.utils.safestring import SafeString

from core.qr import CORRECTION, svg

register = template.Library()


@register.simple_tag
def qr(text: str, correction: str = CORRECTION) -> SafeString:
    """The symbol as inline SVG."""
    return svg(text, correction)
