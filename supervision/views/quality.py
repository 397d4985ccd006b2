"""Samples of legal reviews for their organiser: list, plan, one sample, both opinions, agreement."""

from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from core import audit
from core.acts import accepted
from core.pages import cursor_page
from core.permissions import AccountRequest, requires
from legal_review.models import Review
from recording.delivery import guarded
from supervision.acts import quality as acts
from supervision.acts.reviews import offered
from supervision.forms.quality import SampleForm
from supervision.models import QualitySample
from supervision.models.campaign import MANAGE
from supervision.services import comparison, lots, sample_lists, samples

PAGE = 25
CSV = "text/csv; charset=utf-8"


def visible(request: AccountRequest, pk: UUID) -> QualitySample:
    """The sample, when the account's agency organises it."""
    rows = QualitySample.objects.visible_to(request.user).select_related("agency", "prepared_by")
    return get_object_or_404(rows, pk=pk)


@requires(MANAGE)
def sample_list(request: AccountRequest) -> HttpResponse:
    """Samples of the agency, newest first, with how far they are."""
    rows = QualitySample.objects.visible_to(request.user).annotate(
        total=Count("sheets__review", distinct=True),
        done=Count("sheets", filter=Q(sheets__status="signed"), distinct=True),
    )
    page = cursor_page(rows, request.GET.get("after", ""), size=PAGE, field="created_at")
    return render(request, "supervision/quality_list.html", {"page": page})


@requires(MANAGE)
def sample_create(request: AccountRequest) -> HttpResponse:
    """Plan a sample; what was typed stays when a rule refuses it."""
    on, made = timezone.localdate(), []
    form = SampleForm(request.POST or None, user=request.user, on=on)
    if request.method == "POST" and accepted(
        form, lambda: made.append(samples.plan(by=request.user, on=on, **form.cleaned_data))
    ):
        return redirect("quality-sample", made[0].pk)
    return render(request, "supervision/quality_form.html", {"form": form})


@requires(MANAGE)
def sample_detail(request: AccountRequest, pk: UUID) -> HttpResponse:
    """One sample: plan, commitment, the drawn reviews with their second reviewers."""
    row = visible(request, pk)
    sheets = row.sheets.select_related("review__agency", "reviewer__agency")
    context = {
        "sample": row,
        "agencies": row.agencies.all(),
        "reviewers": row.reviewers.select_related("agency").order_by("pk"),
        "acts": offered(acts.OF_SAMPLE, row, request.user),
        "sheets": sheets,
        "unreviewed": unreviewed(row),
        "listed": len(sample_lists.population(row)[0]) if row.status == "planning" else None,
    }
    return render(request, "supervision/quality_detail.html", context)


def unreviewed(row: QualitySample) -> list[Review]:
    """Drawn reviews that nobody reviews again: all who might stood aside or were shut out."""
    if not row.seed_value:
        return []
    given = row.sheets.filter(status__in=["open", "signed"]).values_list("review_id", flat=True)
    drawn = {pair["object"] for pair in lots.published(row)["result"]}
    left = drawn - {str(key) for key in given}
    return list(Review.objects.filter(pk__in=left).select_related("agency").order_by("pk"))


@requires(MANAGE)
def sample_results(request: AccountRequest, pk: UUID) -> HttpResponse:
    """The agreement per head, per agency and overall; `?head=` and `?agency=` show what differs."""
    row = visible(request, pk)
    found = comparison.of(row)
    head, agency = request.GET.get("head", ""), request.GET.get("agency", "")
    context: dict[str, Any] = {
        "sample": row,
        "total": len(found),
        "waiting": samples.waiting(row),
        "outcomes": comparison.outcomes(found),
        "heads": comparison.heads(found),
        "by_head": comparison.by_head(found),
        "by_agency": comparison.by_agency(found),
        "shown": comparison.chosen(found, head, agency),
        "head": head,
        "agency": agency,
    }
    return render(request, "supervision/quality_results.html", context)


@requires(MANAGE)
def sample_table(request: AccountRequest, pk: UUID) -> HttpResponse:
    """Both opinions head by head, as CSV."""
    row = visible(request, pk)
    response = HttpResponse(comparison.table(row, by=request.user), content_type=CSV)
    guarded(response, f"{row.title}.csv", inline=False)
    return response


@requires(MANAGE)
def second_compare(request: AccountRequest, pk: UUID) -> HttpResponse:
    """Both opinions on one review side by side, once the second one is signed; logged."""
    sheet = get_object_or_404(acts.signed_sheets(request.user), pk=pk)
    audit.read(sheet, what="comparison", actor=request.user)
    context = {
        "sheet": sheet,
        "pair": comparison.pairs([sheet])[0],
        "acts": offered((acts.NOTE,), sheet, request.user),
    }
    return render(request, "supervision/second_compare.html", context)
