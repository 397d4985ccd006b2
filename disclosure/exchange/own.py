"""The portal's own published decisions as rows of the exchange: the public projection only."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from core.cells import text_of
from disclosure import data_items
from disclosure.exchange.layouts import BY_KEY
from disclosure.exchange.rows import ImportRow
from disclosure.licences import sheet_status
from disclosure.models import Publication
from enforcement.models.kinds import ActionKind


def published_between(kind: str, start: date, end: date, on: date) -> Iterator[Publication]:
    """Own decisions the public may read on the day, decided from `start` to `end`, both included.

    Withdrawn, expired and withheld ones are not among them, nor any of a sealed case
    (治安管理处罚法第一百三十六条).
    """
    rows = Publication.objects.public(on).filter(
        kind=kind, decided_on__range=(start, end), decision__case__sealed=False
    )
    about = ("decision__licence", "decision__case__proceeding__licence")
    rows = rows.select_related("shown", "agency", *about)
    return rows.order_by("decided_on", "agency_id", "shown__doc_no_key").iterator(chunk_size=500)


def fields_of(row: Publication) -> dict[str, Any]:
    """The fields of a published decision by key of the layout; nothing the public cannot read."""
    shown = row.shown
    if shown is None:
        return {}
    # As the reader of a sheet will see them, so that reading them back finds the same.
    plain = {key: text_of(text) for key, text in data_items.of(row).items()}
    if row.kind == ActionKind.PERMIT:
        # The sheet has no place for the name of the case; before, it stood for that of the paper.
        title = plain.pop("title", "")
        plain = {"doc_title": title, "status": sheet_status(row.decision), **plain}
    return {key: text for key, text in plain.items() if text} | {"party_kind": shown.party_kind}


def same(row: ImportRow, own: dict[str, Any]) -> bool:
    """Whether a row of a sheet says of an own decision just what was given out."""
    known = row.columns & BY_KEY[row.kind].keys()
    return all(row.text(key) == str(own.get(key, "")) for key in known)
