"""What a handler does with a notice, a defence, a decision or a case, one page each."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.acts import Act, DayActForm
from enforcement.models import Case, Decision, Defence, Notice
from enforcement.services import notices as enforcement_notices
from recording.forms.decision import (
    AnswerForm,
    CloseForm,
    DefenceForm,
    NoticeForm,
    ServeForm,
    WaiverForm,
)
from recording.services import archive, defences, notices, service

RECORD = "enforcement.record_step"


def record_of(row: Any) -> tuple[str, str]:
    """The record of the case a row belongs to."""
    case = row if isinstance(row, Case) else row.case
    return case.title, reverse("case-record", args=[case.pk])


def _decisions(user: Any) -> QuerySet[Decision]:
    return Decision.objects.visible_to(user).select_related("case", "agency")


def _notices(user: Any) -> QuerySet[Notice]:
    rows = Notice.objects.select_related("case", "decision")
    return rows.filter(case__in=Case.objects.visible_to(user))


def _defences(user: Any) -> QuerySet[Defence]:
    rows = Defence.objects.select_related("notice__case", "notice__decision")
    return rows.filter(notice__case__in=Case.objects.visible_to(user))


def _hearing_grounds(decision: Decision, on: date) -> str:
    grounds = enforcement_notices.hearing_required(decision, on)
    return _("应当告知听证权利：%(why)s。") % {"why": "；".join(grounds)} if grounds else ""


NOTICE_SERVE = Act(
    name="notice-serve",
    permission=RECORD,
    title=gettext_lazy("送达事先告知书"),
    done=gettext_lazy("已送达，告知书和送达回证已保存。"),
    rows=_decisions,
    form=NoticeForm,
    do=notices.serve,
    home=record_of,
    lead=_hearing_grounds,
    papers=True,
)
DEFENCE_RECORD = Act(
    name="defence-record",
    permission=RECORD,
    title=gettext_lazy("记录陈述申辩"),
    done=gettext_lazy("已记录，请复核后填写意见。"),
    rows=_notices,
    form=DefenceForm,
    do=enforcement_notices.defend,
    home=record_of,
)
DEFENCE_ANSWER = Act(
    name="defence-answer",
    permission=RECORD,
    title=gettext_lazy("复核陈述申辩"),
    done=gettext_lazy("已记录复核意见，复核意见书已保存。"),
    rows=_defences,
    form=AnswerForm,
    do=defences.answer,
    home=lambda row: record_of(row.notice),
    lead=lambda row, on: row.text,
    papers=True,
)
NOTICE_WAIVE = Act(
    name="notice-waive",
    permission=RECORD,
    title=gettext_lazy("记录当事人放弃权利"),
    done=gettext_lazy("已记录。"),
    rows=_notices,
    form=WaiverForm,
    do=enforcement_notices.waive,
    home=record_of,
)
HEARING_REQUEST = Act(
    name="hearing-request",
    permission=RECORD,
    title=gettext_lazy("记录听证申请"),
    done=gettext_lazy("已记录，请组织听证。"),
    rows=_notices,
    form=DayActForm,
    do=enforcement_notices.request_hearing,
    home=record_of,
)
DECISION_SERVE = Act(
    name="decision-serve",
    permission=RECORD,
    title=gettext_lazy("送达决定书"),
    done=gettext_lazy("已记录送达，送达回证已保存。"),
    rows=_decisions,
    form=ServeForm,
    do=service.serve,
    home=record_of,
    papers=True,
)
CASE_CLOSE = Act(
    name="case-close",
    permission="recording.archive",
    title=gettext_lazy("结案"),
    done=gettext_lazy("已结案，请在法定期限内归档。"),
    rows=Case.objects.visible_to,
    form=CloseForm,
    do=archive.close_case,
    home=record_of,
    papers=True,
)
