"""Template filters of public decisions: marked words, amounts, names of penalties."""

import re
from collections.abc import Iterable

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from disclosure import wording
from disclosure.models import Publication, RedactedVersion
from disclosure.organisations import page_of
from disclosure.presentation import grouped, penalty_names
from disclosure.redaction import reader
from disclosure.services import automatic
from enforcement.models import Licence

register = template.Library()
EXCERPT = 120
LEAD = 24  # characters shown before the first word found
MARKS = 8  # words of a query that are marked; more would hide the text


@register.filter
def amount(cents: int) -> str:
    """12,000.00 of cents (分)."""
    return grouped(cents)


@register.filter
def withheld_by(row: Publication) -> str:
    """Who answers for it that the publication is withheld, in words; "" where it is not."""
    return automatic.decided_by(row)


@register.filter
def organisation_code(version: RedactedVersion | None) -> str:
    """The code under which the party of a projection has a page of its own; "" for every person."""
    return page_of(version)


@register.filter
def licence_status(key: str) -> str:
    """How a licence ended, in words."""
    return str(Licence.Status(key).label)


@register.filter
def penalties(codes: Iterable[str]) -> list[str]:
    """Names of penalty kinds."""
    return penalty_names(codes)


@register.filter
def worded(sections: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The sections of a public text as they are kept, in the language of who reads them."""
    return [(wording.heading(over), wording.said(over, text)) for over, text in sections]


@register.filter
def hidden_because(reason: str) -> str:
    """Why a rule of redaction hides something, in the language of who reads it."""
    return reader.reason(reason)


@register.filter
def marked(text: str, query: str) -> SafeString:
    """The text, escaped, with the words of the query marked."""
    pattern = _pattern(query)
    if pattern is None:
        return escape(text)
    pieces = pattern.split(text)
    out = [
        f"<mark>{escape(piece)}</mark>" if index % 2 else escape(piece)
        for index, piece in enumerate(pieces)
    ]
    return mark_safe("".join(out))  # noqa: S308  # every piece was escaped above


@register.filter
def where(version: RedactedVersion, query: str) -> str:
    """The text of a decision to show a piece of: the result, or the facts when only they hold a word."""
    pattern = _pattern(query)
    if pattern and not pattern.search(version.result) and pattern.search(version.facts):
        return version.facts
    return version.result


@register.filter
def excerpt(text: str, query: str) -> str:
    """About 120 characters of the text, from just before the first word of the query."""
    flat = " ".join(text.split())
    pattern = _pattern(query)
    match = pattern.search(flat) if pattern else None
    start = max(0, match.start() - LEAD) if match and len(flat) > EXCERPT else 0
    end = start + EXCERPT
    return ("…" if start else "") + flat[start:end] + ("…" if end < len(flat) else "")


def _pattern(query: str) -> re.Pattern[str] | None:
    words = sorted(set((query or "").split()), key=len, reverse=True)[:MARKS]
    if not words:
        return None
    return re.compile("(" + "|".join(re.escape(word) for word in words) + ")", re.IGNORECASE)
