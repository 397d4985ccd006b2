"""Making the decision."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from core.acts import DayActForm, accepted
from core.permissions import AccountRequest, requires
from core.views.preview import previewed
from enforcement.models import Decision
from recording import completeness, coverage_map
from recording.services import issuance


def _decision(request: AccountRequest, pk: UUID) -> Decision:
    rows = Decision.objects.visible_to(request.user).select_related("case", "agency")
    return get_object_or_404(rows, pk=pk)


def _issue_page(request: AccountRequest, decision: Decision) -> HttpResponse:
    """The gates with what is missing, and the form that makes the decision."""
    on = timezone.localdate()
    form = DayActForm(request.POST or None, row=decision, on=on)
    if request.method == "POST" and accepted(
        form, lambda: issuance.issue(decision, by=request.user, on=form.cleaned_data["on"])
    ):
        messages.success(request, _("决定已作出，决定书已生成，请在法定期限内送达。"))
        return redirect("case-record", decision.case_id)
    context = {
        "case": decision.case,
        "decision": decision,
        "form": form,
        "title": _("作出决定"),
        "gaps": completeness.before_decision(decision, on),
        "coverage": coverage_map.read(decision.case),
        "drafted": decision.status == Decision.Status.DRAFT,
    }
    return render(request, "recording/decision_issue.html", context)


@requires("enforcement.decide")
@previewed
def decision_issue(request: AccountRequest, pk: UUID) -> HttpResponse:
    """The head makes the decision."""
    return _issue_page(request, _decision(request, pk))


@requires("enforcement.draft_decision")
@previewed
def decision_issue_on_spot(request: AccountRequest, pk: UUID) -> HttpResponse:
    """The handler makes an on-the-spot decision (行政处罚法 51, 52)."""
    return _issue_page(request, _decision(request, pk))
