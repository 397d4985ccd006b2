"""Entries of the search index that hold words, in the order in which they became public.

No full-text index is in that order, so there are three ways to the last ones: down the days, reading each
text; every match from the full-text index, then sorted; every entry of one agency. A sample tells which
reads the least (disclosure/sample.py). All find the same rows.
"""

from collections.abc import Sequence
from datetime import date

from django.db import connection
from django.db.models import DateField, F, OrderBy, Value
from django.db.models.functions import Coalesce

from disclosure import sample
from disclosure.entries import (
    FETCHED,
    READ,
    Entries,
    Term,
    Values,
    collecting,
    holding,
    places,
    rarest,
)

# So many entries of the whole sample's share stand beside those of the days asked for, which can be few.
BESIDE = 50


def since(rows: Entries, asked: Sequence[Term], values: Values, first: date, most: int) -> Entries:
    """Those with every word that became public on the day `first` or later, the last first; `most` wanted."""
    drawn = sample.current() if asked else None
    by_day = holding(rows.filter(told_on__gte=first), asked).order_by("-told_on", "-id")
    # An expression of the day keeps both databases from walking down its index after all.
    day = Coalesce("told_on", Value(date.min, DateField()))
    last = (OrderBy(day, descending=True), OrderBy(F("id"), descending=True))
    rows = rows.alias(**{"day": day}).filter(**{"day__gte": first})
    if drawn is None:
        return collecting(rows, asked, asked).order_by(*last)
    walk, collect, own = costs(drawn, asked, values, first, most)
    if walk < min(collect, own):
        return by_day
    if own < collect:
        return holding(rows, asked).order_by(*last)
    served = rarest(asked, drawn) if connection.vendor == "postgresql" else asked
    return collecting(rows, asked, served).order_by(*last)


def costs(
    drawn: sample.Sample, asked: Sequence[Term], values: Values, first: date, most: int
) -> tuple[float, float, float]:
    """About what each way takes, in microseconds: down the days, every match, all of the agency."""
    shelf = [row for row in drawn.rows if row.told_on and row.told_on >= first]
    here = len(places(shelf, asked, values))
    whole = len(places(drawn.rows, asked, values)) / max(len(drawn.rows), 1)
    share = (here + BESIDE * whole) / (len(shelf) + BESIDE)
    read = drawn.each * max(len(shelf), 1)
    if share:
        read = min(read, most / share)
    matching = drawn.about(len(places(drawn.rows, asked)))
    agency = values.get("agency")
    own = [row for row in drawn.rows if str(row.agency_id) == str(agency)] if agency else drawn.rows
    return read * READ, matching * FETCHED, drawn.about(len(own)) * READ
