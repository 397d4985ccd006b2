"""The register of destruction (处置): what is over its time, its appraisals, their papers."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from core.acts import accepted
from core.pages import cursor_page
from core.permissions import AccountRequest, requires
from recording import disposal_page, expiry
from recording.acts.disposal import offered
from recording.delivery import guarded
from recording.forms.disposal import AppraisalForm
from recording.models import DisposalAppraisal
from recording.services import disposal

PAGE = 50
VIEW = "recording.view_evidence"


def _appraisal(request: AccountRequest, pk: int) -> DisposalAppraisal:
    rows = DisposalAppraisal.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("agency", "appraiser", "decided_by"), pk=pk)


@requires(VIEW)
def disposal_list(request: AccountRequest) -> HttpResponse:
    """The appraisals, the newest first, and how many items of one's own agency are over."""
    rows = DisposalAppraisal.objects.visible_to(request.user)
    rows = rows.select_related("agency", "appraiser", "decided_by").prefetch_related("items")
    page = cursor_page(rows, request.GET.get("after", ""), size=PAGE, field="created_at")
    may_appraise = request.user.has_perm(disposal.APPRAISE)
    over = expiry.expired(request.user.agency, timezone.localdate()) if may_appraise else None
    context = {
        "rows": page.rows,
        "next_cursor": page.next_cursor,
        "over": over.count() if over is not None else 0,
        "may_appraise": may_appraise,
        "article": expiry.ARTICLE,
    }
    return render(request, "recording/disposal_list.html", context)


@requires(disposal.APPRAISE)
def disposal_create(request: AccountRequest) -> HttpResponse:
    """开展鉴定: choose from what is over its time, with grounds and value."""
    on = timezone.localdate()
    items = expiry.expired(request.user.agency, on)[: disposal.MOST_ITEMS]
    whole = expiry.expired(request.user.agency, on) if request.method == "POST" else items
    form = AppraisalForm(request.POST or None, items=whole, initial={"on": on})
    made: list[DisposalAppraisal] = []
    if request.method == "POST" and accepted(
        form, lambda: made.append(disposal.appraise(by=request.user, **form.cleaned_data))
    ):
        messages.success(request, _("鉴定记录已报批。"))
        return redirect("disposal-detail", made[0].pk)
    context = {"form": form, "none": not items, "article": expiry.ARTICLE}
    return render(request, "recording/disposal_form.html", context)


@requires(VIEW)
def disposal_detail(request: AccountRequest, pk: int) -> HttpResponse:
    """One appraisal: who, why, what, who approved, and what became of each item."""
    row = _appraisal(request, pk)
    context = {
        "row": row,
        "told": disposal_page.told(row),
        "lines": disposal_page.lines(row, request.user),
        "acts": offered(row, request.user),
        "article": expiry.ARTICLE,
    }
    return render(request, "recording/disposal_detail.html", context)


@requires(VIEW)
def disposal_paper(request: AccountRequest, pk: int) -> HttpResponse:
    """The record of the appraisal to print."""
    row = _appraisal(request, pk)
    audit.read(row, what="paper", actor=request.user)
    response = HttpResponse(disposal_page.as_pdf(row, request.user), content_type="application/pdf")
    guarded(response, f"disposal-{row.pk}.pdf", inline=True)
    return response
