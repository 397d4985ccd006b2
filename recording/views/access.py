"""Who may look at the evidence of a case."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from core.permissions import AccountRequest, requires
from core.roles import role_labels
from enforcement.models import Case
from recording import access
from recording.models import AccessGrant, Closure
from recording.services import closures


@requires("recording.view_evidence")
def case_access(request: AccountRequest, pk: UUID) -> HttpResponse:
    """What is closed and why, who is let in until when. Closed items are named to those let in."""
    rows = Case.objects.visible_to(request.user).select_related("agency")
    case = get_object_or_404(rows, pk=pk)
    hidden, labels, now = access.hidden(case, request.user), role_labels(), timezone.now()
    barred = set(
        Closure.objects.closed_to(request.user).filter(case=case).values_list("pk", flat=True)
    )
    grants = AccessGrant.objects.filter(case=case).select_related("person", "granted_by")
    context = {
        "case": case,
        "tab": "evidence-list",
        "closures": [
            (row, str(row.evidence_id) in hidden or row.pk in barred)
            for row in Closure.objects.filter(case=case).select_related(
                "evidence", "set_by", "lifted_by"
            )
        ],
        "grants": [(row, labels.get(row.role, ""), row.live(now)) for row in grants],
        "may_close": closures.may_close(case, request.user),
        "may_open": closures.may_open(case, request.user),
    }
    return render(request, "recording/case_access.html", context)
