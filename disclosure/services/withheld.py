"""What an agency chose not to publish is assessed again from time to time (政府信息公开条例第十八条)."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core import audit, deadlines
from core.errors import RuleError, StaleError
from core.permissions import demand_in
from disclosure.models import Publication
from disclosure.services import secrecy
from enforcement.models import Decision, User
from enforcement.services.alarms import Kind, Subject

SUBJECT, PERIOD = "withheld", "pub.withheld_review"
ARTICLE = "政府信息公开条例第十八条"


def start_clock(decision: Decision, on: date) -> None:
    """The time until the ground must be looked at again, from the day it was last found to hold."""
    rules = decision.agency.rules()
    deadlines.open_deadline(
        key=PERIOD,
        label=gettext_noop("评估不公开的决定"),
        subject_type=SUBJECT,
        subject_id=str(decision.pk),
        agency_id=decision.agency_id,
        region=rules.region,
        period=rules.period(PERIOD, on=on),
        start_on=on,
    )


@transaction.atomic
def keep(publication: Publication, *, by: User, on: date, reason: str) -> Publication:
    """继续不公开: the ground was looked at and still holds; the next assessment is a period away."""
    demand_in(by, "disclosure.approve", publication.agency_id)
    row = Publication.objects.select_for_update(of=("self",)).get(pk=publication.pk)
    if row.decision is None or row.status != Publication.Status.WITHHELD:
        raise StaleError(_("该决定不在不公开的状态。"), remedy=_("无需评估。"))
    secrecy.demand_no_part(row, by)
    if not reason.strip():
        raise RuleError(
            _("继续不公开应当说明不公开事由仍然存在的理由。"),
            article=ARTICLE,
            remedy=_("请填写理由；事由已经消失的，请重新评估公开。"),
            field="reason",
        )
    deadlines.close(SUBJECT, str(row.decision_id), on=on)
    start_clock(row.decision, on)
    data = {"note": reason.strip(), "code": row.withheld_code}
    audit.append("publication.keep", obj=row, actor=by, data=data)
    return row


def of_publications(keys: Iterable[str]) -> dict[str, Subject]:
    """Decisions that are withheld by choice, for the alarms; a revoked one needs no assessment."""
    rows = Publication.objects.filter(
        decision__in=[UUID(key) for key in keys], status=Publication.Status.WITHHELD
    ).exclude(decision__status=Decision.Status.REVOKED)
    return {
        str(row.decision_id): Subject(row.agency, row.pk, row.name, "publication-detail")
        for row in rows.select_related("agency", "decision")
    }


KINDS = (Kind(SUBJECT, of_publications, ("publisher",)),)
