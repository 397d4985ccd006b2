"""System checks: the system libraries and the font that rendered documents need."""

import ctypes
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning

from core import fonts, harfbuzz

PANGO = ("libpango-1.0.so.0", "libpangoft2-1.0.so.0")


def document_requirements(**kwargs: Any) -> list[CheckMessage]:
    """Names each missing package; without any one of them documents are refused with a message."""
    found: list[CheckMessage] = []
    if not _loads(PANGO):
        found.append(_finding("Pango is missing.", "libpango-1.0-0 libpangoft2-1.0-0", 101))
    if not harfbuzz.available():
        found.append(_finding("libharfbuzz-subset is missing.", "libharfbuzz-subset0", 102))
    if any(fonts.source(weight) is None for weight in fonts.WEIGHTS):
        found.append(_finding("No Chinese serif font is installed.", "fonts-noto-cjk", 103))
    return found


def _finding(message: str, packages: str, number: int) -> CheckMessage:
    # A development machine may go on without PDF; a production one may not.
    hint = f"apt-get install {packages}"
    if settings.PRODUCTION:
        return Error(message, hint=hint, id=f"core.E{number}")
    return Warning(message, hint=hint, id=f"core.W{number}")


def _loads(names: tuple[str, ...]) -> bool:
    try:
        for name in names:
            ctypes.CDLL(name)
    except OSError:
        return False
    return True
