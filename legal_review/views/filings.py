"""重大行政处罚备案: the list of the agency, the inbox of the organ, one filing and its packages."""

from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit, files, sniff, zips
from core.pages import cursor_page
from core.permissions import AccountRequest, requires
from legal_review import filing_page, filing_papers
from legal_review.acts.filings import ACTS, rows, taken
from legal_review.filing_forms import FilingFilter
from legal_review.models import FilingPackage, PenaltyFiling
from legal_review.models.penalty_filing import PenaltyFilingQuerySet
from legal_review.services.penalty_filings import RECEIVE
from recording.delivery import guarded

VIEW, PAGE, INBOX = "enforcement.view_case", 50, 100
Status = PenaltyFiling.Status


@requires(VIEW)
def filing_list(request: AccountRequest) -> HttpResponse:
    """The filings of the visible agencies, the newest first, and their counts by agency."""
    on = timezone.localdate()
    form = FilingFilter(request.GET or None, user=request.user)
    values = form.cleaned_data if form.is_valid() else {}
    visible = PenaltyFiling.objects.visible_to(request.user)
    found = _narrowed(rows(request.user), values)
    page = cursor_page(found, request.GET.get("after", ""), size=PAGE, field="created_at")
    context = {
        "form": form,
        "rows": filing_page.shown(page.rows, on),
        "next_cursor": page.next_cursor,
        "lines": filing_page.table(visible, on),
    }
    return render(request, "legal_review/filing_list.html", context)


def _narrowed(found: Any, values: dict[str, Any]) -> Any:
    if values.get("agency"):
        found = found.filter(agency=values["agency"])
    if values.get("status"):
        found = found.filter(status=values["status"])
    if values.get("overdue"):
        found = filing_page.overdue(found, timezone.localdate())
    return found


@requires(RECEIVE)
def filing_inbox(request: AccountRequest) -> HttpResponse:
    """What was sent to the organ and waits for it, what it asked, and what should have come."""
    on = timezone.localdate()
    came = taken(request.user)
    late = filing_page.overdue(rows(request.user), on).exclude(agency=request.user.agency_id)
    parts = (
        (_("待接收"), came.filter(status=Status.SENT).order_by("sent_on", "pk")),
        (_("审查中"), came.filter(status=Status.RECEIVED).order_by("received_on", "pk")),
        (_("等待答复"), came.filter(status=Status.ASKED).order_by("received_on", "pk")),
        (_("逾期未报"), late.order_by("deadline__due_on", "pk")),
    )
    context = {
        "parts": [(title, filing_page.shown(found[:INBOX], on)) for title, found in parts],
        "done": came.filter(status=Status.REVIEWED).order_by("-reviewed_on", "pk")[:20],
    }
    return render(request, "legal_review/filing_inbox.html", context)


@requires(VIEW)
def filing_detail(request: AccountRequest, pk: UUID) -> HttpResponse:
    """One filing: why, by when, the packages with their hashes, what was said, the next act."""
    row = get_object_or_404(rows(request.user), pk=pk)
    context = {
        "row": row,
        "case": row.decision.case,
        "shown": filing_page.shown([row], timezone.localdate())[0],
        "packages": row.packages.select_related("report", "bound", "sent_by", "receiver"),
        "entries": row.entries.select_related("by__agency"),
        "acts": [act for act in ACTS if _offered(act, row, request.user)],
    }
    return render(request, "legal_review/filing_detail.html", context)


def _offered(act: Any, row: PenaltyFiling, user: Any) -> bool:
    offered: bool = act.offered(row, user)
    return offered and bool(act.rows(user).filter(pk=row.pk).exists())


def _package(request: AccountRequest, pk: int) -> FilingPackage:
    visible: PenaltyFilingQuerySet = PenaltyFiling.objects.visible_to(request.user)
    found = FilingPackage.objects.filter(filing__in=visible)
    row = get_object_or_404(found.select_related("filing__decision", "bound"), pk=pk)
    audit.read(row, what="package", actor=request.user)
    return row


def _name(row: FilingPackage) -> str:
    return _("备案材料 %(number)s 第%(no)d次") % {
        "number": row.filing.decision.doc_no,
        "no": row.ordinal,
    }


@requires(VIEW)
def filing_paper(request: AccountRequest, pk: int) -> HttpResponse:
    """The package as one PDF; the reading is logged, for it names the party in full."""
    row = _package(request, pk)
    response = HttpResponse(files.read_bytes(row.bound), content_type=sniff.PDF)
    guarded(response, f"{_name(row)}.pdf", inline=True)
    return response


@requires(VIEW)
def filing_zip(request: AccountRequest, pk: int) -> StreamingHttpResponse:
    """The package as single files with their list of hashes; always the same bytes."""
    row = _package(request, pk)
    at = datetime.combine(row.sent_on, time())
    members = [zips.Member(name, [data]) for name, data in filing_papers.members(row)]
    response = StreamingHttpResponse(zips.stream(members, at), content_type="application/zip")
    guarded(response, f"{_name(row)}.zip", inline=False)
    return response
