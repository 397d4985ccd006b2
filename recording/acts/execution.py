"""Carrying out a penalty of money, one page for each act."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.acts import Act, DayActForm
from enforcement.models import (
    Case,
    CourtApplication,
    Decision,
    Deferral,
    Payment,
    Stay,
    Urging,
    User,
)
from enforcement.services import compulsion, execution, licences, payments, relief
from recording.forms import execution as forms
from recording.forms.decision import DeliveryForm
from recording.models import Document
from recording.services import execution as papers

RECORD, DECIDE = "enforcement.record_step", "enforcement.decide"


def execution_of(row: Any) -> tuple[str, str]:
    """The execution of the case a row belongs to."""
    case = row.case if isinstance(row, Decision) else row.decision.case
    return case.title, reverse("case-execution", args=[case.pk])


def _decisions(user: Any) -> QuerySet[Decision]:
    return Decision.objects.visible_to(user).select_related("case__party", "agency")


def _payments(user: Any) -> QuerySet[Payment]:
    return _own(Payment.objects.all(), user)


def _deferrals(user: Any) -> QuerySet[Deferral]:
    return _own(Deferral.objects.all(), user)


def _stays(user: Any) -> QuerySet[Stay]:
    return _own(Stay.objects.all(), user)


def _urgings(user: Any) -> QuerySet[Urging]:
    return _own(Urging.objects.all(), user)


def _applications(user: Any) -> QuerySet[CourtApplication]:
    return _own(CourtApplication.objects.all(), user)


def _papers(user: Any) -> QuerySet[Document]:
    return _own(Document.objects.filter(kind__in=papers.SERVED_LATER), user)


def _own(rows: QuerySet[Any], user: Any) -> QuerySet[Any]:
    related = rows.select_related("decision__case__party", "decision__agency")
    return related.filter(decision__in=Decision.objects.visible_to(user))


def _asked(row: Deferral, on: date) -> str:
    """What the party asks for, and why."""
    return "\n".join([_("申请延至%(day)s。") % {"day": row.until}, row.reason])


def _running(decision: Decision) -> bool:
    return execution.carried_out(decision) and decision.case.status == Case.Status.DECIDED


def _challengeable(decision: Decision) -> bool:
    """A review or suit may come about any decision in force, and after the case was closed."""
    running = decision.stays.filter(status=Stay.Status.RUNNING)
    return decision.status in licences.BINDING and not running.exists()


PAYMENT_RECORD = Act(
    name="payment-record",
    permission=RECORD,
    title=gettext_lazy("登记缴款"),
    done=gettext_lazy("已登记，缴款记录已保存。"),
    rows=_decisions,
    form=forms.PaymentForm,
    do=papers.record_payment,
    home=execution_of,
    open=_running,
    papers=True,
)
PAYMENT_TURN_IN = Act(
    name="payment-turn-in",
    permission=RECORD,
    title=gettext_lazy("登记当场收缴的罚款交至行政机关"),
    done=gettext_lazy("已登记，请在法定期限内缴付银行。"),
    rows=_payments,
    form=DayActForm,
    do=payments.turn_in,
    home=execution_of,
    open=lambda row: row.way == Payment.Way.ON_SPOT and row.turned_in_on is None,
)
PAYMENT_BANK = Act(
    name="payment-bank",
    permission=RECORD,
    title=gettext_lazy("登记罚款缴付银行"),
    done=gettext_lazy("已登记。"),
    rows=_payments,
    form=DayActForm,
    do=payments.bank,
    home=execution_of,
    open=lambda row: row.turned_in_on is not None and row.banked_on is None,
)
DEFERRAL_APPLY = Act(
    name="deferral-apply",
    permission=RECORD,
    title=gettext_lazy("登记延期、分期申请"),
    done=gettext_lazy("已登记，等待行政机关负责人批准。"),
    rows=_decisions,
    form=forms.DeferralForm,
    do=relief.apply,
    home=execution_of,
    open=_running,
)
DEFERRAL_GRANT = Act(
    name="deferral-grant",
    permission=DECIDE,
    title=gettext_lazy("批准延期、分期缴纳"),
    done=gettext_lazy("已批准，通知书已生成。"),
    rows=_deferrals,
    form=forms.OpinionForm,
    do=papers.grant,
    home=execution_of,
    lead=_asked,
    open=lambda row: row.status == Deferral.Status.APPLIED,
    papers=True,
)
DEFERRAL_REFUSE = Act(
    name="deferral-refuse",
    permission=DECIDE,
    title=gettext_lazy("不予批准延期、分期"),
    done=gettext_lazy("已记录，通知书已生成。"),
    rows=_deferrals,
    form=forms.ReasonedForm,
    do=papers.refuse,
    home=execution_of,
    lead=_asked,
    open=lambda row: row.status == Deferral.Status.APPLIED,
    papers=True,
)
STAY_BEGIN = Act(
    name="stay-begin",
    permission=RECORD,
    title=gettext_lazy("登记复议、诉讼"),
    done=gettext_lazy("已登记，期间不计算加处罚款；已公开的标明异议处理中。"),
    rows=_decisions,
    form=forms.StayForm,
    do=relief.stay,
    home=execution_of,
    open=_challengeable,
)
STAY_END = Act(
    name="stay-end",
    permission=RECORD,
    title=gettext_lazy("登记复议、诉讼终结"),
    done=gettext_lazy("已登记。"),
    rows=_stays,
    form=forms.StayEndForm,
    do=relief.end_stay,
    home=execution_of,
    open=lambda row: row.status == Stay.Status.RUNNING,
)
SURCHARGE_DECIDE = Act(
    name="surcharge-decide",
    permission=DECIDE,
    title=gettext_lazy("作出加处罚款决定"),
    done=gettext_lazy("已作出，决定书已生成，请送达当事人。"),
    rows=_decisions,
    form=DayActForm,
    do=papers.decide_surcharge,
    home=execution_of,
    open=_running,
    papers=True,
)
PAPER_SERVE = Act(
    name="execution-paper-serve",
    permission=RECORD,
    title=gettext_lazy("送达执行文书"),
    done=gettext_lazy("已记录送达，送达回证已保存。"),
    rows=_papers,
    form=DeliveryForm,
    do=papers.serve,
    home=execution_of,
    open=lambda row: not row.services.exists(),
    papers=True,
)
URGING_SERVE = Act(
    name="urging-serve",
    permission=RECORD,
    title=gettext_lazy("送达履行催告书"),
    done=gettext_lazy("已送达，催告书和送达回证已保存。"),
    rows=_decisions,
    form=DeliveryForm,
    do=papers.urge,
    home=execution_of,
    open=_running,
    papers=True,
)
URGING_HEAR = Act(
    name="urging-hear",
    permission=RECORD,
    title=gettext_lazy("记录并复核对催告的陈述申辩"),
    done=gettext_lazy("已记录。"),
    rows=_urgings,
    form=forms.UrgingDefenceForm,
    do=compulsion.hear,
    home=execution_of,
    open=lambda row: row.defended_on is None,
)
COURT_APPLY = Act(
    name="court-apply",
    permission=DECIDE,
    title=gettext_lazy("申请人民法院强制执行"),
    done=gettext_lazy("已申请，强制执行申请书已生成。"),
    rows=_decisions,
    form=forms.CourtForm,
    do=papers.apply_to_court,
    home=execution_of,
    open=_running,
    papers=True,
)
COURT_ACCEPT = Act(
    name="court-accept",
    permission=RECORD,
    title=gettext_lazy("登记法院受理"),
    done=gettext_lazy("已登记。"),
    rows=_applications,
    form=DayActForm,
    do=compulsion.accept,
    home=execution_of,
    open=lambda row: row.status == CourtApplication.Status.APPLIED,
)
COURT_CONCLUDE = Act(
    name="court-conclude",
    permission=RECORD,
    title=gettext_lazy("登记法院处理结果"),
    done=gettext_lazy("已登记。"),
    rows=_applications,
    form=forms.CourtEndForm,
    do=compulsion.conclude,
    home=execution_of,
    open=lambda row: row.status in compulsion.OPEN,
)

ON_DECISION: tuple[Act[Decision], ...] = (
    PAYMENT_RECORD,
    DEFERRAL_APPLY,
    STAY_BEGIN,
    URGING_SERVE,
    SURCHARGE_DECIDE,
    COURT_APPLY,
)
ON_ROW: tuple[Act[Any], ...] = (
    PAYMENT_TURN_IN,
    PAYMENT_BANK,
    DEFERRAL_GRANT,
    DEFERRAL_REFUSE,
    PAPER_SERVE,
    STAY_END,
    URGING_HEAR,
    COURT_ACCEPT,
    COURT_CONCLUDE,
)
# The acts that may end each kind of row.
ON_MODEL: dict[type[models.Model], tuple[Act[Any], ...]] = {
    Payment: (PAYMENT_TURN_IN, PAYMENT_BANK),
    Deferral: (DEFERRAL_GRANT, DEFERRAL_REFUSE),
    Document: (PAPER_SERVE,),
    Stay: (STAY_END,),
    Urging: (URGING_HEAR,),
    CourtApplication: (COURT_ACCEPT, COURT_CONCLUDE),
}


def offered(row: models.Model, user: User) -> list[tuple[str, str]]:
    """Titles and addresses of what the account may do with a decision or a row of its execution."""
    acts: tuple[Act[Any], ...] = ON_DECISION if isinstance(row, Decision) else ON_MODEL[type(row)]
    return [
        (str(act.title), reverse(act.name, args=[row.pk])) for act in acts if act.offered(row, user)
    ]
