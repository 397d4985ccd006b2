"""Chinese full-text search: application-side tokens, two backends behind one QuerySet mixin.

PostgreSQL: words of one or two characters use a bigram tsvector (GIN), longer ones a trigram LIKE;
each index fails where the other is good. SQLite: FTS5 over the same bigrams. Figures: docs/decisions.
"""

import re
import unicodedata
from datetime import date
from itertools import accumulate
from operator import add
from typing import Any, TypeVar, cast
from uuid import UUID

from django.db import connections, models
from django.db.models.expressions import RawSQL

SHORT = 2
LONGEST = 200  # characters of one token; longer runs are no words
MOST_BYTES = 900_000  # of the tokens of one text; PostgreSQL's own limit is a mebibyte
KEY_BITS = 43
MOST_KEY = 2**63 - 1
LAST_DAY = 2**20 - 1  # as an ordinal; the year 2871
M = TypeVar("M", bound=models.Model)


def fold(text: str) -> str:
    """Search form of a text: NFKC, lower case, white space collapsed to single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).lower().split())


def wide(text: str) -> bool:
    """Whether a text begins with an ideograph."""
    char = text[:1]
    return bool(char) and unicodedata.east_asian_width(char) in "WF" and char.isalnum()


def place(on: date, key: UUID) -> int:
    """Where a publication stands in the order of the lists: by day, then by key.

    It is the primary key of its entry, so that the table's own index is the index of the order, and on
    SQLite the full-text index gives its rows in it. The first 43 bits of the key decide within a day.
    """
    return first_place(on) | key.int >> (128 - KEY_BITS)


def first_place(on: date) -> int:
    """The lowest place of a day."""
    return min(on.toordinal(), LAST_DAY) << KEY_BITS


class _Kinds(dict[int, str]):
    """What a character is: "i" an ideograph, "w" another letter or digit, " " neither."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        self[code] = "i" if wide(char) else "w" if char.isalnum() else " "
        return self[code]


KINDS = _Kinds()
RUN = re.compile("i+|w+")


def runs(text: str) -> list[str]:
    """Maximal runs of ideographs, or of other letters and digits, in order."""
    folded = fold(text)
    # One letter for one character, so that places in the one are places in the other.
    return [folded[run.start() : run.end()] for run in RUN.finditer(folded.translate(KINDS))]


def tokens(text: str) -> str:
    """Index tokens: every pair of neighbouring ideographs and the last one of them; words as they are.

    A single ideograph is found as the beginning of a token: half as many of them carry the index.
    """
    out: list[str] = []
    for run in runs(text):
        if wide(run[0]):
            out.extend(map(add, run, run[1:]))
            run = run[-1]
        out.append(run)
    return " ".join(out)


def query_tokens(text: str) -> list[str]:
    """Tokens that must all be there for a match: pairs of neighbours, or the single ideograph."""
    out: list[str] = []
    for run in runs(text):
        if not wide(run[0]) or len(run) == 1:
            out.append(run)
        else:
            out.extend(run[i : i + 2] for i in range(len(run) - 1))
    return list(dict.fromkeys(out))


def begins(token: str) -> bool:
    """Whether a token of a query, behind its mark, is a single ideograph: the beginning of others."""
    return wide(token[-1:]) and not wide(token[-2:-1])


def words(text: str) -> list[str]:
    """The folded words of a query that hold a letter or a digit; a short one without its signs."""
    asked = ((word, query_tokens(word)) for word in fold(text).split(" "))
    return [word if needs_text(word) else parts[0] for word, parts in asked if parts]


def listed(*texts: str) -> str:
    """The tokens of texts of tokens, each once, within what an index can hold."""
    each = [t for t in dict.fromkeys(" ".join(texts).split()) if len(t) <= LONGEST]
    joined = " ".join(each)
    if len(joined.encode()) <= MOST_BYTES:
        return joined
    sizes = accumulate(len(token.encode()) for token in each)
    return " ".join(token for token, size in zip(each, sizes, strict=True) if size <= MOST_BYTES)


def marked(mark: str, text: str) -> str:
    """Index tokens of one field: `mark`, which is letters, and the token."""
    return " ".join(mark + token for token in tokens(text).split())


def needs_text(word: str) -> bool:
    """Whether tokens alone cannot tell: a long word, or neighbours that the index holds apart."""
    return len(word) > SHORT or len(query_tokens(word)) > 1


def indexed(word: str) -> list[str]:
    """The tokens a row must hold; a part of a longer Latin word or number is none of them."""
    found = query_tokens(word)
    return [token for token in found if wide(token[0])] if needs_text(word) else found


class Matches(models.Func):
    """Whether a column of tokens matches a tsquery; written as the GIN index is, so that it serves.

    A column reference, not a table name: inside another query the table has an alias.
    """

    template = "to_tsvector('simple', %(expressions)s)"
    arg_joiner = ") @@ to_tsquery('simple', "
    output_field = models.BooleanField()


class MatchesStored(models.Func):
    """The same on the column `vector` beside it, which PostgreSQL makes of `tokens` when a row is
    written: a filter on rows that another index found need not make it for each of them."""

    template = "%(expressions)s)"
    arg_joiner = " @@ to_tsquery('simple', "
    output_field = models.BooleanField()

    def as_sql(self, *args: Any, **kwargs: Any) -> tuple[str, Any]:
        """`vector` is no field of the model, for SQLite has none."""
        sql, given = super().as_sql(*args, **kwargs)
        return sql.replace('"tokens"', '"vector"', 1), given


class MatchesListed(models.Func):
    """Whether a column of tokens, as they are and without PostgreSQL's parser, matches a tsquery.

    The parser takes longer over a text than everything else about it; the tokens need none.
    """

    template = "array_to_tsvector(string_to_array(%(expressions)s AS tsquery)"
    arg_joiner = ", ' ')) @@ CAST("
    output_field = models.BooleanField()


class SearchQuerySet(models.QuerySet[M]):
    """Adds `matching(text)` to a model with columns `text` (folded) and `tokens`.

    `matches`: MatchesStored where the table has a column `vector` on PostgreSQL.
    """

    matches: type[models.Func] = Matches

    def matching(self, text: str) -> "SearchQuerySet[M]":
        """Rows that hold every word of the query; a query without a letter matches nothing."""
        asked = words(text)
        if not asked:
            return self.none()
        if connections[self.db].vendor == "sqlite":
            return self._fts(asked)
        rows = self
        for word in asked:
            rows = rows._postgres(word)
        return rows

    def holding(self, column: str, mark: str, text: str) -> "SearchQuerySet[M]":
        """Rows whose folded `column`, indexed with `marked(mark, ...)`, holds every word of the query.

        The column must be part of `text`. A query without a letter matches nothing.
        """
        asked = words(text)
        rows = self if asked else self.none()
        sqlite = connections[self.db].vendor == "sqlite"
        for word in asked:
            # Cheap on a row that some other index found; the index conditions are dear there.
            rows = rows.filter(**{f"{column}__contains": word})
            if sqlite:
                rows = rows._match_fts([mark + token for token in indexed(word)])
            elif needs_text(word):
                rows = rows.filter(text__contains=word)
            else:
                rows = rows._match_tokens([mark + token for token in query_tokens(word)])
        return rows

    def having(self, found: list[str]) -> "SearchQuerySet[M]":
        """Rows with all these index tokens, in no order."""
        sqlite = connections[self.db].vendor == "sqlite"
        return self._match_fts(found) if sqlite else self._match_tokens(found)

    def joined(
        self, found: list[str], first: int = 0, below: int = MOST_KEY
    ) -> "SearchQuerySet[M]":
        """The same on SQLite, newest first by key, from `first` on and before `below`.

        The index is joined so that it gives the rows in that order: nothing is sorted, and reading
        begins at `below`. Not for a query inside another one: there the table has an alias.
        """
        table = self.model._meta.db_table
        index = f'"{table}_fts"'
        # The sign keeps SQLite from asking the index row by row instead.
        where = [f"{index} MATCH %s", f'+{index}.rowid = "{table}".id']
        where.append(f"{index}.rowid BETWEEN %s AND %s")
        given = [_phrases(found), first, below - 1]
        order = [f"-{table}_fts.rowid"]
        rows = self.extra(tables=[f"{table}_fts"], where=where, params=given, order_by=order)  # noqa: S610  # own name
        return cast("SearchQuerySet[M]", rows)

    def _fts(self, asked: list[str]) -> "SearchQuerySet[M]":
        matched = self._match_fts([token for word in asked for token in indexed(word)])
        for word in filter(needs_text, asked):
            # Pairs of neighbours can meet in another order; the folded text decides.
            matched = matched.filter(text__contains=word)
        return matched

    def _match_fts(self, found: list[str]) -> "SearchQuerySet[M]":
        if not found:
            return self
        table = self.model._meta.db_table
        sql = f'SELECT rowid FROM "{table}_fts" WHERE "{table}_fts" MATCH %s'  # noqa: S608  # own table name
        return self.filter(pk__in=RawSQL(sql, [_phrases(found)]))  # noqa: S611  # parameters only

    def _postgres(self, word: str) -> "SearchQuerySet[M]":
        if needs_text(word):
            return self.filter(text__contains=word)
        return self._match_tokens(query_tokens(word))

    def _match_tokens(self, found: list[str]) -> "SearchQuerySet[M]":
        terms = " & ".join(f"'{token}'{':*' if begins(token) else ''}" for token in found)
        return self.filter(self.matches(models.F("tokens"), models.Value(terms)))


def _phrases(found: list[str]) -> str:
    """Tokens as a query of FTS5."""
    return " AND ".join(f'"{token}"{"*" if begins(token) else ""}' for token in found)
