"""What may be done about a procedural measure, one page each."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy

from core.acts import Act, ActForm, DayActForm
from enforcement.incidents import measures
from enforcement.models import Case, Incident, User
from enforcement.services import cases, crime_transfer, incident_course
from enforcement.services import incidents as deciding
from enforcement.services.incident_requests import Request
from recording.forms import incidents as forms
from recording.services import incidents

RECORD, LEAD, DECIDE = (
    "enforcement.record_step",
    "enforcement.approve_filing",
    "enforcement.decide",
)
Kind, Status = Incident.Kind, Incident.Status


def incidents_of(row: Any) -> tuple[str, str]:
    """The page of the procedural measures of the case a row belongs to."""
    case = row if isinstance(row, Case) else row.case
    return case.title, reverse("case-incidents", args=[case.pk])


def _rows(user: Any) -> QuerySet[Incident]:
    rows = Incident.objects.visible_to(user)
    return rows.select_related("case__agency", "case__party", "officer__account", "person")


def _why(row: Incident, on: date) -> str:
    ground = incident_course.measure_of(row).grounds[row.ground]
    return "\n".join(filter(None, [row.subject_name, ground.label, row.reason]))


# The later moves that are written down in a paper of their own.
KEEPING = ("incident-resume", "incident-send-crime", "incident-send-case", "incident-object")


def _asking(kind: str, title: Any, form: type[ActForm], done: Any = "") -> Act[Case]:
    """The page on which a handler asks for a measure of the kind."""

    def do(case: Case, *, by: User, on: date, **said: Any) -> Incident:
        return incidents.ask(case, by=by, on=on, request=Request(kind=kind, **said))

    def possible(case: Case) -> bool:
        row = measures()[kind]
        return case.status in row.states and case.procedure in row.procedures

    return Act(
        name=f"{kind.replace('_', '-')}-apply",
        permission=RECORD,
        title=title,
        done=done or gettext_lazy("已提出，等待负责人审批。"),
        rows=Case.objects.visible_to,
        form=form,
        do=do,
        home=incidents_of,
        open=possible,
        papers=kind == Kind.CRIME_TRANSFER,
    )


def _carrying(
    name: str,
    move: str,
    title: Any,
    form: type[ActForm],
    do: Callable[..., object],
    kinds: tuple[str, ...],
) -> Act[Incident]:
    """The page of a later move of measures of the kinds."""
    return Act(
        name=name,
        permission=RECORD,
        title=title,
        done=gettext_lazy("已记录，相应文书已保存。"),
        rows=_rows,
        form=form,
        do=do,
        home=incidents_of,
        lead=_why,
        open=lambda row: row.kind in kinds and incident_course.may_move(row, move),
        papers=name in KEEPING,
    )


RECUSAL_ORDER = Act(
    name="recusal-order",
    permission=DECIDE,
    title=gettext_lazy("指令回避"),
    done=gettext_lazy("已决定回避，请调整承办人员。"),
    rows=Case.objects.visible_to,
    form=forms.OrderForm,
    do=incidents.order_recusal,
    home=incidents_of,
    open=lambda case: case.status in measures()[Kind.RECUSAL].states,
    papers=True,
)
ASKING: tuple[Act[Case], ...] = (
    _asking(Kind.RECUSAL, gettext_lazy("申请回避"), forms.RecusalForm),
    _asking(Kind.CRIME_TRANSFER, gettext_lazy("提请移送涉嫌犯罪案件"), forms.CrimeForm),
    _asking(Kind.JURISDICTION_TRANSFER, gettext_lazy("提请移送管辖"), forms.JurisdictionForm),
    _asking(Kind.SUSPENSION, gettext_lazy("申请中止调查"), forms.SuspensionForm),
    _asking(Kind.TERMINATION, gettext_lazy("申请终止调查"), forms.TerminationForm),
    _asking(Kind.FILING_WITHDRAWAL, gettext_lazy("申请撤销立案"), forms.FilingWithdrawalForm),
)
INCIDENT_DECIDE = Act(
    name="incident-decide",
    permission=LEAD,
    title=gettext_lazy("审批程序事项"),
    done=gettext_lazy("已审批，审批表已保存。"),
    rows=_rows,
    form=forms.DecideForm,
    do=incidents.decide,
    home=incidents_of,
    lead=_why,
    open=lambda row: row.status == Status.APPLIED,
    papers=True,
)
CRIME, TRANSFERS = (Kind.CRIME_TRANSFER,), (Kind.CRIME_TRANSFER, Kind.JURISDICTION_TRANSFER)
CARRYING: tuple[Act[Incident], ...] = (
    _carrying(
        "incident-resume",
        "resume",
        gettext_lazy("恢复调查"),
        forms.ResultForm,
        incidents.resume,
        (Kind.SUSPENSION,),
    ),
    _carrying(
        "incident-send-crime",
        "send",
        gettext_lazy("移送公安机关"),
        forms.SendCrimeForm,
        incidents.send_crime,
        CRIME,
    ),
    _carrying(
        "incident-send-case",
        "send",
        gettext_lazy("移送有管辖权的机关"),
        DayActForm,
        incidents.send_case,
        (Kind.JURISDICTION_TRANSFER,),
    ),
    _carrying(
        "incident-answer",
        "accept",
        gettext_lazy("记录对方答复"),
        forms.ReplyForm,
        incidents.answer,
        TRANSFERS,
    ),
    _carrying(
        "incident-object",
        "object",
        gettext_lazy("提请复议"),
        forms.ObjectionForm,
        incidents.object_to,
        CRIME,
    ),
    _carrying(
        "incident-hand-over",
        "hand_over",
        gettext_lazy("移交涉案物品"),
        forms.ResultForm,
        crime_transfer.hand_over,
        CRIME,
    ),
    _carrying(
        "incident-go-on",
        "end",
        gettext_lazy("案件退回，继续办理"),
        forms.ResultForm,
        incident_course.go_on,
        TRANSFERS,
    ),
)


def offered_on(case: Case, user: User) -> list[tuple[str, str]]:
    """Titles and addresses of what the account may ask for in the case."""
    acts = [RECUSAL_ORDER] if user.agency_id == case.agency_id else []
    if cases.is_handler(case, user):
        acts = [*ASKING, *acts]
    return [
        (str(act.title), reverse(act.name, args=[case.pk]))
        for act in acts
        if act.offered(case, user)
    ]


def offered_for(row: Incident, user: User, *, handler: bool, away: bool) -> list[tuple[str, str]]:
    """Titles and addresses of what the account may do with the measure now.

    `handler`: of the case; `away`: recused from it.
    """
    acts = list(CARRYING) if handler else []
    if deciding.entitled(row, user) and not away:
        acts.append(INCIDENT_DECIDE)
    return [
        (str(act.title), reverse(act.name, args=[row.pk])) for act in acts if act.offered(row, user)
    ]
