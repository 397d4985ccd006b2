"""The record of a case: its steps and papers, and what they still lack."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from core.acts import accepted
from core.permissions import AccountRequest, requires
from core.views.preview import previewed
from enforcement.models import Case
from recording import completeness, timeline
from recording.forms.steps import StepForm
from recording.models import Document, Service
from recording.services import printing, steps


@requires("enforcement.view_case")
def case_record(request: AccountRequest, pk: UUID) -> HttpResponse:
    """Tab: steps by stage, papers, gaps in words, what may be done next and by whom."""
    case = get_object_or_404(Case.objects.visible_to(request.user), pk=pk)
    stage = completeness.next_stage(case)
    context = {
        "case": case,
        "tab": "case-record",
        "stages": timeline.stages(case),
        "documents": Document.objects.filter(case=case).order_by("dated_on", "pk"),
        "services": Service.objects.filter(case=case)
        .select_related("document")
        .order_by("served_on", "pk"),
        "gaps": completeness.gaps(case, stage, timezone.localdate()) if stage else [],
        "stage_label": completeness.stage_label(stage),
        "actions": timeline.actions(case, request.user),
        "may_print": printing.may_print(case, request.user),
    }
    return render(request, "recording/case_record.html", context)


@requires("enforcement.record_step")
@previewed
def step_create(request: AccountRequest, pk: UUID) -> HttpResponse:
    """Record a step; its paper is kept at once."""
    case = get_object_or_404(Case.objects.visible_to(request.user), pk=pk)
    form = StepForm(request.POST or None, case=case, initial={"at": timezone.localtime()})
    if request.method == "POST" and accepted(
        form, lambda: steps.record(case, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("已记录，并生成相应文书。"))
        return redirect("case-record", case.pk)
    return render(
        request, "recording/step_form.html", {"case": case, "form": form, "title": _("记录环节")}
    )
