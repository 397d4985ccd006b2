"""The duty to publish: opened for every issued decision, counted from the day of the decision."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core import audit, deadlines
from core.models import Deadline
from disclosure import eligibility
from disclosure.models import Publication
from enforcement.models import Decision
from enforcement.models.kinds import ActionKind

FAST = {ActionKind.PENALTY, ActionKind.PERMIT}


def period_key(kind: str) -> str:
    """Which period of the profile the publication runs under (国办发〔2018〕118号第六条)."""
    return "pub.license_penalty_days" if kind in FAST else "pub.other_decision_days"


def without_duty() -> list[Decision]:
    """Decisions that were made and have no publication row yet."""
    known = Publication.objects.filter(decision__isnull=False).values("decision_id")
    rows = Decision.objects.issued().exclude(pk__in=known)
    return list(rows.select_related("agency", "case", "case__party").order_by("issued_on"))


def open_missing() -> int:
    """Open the duty of every decision without one; returns how many were opened.

    Safe to run twice and in parallel: the decision is unique in the publications.
    """
    opened = 0
    for decision in without_duty():
        try:
            with transaction.atomic():
                open_duty(decision)
        except IntegrityError:
            # Another worker was faster; its row is the duty.
            continue
        opened += 1
    return opened


@transaction.atomic
def open_duty(decision: Decision) -> Publication:
    """Open the duty of one decision; a decision that may never be published is withheld at once."""
    row = Publication.objects.create(
        decision=decision,
        agency=decision.agency,
        kind=decision.kind,
        division_code=decision.agency.division_code,
        decided_on=_issued_on(decision),
        deadline=_start_clock(decision),
    )
    audit.append("publication.open", obj=row, data={"due_on": row.deadline and row.deadline.due_on})
    bar = eligibility.bar(decision)
    if bar is not None:
        _withhold(row, bar)
    return row


def _issued_on(decision: Decision) -> date:
    if decision.issued_on is None:
        raise ValueError("the decision has not been made")
    return decision.issued_on


def _start_clock(decision: Decision) -> Deadline:
    rules = decision.agency.rules()
    key = period_key(decision.kind)
    on = _issued_on(decision)
    return deadlines.open_deadline(
        key=key,
        label=_("公开执法决定"),
        subject_type="publication",
        subject_id=str(decision.pk),
        agency_id=decision.agency_id,
        region=rules.region,
        period=rules.period(key, on=on),
        start_on=on,
    )


def _withhold(row: Publication, bar: eligibility.Bar) -> None:
    row.status = Publication.Status.WITHHELD
    row.withheld_code = bar.code
    row.public_reason = bar.reason
    row.save(update_fields=["status", "withheld_code", "public_reason"])
    if row.deadline is not None:
        deadlines.void("publication", str(row.decision_id), on=row.decided_on)
    audit.append("publication.withhold", obj=row, data={"code": bar.code, "article": bar.article})
