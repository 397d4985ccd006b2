"""A file made public beside a decision or a delegation."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from core import files
from disclosure import search
from disclosure.caching import revalidated
from disclosure.models import PublicFile
from disclosure.models.public_file import Owner
from disclosure.views.public.gone import gone_page
from enforcement.models import Delegation

ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg"}


@revalidated
@gone_page
def decision_file(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """The approved copy, as long as the decision itself may be read; its name says nothing."""
    return _copy(search.find(pk, timezone.localdate()), number)


@revalidated
def delegation_file(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The approved scan of a deed, as long as the public reads the delegation."""
    rows = Delegation.objects.public(timezone.localdate())
    return _copy(get_object_or_404(rows, pk=pk), number)


def _copy(owner: Owner, number: int) -> HttpResponse:
    found = PublicFile.objects.shown(owner).select_related("copy").filter(number=number).first()
    if found is None or found.copy is None:
        raise Http404("no such file")
    kind = found.copy.content_type
    response = HttpResponse(files.read_bytes(found.copy), content_type=kind)
    response["Content-Disposition"] = f'inline; filename="{owner.pk}-{number}.{ENDINGS[kind]}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
