"""The duty to take a published decision down after it was revoked, changed or found illegal."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from core import deadlines
from disclosure import flows
from disclosure.models import Publication
from disclosure.services import pipeline
from enforcement.models import Decision
from enforcement.models.kinds import ActionKind


def revoked() -> list[Publication]:
    """Publications of revoked decisions that still stand or are still on their way."""
    open_states = ["pending", "redacted", "approved", "published"]
    rows = Publication.objects.filter(
        decision__status=Decision.Status.REVOKED, status__in=open_states
    )
    return list(rows.select_related("decision", "agency"))


def process(on: date) -> int:
    """Withdraw what was revoked, with the ground of revocation made public; returns the count.

    The law gives 3 working days (行政处罚法 48); the portal takes it down at the next sweep.
    """
    done = 0
    for row in revoked():
        decision = row.decision
        if decision is None or decision.revoked_on is None or decision.revoked_on > on:
            continue
        with transaction.atomic():
            _start_clock(decision, decision.revoked_on)
            _take_down(row, decision, on)
        done += 1
    return done


def _start_clock(decision: Decision, on: date) -> None:
    rules = decision.agency.rules()
    penalty = decision.kind == ActionKind.PENALTY
    key = "pub.withdraw_penalty_days" if penalty else "pub.withdraw_other_days"
    deadlines.open_deadline(
        key=key,
        label=_("撤下公开信息并说明理由"),
        subject_type="withdrawal",
        subject_id=str(decision.pk),
        agency_id=decision.agency_id,
        region=rules.region,
        period=rules.period(key, on=on),
        start_on=on,
    )


def _take_down(row: Publication, decision: Decision, on: date) -> None:
    reason = _("该决定已被依法撤销、变更或者确认违法、无效：%(ground)s") % {
        "ground": decision.revoke_ground
    }
    if row.status == Publication.Status.PUBLISHED:
        pipeline.withdraw(row, by=None, on=on, reason=reason)
        return
    flows.PUBLICATION.move(
        row,
        "drop",
        by=None,
        changes={"withheld_code": "revoked", "public_reason": reason},
        note=decision.revoke_ground,
    )
    deadlines.void("publication", str(decision.pk), on=on)
