"""Asking for more time, answering, and leaving days out."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.acts import Act
from enforcement.models import Case, Exclusion, Extension, User
from enforcement.services import assignment
from enforcement.services import decision_time as enforcement_time
from recording.acts.hearings import RECORD, procedure_of
from recording.forms.decision_time import (
    ExclusionEndForm,
    ExclusionForm,
    ExtensionAnswerForm,
    ExtensionForm,
)
from recording.services import decision_time


def _cases(user: Any) -> QuerySet[Case]:
    return Case.objects.visible_to(user).select_related("agency", "party")


def _extensions(user: Any) -> QuerySet[Extension]:
    return Extension.objects.visible_to(user).select_related("case__agency", "case__party")


def _exclusions(user: Any) -> QuerySet[Exclusion]:
    return Exclusion.objects.visible_to(user).select_related("case__agency", "case__party")


def _runs(case: Case) -> bool:
    return case.status == Case.Status.FILED and enforcement_time.clock_of(case) is not None


def _chain(case: Case, on: date) -> str:
    link, clock = enforcement_time.next_link(case, on), enforcement_time.clock_of(case)
    if link is None or clock is None:
        return _("没有可以再延长的办案期限。")
    body = Extension.Body(link.body).label
    words = {"due": clock.due_on, "more": link.period.words(), "body": body}
    return _("办案期限至%(due)s届满，可以延长%(more)s，由%(body)s。") % words


EXTENSION_REQUEST = Act(
    name="extension-request",
    permission="enforcement.draft_decision",
    title=gettext_lazy("申请延长办案期限"),
    done=gettext_lazy("已申请，等待审批。"),
    rows=_cases,
    form=ExtensionForm,
    do=enforcement_time.request,
    home=procedure_of,
    lead=_chain,
    open=_runs,
)
EXTENSION_ANSWER = Act(
    name="extension-answer",
    permission="enforcement.decide",
    title=gettext_lazy("审批延长办案期限"),
    done=gettext_lazy("已审批，审批表已保存。"),
    rows=_extensions,
    form=ExtensionAnswerForm,
    do=decision_time.answer,
    home=procedure_of,
    lead=lambda row, on: row.reason,
    open=lambda row: row.approved is None,
    papers=True,
)
EXCLUSION_START = Act(
    name="exclusion-start",
    permission=RECORD,
    title=gettext_lazy("记录不计入办案期限的期间"),
    done=gettext_lazy("已记录，办案期限停止计算。"),
    rows=_cases,
    form=ExclusionForm,
    do=decision_time.exclude,
    home=procedure_of,
    open=_runs,
    papers=True,
)
EXCLUSION_END = Act(
    name="exclusion-end",
    permission=RECORD,
    title=gettext_lazy("记录期间结束"),
    done=gettext_lazy("已记录，办案期限恢复计算。"),
    rows=_exclusions,
    form=ExclusionEndForm,
    do=enforcement_time.end_exclusion,
    home=procedure_of,
    open=lambda row: row.ended_on is None,
)


def offered(case: Case, user: User) -> list[tuple[str, str]]:
    """Titles and addresses of what the account may do about the time to decide."""
    found: list[tuple[Act[Any], Any]] = []
    if assignment.is_handler(case, user):
        found += [(act, case) for act in (EXTENSION_REQUEST, EXCLUSION_START)]
        found += [(EXCLUSION_END, row) for row in case.exclusions.all()]
    found += [(EXTENSION_ANSWER, row) for row in case.extensions.all()]
    return [
        (str(act.title), reverse(act.name, args=[row.pk]))
        for act, row in found
        if act.offered(row, user)
    ]
