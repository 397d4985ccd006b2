"""What to try when a query finds nothing: what stands in the way, and where else the words lead.

Counts come from the same queries as the lists, stop early, and know of nothing that is not public. Whoever
asked for a person's number is told nothing at all, after the same work.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from core.numbering import fold_doc_no
from disclosure import entries, listings, personal, search
from disclosure.filters import DecisionFilter
from enforcement.models import Agency

MOST = 100  # counted exactly up to here
SHOWN = 5
WORDS = 4


@dataclass(frozen=True)
class Hint:
    """Another query that finds something; `count` is exact unless `capped`."""

    label: str
    url: str
    count: int
    capped: bool


@dataclass(frozen=True)
class Help:
    """What a reader who found nothing is offered."""

    hints: list[Hint] = field(default_factory=list)
    agencies: list[Agency] = field(default_factory=list)
    items: str = ""  # the query of the list of items that has some, "" for none


def offer(form: DecisionFilter, on: date) -> Help:
    """Help for a valid filter that found nothing."""
    values, asked = form.cleaned_data, form.asked()
    tried = (_counted(label, query, on) for label, query in _less(asked))
    hints = sorted((hint for hint in tried if hint), key=lambda hint: hint.count)
    word = values.get("q") or ""
    found = Help(hints[:SHOWN], *_elsewhere(word, on)) if word else Help(hints[:SHOWN])
    return Help() if personal.asked_for(values) else found


def _less(asked: Mapping[str, str]) -> Iterator[tuple[str, dict[str, str]]]:
    """(in words, filter) of each query that asks for a little less."""
    form = DecisionFilter(asked)
    labels = {form.add_prefix(name): str(form.fields[name].label) for name in form.fields}
    for name in asked:
        rest = {key: value for key, value in asked.items() if key != name}
        if rest:
            yield _("去掉“%(name)s”") % {"name": labels[name]}, rest
    words = asked.get("q", "").split()
    for word in words[:WORDS] if len(words) > 1 else ():
        text = " ".join(one for one in words if one != word)
        yield _("去掉关键词“%(word)s”") % {"word": word}, {**asked, "q": text}
    for name in ("q", "doc_no"):
        tail = entries.tail(fold_doc_no(asked.get(name, "")))
        if tail and tail != fold_doc_no(asked[name]):
            rest = {key: value for key, value in asked.items() if key != name}
            yield _("只按年份和序号查找文号"), {**rest, "q": tail}


def _counted(label: str, query: dict[str, str], on: date) -> Hint | None:
    """The hint with what it finds; None when it finds nothing or is no valid query."""
    form = DecisionFilter(query)
    if not form.is_valid():
        return None
    found = search.count(form.cleaned_data, on, MOST + 1)
    return Hint(label, f"?{urlencode(query)}", min(found, MOST), found > MOST) if found else None


def _elsewhere(word: str, on: date) -> tuple[list[Agency], str]:
    """Agencies whose name holds the word, and the query of the items that do."""
    values: dict[str, Any] = {"q": word}
    agencies = list(listings.agencies(values).order_by("path")[:SHOWN])
    items = listings.items(values, on).exists()
    return agencies, urlencode(values) if items else ""
