"""Chinese full-text search: application-side tokens, two backends behind one QuerySet mixin.

PostgreSQL: words of one or two characters use a bigram tsvector (GIN), longer ones a trigram LIKE;
each index fails where the other is good. SQLite: FTS5 over the same bigrams. Figures: docs/decisions.
"""

import unicodedata
from typing import TypeVar

from django.db import connections, models
from django.db.models.expressions import RawSQL

SHORT = 2
M = TypeVar("M", bound=models.Model)


def fold(text: str) -> str:
    """Search form of a text: NFKC, lower case, white space collapsed to single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).lower().split())


def _wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WF" and char.isalnum()


def runs(text: str) -> list[str]:
    """Maximal runs of ideographs, or of other letters and digits, in order."""
    found: list[str] = []
    last = ""
    for char in fold(text):
        kind = "wide" if _wide(char) else "word" if char.isalnum() else ""
        if kind and kind == last:
            found[-1] += char
        elif kind:
            found.append(char)
        last = kind
    return found


def tokens(text: str) -> str:
    """Index tokens: every ideograph and every pair of neighbours; words as they are."""
    out: list[str] = []
    for run in runs(text):
        if not _wide(run[0]):
            out.append(run)
            continue
        out.extend(run)
        out.extend(run[i : i + 2] for i in range(len(run) - 1))
    return " ".join(out)


def query_tokens(text: str) -> list[str]:
    """Tokens that must all be there for a match: pairs of neighbours, or the single ideograph."""
    out: list[str] = []
    for run in runs(text):
        if not _wide(run[0]) or len(run) == 1:
            out.append(run)
        else:
            out.extend(run[i : i + 2] for i in range(len(run) - 1))
    return list(dict.fromkeys(out))


def _needs_text(word: str) -> bool:
    """Whether tokens alone cannot tell: a long word, or neighbours that the index holds apart."""
    return len(word) > SHORT or len(query_tokens(word)) > 1


def _indexed(word: str) -> list[str]:
    """The tokens a row must hold; a part of a longer Latin word or number is none of them."""
    found = query_tokens(word)
    return [token for token in found if _wide(token[0])] if _needs_text(word) else found


class Matches(models.Func):
    """Whether a column of tokens matches a tsquery; written as the GIN index is, so that it serves.

    A column reference, not a table name: inside another query the table has an alias.
    """

    template = "to_tsvector('simple', %(expressions)s)"
    arg_joiner = ") @@ to_tsquery('simple', "
    output_field = models.BooleanField()


class SearchQuerySet(models.QuerySet[M]):
    """Adds `matching(text)` to a model with columns `text` (folded) and `tokens`."""

    def matching(self, text: str) -> "SearchQuerySet[M]":
        """Rows that hold every word of the query; a query without a letter matches nothing."""
        words = [word for word in fold(text).split(" ") if query_tokens(word)]
        if not words:
            return self.none()
        if connections[self.db].vendor == "sqlite":
            return self._fts(words)
        rows = self
        for word in words:
            rows = rows._postgres(word)
        return rows

    def _fts(self, words: list[str]) -> "SearchQuerySet[M]":
        table = self.model._meta.db_table
        matched: SearchQuerySet[M] = self
        phrases = [f'"{token}"' for word in words for token in _indexed(word)]
        if phrases:
            sql = f'SELECT rowid FROM "{table}_fts" WHERE "{table}_fts" MATCH %s'  # noqa: S608  # own table name
            matched = matched.filter(pk__in=RawSQL(sql, [" AND ".join(phrases)]))  # noqa: S611  # parameters only
        for word in filter(_needs_text, words):
            # Pairs of neighbours can meet in another order; the folded text decides.
            matched = matched.filter(text__contains=word)
        return matched

    def _postgres(self, word: str) -> "SearchQuerySet[M]":
        if _needs_text(word):
            return self.filter(text__contains=word)
        terms = " & ".join(f"'{token}'" for token in query_tokens(word))
        return self.filter(Matches(models.F("tokens"), models.Value(terms)))
