"""The notice before a penalty, the defence and its answer, the waiver, the hearing."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from core.permissions import AccountRequest, requires
from enforcement.models import Case, Decision, Defence, Notice
from enforcement.services import notices as enforcement_notices
from recording.forms.base import DayForm, accepted
from recording.forms.decision import AnswerForm, DefenceForm, NoticeForm, WaiverForm
from recording.services import notices


def _notice(request: AccountRequest, pk: int) -> Notice:
    visible = Case.objects.visible_to(request.user)
    rows = Notice.objects.select_related("case", "decision").filter(case__in=visible)
    return get_object_or_404(rows, pk=pk)


def _page(
    request: AccountRequest,
    case: Case,
    form: Any,
    act: Callable[[], object],
    *,
    title: str,
    done: str,
    lead: str = "",
) -> HttpResponse:
    """One form over a notice or defence: show it, do it, go back to the record."""
    if request.method == "POST" and accepted(form, act):
        messages.success(request, done)
        return redirect("case-record", case.pk)
    context = {"case": case, "form": form, "title": title, "lead": lead}
    return render(request, "recording/act_form.html", context)


@requires("enforcement.record_step")
def notice_serve(request: AccountRequest, pk: UUID) -> HttpResponse:
    """Serve the notice of a draft; a hearing that must be offered is ticked beforehand."""
    decision = get_object_or_404(Decision.objects.visible_to(request.user), pk=pk)
    on = timezone.localdate()
    grounds = enforcement_notices.hearing_required(decision, on)
    initial = {"on": on, "hearing_offered": bool(grounds), "receiver": decision.case.party.name}
    form = NoticeForm(request.POST or None, initial=initial)
    return _page(
        request,
        decision.case,
        form,
        lambda: notices.serve(decision, by=request.user, **form.cleaned_data),
        title=_("送达事先告知书"),
        done=_("已送达，告知书和送达回证已保存。"),
        lead=_("应当告知听证权利：%(why)s。") % {"why": "；".join(grounds)} if grounds else "",
    )


@requires("enforcement.record_step")
def defence_record(request: AccountRequest, pk: int) -> HttpResponse:
    """Record a defence as received."""
    notice = _notice(request, pk)
    form = DefenceForm(request.POST or None, initial={"on": timezone.localdate()})
    return _page(
        request,
        notice.case,
        form,
        lambda: enforcement_notices.defend(notice, by=request.user, **form.cleaned_data),
        title=_("记录陈述申辩"),
        done=_("已记录，请复核后填写意见。"),
    )


@requires("enforcement.record_step")
def defence_answer(request: AccountRequest, pk: int) -> HttpResponse:
    """Answer a defence: adopted or not, and why."""
    visible = Case.objects.visible_to(request.user)
    rows = Defence.objects.select_related("notice__case", "notice__decision")
    defence = get_object_or_404(rows.filter(notice__case__in=visible), pk=pk)
    form = AnswerForm(request.POST or None, initial={"on": timezone.localdate()})
    return _page(
        request,
        defence.notice.case,
        form,
        lambda: enforcement_notices.answer(defence, by=request.user, **form.cleaned_data),
        title=_("复核陈述申辩"),
        done=_("已记录复核意见。"),
        lead=defence.text,
    )


@requires("enforcement.record_step")
def notice_waive(request: AccountRequest, pk: int) -> HttpResponse:
    """Record an express waiver with its proof."""
    notice = _notice(request, pk)
    form = WaiverForm(request.POST or None, initial={"on": timezone.localdate()})
    return _page(
        request,
        notice.case,
        form,
        lambda: enforcement_notices.waive(notice, by=request.user, **form.cleaned_data),
        title=_("记录当事人放弃权利"),
        done=_("已记录。"),
    )


@requires("enforcement.record_step")
def hearing_request(request: AccountRequest, pk: int) -> HttpResponse:
    """Record the party's request for a hearing."""
    notice = _notice(request, pk)
    form = DayForm(request.POST or None, initial={"on": timezone.localdate()})
    return _page(
        request,
        notice.case,
        form,
        lambda: enforcement_notices.request_hearing(notice, by=request.user, **form.cleaned_data),
        title=_("记录听证申请"),
        done=_("已记录，请组织听证。"),
    )


@requires("enforcement.record_step")
def hearing_close(request: AccountRequest, pk: int) -> HttpResponse:
    """Record that the hearing was closed; the draft goes to review again."""
    notice = _notice(request, pk)
    form = DayForm(request.POST or None, initial={"on": timezone.localdate()})
    return _page(
        request,
        notice.case,
        form,
        lambda: enforcement_notices.close_hearing(notice, by=request.user, **form.cleaned_data),
        title=_("记录听证结束"),
        done=_("已记录，请根据听证笔录重新送法制审核。"),
    )
