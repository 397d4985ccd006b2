"""Addresses that are themselves a right are written to no log: the token in them is left out.

So is what somebody typed or scanned to have it verified, which may be a number of their own.
"""

import logging
import re

TOKEN = re.compile(r"(/p/|/subscriptions/(?:confirm|stop)/)[^/\s\"'?#]{8,}")
ASKED = re.compile(r"(/v/(?:\?(?:[^\s\"'#]*&)?code=)?)[^/\s\"'?#&]+")
SHOWN = r"\1…"
# Loggers with handlers of their own, which never ask those of the root.
OWN_HANDLERS = ("gunicorn.access", "gunicorn.error", "django.server")


def without_tokens(text: str) -> str:
    """The text with the token of each such address, and what was asked about, left out."""
    return ASKED.sub(SHOWN, TOKEN.sub(SHOWN, text))


class HideTokens(logging.Filter):
    """Rewrites a record that names such an address; lets every record through."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        hidden = without_tokens(said)
        if hidden != said:
            record.msg, record.args = hidden, None
        return True


def watch() -> None:
    """Add the filter to the loggers that answer to nobody else; safe to repeat."""
    for name in OWN_HANDLERS:
        logger = logging.getLogger(name)
        if not any(isinstance(each, HideTokens) for each in logger.filters):
            logger.addFilter(HideTokens())
