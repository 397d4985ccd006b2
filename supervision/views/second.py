"""Second reviews for their reviewer: one page with what was submitted and the checklist to fill in.

Nothing here leads to the first opinion. Whether the account still cannot know it is asked at every
opening; what is closed to all but a few (recording.models.Closure) stays closed.
"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from core import sniff
from core.acts import accepted
from core.permissions import AccountRequest, requires
from disclosure import presentation
from enforcement import particulars, weighing
from legal_review.models import Review
from recording import delivery
from recording.models import Visit
from recording.services import documents, visits
from recording.views.evidence import original
from supervision.acts import quality as acts
from supervision.acts.reviews import offered
from supervision.forms.quality import SecondForm
from supervision.models import SecondReview
from supervision.models.quality import SECOND
from supervision.services import second_reviews

Status = SecondReview.Status


@requires(SECOND)
def second_list(request: AccountRequest) -> HttpResponse:
    """The second reviews of the account: those to fill in first."""
    found = list(acts.own_sheets(request.user).order_by("-signed_at", "sample", "ordinal"))
    context = {
        "waiting": [row for row in found if row.status == Status.OPEN],
        "done": [row for row in found if row.status != Status.OPEN],
    }
    return render(request, "supervision/second_list.html", context)


def admitted(request: AccountRequest, pk: UUID) -> SecondReview:
    """The sheet of the account, once more asked whether it may be opened; 404 for anybody else's."""
    row = get_object_or_404(acts.own_sheets(request.user), pk=pk)
    second_reviews.admit(row, by=request.user, on=timezone.localdate())
    return acts.own_sheets(request.user).get(pk=pk)


@requires(SECOND)
def second_detail(request: AccountRequest, pk: UUID) -> HttpResponse:
    """The draft, what was submitted with it, and the checklist; once signed, the answers alone."""
    sheet = admitted(request, pk)
    known = {"outcome": sheet.outcome, "opinion": sheet.opinion}
    form = SecondForm(request.POST or None, sheet=sheet, initial=known)
    if request.method == "POST" and accepted(form, lambda: _save(request, sheet, form)):
        messages.success(request, _("草稿已保存。"))
        return redirect("second-sign" if "sign" in request.POST else "second-review", sheet.pk)
    context: dict[str, Any] = {"sheet": sheet, "form": form, "open": sheet.status == Status.OPEN}
    if sheet.status == Status.OPEN:
        context |= submitted(request, sheet.review)
    context["acts"] = offered(acts.OF_SHEET, sheet, request.user)
    return render(request, "supervision/second_detail.html", context)


def _save(request: AccountRequest, sheet: SecondReview, form: SecondForm) -> None:
    on = timezone.localdate()
    second_reviews.save(sheet, by=request.user, on=on, **form.said())


def submitted(request: AccountRequest, review: Review) -> dict[str, Any]:
    """What was submitted: the frozen draft, the judgement of the handler, the materials."""
    visits.begin(
        review.decision.case, by=request.user, purpose=Visit.Purpose.REVIEW, at=timezone.now()
    )
    version = review.version
    linked = presentation.linked(version.basis_refs)
    return {
        "version": version,
        "basis": list(presentation.split(version.basis, linked)),
        "weighed": "\n".join(weighing.applied(version).lines),
        "particulars": particulars.labelled(version),
        "reasons": review.reasons,
        "answers": review.answers.order_by("pk"),
        "materials": second_reviews.materials(review, request.user),
    }


def readable(request: AccountRequest, pk: UUID) -> Review:
    """The review whose materials the account may open now; 404 once the sheet is over."""
    sheet = admitted(request, pk)
    if sheet.status != Status.OPEN:
        raise Http404("the second review is over")
    return sheet.review


@requires(SECOND)
def second_document(request: AccountRequest, pk: UUID, document: int) -> HttpResponse:
    """A paper that was submitted, as it was kept; the read is logged."""
    row = get_object_or_404(second_reviews.documents(readable(request, pk)), pk=document)
    response = HttpResponse(documents.open_for(row, by=request.user), content_type=sniff.PDF)
    delivery.guarded(response, f"{row.title} {row.number}".strip() + ".pdf", inline=True)
    return response


@requires(SECOND)
def second_evidence(request: AccountRequest, pk: UUID, evidence: UUID) -> HttpResponseBase:
    """A submitted original or a byte range of it; every read is logged."""
    review = readable(request, pk)
    row = get_object_or_404(second_reviews.evidence(review, request.user), pk=evidence)
    return original(request, row)
