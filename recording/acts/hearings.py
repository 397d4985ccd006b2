"""What may be done with a hearing, one page each."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.acts import Act
from enforcement.models import Case, Hearing, Notice, User
from enforcement.services import hearings as enforcement_hearings
from recording.forms.hearing import (
    BenchForm,
    HoldForm,
    ReportForm,
    RescheduleForm,
    ScheduleForm,
    TerminateForm,
    WithdrawForm,
)
from recording.services import hearings

APPOINT = "enforcement.approve_filing"
RECORD = "enforcement.record_step"
SEE = "enforcement.view_case"
Status = Hearing.Status


def procedure_of(row: Any) -> tuple[str, str]:
    """The page of the special procedures of the case a row belongs to."""
    case = row if isinstance(row, Case) else row.case
    return case.title, reverse("case-procedure", args=[case.pk])


def _notices(user: Any) -> QuerySet[Notice]:
    rows = Notice.objects.select_related("case__agency", "case__party", "decision")
    return rows.filter(case__in=Case.objects.visible_to(user))


def _hearings(user: Any) -> QuerySet[Hearing]:
    rows = Hearing.objects.visible_to(user)
    return rows.select_related("case__agency", "case__party", "notice", "host", "clerk")


def _earliest(row: Any, on: date) -> str:
    first = enforcement_hearings.earliest(row.case, on).date
    return _("今天通知当事人的，听证最早可以在%(first)s举行。") % {"first": first}


def _awaits(notice: Notice) -> bool:
    return notice.hearing_requested_on is not None and notice.hearing_closed_on is None


def _unset(notice: Notice) -> bool:
    return _awaits(notice) and not notice.hearings.exclude(status=Status.RESCHEDULED).exists()


def _unheard(notice: Notice) -> bool:
    return _awaits(notice) and not notice.hearings.filter(status=Status.HELD).exists()


def _scheduled(hearing: Hearing) -> bool:
    return hearing.status == Status.SCHEDULED


HEARING_SCHEDULE = Act(
    name="hearing-schedule",
    permission=APPOINT,
    title=gettext_lazy("通知听证"),
    done=gettext_lazy("已送达听证通知书，听证通知书和送达回证已保存。"),
    rows=_notices,
    form=ScheduleForm,
    do=hearings.schedule,
    home=procedure_of,
    lead=_earliest,
    open=_unset,
    papers=True,
)
HEARING_WITHDRAW = Act(
    name="hearing-withdraw",
    permission=RECORD,
    title=gettext_lazy("记录撤回听证申请"),
    done=gettext_lazy("已记录，听证终止。"),
    rows=_notices,
    form=WithdrawForm,
    do=enforcement_hearings.withdraw,
    home=procedure_of,
    open=_unheard,
)
HEARING_RESCHEDULE = Act(
    name="hearing-reschedule",
    permission=APPOINT,
    title=gettext_lazy("听证改期"),
    done=gettext_lazy("已改期并重新送达听证通知书。"),
    rows=_hearings,
    form=RescheduleForm,
    do=hearings.reschedule,
    home=procedure_of,
    lead=_earliest,
    open=_scheduled,
    papers=True,
)
HEARING_BENCH = Act(
    name="hearing-bench",
    permission=APPOINT,
    title=gettext_lazy("更换听证主持人、记录员"),
    done=gettext_lazy("已更换。"),
    rows=_hearings,
    form=BenchForm,
    do=enforcement_hearings.change_bench,
    home=procedure_of,
    open=_scheduled,
)
HEARING_HOLD = Act(
    name="hearing-hold",
    permission=SEE,
    title=gettext_lazy("记录听证"),
    done=gettext_lazy("已保存听证笔录，请主持人写出听证报告。"),
    rows=_hearings,
    form=HoldForm,
    do=hearings.hold,
    home=procedure_of,
    open=_scheduled,
    papers=True,
)
HEARING_TERMINATE = Act(
    name="hearing-terminate",
    permission=SEE,
    title=gettext_lazy("终止听证"),
    done=gettext_lazy("已记录听证终止。"),
    rows=_hearings,
    form=TerminateForm,
    do=enforcement_hearings.terminate,
    home=procedure_of,
    open=_scheduled,
)
HEARING_CLOSE = Act(
    name="hearing-close",
    permission=SEE,
    title=gettext_lazy("结束听证"),
    done=gettext_lazy("听证已结束，请根据听证笔录送法制审核。"),
    rows=_hearings,
    form=ReportForm,
    do=hearings.close,
    home=procedure_of,
    open=lambda hearing: hearing.status == Status.HELD,
    papers=True,
)
ON_NOTICE = (HEARING_SCHEDULE, HEARING_WITHDRAW)
ON_HEARING = (HEARING_RESCHEDULE, HEARING_BENCH)
PRESIDING = (HEARING_HOLD, HEARING_TERMINATE, HEARING_CLOSE)


def offered(case: Case, user: User) -> list[tuple[str, str]]:
    """Titles and addresses of what the account may do about the hearings of a case."""
    found: list[tuple[Act[Any], Any]] = [
        (act, notice)
        for notice in case.notices.filter(superseded=False)
        for act in ON_NOTICE
        if act.offered(notice, user)
    ]
    for hearing in case.hearings.all():
        acts = ON_HEARING + (PRESIDING if enforcement_hearings.presides(hearing, user) else ())
        found += [(act, hearing) for act in acts if act.offered(hearing, user)]
    return [(str(act.title), reverse(act.name, args=[row.pk])) for act, row in found]
