"""The papers of a case."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from core import sniff
from core.permissions import AccountRequest, requires
from enforcement.models import Case
from recording.delivery import guarded
from recording.models import Document
from recording.services import documents


@requires("recording.view_evidence")
def document_pdf(request: AccountRequest, pk: int) -> HttpResponse:
    """The document as it was kept; the read is logged."""
    visible = Case.objects.visible_to(request.user)
    document = get_object_or_404(Document.objects.filter(case__in=visible), pk=pk)
    data = documents.open_for(document, by=request.user)
    response = HttpResponse(data, content_type=sniff.PDF)
    guarded(response, f"{document.title} {document.number}".strip() + ".pdf", inline=True)
    return response
