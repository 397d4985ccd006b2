"""What a party sees of its own case: steps, windows, papers served on it, who opened the evidence.

Nothing internal is here: no opinion, no approval, no draft, no name of a witness. A decision is
told with its service and not before.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import itemgetter

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core import calendar, deadlines, periods
from core.models import Deadline
from core.templatetags.ui import Moment
from core.workdays import workdays_between
from enforcement.models import (
    Application,
    Case,
    Decision,
    Defence,
    Hearing,
    Notice,
    PartyLink,
    Payment,
)
from enforcement.models.kinds import Procedure
from enforcement.services import cases, execution, intake, notices, party_acts
from recording import kinds
from recording.models import Document, Service, Step
from recording.services import notices as notice_papers

RECONSIDER, SUE = "remedy.reconsideration_days", "remedy.suit_months"
# The clocks of the party itself; those of the case bind the agency.
ITS_OWN = (notices.DEFENCE, notices.HEARING, execution.PAY, execution.DEFERRED)
Status = Case.Status
Dated = tuple[date | None, str, str]


@dataclass(frozen=True)
class Clock:
    """A last day. `yours`: the party's own, else the agency's; `left`: working days to it."""

    label: str
    due_on: date
    left: int
    article: str
    yours: bool
    provisional: bool = False


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """The case as its party sees it on a day. `notice`: on which it may still be heard, if any."""

    case: Case
    link: PartyLink
    stage: str
    moments: list[Moment]
    clocks: list[Clock]
    papers: Sequence[Service]
    defences: Sequence[Defence]
    notice: Notice | None
    may_defend: bool
    may_ask: bool
    remedies: str
    officers: list[str] = field(default_factory=list)


def served(case: Case, on: date) -> Sequence[Service]:
    """Each service on the party by the day, the newest first."""
    rows = Service.objects.filter(case=case, served_on__lte=on).select_related("document")
    return list(rows.order_by("-served_on", "-pk"))


def paper(case: Case, pk: int, on: date) -> Document | None:
    """A document of the case that was served by the day; no other is the party's to take."""
    rows = Document.objects.filter(case=case, pk=pk, services__served_on__lte=on)
    return rows.select_related("blob").first()


def sheet(link: PartyLink, on: date) -> Sheet:
    """Everything the page shows on the day."""
    case, notice = link.case, party_acts.open_notice(link)
    decision = _told_decision(case, on)
    papers = served(case, on)
    staff = case.assignments.filter(until=None).select_related("officer").order_by("part", "pk")
    return Sheet(
        case=case,
        link=link,
        stage=_stage(case, decision, notice, on),
        moments=_moments(case, papers, on),
        clocks=_clocks(case, decision, on),
        papers=papers,
        defences=list(Defence.objects.filter(notice__case=case).order_by("pk")),
        notice=notice,
        may_defend=notice is not None and on <= notice.defence_until,
        may_ask=notice is not None and _may_ask(notice, on),
        remedies=decision.remedies if decision else "",
        officers=[row.officer.name for row in staff],
    )


def _may_ask(notice: Notice, on: date) -> bool:
    open_still = notice.hearing_until is not None and on <= notice.hearing_until
    return open_still and notice.hearing_requested_on is None


def _told_decision(case: Case, on: date) -> Decision | None:
    """The decision in effect for the party: the one that was served."""
    rows = case.decisions.filter(served_on__lte=on, revoked_on=None)
    return rows.order_by("-served_on").first()


def _stage(case: Case, decision: Decision | None, notice: Notice | None, on: date) -> str:
    """Where the case stands and what comes next, in plain words."""
    application = intake.of(case)
    if application is not None and case.status in (Status.DRAFT, Status.REJECTED):
        return _applying(application)
    if case.status in (Status.CLOSED, Status.ARCHIVED):
        return _("案件已经办结。对决定不服的，仍可在法定期限内申请复议或者提起诉讼。")
    if decision is not None:
        due = execution.pay_due(decision) if execution.carried_out(decision) else None
        if due is None:
            return _("决定已经送达。请按决定书载明的内容履行。")
        return _("决定已经送达。请在%(day)s前（含当日）缴纳罚款。") % {"day": due}
    if notice is not None and notice.hearing_requested_on and not notice.hearing_closed_on:
        return _awaiting_hearing(notice)
    if notice is not None and on <= notice.defence_until:
        return _("机关已告知拟作出的决定。您可以在期限内提出意见，机关复核后再作出决定。")
    if Notice.objects.filter(case=case, superseded=False).exists():
        return _("机关已经听取意见，正在作出决定，或者正在送达决定书。")
    return _("机关正在调查（审查）。作出对您不利的决定之前，会先书面告知内容、理由和您的权利。")


def _applying(application: Application) -> str:
    """What an application that is not accepted waits for (行政许可法 32)."""
    if application.status == Application.Status.CORRECTING:
        return _("机关已一次告知需要补正的全部内容。提交全部补正材料后，机关应当受理。")
    if application.status == Application.Status.REFUSED:
        return _("机关对该申请作出了不受理或者不予受理的答复，理由和救济途径见答复文书。")
    return _("机关已收到申请，正在决定是否受理。逾期没有告知补正的，自收到申请之日起即为受理。")


def _awaiting_hearing(notice: Notice) -> str:
    row = notice.hearings.filter(status=Hearing.Status.SCHEDULED).order_by("-pk").first()
    if row is None:
        return _("您申请了听证。机关会在举行听证之前依法通知您时间、地点。")
    return _("听证将于%(when)s举行。无正当理由不到场的，视为放弃听证。") % {
        "when": _when_and_where(row)
    }


def _moments(case: Case, papers: Iterable[Service], on: date) -> list[Moment]:
    """What happened by the day; what happened on one day keeps the order of the procedure."""
    told, later = list[Dated](), list[Dated]()
    for row in papers:
        paper = row.document
        group = told if paper.kind == notice_papers.KIND else later
        group.append((row.served_on, _("送达%(title)s") % {"title": paper.title}, paper.number))
    rows = [(case.filed_on, _("立案（受理）"), case.number), *_steps(case), *told, *_heard(case)]
    rows += [*later, *_afterwards(case)]
    past = sorted(((d, t, w) for d, t, w in rows if d and d <= on), key=itemgetter(0))
    return [Moment(when=day, title=title, text=text) for day, title, text in past]


def _afterwards(case: Case) -> list[Dated]:
    paid = Payment.objects.filter(decision__case=case).order_by("pk")
    rows: list[Dated] = [(row.paid_on, _("收到缴款"), row.get_kind_display()) for row in paid]
    rows += [
        (row.revoked_on, _("撤销、变更或者确认违法"), row.doc_no)
        for row in case.decisions.exclude(served_on=None)
    ]
    return [*rows, (case.ended_on, _("结案"), "")]


def _steps(case: Case) -> list[Dated]:
    """What was done with the party, by kind alone: the text is for the file."""
    shown = [key for key, kind in kinds.step_kinds().items() if kind.party]
    rows = Step.objects.filter(case=case, kind__in=shown, party_present=True).order_by("at", "pk")
    return [
        (timezone.localtime(row.at).date(), kinds.step_label(row.kind), row.place) for row in rows
    ]


def _heard(case: Case) -> list[Dated]:
    rows: list[Dated] = []
    for notice in case.notices.prefetch_related("defences").order_by("pk"):
        for defence in notice.defences.all():
            rows.append((defence.received_on, _("收到您的陈述申辩"), ""))
            rows.append((defence.answered_on, _("陈述申辩已经复核"), ""))
        rows.append((notice.hearing_requested_on, _("收到您的听证申请"), ""))
    for hearing in case.hearings.order_by("pk"):
        rows.append((hearing.notified_on, _("安排听证"), _when_and_where(hearing)))
        rows.append((hearing.held_on, _("举行听证"), hearing.place))
    return rows


def _when_and_where(hearing: Hearing) -> str:
    if hearing.scheduled_on is None or hearing.starts_at is None:
        return ""
    words = {"day": hearing.scheduled_on, "hour": f"{hearing.starts_at:%H:%M}"}
    return _("%(day)s %(hour)s，%(place)s") % {**words, "place": hearing.place}


def _clocks(case: Case, decision: Decision | None, on: date) -> list[Clock]:
    """Running clocks that concern the party, the next due first."""
    rows = list(_running(case, on))
    left = deadlines.remaining_of(rows, on)
    found = [
        Clock(_(row.label), row.due_on, left[row.pk], row.article, yours, row.provisional)
        for row in rows
        if (yours := row.key in ITS_OWN) or row.subject_type in ("case", "measure")
    ]
    if decision is not None:
        found += _remedies(decision, on)
    return sorted(found, key=lambda clock: clock.due_on)


def _running(case: Case, on: date) -> Iterable[Deadline]:
    made = [str(pk) for pk in case.decisions.values_list("pk", flat=True)]
    told = [str(pk) for pk in case.notices.values_list("pk", flat=True)]
    asked = case.notices.exclude(hearing_requested_on=None).values_list("pk", flat=True)
    held = [str(pk) for pk in case.measures.held().values_list("pk", flat=True)]
    rows = Deadline.objects.filter(
        Q(subject_type="decision", subject_id__in=made, key__in=ITS_OWN)
        | Q(subject_type="notice", subject_id__in=told, due_on__gte=on)
        | Q(subject_type="measure", subject_id__in=held)
        | Q(subject_type="case", subject_id=str(case.pk)),
        outcome=Deadline.Outcome.OPEN,
        suspended_on=None,
    )
    # A window that was used no longer matters.
    return rows.exclude(key=notices.HEARING, subject_id__in=[str(pk) for pk in asked])


def _remedies(decision: Decision, on: date) -> list[Clock]:
    """The last days to ask for review and to sue, while they lie ahead (行政复议法 20; 行政诉讼法 46).

    On-the-spot decisions go to review first (行政复议法 23), so their time to sue runs later.
    """
    case, rules = decision.case, decision.agency.rules()
    if decision.served_on is None:
        return []
    keys = (RECONSIDER,) if case.procedure == Procedure.SIMPLE else (RECONSIDER, SUE)
    book, found = calendar.load(rules.region), []
    for key in keys:
        term = rules.period(key, on=decision.served_on, domain=cases.rules_domain(case))
        due = periods.apply(term, decision.served_on, book)
        if on <= due.due_on:
            left = workdays_between(book, on, due.due_on)
            found.append(Clock(term.label, due.due_on, left, term.article, True, due.provisional))
    return found
