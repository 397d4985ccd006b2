"""The case file as a reviewer reads it: read-only, only the files assigned, every opening logged.

The grant is the sheet itself: it begins with the assignment and ends with the campaign, or when the
reviewer stands aside. What is closed to all but a few (recording.models.Closure) stays closed.
"""

from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from core import audit, sniff
from core.permissions import AccountRequest, requires
from enforcement.models import Case, Decision
from legal_review.models import Review
from recording import coverage_map, delivery, timeline
from recording.models import Archive, Document, Evidence, Service, Visit
from recording.services import documents, visits
from recording.views.evidence import original
from supervision.models import FileReview, ScoreSheet
from supervision.models.file import REVIEW


def readable(request: AccountRequest) -> QuerySet[FileReview]:
    """The files whose record the account may read now: those it has a sheet for."""
    rows = ScoreSheet.objects.own(request.user).exclude(status=ScoreSheet.Status.RECUSED)
    keys = rows.filter(file__campaign__status="scoring").values("file_id")
    return FileReview.objects.filter(pk__in=keys).select_related("case__agency", "case__party")


def readable_evidence(request: AccountRequest, case: Case) -> QuerySet[Evidence]:
    """The evidence of the case that is not closed to the account."""
    rows = Evidence.objects.unclosed_to(request.user).filter(case=case)
    return rows.select_related("blob", "step")


@requires(REVIEW)
def record(request: AccountRequest, pk: UUID) -> HttpResponse:
    """The whole file on one page, each row with the anchor the pre-check points to."""
    file = get_object_or_404(readable(request), pk=pk)
    case = file.case
    audit.read(file, what="record", actor=request.user)
    visits.begin(case, by=request.user, purpose=Visit.Purpose.APPRAISAL, at=timezone.now())
    decisions = Decision.objects.issued().filter(case=case)
    context = {
        "file": file,
        "case": case,
        "sheet": ScoreSheet.objects.own(request.user).get(file=file),
        "officers": case.assignments.select_related("officer").order_by("part", "pk"),
        "stages": timeline.stages(case),
        "documents": Document.objects.filter(case=case).order_by("dated_on", "pk"),
        "evidence": readable_evidence(request, case).order_by("uploaded_at", "pk"),
        "services": Service.objects.filter(case=case).select_related("document"),
        "notices": case.notices.prefetch_related("defences").order_by("served_on"),
        "decisions": decisions.select_related("issued_by").order_by("issued_on"),
        "reviews": Review.objects.filter(decision__case=case).select_related("reviewer"),
        "measures": case.measures.order_by("pk"),
        "coverage": coverage_map.read(case),
        "archive": Archive.objects.filter(case=case).first(),
    }
    return render(request, "supervision/record.html", context)


@requires(REVIEW)
def record_document(request: AccountRequest, pk: UUID, document: int) -> HttpResponse:
    """A paper of the file as it was kept; the read is logged."""
    file = get_object_or_404(readable(request), pk=pk)
    row = get_object_or_404(Document.objects.filter(case=file.case), pk=document)
    data = documents.open_for(row, by=request.user)
    response = HttpResponse(data, content_type=sniff.PDF)
    delivery.guarded(response, f"{row.title} {row.number}".strip() + ".pdf", inline=True)
    return response


@requires(REVIEW)
def record_evidence(request: AccountRequest, pk: UUID, evidence: UUID) -> HttpResponseBase:
    """An original of the file or a byte range of it; every read is logged."""
    file = get_object_or_404(readable(request), pk=pk)
    row = get_object_or_404(readable_evidence(request, file.case), pk=evidence)
    return original(request, row)
