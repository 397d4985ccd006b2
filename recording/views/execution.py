"""The tab of execution: what is owed, until when, what happened, what may be done by whom."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from core import deadlines
from core.permissions import AccountRequest, requires
from enforcement import collecting, timeline
from enforcement.models import Case, Decision
from enforcement.services import execution
from recording import execution_page
from recording.acts.execution import offered


@requires("enforcement.view_case")
def case_execution(request: AccountRequest, pk: UUID) -> HttpResponse:
    """Tab: the balance, the clocks, the next act, the history."""
    visible = Case.objects.visible_to(request.user).select_related("agency", "party")
    case = get_object_or_404(visible, pk=pk)
    on = timezone.localdate()
    served = case.decisions.filter(status=Decision.Status.SERVED)
    decision = served.select_related("case", "agency").first()
    context = {"case": case, "tab": "case-execution", "decision": decision}
    if decision is not None:
        clocks = timeline.open_deadlines(case, on)
        left = deadlines.remaining_of(clocks, on)
        balance = execution.balance(decision, on)
        context |= {
            "balance": balance,
            "lines": execution_page.lines(balance),
            "clocks": [(clock, left[clock.pk]) for clock in clocks],
            "awaited": collecting.awaited(decision, on),
            "entries": execution_page.entries(decision, request.user),
            "acts": offered(decision, request.user),
        }
    return render(request, "recording/case_execution.html", context)
