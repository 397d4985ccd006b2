"""The data items (数据项) of a public act by their keys: the catalogues of domain §6.13 to §6.15.

From the approved projection alone, of our own decisions and of received records alike. Dates are ISO
(2099-12-31 is 长期), amounts are 万元; an item without a value is left out.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.utils import translation

from core.cells import text_of
from disclosure import kind_fields, projection
from disclosure.exchange import parse, wire
from disclosure.exchange.layouts import Column, Form
from disclosure.models import Publication, RedactedVersion
from enforcement.models.kinds import ActionKind, PartyKind, PenaltyKind

SEPARATOR = "；"
READERS: dict[Form, Callable[[str], Any]] = {Form.DATE: parse.day, Form.WAN: parse.wan}
# Sections of our own decisions whose words are those of another field of the exchange.
NAMED = {"order": "handling", "performance": "pay_until", "title": "doc_title"}
# Columns of their own in a version or a publication, which every act has.
COMMON = (
    *("party_name", "party_kind", "uscc", "doc_no", "title", "facts", "basis", "content"),
    *(
        "decided_on",
        "publish_until",
        "organ",
        "organ_uscc",
        "source_org",
        "source_uscc",
        "remedies",
    ),
)
OF_PENALTIES = ("penalty_kinds_text", "fine_wan")
# What a key is called where several kinds of act have it under different headings.
SHARED = {
    "valid_from": "有效期自（期限自）",
    "valid_to": "有效期至（处罚有效期、期限至）",
    "content": "决定内容",
    "facts": "事实",
    "basis": "依据",
    "doc_no": "决定书文号",
    "doc_title": "决定文书名称",
    "decided_on": "决定日期",
    "organ": "决定机关",
    "organ_uscc": "决定机关统一社会信用代码",
    "title": "案件名称",
    "penalty_kinds_text": "处罚类别",
}


def headings(kind: str) -> list[tuple[str, str]]:
    """(key, heading) of the items of a kind, as our own decisions and received records name them."""
    own = projection.headings_for(kind).items()
    known = [(NAMED.get(key, key), heading) for key, heading in own]
    known += projection.headings_of(kind).items()
    return [(key, heading) for key, heading in known if key in wire.FIELDS[kind]]


def _labels() -> dict[str, str]:
    """Key -> name of every item some act can have, in the order of the catalogues."""
    found: dict[str, str] = {}
    for kind, columns in wire.FIELDS.items():
        mine = {*COMMON, *OF_PENALTIES, *(key for key, _heading in headings(kind))}
        found |= {k: c.header for k, c in columns.items() if k in mine and k not in found}
    return {key: SHARED.get(key, header) for key, header in found.items()}


LABELS = _labels()


@translation.override(settings.LANGUAGE_CODE)
def of(row: Publication) -> dict[str, str]:
    """The items of a public act; `row` with its version and agency, no further query."""
    shown = row.shown
    if shown is None:
        return {}
    columns = wire.FIELDS[row.kind]
    found = _headed(row, shown, columns) | _common(row, shown)
    if row.kind == ActionKind.PENALTY:
        found |= _penalty(shown)
    return {key: found[key] for key in LABELS if key in columns and found.get(key)}


def _common(row: Publication, shown: RedactedVersion) -> dict[str, str]:
    until, code = row.publish_until, str(row.agency.uscc)
    received = row.record_id is not None
    texts = dict(map(tuple, shown.sections)) if received else {}
    source = str(texts.get(projection.RECORD_HEADINGS["source_org"], "")) or shown.agency_name
    return {
        "party_name": shown.party_name,
        "party_kind": str(PartyKind(shown.party_kind).label),
        "uscc": shown.party_uscc,
        "doc_no": shown.doc_no,
        "title": shown.title,
        "facts": shown.facts,
        "basis": shown.basis,
        "content": shown.result,
        "decided_on": row.decided_on.isoformat(),
        "publish_until": until.isoformat() if until else "",
        "organ": shown.agency_name,
        "organ_uscc": code,
        "source_org": source,
        # Of another source the code is not among what is public.
        "source_uscc": code if source == shown.agency_name else "",
        "remedies": shown.remedies,
    }


def _penalty(shown: RedactedVersion) -> dict[str, str]:
    known = dict(PenaltyKind.choices)
    kinds = [str(known.get(kind, kind)) for kind in shown.penalty_kinds]
    return {
        "penalty_kinds_text": SEPARATOR.join(kinds),
        "fine_wan": kind_fields.wan(shown.fine_cents),
    }


def _headed(row: Publication, shown: RedactedVersion, columns: dict[str, Column]) -> dict[str, str]:
    """What the public reads under each heading; a day or an amount that was hidden is none."""
    texts = {str(heading): str(text) for heading, text in shown.sections}
    found = {key: texts[heading] for key, heading in headings(row.kind) if heading in texts}
    read = {key: _read(columns[key], text) for key, text in found.items()}
    return {key: text_of(text) for key, text in read.items() if text}


def _read(column: Column, text: str) -> str:
    """A value as the receiver will read it, "" when it cannot."""
    try:
        value = READERS.get(column.form, str)(text)
    except ValueError:
        return ""
    return str(value[0] if isinstance(value, tuple) else value or "")
