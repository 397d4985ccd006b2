"""Reviewers one by one, the list of counsel, and asking counsel about a draft."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.acts import accepted
from core.permissions import AccountRequest, requires
from enforcement import codes
from legal_review import trainings
from legal_review.acts.extensions import reviews
from legal_review.acts.people import qualified
from legal_review.models import Counsel, Review, ReviewerTraining
from legal_review.people_forms import CounselAskForm, CounselForm
from legal_review.qualifications import CHANGE
from legal_review.services import counsel
from legal_review.services.people import REVIEW

VIEW = "enforcement.view_registry"


@requires(VIEW)
def reviewer_detail(request: AccountRequest, pk: int) -> HttpResponse:
    """One reviewer: qualification, specialism, share of time, trainings and hours of the year."""
    row = get_object_or_404(qualified(request.user), pk=pk)
    on = timezone.localdate()
    context = {
        "row": row,
        "field": trainings.field_of(row),
        "trainings": ReviewerTraining.objects.filter(qualification=row),
        "year": trainings.year(row, on),
        "today": on,
    }
    return render(request, "legal_review/reviewer_detail.html", context)


@requires(VIEW)
def counsel_list(request: AccountRequest) -> HttpResponse:
    """Counsel now and earlier."""
    on = timezone.localdate()
    rows = Counsel.objects.visible_to(request.user).select_related("agency", "account")
    engaged = set(rows.on_list(on).values_list("pk", flat=True))
    context = {"rows": rows.order_by("agency__path", "name", "pk"), "engaged": engaged}
    return render(request, "legal_review/counsel_list.html", context)


@requires(CHANGE)
def counsel_create(request: AccountRequest) -> HttpResponse:
    """Put a counsel on the list."""
    form = CounselForm(request.POST or None, user=request.user)
    if request.method == "POST" and accepted(
        form, lambda: counsel.register(by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("已列入名册。"))
        return redirect("counsel-list")
    title = _("登记法律顾问、公职律师")
    context = {"form": form, "title": title, "back": reverse("counsel-list")}
    return render(request, "enforcement/registry_form.html", context)


@requires(REVIEW)
def counsel_ask(request: AccountRequest, pk: UUID) -> HttpResponse:
    """Make the link: its address and code are on this one page and never again."""
    rows = reviews(request.user).filter(status=Review.Status.OPEN)
    review = get_object_or_404(rows.select_related("version"), pk=pk)
    on = timezone.localdate()
    form = CounselAskForm(request.POST or None, agency=review.agency_id, on=on)
    made: list[counsel.Handed] = []
    if request.method == "POST":
        accepted(
            form,
            lambda: made.append(
                counsel.ask(review, by=request.user, at=timezone.now(), **form.cleaned_data)
            ),
        )
    context = {"review": review, "case": review.decision.case, "form": form}
    for handed in made:
        address = codes.on_the_site(reverse("counsel-door", args=[handed.token]))
        context |= {"row": handed.request, "address": address, "code": handed.code}
    response = render(request, "legal_review/counsel_ask.html", context)
    response["Cache-Control"] = "private, no-store"
    return response
