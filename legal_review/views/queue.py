"""The reviewer's queue."""

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from core.permissions import AccountRequest, requires
from enforcement.models import Agency, User
from legal_review import desk
from legal_review.models import Review
from legal_review.queue_form import QueueFilter

RECENT = 20


def waiting(user: User, form: QueueFilter) -> list[desk.Row]:
    """The queue as filtered; whatever a filter does not understand it leaves out."""
    asked = form.cleaned_data if form.is_valid() else {}
    rows: QuerySet[Review] = Review.objects.visible_to(user).select_related(
        "decision__case__agency", "agency", "submitted_by"
    )
    if asked.get("agency"):
        rows = rows.filter(agency=asked["agency"])
    if asked.get("kind"):
        rows = rows.filter(decision__kind=asked["kind"])
    rows = desk.whose(rows, asked.get("whose", ""), user)
    found = desk.rows(rows, timezone.localdate())
    state = asked.get("state")
    return [row for row in found if not state or row.state == state]


@requires("enforcement.view_case")
def review_queue(request: AccountRequest) -> HttpResponse:
    """Open reviews, the most urgent first; then those decided last."""
    agencies = Agency.objects.filter(pk__in=request.user.visible_agency_ids())
    form = QueueFilter(request.GET or None, agencies=agencies)
    decided = Review.objects.visible_to(request.user).exclude(status=Review.Status.OPEN)
    context = {
        "form": form,
        "queue": waiting(request.user, form),
        "query": request.GET.urlencode(),
        "decided": decided.select_related("decision__case", "reviewer").order_by(
            "-decided_on", "-created_at"
        )[:RECENT],
    }
    return render(request, "legal_review/queue.html", context)
