"""The coverage map of a case."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from core.permissions import AccountRequest, requires
from enforcement.models import Case
from enforcement.services import cases
from recording import coverage_map
from recording.models import Evidence
from recording.services.coverage import RECORD


@requires("recording.view_evidence")
def case_coverage(request: AccountRequest, pk: UUID) -> HttpResponse:
    """Tab: each step that must be recorded, its recordings in time, what they show and lack."""
    rows = Case.objects.visible_to(request.user).select_related("agency")
    case = get_object_or_404(rows, pk=pk)
    found = coverage_map.read(case)
    may_tell = (
        case.status != Case.Status.ARCHIVED
        and request.user.has_perm(RECORD)
        and cases.is_handler(case, request.user)
    )
    seen = Evidence.objects.visible_to(request.user)
    recordings = seen.filter(case=case, media__in=coverage_map.AUDIOVISUAL)
    context = {
        "case": case,
        "tab": "case-coverage",
        "rows": found,
        "unsettled": sum(lack.open for row in found for lack in row.lacks),
        "recordings": recordings.select_related("step").order_by("started_at", "pk"),
        "marks": coverage_map.effective_marks(case) if may_tell else [],
        "may_tell": may_tell,
    }
    return render(request, "recording/case_coverage.html", context)
