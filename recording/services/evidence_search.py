"""Looking for evidence of the cases an account may see; what was looked for goes into the log."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from core import audit
from core.days import midnight, over
from core.pages import Page, cursor_page
from core.permissions import demand
from enforcement.models import User
from recording.models import EvidenceEntry
from recording.models.evidence_entry import EvidenceEntryQuerySet
from recording.services import visits
from recording.services.evidence_index import MARKS, device_key, number_key

VIEW = "recording.view_evidence"
ORDER = "taken_at"
Values = Mapping[str, Any]


def asked(values: Values) -> dict[str, str]:
    """The conditions that were given, as they were typed, for the log."""
    return {name: str(value) for name, value in values.items() if value}


def matching(values: Values, *, by: User) -> EvidenceEntryQuerySet:
    """The entries of the evidence the account may see that answer the cleaned values of the form."""
    rows = EvidenceEntry.objects.visible_to(by)
    for name, mark in MARKS.items():
        if values.get(name):
            text = number_key(values[name]) if name == "number" else values[name]
            rows = rows.holding(name, mark, text)
    if values.get("q"):
        rows = rows.matching(values["q"])
    return rows.filter(**_columns(values))


def _columns(values: Values) -> dict[str, Any]:
    columns = {"kind": "kind", "medium": "media"}
    found = {column: values[name] for name, column in columns.items() if values.get(name)}
    if values.get("device"):
        found["device"] = device_key(values["device"])
    if values.get("since"):
        found["taken_at__gte"] = midnight(values["since"])
    if values.get("until"):
        found["taken_at__lt"] = over(values["until"])
    return found


def joined(page: Page[EvidenceEntry]) -> Page[EvidenceEntry]:
    """The page with everything its table shows: a join of what is shown, not of all that was found."""
    rows = EvidenceEntry.objects.defer("text", "tokens")
    found = rows.select_related("agency", "case", "evidence__step").in_bulk(
        [row.pk for row in page.rows]
    )
    return Page([found[row.pk] for row in page.rows], page.next_cursor)


@transaction.atomic
def search(values: Values, *, by: User, after: str, size: int) -> Page[EvidenceEntry]:
    """A page of what is found, the newest first; the conditions and what was shown are logged."""
    demand(by, VIEW)
    page = joined(cursor_page(matching(values, by=by).only(ORDER), after, size=size, field=ORDER))
    data = {"asked": asked(values), "shown": [str(row.evidence_id) for row in page.rows]}
    audit.append("evidence.search", obj=by, actor=by, data=data)
    visits.searched(by=by, words=" ".join(asked(values).values()), found=len(page.rows))
    return page
