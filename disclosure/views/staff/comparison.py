"""A draft beside the published decisions of the same violation and tier."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from core.permissions import AccountRequest, requires
from disclosure import comparables
from enforcement.models import Decision


@requires("enforcement.view_case")
def decision_comparison(request: AccountRequest, pk: UUID) -> HttpResponse:
    """How many there are, how their fines lie, where this one lies, and the public pages."""
    rows = Decision.objects.visible_to(request.user)
    decision = get_object_or_404(rows.select_related("case", "benchmark", "tier"), pk=pk)
    similar = comparables.published(decision, timezone.localdate())
    context = {
        "decision": decision,
        "case": decision.case,
        "count": similar.count(),
        "least": comparables.LEAST,
        "spread": comparables.distribution(comparables.amounts(similar), decision.fine_cents),
        "publications": similar.select_related("shown").order_by("-decided_on", "-pk")[
            : comparables.SHOWN
        ],
    }
    return render(request, "disclosure/decision_comparison.html", context)
