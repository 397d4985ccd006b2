"""Where the penalties of a year gather (domain §11, seed 004): by month, by violation, by township.

Each part divides the penalties of table one: its columns add up to their total. A violation is named
as the benchmark or the list of powers names it and a place by its township or street, so that nothing
the handlers wrote about one case reaches the table.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

from django.db.models import Case, CharField, Q, Value, When
from django.db.models.functions import Coalesce, ExtractMonth

from supervision.annual import sources
from supervision.annual.scope import Scope
from supervision.annual.sources import Source

MOST = 10
REST = "rest"
# A name after the last 省, 市, 县 or 区 before it; 景德镇市 is none.
TOWNSHIP = re.compile(r"(?:(?![省市县区])[一-鿿]){1,8}?(?:街道|民族乡|苏木|镇|乡)(?!市)")
Group = tuple[str, str]


def key_of(name: str) -> str:
    """A stable key of a group, whatever its rank is that day."""
    return sha256(name.encode()).hexdigest()[:10]


def month(scope: Scope, number: int) -> list[Source]:
    """The penalties of one month, by the day of the decision."""
    return [
        replace(row, rows=row.rows.annotate(month=ExtractMonth(row.day)).filter(month=number))
        for row in sources.penalties(scope)
    ]


def _named(scope: Scope) -> Source:
    own = sources.penalties(scope)[0]
    name = Coalesce("benchmark__violation", "case__item__name", Value(""))
    return replace(own, rows=own.rows.annotate(named=name))


def violations(scope: Scope) -> list[Group]:
    """(key, name) of the violations punished most often."""
    names = _named(scope).rows.exclude(named="").values_list("named", flat=True)
    return _most(Counter(names))


def of_violation(scope: Scope, name: str, known: Sequence[Group]) -> list[Source]:
    """The penalties of one violation; "" for all others, those received among them."""
    found = _named(scope)
    if name:
        return [replace(found, rows=found.rows.filter(named=name))]
    others = found.rows.exclude(named__in=[told for _key, told in known])
    return [replace(found, rows=others), sources.penalties(scope)[1]]


def township(place: str) -> str:
    """The township or street a place lies in; "" when it names none.

    >>> township("云溪市东湖区城关镇人民路1号"), township("人民路1号")
    ('城关镇', '')
    """
    found = TOWNSHIP.search(place)
    return found[0] if found else ""


def townships(scope: Scope) -> list[Group]:
    """(key, name) of the townships with most penalties."""
    places = sources.penalties(scope)[0].rows.values_list("case__place", flat=True)
    return _most(Counter(name for place in places.iterator() if (name := township(place))))


def at(scope: Scope, name: str, known: Sequence[Group]) -> list[Source]:
    """The penalties of one township; "" for those elsewhere or nowhere, the received among them."""
    own, received = sources.penalties(scope)
    # Longest first: 城关镇 lies in no 东城关镇.
    names = sorted((told for _key, told in known), key=lambda told: (-len(told), told))
    whens = [When(Q(case__place__contains=told), then=Value(told)) for told in names]
    where: Any = Case(*whens, default=Value(""), output_field=CharField())
    found = replace(own, rows=own.rows.annotate(where=where).filter(where=name))
    return [found] if name else [found, received]


def _most(counts: Counter[str]) -> list[Group]:
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return [(key_of(name), name) for name, _count in ranked[:MOST]]
