"""The portal's own published decisions as rows of the exchange: the public projection only."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import translation

from core.cells import text_of
from disclosure import projection
from disclosure.exchange import parse, wire
from disclosure.exchange.layouts import BY_KEY, Column, Form
from disclosure.exchange.rows import ImportRow
from disclosure.licences import sheet_status
from disclosure.models import Publication, RedactedVersion
from enforcement.models.kinds import ActionKind, PenaltyKind

SEPARATOR = "；"
READERS: dict[Form, Callable[[str], object]] = {Form.DATE: parse.day, Form.WAN: parse.wan}


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
    code = str(row.agency.uscc)
    fields = {
        "party_name": shown.party_name,
        "uscc": shown.party_uscc,
        "doc_no": shown.doc_no,
        "content": shown.result,
        "decided_on": row.decided_on.isoformat(),
        "organ": shown.agency_name,
        "organ_uscc": code,
        "source_org": shown.agency_name,
        "source_uscc": code,
        **_of_kind(row, shown),
    }
    # As the reader of a sheet will see them, so that reading them back finds the same.
    plain = {key: text_of(value) for key, value in fields.items()}
    return {"party_kind": shown.party_kind, **{key: text for key, text in plain.items() if text}}


def _of_kind(row: Publication, shown: RedactedVersion) -> dict[str, str]:
    if row.kind == ActionKind.PENALTY:
        return _penalty(row, shown)
    if row.kind == ActionKind.PERMIT:
        return {"doc_title": shown.title, "status": sheet_status(row.decision)}
    return _headed(row, shown)


def _headed(row: Publication, shown: RedactedVersion) -> dict[str, str]:
    """Of a kind without a sheet what the public reads under each heading (domain §6.15)."""
    columns = wire.FIELDS[row.kind]
    texts = {str(heading): str(text) for heading, text in shown.sections}
    found = {key: texts[heading] for key, heading in _headings(row.kind) if heading in texts}
    until = row.publish_until
    return {
        **{key: text for key, text in found.items() if _reads(columns[key], text)},
        "title": shown.title,
        "facts": shown.facts,
        "basis": shown.basis,
        "publish_until": until.isoformat() if until else "",
    }


# Sections of our own decisions whose words are those of another field of the exchange.
NAMED = {"order": "handling", "performance": "pay_until", "title": "doc_title"}


def _headings(kind: str) -> list[tuple[str, str]]:
    """(field, heading) of the fields of a kind, as our own decisions and received records name them."""
    own = projection.headings_for(kind).items()
    known = [(NAMED.get(key, key), heading) for key, heading in own]
    known += projection.headings_of(kind).items()
    return [(key, heading) for key, heading in known if key in wire.FIELDS[kind]]


def _reads(column: Column, text: str) -> bool:
    """Whether the receiver will read it: a day or an amount that was redacted is none."""
    try:
        return column.form not in READERS or READERS[column.form](text) is not None
    except ValueError:
        return False


@translation.override(settings.LANGUAGE_CODE)
def _penalty(row: Publication, shown: RedactedVersion) -> dict[str, str]:
    fine = (
        parse.wan(f"{Decimal(shown.fine_cents) / parse.CENTS_PER_WAN:f}")
        if shown.fine_cents
        else None
    )
    until = row.publish_until
    return {
        "title": shown.title,
        "facts": shown.facts,
        "basis": shown.basis,
        "penalty_kinds_text": SEPARATOR.join(
            str(PenaltyKind(kind).label) for kind in shown.penalty_kinds
        ),
        "fine_wan": fine[0] if fine else "",
        "publish_until": until.isoformat() if until else "",
    }


def same(row: ImportRow, own: dict[str, Any]) -> bool:
    """Whether a row of a sheet says of an own decision just what was given out."""
    known = row.columns & BY_KEY[row.kind].keys()
    return all(row.text(key) == str(own.get(key, "")) for key in known)
