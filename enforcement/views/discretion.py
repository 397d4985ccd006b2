"""How a draft weighs: range, tiers, circumstances and what is still missing, on one page."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from core.permissions import AccountRequest, requires
from enforcement import gates, range_text, weighing
from enforcement.acts.discretion import DECISION_WEIGH
from enforcement.gates.discretion import approval
from enforcement.models import Decision
from enforcement.models.kinds import ActionKind


@requires("enforcement.view_case")
def decision_discretion(request: AccountRequest, pk: UUID) -> HttpResponse:
    """Benchmark, fitting tier, statutory range and circumstances of a penalty."""
    rows = Decision.objects.visible_to(request.user).filter(kind=ActionKind.PENALTY)
    decision = get_object_or_404(rows.select_related("case__party", "agency", "benchmark"), pk=pk)
    chosen, fits = decision.benchmark, weighing.fits(decision)
    tiers = range_text.tiers(chosen) if chosen is not None else []
    draft = decision.status == Decision.Status.DRAFT
    context = {
        "decision": decision,
        "case": decision.case,
        "tab": "case-detail",
        "statutory": range_text.statutory(chosen) if chosen is not None else "",
        "fine": weighing.fine_words(decision),
        "tiers": [(*line, line[0] in fits) for line in tiers],
        "applied": weighing.applied(decision),
        "departures": weighing.departures(decision),
        "approvals": decision.departures.select_related("approved_by").order_by("-pk"),
        "approved": approval(decision),
        "gaps": gates.discretion(decision, timezone.localdate()) if draft else [],
        "draft": draft,
        "may_weigh": DECISION_WEIGH.offered(decision, request.user),
    }
    return render(request, "enforcement/decision_discretion.html", context)
