"""One item of evidence: what it is, what it shows, who looked at it; and its copies for viewing."""

from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from core.permissions import AccountRequest, requires
from recording import access, delivery, edited_page, evidence_page
from recording.models import Derivative
from recording.services import closures, derivatives, edited, viewing
from recording.services.retention import refuse_gone
from recording.views.evidence import visible
from recording.views.purpose import ask


@requires("recording.view_evidence")
def evidence_detail(request: AccountRequest, pk: UUID) -> HttpResponse:
    """The picture or player, what the file tells, its hashes and its custody."""
    rows = visible(request.user).select_related("step", "recorder", "uploaded_by", "kept_anyway")
    row = get_object_or_404(rows, pk=pk)
    if asked := ask(request, row.case):
        return asked
    closed = access.closed_items(row.case)
    context = {
        "case": row.case,
        "tab": "evidence-list",
        "row": row,
        "closed": closed.get(str(row.pk)) or closed.get("", ""),
        "may_close": closures.may_close(row.case, request.user),
        "edited": edited_page.copies_of(row),
        "may_edit": edited.may_edit(row, request.user),
        **evidence_page.of(row),
    }
    return render(request, "recording/evidence_detail.html", context)


@requires("recording.view_evidence")
def evidence_copy(request: AccountRequest, pk: UUID, kind: str) -> HttpResponseBase:
    """A copy made for viewing, or a byte range of it; logged like the original."""
    row = get_object_or_404(visible(request.user), pk=pk)
    if asked := ask(request, row.case):
        return asked
    refuse_gone(row)
    ready = Derivative.objects.filter(blob=row.blob, status=Derivative.Status.READY)
    copy = get_object_or_404(ready, kind=kind)
    path = derivatives.path_of(copy)
    span = delivery.span_of(request.headers.get("Range", ""), copy.size)
    if span is None:
        return delivery.unsatisfiable(copy.size)
    viewing.saw(
        row, by=request.user, start=span.start, stop=span.stop, at=timezone.now(), what=kind
    )
    name = f"{kind}-{row.pk}"
    sent = delivery.handed_over(path, content_type=copy.content_type, name=name)
    if sent:
        return sent
    chunks = derivatives.chunks_of(copy, span.start, span.stop)
    return delivery.stream(chunks, span, content_type=copy.content_type, name=name)
