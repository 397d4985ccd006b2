"""Nothing is decided while the investigation is suspended or the matter is with another organ."""

from datetime import date

from django.utils.translation import gettext as _

from enforcement.gates.gap import Gap
from enforcement.incidents import measures
from enforcement.models import Decision, Incident
from enforcement.models.kinds import ActionKind

BEFORE = "transfer.penalties_before"
INSTEAD = "行政处罚法第二十七条；行政执法机关移送涉嫌犯罪案件的规定第十一条"
NOT_SENT = (Incident.Status.APPLIED, Incident.Status.APPROVED)


def undisturbed(decision: Decision, on: date) -> list[Gap]:
    """A gap for each measure of the case that stops a decision in its present state."""
    rows = decision.case.incidents.order_by("pk")
    return [_gap(row) for row in rows if _stops(row, decision, on)]


def _stops(incident: Incident, decision: Decision, on: date) -> bool:
    if incident.status not in measures()[incident.kind].blocks:
        return False
    if incident.kind != Incident.Kind.CRIME_TRANSFER:
        return True
    if decision.kind != ActionKind.PENALTY:
        return False
    return incident.status not in NOT_SENT or not _allowed_before(decision, on)


def _allowed_before(decision: Decision, on: date) -> bool:
    """Whether the penalty is one of those that may precede the transfer and go on after it."""
    allowed = set(decision.agency.rules().value(BEFORE, on=on))
    return bool(decision.penalty_kinds) and set(decision.penalty_kinds) <= allowed


def _gap(incident: Incident) -> Gap:
    if incident.kind == Incident.Kind.CRIME_TRANSFER:
        return Gap(
            "crime_transfer",
            _("本案涉嫌犯罪，移送正在办理（%(state)s），不得以行政处罚代替移送。")
            % {"state": incident.get_status_display()},
            INSTEAD,
            _("公安机关不予立案或者案件退回后，记录案件继续办理，再作出决定。"),
        )
    if incident.kind == Incident.Kind.SUSPENSION:
        message, remedy = _("案件正在中止调查。"), _("请先恢复调查。")
    else:
        message = _("本案正在移送或者已经移送其他机关管辖。")
        remedy = _("移送后不再由本机关作出决定。")
    return Gap(incident.kind, message, measures()[incident.kind].article, remedy)
