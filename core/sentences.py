"""A warning's sentence in the languages of the interface: it is written once and read by many."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import translation

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# Field of a warning -> the language it is in.
LANGUAGES = {"text": settings.LANGUAGE_CODE, "text_en": "en"}


def told(
    text: StrOrPromise, values: Mapping[str, object], most: int | None = None
) -> dict[str, str]:
    """The text fields of a warning: `text` filled with `values` in each language.

    Either may be lazy and is then translated. `most` characters of a sentence are kept.
    """
    found = {}
    for field, language in LANGUAGES.items():
        with translation.override(language):
            found[field] = (str(text) % values)[:most]
    return found
