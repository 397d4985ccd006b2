"""Organisations by words of their name, as public decisions call them. Never a person or a 个体工商户.

The search index alone is asked for the words, and read no further than the newest READ entries that hold
them; which of these are organisations, and how many decisions each has, the projections tell. A query that
has the shape of a person's number finds nothing, after the work of any other (disclosure/personal.py).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from django.db.models import Count, Max

from core.search import fold, words
from disclosure import entries, search
from disclosure.models import Publication
from disclosure.organisations import may_have_page, of_codes

READ = 5_000
SHOWN = 50
Row = tuple[str, int, date]  # name, how many, newest day


@dataclass(frozen=True)
class Named:
    """An organisation: its newest name with the words, all its public decisions, the newest day.

    `same`: it is or was called exactly so.
    """

    uscc: str
    name: str
    total: int
    newest: date
    same: bool


@dataclass(frozen=True)
class Found:
    """Those called exactly so, then the others, newest first. `more`: there are or may be others."""

    rows: list[Named]
    more: bool
    read_all: bool

    @property
    def only(self) -> str:
        """The code of the one organisation that is called exactly so; "" for none or several."""
        same = [row.uscc for row in self.rows if row.same]
        return same[0] if len(same) == 1 and self.read_all else ""


def named(text: str, on: date) -> Found:
    """The organisations of public decisions whose name holds the words. Two queries."""
    hits = search.entries_of({"party": text}, on, None, READ + 1)
    parties = [] if hits is None else entries.parties(hits, READ + 1)
    read_all = sum(count for _party, count in parties) <= READ
    codes = _codes((party for party, _count in parties), text)
    order = attrgetter("same", "newest", "uscc")
    rows = sorted(_told(codes[:SHOWN], text, on), key=order, reverse=True)
    return Found(rows, len(codes) > SHOWN or not read_all, read_all)


def _codes(parties: Iterable[str], text: str) -> list[str]:
    """The codes of the parties whose name holds the words, of those called exactly so first.

    A party of the index is a folded name and the code behind it, if there is one. Beyond the first
    that are shown, only the same name counts: a code takes a while to check.
    """
    asked, whole = words(text), fold(text)
    same: dict[str, None] = {}
    others: dict[str, None] = {}
    for party in parties:
        name, _space, code = party.rpartition(" ")
        kept = same if name == whole else others
        wanted = kept is same or len(others) <= SHOWN
        if wanted and all(word in name for word in asked) and may_have_page(code.upper()):
            kept[code.upper()] = None
    return list(same | others)


def _told(codes: list[str], text: str, on: date) -> list[Named]:
    """What the projections say of the organisations with these codes."""
    groups = (
        of_codes(Publication.objects.public(on), codes)
        .order_by()
        .values_list("shown__party_uscc", "shown__party_name")
        .annotate(n=Count("pk"), newest=Max("decided_on"))
    )
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for code, name, count, newest in groups:
        found[code].append((name, count, newest))
    told = (_named(code, rows, text) for code, rows in found.items())
    return [row for row in told if row]


def _named(code: str, rows: list[Row], text: str) -> Named | None:
    """One organisation out of its names; None when it has the words under another kind of party only."""
    asked, whole = words(text), fold(text)
    names = [(on, name) for name, _n, on in rows if all(word in fold(name) for word in asked)]
    if not names:
        return None
    total, newest = sum(n for _name, n, _on in rows), max(on for _name, _n, on in rows)
    same = any(fold(name) == whole for _on, name in names)
    return Named(code, max(names)[1], total, newest, same)
