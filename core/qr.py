"""QR symbols as inline SVG, for pages and for printed documents."""

import segno
from django.utils.safestring import SafeString, mark_safe

SCALE = 4
# A quarter of the symbol may be soiled: a notice is folded and carried.
CORRECTION = "q"


def svg(text: str, correction: str = CORRECTION) -> SafeString:
    """The symbol of a text. It holds only paths, neither style nor script: pages forbid both.

    `correction`: l, m, q or h; a long text that is not soiled is easier to scan with less of it.
    """
    symbol = segno.make(text, error=correction, micro=False)
    markup = symbol.svg_inline(scale=SCALE, svgclass="qr", lineclass=None)
    # With its own measure inside, a style sheet may make it larger or smaller and cuts nothing off.
    side = symbol.symbol_size(scale=SCALE)[0]
    markup = markup.replace("<svg ", f'<svg viewBox="0 0 {side} {side}" ', 1)
    return mark_safe(markup)  # noqa: S308  # made of numbers by segno; the text is not in it
