"""Items and officers as sheets, in the columns in which they are imported again."""

from collections.abc import Iterable, Iterator

from django.db.models import QuerySet

from core.tables import Cell
from enforcement.imports import items, officers
from enforcement.imports.entry_cells import plain
from enforcement.models import Agency, Certificate, Item
from enforcement.models.item import DISCLOSED
from enforcement.models.kinds import PowerKind

ITEM_TEXTS = (*items.TEXTS, "name", "basis_text")
ITEM_DAYS = ("effective_from", "effective_to", "published_on")
OF_CARD = ("number", "issuer", "area", "category", "valid_from", "valid_to")
OF_PERSON = ("name", "post", "unit")


def item_table(agencies: QuerySet[Agency]) -> Iterator[list[Cell]]:
    """The power list of the agencies (domain §6.2), an item a row."""
    yield [names[0] for names in items.COLUMNS.values()]
    rows = Item.objects.filter(agency__in=agencies).select_related("agency").order_by("pk")
    for row in rows.prefetch_related("bases"):
        said = _item(row)
        yield [said[key] for key in items.COLUMNS]


def _item(row: Item) -> dict[str, str]:
    bases = sorted(row.bases.all(), key=lambda base: base.pk)
    return {
        **{key: getattr(row, key) for key in ITEM_TEXTS},
        **{key: str(getattr(row, key) or "") for key in ITEM_DAYS},
        **{key: (row.disclosed or {}).get(key, "") for key in DISCLOSED},
        "kind": plain(PowerKind(row.kind).label),
        "basis_refs": "；".join(base.citation for base in bases) if row.basis_text else "",
        "agency_name": row.agency.name,
        "agency_code": row.agency.uscc,
    }


def officer_table(agencies: QuerySet[Agency]) -> Iterator[list[Cell]]:
    """The officers of the agencies (domain §6.4), each with the certificate issued last."""
    yield [names[0] for names in officers.COLUMNS.values()]
    for card in _newest(agencies):
        person = card.officer
        said = {
            **{key: str(getattr(card, key)) for key in OF_CARD},
            **{key: getattr(person, key) for key in OF_PERSON},
            "agency_name": person.agency.name,
        }
        yield [said[key] for key in officers.COLUMNS]


def _newest(agencies: QuerySet[Agency]) -> Iterable[Certificate]:
    rows = Certificate.objects.filter(officer__agency__in=agencies)
    rows = rows.select_related("officer__agency").order_by("officer", "valid_from", "pk")
    return {card.officer_id: card for card in rows}.values()
