"""One organisation's public path across agencies: its decisions, and the random checks it was drawn for.

Organisations only. A natural person has none, nor has a 个体工商户, which is a person in business
(民法典 54): what several agencies published of a person is never put together (个人信息保护法 6).
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import ExtractYear

from core.identifiers import check_id_card, uscc_ok
from core.secrets import keyed_hash
from disclosure import search
from disclosure.models import Publication, RedactedVersion
from enforcement.models import Draw, DrawnObject, Licence
from enforcement.models.kinds import ActionKind, PartyKind

SOLE_TRADER = "92"
DRAWS = 50


@dataclass(frozen=True)
class Overview:
    """What is public of an organisation: its name there, and how many rows of each kind and year."""

    uscc: str
    name: str
    kinds: dict[str, int] = field(default_factory=dict)
    years: dict[int, int] = field(default_factory=dict)
    agencies: int = 0

    @property
    def total(self) -> int:
        """All public decisions."""
        return sum(self.kinds.values())


def page_of(version: RedactedVersion | None) -> str:
    """The code under which the party of a projection has a page; "" when it has none."""
    if version is None or version.party_kind != PartyKind.ORG:
        return ""
    return version.party_uscc if may_have_page(version.party_uscc) else ""


def may_have_page(uscc: str) -> bool:
    """Whether the code is one of an organisation: neither a sole trader's nor an identity card's."""
    return uscc_ok(uscc) and not uscc.startswith(SOLE_TRADER) and not check_id_card(uscc).valid


def decisions(uscc: str, on: date) -> QuerySet[Publication]:
    """What is public of the organisation on the day."""
    rows: QuerySet[Publication] = Publication.objects.public(on)
    if not may_have_page(uscc):
        return rows.none()
    return of_codes(rows, [uscc])


def of_codes(rows: QuerySet[Publication], codes: list[str]) -> QuerySet[Publication]:
    """Those of the rows that are about the organisations with these codes."""
    versions = RedactedVersion.objects.filter(party_uscc__in=codes, party_kind=PartyKind.ORG)
    # In the words of the partial index: SQLite takes it for nothing else. A query of its own: else the
    # public rows are read first, to see whom each is about.
    return rows.filter(shown__in=versions.exclude(party_uscc=""))


def draws(uscc: str) -> list[DrawnObject]:
    """The announced draws in which it was drawn, newest first."""
    if not may_have_page(uscc):
        return []
    rows = DrawnObject.objects.filter(
        draw__in=Draw.objects.public().filter(status=Draw.Status.DRAWN),
        listed__kind=PartyKind.ORG,
        listed__lookup=keyed_hash(uscc),
    )
    return list(rows.select_related("draw__agency", "listed").order_by("-draw__drawn_on")[:DRAWS])


def overview(uscc: str, on: date) -> Overview | None:
    """What there is to show; None when nothing is public, whatever there once was. Three queries."""
    rows = decisions(uscc, on)
    newest = rows.order_by("-decided_on", "-pk").values_list("shown__party_name", flat=True).first()
    drawn = draws(uscc)
    if newest is None and not drawn:
        return None
    groups = (
        rows.order_by()
        .annotate(year=ExtractYear("decided_on"))
        .values_list("kind", "year", "agency_id")
        .annotate(n=Count("pk"))
    )
    kinds: Counter[str] = Counter()
    years: Counter[int] = Counter()
    agencies = {row.draw.agency_id for row in drawn}
    for kind, year, agency, n in groups:
        kinds[kind] += n
        years[year] += n
        agencies.add(agency)
    order = {kind: kinds[kind] for kind in ActionKind.values if kinds[kind]}
    name = newest if newest is not None else drawn[0].listed.shown
    return Overview(uscc, name, order, dict(sorted(years.items(), reverse=True)), len(agencies))


def path(rows: QuerySet[Publication]) -> QuerySet[Publication]:
    """The rows with what a line of the path shows: how a licence stands, and until when it runs."""
    licence = Licence.objects.filter(decision=OuterRef("decision_id"))
    return search.listed(rows).annotate(licence_until=Subquery(licence.values("valid_to")[:1]))
