"""Taking a clearance away: review passed something else than what now stands."""

from django.db import transaction

from core import audit
from enforcement.models import Decision, User


@transaction.atomic
def void(decision: Decision, *, by: User | None, reason: str) -> bool:
    """Forget that the draft passed review, and say why in the audit; whether it had passed.

    `decision` is brought up to date as well. `by` is None for an act of the party.
    """
    row = Decision.objects.select_for_update().get(pk=decision.pk)
    cleared = row.status == Decision.Status.DRAFT and row.clearance_id is not None
    if cleared:
        row.clearance = None
        row.save(update_fields=["clearance", "updated_at"])
        audit.append("decision.void_clearance", obj=row, actor=by, data={"reason": reason})
    decision.clearance = row.clearance
    return cleared
