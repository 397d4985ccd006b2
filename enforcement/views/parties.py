"""One organisation across the cases of the agency."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from core.permissions import AccountRequest, requires
from enforcement import party_history
from enforcement.models import Party
from enforcement.services import parties


@requires("enforcement.view_case")
def party_detail(request: AccountRequest, pk: int) -> HttpResponse:
    """Its cases, decisions and licences; a natural person is found inside a case only."""
    rows = Party.objects.filter(agency_id__in=request.user.visible_agency_ids())
    party = get_object_or_404(rows.select_related("agency"), pk=pk)
    if not party_history.has_page(party):
        raise Http404("a natural person, or no code")
    context = {
        "party": party,
        "personal": parties.reveal(party, by=request.user),
        "history": party_history.of(party, request.user, request.GET.get("after", "")),
    }
    return render(request, "enforcement/party_detail.html", context)
