"""证据检索: evidence of every case the account may see."""

from django.http import HttpResponse
from django.shortcuts import render

from core.permissions import AccountRequest, requires
from recording.forms.evidence_search import EvidenceSearchForm
from recording.services import evidence_search

PAGE = 25


@requires(evidence_search.VIEW)
def evidence_find(request: AccountRequest) -> HttpResponse:
    """The conditions and, once there is one, what answers them; each search is logged."""
    form = EvidenceSearchForm(request.GET or None)
    page = None
    if form.is_valid() and evidence_search.asked(form.cleaned_data):
        after = request.GET.get("after", "")
        page = evidence_search.search(form.cleaned_data, by=request.user, after=after, size=PAGE)
    return render(request, "recording/evidence_search.html", {"form": form, "page": page})
