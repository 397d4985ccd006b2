"""The coercion tab of a case: what is held, until when, what the law asks next, who must act."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from core.permissions import AccountRequest, requires
from enforcement.models import Case
from recording import coercion_page


@requires("enforcement.view_case")
def case_measures(request: AccountRequest, pk: UUID) -> HttpResponse:
    """Tab: measures with the days left, inventory and custody; executions; papers to be served."""
    case = get_object_or_404(Case.objects.visible_to(request.user), pk=pk)
    user, on = request.user, timezone.localdate()
    context = {
        "case": case,
        "tab": "case-measures",
        "measures": coercion_page.measures(case, user, on),
        "executions": coercion_page.executions(case, user),
        "unserved": coercion_page.unserved(case, user),
        "actions": coercion_page.case_actions(case, user),
    }
    return render(request, "recording/case_measures.html", context)
