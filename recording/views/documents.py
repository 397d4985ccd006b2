"""The papers of a case."""

from uuid import UUID

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from core import sniff
from core.permissions import AccountRequest, requires
from enforcement.models import Case
from recording.delivery import guarded
from recording.models import Document
from recording.services import documents, printing
from recording.views.purpose import ask


@requires("recording.view_evidence")
def document_pdf(request: AccountRequest, pk: int) -> HttpResponse:
    """The document as it was kept; the read is logged."""
    visible = Case.objects.visible_to(request.user)
    document = get_object_or_404(Document.objects.filter(case__in=visible), pk=pk)
    data = documents.open_for(document, by=request.user)
    response = HttpResponse(data, content_type=sniff.PDF)
    guarded(response, f"{document.title} {document.number}".strip() + ".pdf", inline=True)
    return response


@requires("recording.view_evidence")
def case_print(request: AccountRequest, pk: UUID) -> HttpResponseBase:
    """The whole file as one PDF to print; every original in it is logged as read."""
    visible = Case.objects.visible_to(request.user).select_related("agency", "party")
    case = get_object_or_404(visible, pk=pk)
    if asked := ask(request, case):
        return asked
    file = printing.print_file(case, by=request.user, on=timezone.localdate())
    response = FileResponse(file, content_type=sniff.PDF)
    guarded(response, _("案卷 %(number)s") % {"number": case.number} + ".pdf", inline=True)
    return response
