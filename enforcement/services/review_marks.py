"""Open drafts and the lists of review that take effect while they are being written."""

from datetime import date
from uuid import UUID

from django.db import transaction

from core import audit
from enforcement import review_scope
from enforcement.models import Decision


def mark(on: date) -> int:
    """Mark the drafts that the lists in force on the day want reviewed and that did not know; how many.

    A mark is never taken back here: what a handler judged, or a list wanted once, stands until the
    draft is written or submitted anew.
    """
    rows = Decision.objects.filter(status=Decision.Status.DRAFT, review_required=False)
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    return sum(_mark_one(key, on) for key in keys)


@transaction.atomic
def _mark_one(key: UUID, on: date) -> bool:
    rows = Decision.objects.select_for_update(of=("self",)).select_related("case", "agency")
    row = rows.filter(pk=key, status=Decision.Status.DRAFT, review_required=False).first()
    found = review_scope.match(row, on) if row is not None else []
    if row is None or not found:
        return False
    row.review_required = True
    row.save(update_fields=["review_required", "updated_at"])
    data = {"required": True, "rules": [hit.rule for hit in found], "on": on}
    audit.append("decision.review_scope", obj=row, data=data)
    return True
