"""System checks: the system libraries and the font that rendered documents need."""

import ctypes
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from core import fonts, harfbuzz

IDEOGRAPH = r"SELECT pg_encoding_to_char(encoding) = 'UTF8' AND %s ~ '^\w$' FROM pg_database WHERE datname = current_database()"
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


def search_requirements(
    databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """PostgreSQL must know ideographs as letters, or its trigram index holds none of a Chinese text.

    Asked by `migrate` and by `check --database`, which know the databases.
    """
    found: list[CheckMessage] = []
    for alias in databases or ():
        connection = connections[alias]
        if connection.vendor == "postgresql" and not knows_ideographs(connection):
            hint = "Create the database with LC_CTYPE 'C.UTF-8' and ENCODING 'UTF8'."
            text = "The database does not know Chinese characters as letters."
            found.append(Error(text, hint=hint, id="core.E104"))
    return found


def knows_ideographs(connection: BaseDatabaseWrapper) -> bool:
    """Whether the character type of a PostgreSQL database is one of Unicode."""
    with connection.cursor() as cursor:
        cursor.execute(IDEOGRAPH, [chr(0x7F5A)])
        return bool(cursor.fetchone()[0])


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
