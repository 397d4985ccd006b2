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
    decision = _decision(case)
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


def _decision(case: Case) -> Decision | None:
    """The decision in effect; else one made and not served, or one that a review or suit took away."""
    rows = case.decisions.select_related("case", "agency").order_by("issued_on", "pk")
    found: dict[str, Decision] = {row.status: row for row in rows}
    if Decision.Status.REVOKED in found and not found[Decision.Status.REVOKED].stays.exists():
        del found[Decision.Status.REVOKED]
    states = (Decision.Status.SERVED, Decision.Status.ISSUED, Decision.Status.REVOKED)
    return next((found[state] for state in states if state in found), None)
