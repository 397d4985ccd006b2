"""Taking a decision back: changed, revoked, found illegal or void (行政处罚法 48, 75)."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from core import deadlines
from core.errors import RuleError
from enforcement import flows
from enforcement.models import Case, Decision, User
from enforcement.services import cases, licences, recusal


@transaction.atomic
def revoke(
    decision: Decision, *, by: User, on: date, ground: str, remake: bool = False
) -> Decision:
    """变更、撤销、确认违法或者确认无效, with its ground; withdrawal of the publication follows.

    `remake`: another decision must be made (责令重新作出), so the case is open again from the day.
    """
    recusal.demand_in_case(by, "enforcement.decide", decision.case)
    return fall(decision, by=by, on=on, ground=ground, remake=remake)


@transaction.atomic
def fall(decision: Decision, *, by: User, on: date, ground: str, remake: bool = False) -> Decision:
    """The same by a ruling from outside: what a review organ or a court decided asks no head."""
    if not ground.strip():
        raise RuleError(
            _("应当写明变更、撤销、确认违法或者无效的理由。"),
            article="行政处罚法第四十八条",
            remedy=_("请填写理由。"),
            field="ground",
        )
    locked = flows.DECISION.lock(decision, "revoke")
    if locked.issued_on and on < locked.issued_on:
        raise RuleError(
            _("撤销、变更的日期不能早于决定日期%(day)s。") % {"day": locked.issued_on},
            article="行政处罚法第四十八条",
            remedy=_("请核对日期。"),
            field="on",
        )
    changes = {"revoked_on": on, "revoke_ground": ground}
    moved = flows.DECISION.move(decision, "revoke", by=by, note=ground, changes=changes)
    deadlines.void("decision", str(decision.pk), on=on)
    licences.fall(moved, by=by, on=on)
    if remake:
        _reopen(moved.case, by=by, on=on, ground=ground)
    return moved


def _reopen(case: Case, *, by: User, on: date, ground: str) -> None:
    if case.status != Case.Status.DECIDED:
        raise RuleError(
            _("案件状态为“%(state)s”，不能在本案中重新作出决定。")
            % {"state": case.get_status_display()},
            article="国办发〔2018〕118号第九条",
            remedy=_("请取消勾选“重新作出决定”，另行立案办理。"),
            field="remake",
        )
    flows.CASE.move(case, "reopen", by=by, note=ground)
    cases.start_decision_clock(case, on)
