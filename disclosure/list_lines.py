"""Lines of lists that a request for correction may name: standards, delegations, checks, and what an
agency must record and have reviewed. Each as the public reads it on a day.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from disclosure import (
    listings,
    open_data,
    random_check_shapes,
    random_checks,
    recording_items,
    review_catalogues,
)
from enforcement import weighing
from enforcement.imports import delegations
from enforcement.models import Agency, Delegation

PLANS = "plans"


@dataclass(frozen=True)
class Line:
    """Whose it is, what the public calls it, and all it says, as plain data."""

    agency: Agency
    title: str
    said: Any


def benchmark(pk: int, on: date) -> Line | None:
    """A standard of discretion with its steps."""
    row = listings.benchmarks({}, on).select_related("superior").filter(pk=pk).first()
    if row is None:
        return None
    steps = [[str(tier), *tier.terms, weighing.tier_words(row, tier)] for tier in row.tiers.all()]
    said = [[str(name), str(value)] for name, value in weighing.facts(row)]
    return Line(row.agency, str(row), [said, steps])


def delegation(pk: int, on: date) -> Line | None:
    """A delegation, for which the organ that delegates answers."""
    row = Delegation.objects.public(on).filter(pk=pk).first()
    if row is None:
        return None
    return Line(row.delegator, row.number, delegations.told(row))


def random_check(pk: int, on: date) -> Line | None:
    """A line of the list of random checks; the plans of a year come and go beside it."""
    row = random_checks.items({}, on).filter(pk=pk).first()
    if row is None:
        return None
    said = open_data.plain(random_check_shapes.RandomCheckItemSerializer(row).data)
    return Line(row.agency, row.name, {key: said[key] for key in said if key != PLANS})


def recording(pk: int, on: date) -> Line | None:
    """What an agency must record, as one list: what it published itself, then what the rules say."""
    agency = listings.agencies({}).filter(pk=pk).first()
    recorded = recording_items.all_recorded([agency], on) if agency else []
    own = [[row.pk, row.title, row.content] for each in recorded for row in each.own]
    ruled = [asdict(row) for each in recorded for row in each.lines]
    if agency is None or not own + ruled:
        return None
    title = _("%(name)s音像记录事项清单") % {"name": agency.name}
    return Line(agency, title, open_data.plain(own + ruled))


def catalogue(pk: int, on: date) -> Line | None:
    """The list of reviewed decisions that an agency applies."""
    agency = review_catalogues.agencies({}).filter(pk=pk).first()
    applied = review_catalogues.applied(agency, on) if agency else None
    if agency is None or applied is None or not applied.begun:
        return None
    said = [applied.source, *(open_data.plain(asdict(row)) for row in applied.lines)]
    return Line(agency, applied.title, said)


# Name in an address -> what finds the line of a key.
FINDERS: Mapping[str, Callable[[int, date], Line | None]] = {
    "benchmark": benchmark,
    "delegation": delegation,
    "random": random_check,
    "recording": recording,
    "catalogue": catalogue,
}


def find(name: str, pk: int, on: date) -> Line | None:
    """The line of a name among FINDERS, in the language of the law, whoever asks."""
    with translation.override(settings.LANGUAGE_CODE):
        return FINDERS[name](pk, on)
