"""The permit page of a case: where it is, what the law asks next, by when, and what may be done."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from core.permissions import AccountRequest, requires
from enforcement.models import Case
from enforcement.models.kinds import ActionKind
from recording import permit_page


@requires("enforcement.view_case")
def case_permit(request: AccountRequest, pk: UUID) -> HttpResponse:
    """Tab 许可 of a permit case; 404 for a case of another kind."""
    visible = Case.objects.visible_to(request.user).filter(kind=ActionKind.PERMIT)
    case = get_object_or_404(visible.select_related("agency", "party"), pk=pk)
    context = permit_page.page(case, request.user, timezone.localdate())
    return render(request, "recording/case_permit.html", {"tab": "case-permit", **context})
