"""Deciding on a procedural measure, and what an approval does at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from core import audit, deadlines
from core.errors import RuleError
from enforcement.models import Case, CaseOfficer, Incident, User
from enforcement.services import recusal
from enforcement.services.incident_course import (
    advance,
    assert_no_decision,
    measure_of,
    require,
)

DECIDE, LEAD = "enforcement.decide", "enforcement.approve_filing"
Body, Kind = Incident.Body, Incident.Kind
# What cannot happen any more once a decision is made or drafted.
NO_DECISION = (Kind.TERMINATION, Kind.FILING_WITHDRAWAL, Kind.JURISDICTION_TRANSFER)


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """Approved or refused, with the opinion, and who decided it (`note`: names or number)."""

    approved: bool
    opinion: str
    body: str = Body.HEAD
    note: str = ""


def may_decide(incident: Incident, user: User) -> bool:
    """Whether the account decides here and was not itself recused from the case."""
    return entitled(incident, user) and not recusal.is_recused(incident.case, user)


def entitled(incident: Incident, user: User) -> bool:
    """The head decides; about the head himself somebody else records who did (行政处罚法 43)."""
    subject = incident.person or (incident.officer.account if incident.officer else None)
    if user.agency_id != incident.agency_id or subject == user:
        return False
    heads = subject is not None and subject.has_perm(DECIDE)
    return user.has_perm(LEAD if heads else DECIDE)


@transaction.atomic
def decide(incident: Incident, *, by: User, on: date, verdict: Verdict) -> Incident:
    """Approve or refuse; an approved recusal, suspension or ending takes effect at once.

    PermissionDenied for who may not decide, StaleError when it is decided, RuleError for a blank
    opinion, a body that is not named, an earlier date, or a decision made meanwhile.
    """
    if not may_decide(incident, by):
        raise PermissionDenied(DECIDE)
    require(verdict.opinion, _("应当写明审批意见和理由。"), measure_of(incident).article, "opinion")
    _assert_body(incident, verdict)
    case = Case.objects.select_for_update().get(pk=incident.case_id)
    if verdict.approved and incident.kind in NO_DECISION:
        assert_no_decision(case, measure_of(incident).article)
    changes = {
        "decided_by": by,
        "decided_on": on,
        "decided_as": verdict.body,
        "decided_note": verdict.note.strip(),
        "opinion": verdict.opinion.strip(),
    }
    name = "approve" if verdict.approved else "refuse"
    moved = advance(incident, name, by=by, on=on, changes=changes)
    if verdict.approved:
        EFFECTS.get(moved.kind, _no_effect)(moved, by, on)
    return moved


def _assert_body(incident: Incident, verdict: Verdict) -> None:
    article = measure_of(incident).article
    if verdict.body not in Body.values:
        raise RuleError(
            _("应当写明由谁决定。"), article=article, remedy=_("请选择。"), field="body"
        )
    subject = incident.person or (incident.officer.account if incident.officer else None)
    if verdict.body == Body.HEAD and subject is not None and subject.has_perm(DECIDE):
        raise RuleError(
            _("行政机关负责人本人的回避，由负责人集体讨论或者由上级机关、同级人民政府决定。"),
            article="行政处罚法第四十三条；市场监督管理行政处罚程序规定第四条",
            remedy=_("请选择作出决定的机构，并写明参加人员或者决定文号。"),
            field="body",
        )
    if verdict.body != Body.HEAD:
        message = _("应当写明参加集体讨论的人员或者上级决定的文号。")
        require(verdict.note, message, article, "note")


def _recuse(incident: Incident, by: User, on: date) -> None:
    rows = CaseOfficer.objects.select_for_update().filter(case=incident.case, until=None)
    away = recusal.recused_officers(incident.case)
    for row in rows.filter(officer__in=away):
        row.until = max(on, row.since)
        row.save(update_fields=["until"])
        data = {"officer": row.officer_id, "on": row.until}
        audit.append("case.recuse", obj=incident.case, actor=by, data=data)


def _suspend(incident: Incident, by: User, on: date) -> None:
    incident.started_on = on
    incident.save(update_fields=["started_on"])
    reason = measure_of(incident).label_zh
    deadlines.suspend("case", str(incident.case_id), on=on, reason=reason)


def _end_course(incident: Incident, by: User, on: date) -> None:
    """The duty to decide falls away, and a suspension with it."""
    deadlines.void("case", str(incident.case_id), on=on)
    for row in incident.case.incidents.suspended():
        advance(row, "resume", by=by, on=on, changes={"ended_on": on})


def _no_effect(incident: Incident, by: User, on: date) -> None:
    """Kinds that are only allowed now and carried out later."""


EFFECTS: Mapping[str, Callable[[Incident, User, date], None]] = {
    Kind.RECUSAL: _recuse,
    Kind.SUSPENSION: _suspend,
    Kind.TERMINATION: _end_course,
    Kind.FILING_WITHDRAWAL: _end_course,
}
