"""What may be done with an application and with a licence, one page each."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.acts import Act, DayActForm
from enforcement import reapplication
from enforcement.models import (
    Application,
    Case,
    Licence,
    PermitHearing,
    SpecialProcedure,
    ThirdParty,
)
from enforcement.services import licences, permit_steps, permits, proceedings
from recording.forms import permits as forms
from recording.forms.decision import DeliveryForm
from recording.models import Document
from recording.services import permits as papers

HANDLE, RECORD = "enforcement.file_case", "enforcement.record_step"
Status = Application.Status
UNANSWERED = (Status.RECEIVED, Status.CORRECTING)


def permit_of(row: Any) -> tuple[str, str]:
    """The permit page of the case a row belongs to."""
    return row.case.title, reverse("case-permit", args=[row.case.pk])


def _applications(user: Any) -> QuerySet[Application]:
    return Application.objects.visible_to(user).select_related("case__agency", "case__party")


def _specials(user: Any) -> QuerySet[SpecialProcedure]:
    rows = SpecialProcedure.objects.select_related("application__case__agency")
    return rows.filter(application__in=Application.objects.visible_to(user))


def _third_parties(user: Any) -> QuerySet[ThirdParty]:
    rows = ThirdParty.objects.select_related("application__case__agency")
    return rows.filter(application__in=Application.objects.visible_to(user))


def _hearings(user: Any) -> QuerySet[PermitHearing]:
    rows = PermitHearing.objects.select_related("application__case__agency", "host", "procedure")
    return rows.filter(application__in=Application.objects.visible_to(user))


def _licences(user: Any) -> QuerySet[Licence]:
    return Licence.objects.visible_to(user).select_related("case__agency", "holder", "agency")


def _papers(user: Any) -> QuerySet[Document]:
    rows = Document.objects.filter(kind__in=papers.TOLD).select_related("case__party")
    return rows.filter(case__in=Case.objects.visible_to(user))


def _unanswered(row: Application) -> bool:
    return row.status in UNANSWERED


def _received(row: Application) -> bool:
    return row.status == Status.RECEIVED and row.correction_asked_on is None


def _examined(row: Application) -> bool:
    return row.status == Status.ACCEPTED and row.case.status == Case.Status.FILED


def _valid(row: Licence) -> bool:
    return row.status == Licence.Status.VALID


def _barred(row: Application, on: date) -> str:
    return "\n".join(
        _("申请人曾在%(what)s中弄虚作假，至%(until)s不得再次申请（%(article)s）。")
        % {"what": bar.case.title, "until": bar.until, "article": bar.article}
        for bar in reapplication.bars(row.case)
    )


def _ask_by(row: Licence, on: date) -> str:
    latest = proceedings.last_day_to_ask(row)
    if latest is None:
        return _("该许可证件长期有效，不需要延续。")
    words = {"day": latest, "until": row.valid_to}
    text = (
        _("延续申请应当在%(day)s前提出；有效期至%(until)s届满前未作决定的，视为准予延续。") % words
    )
    return text + (_("现已逾期提出，请在受理时向申请人说明。") if on > latest else "")


def _act(name: str, title: Any, form: Any, do: Any, **more: Any) -> Act[Any]:
    values: dict[str, Any] = {
        "permission": RECORD,
        "rows": _applications,
        "open": _examined,
        "done": gettext_lazy("已记录，相应文书已保存。"),
        "home": permit_of,
        **more,
    }
    return Act(name=name, title=title, form=form, do=do, **values)


INTAKE = {"permission": HANDLE, "open": _unanswered}
RECEIVE = _act(
    "application-receive",
    gettext_lazy("登记申请材料"),
    forms.ReceiveForm,
    papers.receive,
    **INTAKE,
    papers=True,
)
SPOT = _act(
    "application-fix",
    gettext_lazy("当场更正"),
    forms.SpotForm,
    papers.correct_on_spot,
    papers=True,
    **INTAKE,
)
ASK = _act(
    "application-ask",
    gettext_lazy("一次告知补正"),
    forms.CorrectionForm,
    papers.ask_correction,
    **{**INTAKE, "open": _received},
    papers=True,
)
CORRECT = _act(
    "application-correct",
    gettext_lazy("接收补正材料"),
    forms.CorrectedForm,
    papers.take_correction,
    **{**INTAKE, "open": lambda row: row.status == Status.CORRECTING},
    papers=True,
)
REFUSE = _act(
    "application-refuse",
    gettext_lazy("不予受理"),
    forms.RefuseForm,
    papers.refuse,
    question=gettext_lazy("不予受理后本案即告终结，确定吗？"),
    **INTAKE,
    papers=True,
)
ACCEPT = _act(
    "application-accept",
    gettext_lazy("受理"),
    forms.CounterForm,
    papers.accept,
    lead=_barred,
    **{**INTAKE, "done": gettext_lazy("已受理，受理通知书已保存。")},
    papers=True,
)
FALSE = _act(
    "application-false",
    gettext_lazy("记录虚假材料"),
    DayActForm,
    lambda row, *, by, on: permits.find_false(row.case, by=by, on=on),
    permission=HANDLE,
    open=lambda row: _examined(row) and row.false_on is None,
)
EXTEND = _act(
    "application-extend",
    gettext_lazy("批准延长期限"),
    forms.ExtendForm,
    papers.extend,
    permission="enforcement.decide",
    open=lambda row: _examined(row) and row.extended_on is None,
    papers=True,
)
SPECIAL = _act(
    "special-start",
    gettext_lazy("开始特别程序"),
    forms.SpecialForm,
    papers.start_special,
    papers=True,
)
SPECIAL_END = _act(
    "special-end",
    gettext_lazy("记录特别程序结束"),
    forms.ResultForm,
    permit_steps.end_special,
    rows=_specials,
    open=lambda row: row.ended_on is None and row.kind != SpecialProcedure.Kind.HEARING,
)
TELL = _act(
    "third-party-tell",
    gettext_lazy("告知利害关系人"),
    forms.ThirdPartyForm,
    papers.tell,
    papers=True,
)
HEAR = _act(
    "third-party-hear",
    gettext_lazy("记录利害关系人意见"),
    forms.OpinionForm,
    permit_steps.hear,
    rows=_third_parties,
    open=lambda row: row.heard_on is None,
)
HEARING = _act(
    "permit-hearing-open",
    gettext_lazy("决定听证"),
    forms.HearingForm,
    papers.open_hearing,
    papers=True,
)
HEARING_NOTICE = _act(
    "permit-hearing-notify",
    gettext_lazy("通知听证"),
    forms.HearingNoticeForm,
    papers.notify_hearing,
    rows=_hearings,
    open=lambda row: row.closed_on is None,
    papers=True,
)
HEARING_RECORD = _act(
    "permit-hearing-close",
    gettext_lazy("保存听证笔录"),
    forms.HearingRecordForm,
    papers.close_hearing,
    rows=_hearings,
    open=lambda row: row.closed_on is None and row.scheduled_on is not None,
    papers=True,
)
PAPER_SERVE = _act(
    "permit-paper-serve",
    gettext_lazy("送达许可文书"),
    DeliveryForm,
    papers.serve,
    rows=_papers,
    open=lambda row: not row.services.exists(),
    done=gettext_lazy("已记录送达，送达回证已保存。"),
    papers=True,
)
LICENCE = {"permission": HANDLE, "rows": _licences}
APPLY = _act(
    "licence-apply",
    gettext_lazy("登记延续、变更申请"),
    forms.ApplyForm,
    proceedings.apply_for,
    lead=_ask_by,
    done=gettext_lazy("已登记，请在新案件中办理。"),
    **{**LICENCE, "open": _valid},
)
END = _act(
    "licence-end",
    gettext_lazy("启动撤回、撤销、注销"),
    forms.EndForm,
    proceedings.begin_end,
    done=gettext_lazy("已立案，请在新案件中拟稿。"),
    **{**LICENCE, "open": lambda row: row.status != Licence.Status.CANCELLED},
)
PUNISH = _act(
    "licence-punish",
    gettext_lazy("记录吊销"),
    forms.PunishForm,
    licences.punish,
    done=gettext_lazy("已记录。"),
    **{**LICENCE, "open": lambda row: _valid(row) and bool(licences.penalties(row))},
)

OF_APPLICATION = (
    RECEIVE,
    SPOT,
    ASK,
    CORRECT,
    ACCEPT,
    REFUSE,
    SPECIAL,
    TELL,
    HEARING,
    EXTEND,
    FALSE,
)
OF_LICENCE = (APPLY, PUNISH, END)
