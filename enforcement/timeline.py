"""What a person should see at the top of a case: what happened, what is missing, who may act."""

from datetime import date
from operator import itemgetter
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from core.errors import RuleError
from core.models import Deadline
from enforcement import collecting
from enforcement.draft_steps import NextStep, drafting
from enforcement.gates import Gap, at_filing
from enforcement.models import Case, Decision, Incident, Notice, Payment, User
from enforcement.models.kinds import ActionKind, Procedure
from enforcement.services import (
    cases,
    decisions,
    filing_clock,
    incident_course,
    simple_report,
)

__all__ = ["NextStep", "moments", "next_step", "open_deadlines"]

DONE = (Deadline.Outcome.MET, Deadline.Outcome.LATE)


def next_step(case: Case, user: User, on: date) -> NextStep:
    """What the case needs now, and whether this account is the one to do it."""
    decision = decisions.live(case)
    if case.status == Case.Status.DRAFT and case.kind == ActionKind.PERMIT:
        mine = cases.may_file(case, user)
        return NextStep(_("受理"), _("承办人"), "case-permit", str(case.pk), mine=mine)
    if case.status == Case.Status.DRAFT:
        return NextStep(
            _("立案审批"),
            _("承办人") if case.procedure == Procedure.SIMPLE else _("承办机构负责人"),
            "case-file",
            str(case.pk),
            gaps=at_filing(case),
            mine=cases.may_file(case, user),
        )
    handler = cases.is_handler(case, user)
    if case.status == Case.Status.FILED and (measure := _measure(case, user, handler)) is not None:
        return measure
    if case.status == Case.Status.FILED and decision is None:
        return _staffing(case, user, on) or _investigating(case, handler)
    if decision is not None and decision.status == Decision.Status.DRAFT:
        return drafting(decision, user, on, handler)
    if decision is not None and decision.status == Decision.Status.ISSUED:
        return NextStep(_("送达"), _("承办人"), "decision-serve", str(decision.pk), mine=handler)
    if decision is not None and simple_report.awaited(decision):
        key = str(decision.pk)
        return NextStep(_("报所属机关备案"), _("承办人"), "decision-report", key, mine=handler)
    return _executing(case, decision, user, on, handler) or _closing(case, handler)


def _measure(case: Case, user: User, handler: bool) -> NextStep | None:
    """The measure that holds the case up, if there is one; a recusal does not."""
    row = case.incidents.open().exclude(kind=Incident.Kind.RECUSAL).order_by("pk").first()
    if row is None:
        return None
    mine = handler or (user.agency_id == case.agency_id and user.has_perm("enforcement.decide"))
    actor, key = incident_course.awaited(row), str(case.pk)
    return NextStep(str(row), actor, "case-incidents", key, mine=mine)


def _investigating(case: Case, handler: bool) -> NextStep:
    label = _("调查取证并拟稿")
    return NextStep(label, _("承办人"), "decision-draft", str(case.pk), mine=handler)


def _staffing(case: Case, user: User, on: date) -> NextStep | None:
    """Two certified officers act in every case: one who left it is replaced first."""
    try:
        cases.assert_certified(case, on)
    except RuleError as error:
        gap = Gap("officers", error.message, error.article, error.remedy)
        own = user.agency_id == case.agency_id
        mine = own and user.has_perm("enforcement.approve_filing")
        label, actor, key = _("调整承办人员"), _("承办机构负责人"), str(case.pk)
        return NextStep(label, actor, "case-reassign", key, [gap], mine=mine)
    return None


def _executing(
    case: Case, decision: Decision | None, user: User, on: date, handler: bool
) -> NextStep | None:
    due = collecting.awaited(decision, on) if decision is not None else None
    if due is None:
        return None
    head = user.has_perm("enforcement.decide") and user.agency_id == case.agency_id
    mine = head if due.head else handler
    return NextStep(due.label, due.actor, "case-execution", str(case.pk), mine=mine)


def _closing(case: Case, handler: bool) -> NextStep:
    if case.status == Case.Status.DECIDED:
        return NextStep(_("结案"), _("承办人"), "case-close", str(case.pk), mine=handler)
    if case.status == Case.Status.CLOSED:
        return NextStep(_("归档"), _("承办人"), "case-archive", str(case.pk), mine=handler)
    return NextStep(_("无待办事项"), "")


def _told(notice: Notice) -> list[tuple[date | None, str, str]]:
    """What followed from a notice: the party's word and its answer, the hearing."""
    return [
        (notice.served_on, _("事先告知"), ""),
        *((row.received_on, _("陈述申辩"), "") for row in notice.defences.all()),
        *((row.answered_on, _("复核陈述申辩"), "") for row in notice.defences.all()),
        (notice.hearing_requested_on, _("申请听证"), ""),
        *((row.held_on, _("举行听证"), row.place) for row in notice.hearings.all()),
    ]


def moments(case: Case) -> list[dict[str, Any]]:
    """The milestones of a case, oldest first, for the timeline partial."""
    rows: list[tuple[date | None, str, str]] = [
        (case.discovered_on, _("发现或申请"), case.source),
        (case.filed_on, _("立案（受理）"), case.number),
    ]
    for decision in case.decisions.prefetch_related("notices__defences", "notices__hearings"):
        rows += [row for notice in decision.notices.all() for row in _told(notice)]
        rows += [
            (decision.issued_on, _("作出决定"), decision.doc_no),
            (decision.served_on, _("送达"), ""),
            (decision.revoked_on, _("撤销、变更或者确认违法"), decision.revoke_ground),
        ]
    for row in case.incidents.all():
        name = row.get_kind_display()
        rows += [
            (row.applied_on, _("申请%(name)s") % {"name": name}, row.subject_name),
            (row.decided_on, _("审批%(name)s") % {"name": name}, row.opinion),
            (row.started_on, name, row.target_name),
            (row.ended_on, _("办结%(name)s") % {"name": name}, row.result),
        ]
    reported = [clock for clock in simple_report.clocks(case) if clock.outcome in DONE]
    rows += [(clock.ended_on, _("报所属机关备案"), "") for clock in reported]
    rows += [(case.ended_on, _("结案"), case.close_ground), (case.archived_on, _("归档"), "")]
    # Stable: what happened on one day keeps the order of the procedure.
    dated = sorted(((day, title, text) for day, title, text in rows if day), key=itemgetter(0))
    return [{"when": day, "title": title, "text": text} for day, title, text in dated]


def open_deadlines(case: Case, on: date) -> list[Deadline]:
    """The clocks running on the day, the next due first: of the case, its decisions, its notices.

    A window of the party (to defend itself, to ask for a hearing) that has passed is no lateness
    of the agency: it is left out.
    """
    made = [str(pk) for pk in case.decisions.values_list("pk", flat=True)]
    told = [str(pk) for pk in case.notices.values_list("pk", flat=True)]
    paid = Payment.objects.filter(decision__case=case).values_list("pk", flat=True)
    asked = [str(pk) for pk in case.incidents.values_list("pk", flat=True)]
    held = [str(pk) for pk in case.measures.held().values_list("pk", flat=True)]
    subjects = (
        Q(subject_type__in=["case", filing_clock.SUBJECT], subject_id=str(case.pk))
        | Q(subject_type__in=["decision", "publication"], subject_id__in=made)
        | Q(subject_type="incident", subject_id__in=asked)
        | Q(subject_type="measure", subject_id__in=held)
        | Q(subject_type="notice", subject_id__in=told, due_on__gte=on)
        | Q(subject_type="payment", subject_id__in=[str(pk) for pk in paid])
    )
    rows = Deadline.objects.filter(subjects, outcome=Deadline.Outcome.OPEN)
    return list(rows.order_by("due_on", "pk"))
