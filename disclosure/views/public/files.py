"""A file made public beside a decision."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from core import files
from disclosure import search
from disclosure.caching import revalidated
from disclosure.models import PublicFile
from disclosure.views.public.gone import gone_page

ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg"}


@revalidated
@gone_page
def decision_file(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """The approved copy, as long as the decision itself may be read; its name says nothing."""
    row = search.find(pk, timezone.localdate())
    found = PublicFile.objects.shown(row).select_related("copy").filter(number=number).first()
    if found is None or found.copy is None:
        raise Http404("no such file")
    kind = found.copy.content_type
    response = HttpResponse(files.read_bytes(found.copy), content_type=kind)
    response["Content-Disposition"] = f'inline; filename="{row.pk}-{number}.{ENDINGS[kind]}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
