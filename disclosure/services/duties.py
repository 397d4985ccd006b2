"""The duty to publish: opened for every issued decision, counted from the day of the decision."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop

from core import audit, deadlines
from core.models import Deadline
from core.periods import Suspension
from disclosure import eligibility, flows
from disclosure.models import Publication
from disclosure.services import automatic
from enforcement.models import Decision
from enforcement.models.kinds import ActionKind

FAST = {ActionKind.PENALTY, ActionKind.PERMIT}


def period_key(kind: str) -> str:
    """Which period of the profile the publication runs under (国办发〔2018〕118号第六条)."""
    return "pub.license_penalty_days" if kind in FAST else "pub.other_decision_days"


def without_duty() -> list[UUID]:
    """Keys of the decisions that were made and have no publication row yet, the oldest first."""
    known = Publication.objects.filter(decision__isnull=False).values("decision_id")
    rows = Decision.objects.issued().exclude(pk__in=known)
    return list(rows.order_by("issued_on", "pk").values_list("pk", flat=True))


@transaction.atomic
def open_duty(decision: Decision) -> Publication:
    """Open the duty of one decision; one that may never be published is withheld at once.

    Safe to repeat and to run in parallel: the decision is locked, and its duty returned if it has
    one. ValueError when the decision has not been made.
    """
    locked = Decision.objects.select_for_update().get(pk=decision.pk)
    known = Publication.objects.filter(decision=locked).first()
    if known is not None:
        return known
    clock = start_clock(locked)
    row = Publication.objects.create(
        decision=locked,
        agency=locked.agency,
        kind=locked.kind,
        division_code=locked.agency.division_code,
        decided_on=clock.start_on,
        deadline=clock,
    )
    audit.append("publication.open", obj=row, data={"due_on": clock.due_on})
    bar = eligibility.bar(locked)
    return row if bar is None else withhold_barred(row, bar)


def withhold_barred(row: Publication, bar: eligibility.Bar) -> Publication:
    """Withhold by the law itself, not by anybody's choice; the duty falls away from its start."""
    moved = flows.PUBLICATION.move(
        row,
        "withhold",
        by=None,
        changes={"withheld_code": bar.code, "public_reason": bar.reason},
        note=bar.article,
    )
    deadlines.void("publication", str(row.decision_id), on=row.decided_on)
    automatic.found(moved)
    return moved


def _issued_on(decision: Decision) -> date:
    if decision.issued_on is None:
        raise ValueError("the decision has not been made")
    return decision.issued_on


def start_clock(decision: Decision, *, suspensions: Sequence[Suspension] = ()) -> Deadline:
    """Start the period for publication on the day of the decision; ValueError when not made."""
    rules = decision.agency.rules()
    key = period_key(decision.kind)
    on = _issued_on(decision)
    return deadlines.open_deadline(
        key=key,
        label=gettext_noop("公开执法决定"),
        subject_type="publication",
        subject_id=str(decision.pk),
        agency_id=decision.agency_id,
        region=rules.region,
        period=rules.period(key, on=on),
        start_on=on,
        suspensions=suspensions,
    )
