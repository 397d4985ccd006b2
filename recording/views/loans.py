"""The lending register, and what an electronic loan shows."""

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from core import sniff
from core.pages import cursor_page
from core.permissions import AccountRequest, requires
from recording.acts import loans as acts
from recording.delivery import guarded
from recording.forms.loans import LoanFilter
from recording.models import Loan
from recording.services import printing

PAGE = 50


@requires("recording.view_evidence")
def loan_list(request: AccountRequest) -> HttpResponse:
    """The register, the newest first; printed as it is shown."""
    form, on = LoanFilter(request.GET or None), timezone.localdate()
    values = form.cleaned_data if form.is_valid() else {}
    rows = acts.rows_of(request.user)
    late = rows.overdue(on)
    text = (values.get("q") or "").strip()
    if values.get("overdue"):
        rows = late
    if text:
        found = Q(borrower__icontains=text) | Q(unit__icontains=text)
        rows = rows.filter(found | Q(archive__number__icontains=text))
    page = cursor_page(rows, request.GET.get("after", ""), size=PAGE, field="requested_at")
    context = {
        "form": form,
        "lines": [(row, row.late(on), acts.offered(row, request.user)) for row in page.rows],
        "next_cursor": page.next_cursor,
        "late": late.count(),
    }
    return render(request, "recording/loan_list.html", context)


def _own(request: HttpRequest) -> list[Loan]:
    rows = Loan.objects.filter(account_id=request.user.pk, form=Loan.Form.ELECTRONIC)
    return list(rows.select_related("archive__case").order_by("-pk")[:PAGE])


@login_required
def loan_mine(request: HttpRequest) -> HttpResponse:
    """What was lent to this account electronically, and until when."""
    on = timezone.localdate()
    lines = [(row, row.open(on)) for row in _own(request)]
    return render(request, "recording/loan_mine.html", {"lines": lines})


@login_required
def loan_file(request: AccountRequest, pk: int) -> FileResponse:
    """The lent file as one PDF, to its borrower and within its days; each opening is logged."""
    rows = Loan.objects.select_related("archive__case__agency", "archive__case__party")
    row = get_object_or_404(rows.filter(account_id=request.user.pk), pk=pk)
    file = printing.print_lent(row, by=request.user, on=timezone.localdate())
    answer = FileResponse(file, content_type=sniff.PDF)
    guarded(answer, _("借阅案卷 %(number)s") % {"number": row.archive.number} + ".pdf", inline=True)
    return answer
