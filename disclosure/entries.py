"""The search index asked by words: which conditions, and which way to carry them out.

`holding`: down the list from the newest, reading each text until the page is full; for frequent words.
`collecting`: every match from an index, then sorted; for rare ones. Both find the same rows. On SQLite
the full-text index itself is in the order of the lists, and only that of publication leaves a choice.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from operator import attrgetter
from typing import Any

from django.db import connection
from django.db.models import F, TextField, Value
from django.db.models.functions import Concat, StrIndex

from core import search
from core.calendar import stem
from core.numbering import fold_doc_no
from core.search import first_place
from disclosure import sample
from disclosure.models import SearchEntry
from disclosure.services.search_index import BRACKET, PARTY

DIVISION = 6
LAST = "\U0010ffff"
DOC_NO = re.compile(r"[〔\[［(（【]\s*[0-9０-９]{4}\s*[〕\]］)）】]")
READ, FETCHED = 6.0, 2.2  # microseconds for an entry read on a walk, and for one that an index gave
FAR = 6  # usual distances of two matches; the first is seldom further away than so many
ON_THE_WAY = ("agency", "kind", "since", "until")  # what decides where a walk goes
SELECTING = (*ON_THE_WAY, "region", "penalty")
COMMON = 5000  # matches of the rarest word above which every word's index is asked
Values = Mapping[str, Any]
Entries = search.SearchQuerySet[SearchEntry]


@dataclass(frozen=True)
class Term:
    """A folded word that a column of the entry must hold."""

    word: str
    column: str

    @cached_property
    def mark(self) -> str:
        """What its tokens are marked with in the index."""
        return PARTY if self.column == "party" else ""

    @cached_property
    def long(self) -> bool:
        """Whether the trigram index serves it."""
        return len(self.word) > search.SHORT

    @cached_property
    def exact(self) -> bool:
        """Whether its tokens alone tell; else the column must be looked at."""
        return not search.needs_text(self.word)

    @cached_property
    def tokens(self) -> list[str]:
        """Its tokens in the index."""
        return [self.mark + token for token in search.indexed(self.word)]

    @cached_property
    def whole(self) -> bool:
        """Whether it is a short Latin word or number, which is never found as a part of another."""
        return self.exact and not search.wide(self.word)

    def stands_in(self, row: sample.Row) -> bool:
        """Whether a sampled entry holds it."""
        text = getattr(row, self.column)
        return self.word in text and (not self.whole or self.word in search.runs(text))


def terms(values: Values) -> list[Term]:
    """What the words of a filter ask for."""
    return [
        Term(word, column)
        for column, name in (("text", "q"), ("party", "party"))
        for word in search.words(values.get(name) or "")
    ]


def empty(values: Values) -> bool:
    """Whether a field is filled and has no letter to search for."""
    return any(values.get(name) and not search.words(values[name]) for name in ("q", "party"))


def narrowed(values: Values, on: date) -> tuple[Entries, Values]:
    """Entries under every condition but the words, and what is left to ask; the agency by its key."""
    rows = _columns(values, on)
    if DOC_NO.search(values.get("q") or ""):
        return _numbered(rows, values["q"]), {**values, "q": ""}
    return rows, values


def matching(values: Values) -> Entries:
    """Entries that hold the words, as a condition inside another query; neither order nor other filters."""
    rows: Entries = SearchEntry.objects.all()
    text, party = values.get("q") or "", values.get("party") or ""
    if DOC_NO.search(text):
        rows = _numbered(rows, text)
    elif text:
        rows = rows.matching(text)
    return rows.holding("party", PARTY, party) if party else rows


def _columns(values: Values, on: date) -> Entries:
    rows = SearchEntry.objects.filter(publish_until__gte=on)
    if values.get("agency"):
        rows = rows.filter(agency_id=values["agency"])
    if values.get("kind"):
        rows = rows.filter(kind=values["kind"])
    if values.get("region"):
        rows = rows.filter(**_region(stem(values["region"])))
    if values.get("since"):
        rows = rows.filter(id__gte=first_place(values["since"]))
    if values.get("until"):
        rows = rows.filter(id__lt=_end(values["until"]))
    if values.get("doc_no"):
        rows = rows.filter(doc_no_key=fold_doc_no(values["doc_no"]))
    if values.get("penalty"):
        rows = rows.filter(penalties__contains=f'"{values["penalty"]}"')
    return rows


def tail(key: str) -> str:
    """A folded 文号 from its year on, "" where it has none."""
    return key[key.find(BRACKET) :] if BRACKET in key else ""


def _numbered(rows: Entries, text: str) -> Entries:
    """Entries whose 文号 begins like the text, or from the year on is the text."""
    key = fold_doc_no(text)
    if key.startswith(BRACKET):
        return rows.filter(doc_tail=key)
    # The range is what the index of SQLite serves; the prefix that of PostgreSQL.
    ranged = {"doc_no_key__gte": key, "doc_no_key__lt": key + LAST}
    sqlite = connection.vendor == "sqlite"
    return rows.filter(**(ranged if sqlite else {"doc_no_key__startswith": key}))


def _region(code: str) -> dict[str, str]:
    whole = len(code) == DIVISION
    return {"division_code" if whole else "division_code__startswith": code}


def worded(
    rows: Entries, asked: Sequence[Term], values: Values, before: int | None, most: int
) -> Entries:
    """The entries that hold every word, newest first, behind the place `before`; `most` are wanted."""
    if before is not None:
        rows = rows.filter(id__lt=before)
    if connection.vendor == "sqlite":
        return fts(rows, asked, values, before)
    drawn = sample.current()
    if drawn is None or not asked:
        return collecting(rows, asked, asked)
    served = rarest(asked, drawn)
    read = walked(drawn, asked, values, before, most)
    if worth_walking(read, drawn.about(len(places(drawn.rows, served)))):
        return holding(rows, asked).order_by("-id")
    return collecting(rows, asked, served)


def worth_walking(read: float, fetched: float) -> bool:
    """Whether reading so many entries down the list costs less than sorting so many matches."""
    return read * READ < fetched * FETCHED


def walked(
    drawn: sample.Sample, asked: Sequence[Term], values: Values, before: int | None, most: int
) -> float:
    """About how many entries are read down the list until `most` answer."""
    shelf = drawn.rows
    if before is not None or any(values.get(name) for name in ON_THE_WAY):
        shelf = [row for row in shelf if _on_the_way(row, values, before)]
    found = places(shelf, asked, values)
    every = drawn.each * max(len(shelf), 1)
    if len(found) < sample.FIRST_HITS:
        return every
    first, last = found[0], found[sample.FIRST_HITS - 1]
    gap = (last - first) / (sample.FIRST_HITS - 1)
    # A first one much further away than the others from each other: what is asked for is older.
    skipped = first if first > FAR * gap else 0
    return min(every, skipped * drawn.each + most * (last + 1 - skipped) / sample.FIRST_HITS)


def _on_the_way(row: sample.Row, values: Values, before: int | None) -> bool:
    """Whether a walk comes by: behind its beginning, and in the index of the agency or of the kind."""
    name = "agency" if values.get("agency") else "kind"
    given = str(row.agency_id) if name == "agency" else row.kind
    return (
        (before is None or row.id < before)
        and str(values.get(name) or given) == given
        and _within(row.id, values.get("since"), values.get("until"))
    )


def sampled(values: Values) -> tuple[float, list[sample.Row]]:
    """About how many entries answer, and those of the sample that do; (0, []) without a sample."""
    drawn, asked = sample.current(), terms(values)
    if drawn is None or DOC_NO.search(values.get("q") or ""):
        return 0.0, []
    found = [drawn.rows[n] for n in places(drawn.rows, asked, values)]
    return len(found) * drawn.each, found


def places(
    rows: Sequence[sample.Row], asked: Sequence[Term], values: Values | None = None
) -> list[int]:
    """Which of the sampled entries hold every word, and answer the values where they are given."""
    found: Sequence[int] = range(len(rows))
    for term in asked:
        text, word = attrgetter(term.column), term.word
        found = [n for n in found if word in text(rows[n])]
        if term.whole:
            found = [n for n in found if term.stands_in(rows[n])]
    if values is None or not any(values.get(name) for name in SELECTING):
        return list(found)
    return [n for n in found if selected(rows[n], values)]


def selected(row: sample.Row, values: Values) -> bool:
    """Whether a sampled entry meets the conditions of `narrowed` that select."""
    region, penalty = values.get("region"), values.get("penalty")
    return (
        str(values.get("agency") or row.agency_id) == str(row.agency_id)
        and (values.get("kind") or row.kind) == row.kind
        and row.division_code.startswith(stem(region) if region else "")
        and (not penalty or f'"{penalty}"' in row.penalties)
        and _within(row.id, values.get("since"), values.get("until"))
    )


def _within(key: int, since: date | None, until: date | None) -> bool:
    return (since is None or key >= first_place(since)) and (until is None or key < _end(until))


def _end(until: date) -> int:
    """The place behind every entry of the day."""
    return first_place(until) + first_place(date.min)


def rarest(asked: Sequence[Term], drawn: sample.Sample) -> list[Term]:
    """The words whose index is asked: the rarest alone, or all when even that one is common."""
    if len(asked) == 1:
        return list(asked)
    counts = [drawn.about(len(places(drawn.rows, [term]))) for term in asked]
    least = min(counts)
    return list(asked) if least > COMMON else [asked[counts.index(least)]]


def holding(rows: Entries, asked: Sequence[Term]) -> Entries:
    """Entries that hold the words, told from the row itself: no index serves these conditions."""
    for index, term in enumerate(asked):
        name = f"at_{index}"
        place = StrIndex(F(term.column), Value(term.word))
        if term.whole:
            listed = Concat(Value(" "), F("tokens"), Value(" "), output_field=TextField())
            place = StrIndex(listed, Value(f" {term.mark}{term.word} "))
        rows = rows.alias(**{name: place}).filter(**{f"{name}__gt": 0})
    return rows


def collecting(rows: Entries, asked: Sequence[Term], served: Sequence[Term]) -> Entries:
    """Entries that hold the words, from the indexes of those in `served`."""
    sqlite = connection.vendor == "sqlite"
    tokens: list[str] = []
    for term in served:
        if term.long and not sqlite:
            rows = rows.filter(text__contains=term.word)
        else:
            tokens += term.tokens
    if tokens:
        rows = rows.having(tokens)
    sure = [term for term in served if term.exact or (term.long and not term.mark and not sqlite)]
    # The sum keeps the planner from walking down the primary key after all.
    return holding(rows, [term for term in asked if term not in sure]).order_by(
        (F("id") + 0).desc()
    )


def fts(rows: Entries, asked: Sequence[Term], values: Values, before: int | None = None) -> Entries:
    """The same on SQLite, whose index gives its rows in the order of the list."""
    rows = holding(rows, [term for term in asked if not term.exact])
    tokens = [token for term in asked for token in term.tokens]
    if not tokens:
        return rows.order_by("-id")
    first = first_place(values["since"]) if values.get("since") else 0
    below = _end(values["until"]) if values.get("until") else search.MOST_KEY
    return rows.joined(tokens, first, below if before is None else min(below, before))


def parties(rows: Entries, most: int) -> list[tuple[str, int]]:
    """(party, how many) of at most `most` of the entries, the newest first, told apart in the database."""
    inner, given = rows.values_list("id", "party")[:most].query.sql_with_params()
    outer = f"SELECT party, COUNT(*) FROM ({inner}) counted GROUP BY 1 ORDER BY MAX(id) DESC"  # noqa: S608  # the ORM's own
    with connection.cursor() as cursor:
        cursor.execute(outer, given)
        return list(cursor.fetchall())


def grouped(rows: Entries, most: int) -> list[tuple[str, int, int]]:
    """(kind, agency, how many) of at most `most` of the entries, counted in the database."""
    inner, given = rows.values_list("kind", "agency_id")[:most].query.sql_with_params()
    outer = f"SELECT kind, agency_id, COUNT(*) FROM ({inner}) counted GROUP BY 1, 2"  # noqa: S608  # the ORM's own
    with connection.cursor() as cursor:
        cursor.execute(outer, given)
        return list(cursor.fetchall())
