"""The special procedures of a case: hearings and whatever else has its own page of acts."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from core.permissions import AccountRequest, requires
from enforcement.models import Case, Discussion
from recording.acts import consents, decision_time, discussions, hearings
from recording.models import ServiceConsent


@requires("enforcement.view_case")
def case_procedure(request: AccountRequest, pk: UUID) -> HttpResponse:
    """Tab: what was set, held and decided on the way, and what this account may do next."""
    case = get_object_or_404(Case.objects.visible_to(request.user), pk=pk)
    context = {
        "case": case,
        "tab": "case-procedure",
        "hearings": case.hearings.select_related("host", "clerk").order_by("pk"),
        "hearing_asked": case.notices.filter(superseded=False, hearing_closed_on=None)
        .values_list("hearing_requested_on", flat=True)
        .last(),
        "discussions": Discussion.objects.filter(decision__case=case)
        .select_related("decision", "called_by")
        .prefetch_related("members")
        .order_by("pk"),
        "extensions": case.extensions.order_by("pk"),
        "consents": ServiceConsent.objects.filter(case=case).order_by("pk"),
        "exclusions": case.exclusions.order_by("pk"),
        "acts": [
            *decision_time.offered(case, request.user),
            *consents.offered(case, request.user),
            *hearings.offered(case, request.user),
            *discussions.offered(case, request.user),
        ],
    }
    return render(request, "recording/case_procedure.html", context)
