"""A supplementary volume and its pieces; the sealed inner volume."""

from uuid import UUID

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from core import sniff
from core.permissions import AccountRequest, requires
from recording.acts import supplements as acts
from recording.delivery import SHOWN, guarded
from recording.models import SupplementItem
from recording.services import printing, supplements

SHOWN_HERE = frozenset({*SHOWN, sniff.PDF})


@requires("recording.view_evidence")
def supplement_detail(request: AccountRequest, pk: int) -> HttpResponse:
    """The volume: reason, state, pieces, and what may be done."""
    row = get_object_or_404(acts.rows_of(request.user).select_related("decided_by"), pk=pk)
    items = row.items.select_related("blob", "added_by").order_by("paper", "no")
    context = {
        "supplement": row,
        "archive": row.archive,
        "case": row.case,
        "tab": "case-record",
        "pieces": [item for item in items if not item.paper],
        "papers": [item for item in items if item.paper],
        "acts": acts.offered(row, request.user),
    }
    return render(request, "recording/supplement_detail.html", context)


@requires("recording.view_evidence")
def supplement_item(request: AccountRequest, pk: int) -> StreamingHttpResponse:
    """A piece as it was kept; the read is logged."""
    rows = SupplementItem.objects.select_related("blob", "supplement__archive__case")
    item = get_object_or_404(rows.filter(supplement__in=acts.rows_of(request.user)), pk=pk)
    blob, chunks = supplements.open_item(item, by=request.user)
    answer = StreamingHttpResponse(chunks, content_type=blob.content_type)
    ending = sniff.NAMES.get(blob.content_type, "bin").lower()
    guarded(answer, f"{item.title}.{ending}", inline=blob.content_type in SHOWN_HERE)
    return answer


@requires("recording.view_evidence")
def archive_inner(request: AccountRequest, pk: UUID) -> FileResponse:
    """The inner volume as one PDF, for those to whom nothing of the case is closed."""
    row = get_object_or_404(acts.files_of(request.user).select_related("case__party"), case_id=pk)
    answer = FileResponse(printing.print_inner(row, by=request.user), content_type=sniff.PDF)
    guarded(answer, _("密封内卷 %(number)s") % {"number": row.number} + ".pdf", inline=True)
    return answer
