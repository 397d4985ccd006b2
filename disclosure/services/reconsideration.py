"""Weighing anew a decision that was not made public (政府信息公开条例第十八条)."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core import deadlines
from core.errors import RuleError
from core.periods import Suspension
from core.permissions import demand_in
from disclosure import eligibility, flows
from disclosure.models import Publication
from disclosure.services import automatic, duties, withheld
from enforcement.models import Decision, User

ARTICLE = "政府信息公开条例第十八条"
PAUSED = gettext_noop("依法不公开")


def barred(decision: Decision) -> str:
    """Why the law itself keeps the decision from the public, in words; "" when it does not."""
    if decision.status == Decision.Status.REVOKED:
        return _("该决定已被撤销、变更或者确认违法、无效")
    bar = eligibility.bar(decision)
    return bar.reason if bar else ""


def may_reconsider(publication: Publication) -> bool:
    """Whether the ground of withholding was somebody's choice, so that it can be weighed anew."""
    decision = publication.decision
    return decision is not None and not barred(decision)


@transaction.atomic
def reconsider(publication: Publication, *, by: User, on: date, reason: str) -> Publication:
    """重新评估公开: the ground has fallen away; redaction begins again.

    The clock goes on from the day of the decision without the days the decision was withheld, so that
    a duty that was late before stays late. RuleError without a reason or where the law bars it.
    """
    demand_in(by, "disclosure.approve", publication.agency_id)
    if not reason.strip():
        raise RuleError(
            _("重新评估公开应当说明不公开事由已经消失的理由。"),
            article=ARTICLE,
            remedy=_("请填写理由。"),
            field="reason",
        )
    decision = _decision(publication)
    withheld_on = publication.deadline.ended_on if publication.deadline else None
    changes = {"withheld_code": "", "public_reason": "", "approved_by": None, "approved_at": None}
    automatic.end(publication)
    moved = flows.PUBLICATION.move(
        publication, "reconsider", by=by, changes=changes, note=reason.strip()
    )
    pause = Suspension(withheld_on or on, None, PAUSED)
    moved.deadline = duties.start_clock(decision, suspensions=[pause])
    moved.save(update_fields=["deadline"])
    deadlines.resume("publication", str(decision.pk), on=on)
    deadlines.close(withheld.SUBJECT, str(decision.pk), on=on)
    return Publication.objects.get(pk=moved.pk)


def _decision(publication: Publication) -> Decision:
    """The decision, locked, unless the law keeps it from the public."""
    if publication.decision_id is None:
        raise RuleError(_("外部报送的记录由报送系统更正。"), remedy=_("请由报送单位重新报送。"))
    decision = Decision.objects.select_for_update().get(pk=publication.decision_id)
    why = barred(decision)
    if why:
        raise RuleError(
            _("依法不得公开，不能重新评估：%(why)s。") % {"why": why.rstrip("。")},
            article="政府信息公开条例第十四条、第十五条",
            remedy=_("无需办理。"),
        )
    return decision
