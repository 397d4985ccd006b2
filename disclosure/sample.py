"""A small sample of the search index in memory, to choose how a search is carried out.

Full-text indexes give rows in no order on PostgreSQL, and on SQLite in that of the lists only, so a frequent
word is found fastest by walking down a list and a rare one by its index. How frequent the words of a query
are together, under its filters, and from which day on, no statistics of the database know; two thousand
entries drawn at random tell it in half a millisecond. Nothing of the sample is ever shown, and it is drawn
anew every minute.
"""

import secrets
import time
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from uuid import UUID

from django.db import connection

from disclosure.models import SearchEntry

SIZE = 2000
FEWEST = 5_000  # entries; below, every way is fast
SECONDS = 60.0
KEYS = 2**128  # of publications
FIRST_HITS = 8  # sampled rows that tell how dense the newest matches lie
COLUMNS = (
    *("id", "text", "party", "agency_id", "kind"),
    *("division_code", "publish_until", "penalties", "told_on"),
)
ESTIMATE = "SELECT reltuples FROM pg_class WHERE oid = %s::regclass"
DRAW = "SELECT {columns} FROM {table} TABLESAMPLE SYSTEM (%s) ORDER BY id DESC LIMIT %s"


@dataclass(frozen=True)
class Row:
    """One entry of the sample."""

    id: int
    text: str
    party: str
    agency_id: int
    kind: str
    division_code: str
    publish_until: date
    penalties: str
    told_on: date | None = None


@dataclass(frozen=True)
class Sample:
    """Entries drawn at random, newest first, out of about `whole`."""

    rows: list[Row]
    whole: int

    @property
    def each(self) -> float:
        """How many entries one of the sample stands for."""
        return self.whole / max(len(self.rows), 1)

    def about(self, found: int) -> float:
        """About how many entries answer when so many of the sample do; for none, as many as one stands for."""
        return max(found, 1) * self.each


class Kept:
    """The sample of this process and when it was drawn."""

    sample: Sample | None = None
    drawn_at: float | None = None


def current() -> Sample | None:
    """The sample; None for a small index, where there is nothing to choose."""
    now = time.monotonic()
    if Kept.drawn_at is None or now - Kept.drawn_at > SECONDS:
        Kept.sample, Kept.drawn_at = draw(), now
    return Kept.sample


def draw() -> Sample | None:
    """A new sample."""
    return draw_keys() if connection.vendor == "sqlite" else draw_pages()


def draw_keys() -> Sample | None:
    """On SQLite: the entries whose publications' keys follow one drawn at random.

    Such keys are random themselves, so that neighbours among them have nothing in common, and a part of
    their range holds the same part of all entries.
    """
    start = secrets.randbelow(KEYS // 2)
    rows = SearchEntry.objects.filter(publication_id__gte=UUID(int=start))
    found = list(rows.order_by("publication_id").values_list("publication_id", *COLUMNS)[:SIZE])
    end = found[-1][0].int if len(found) == SIZE else KEYS
    whole = round(len(found) * KEYS / (end - start))
    if whole < FEWEST:
        return None
    drawn = (Row(*values) for _key, *values in found)
    return Sample(sorted(drawn, key=attrgetter("id"), reverse=True), whole)


def draw_pages() -> Sample | None:
    """On PostgreSQL: pages of the table are drawn, as many as hold SIZE entries."""
    table = SearchEntry._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(ESTIMATE, [table])
        whole = int(cursor.fetchone()[0])
        if whole < FEWEST:
            return None
        share = min(100.0, 100.0 * SIZE / max(whole, 1))
        cursor.execute(DRAW.format(columns=", ".join(COLUMNS), table=table), [share, 2 * SIZE])
        return Sample([Row(*values) for values in cursor.fetchall()], whole)
