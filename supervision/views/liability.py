"""Who answers for a decision: the chain of a case, and the follow-ups of decisions that did not stand."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core import audit
from core.pages import cursor_page
from core.permissions import AccountRequest, requires
from enforcement.models import Case
from supervision import accountability
from supervision.acts.liability import LIABILITY_CONCLUDE
from supervision.models import Liability
from supervision.models.liability import SEE

PAGE = 25


@requires("enforcement.view_case")
def case_accountability(request: AccountRequest, pk: UUID) -> HttpResponse:
    """The chain of each decision of a case, and its follow-up where the account may see it."""
    case = get_object_or_404(Case.objects.visible_to(request.user), pk=pk)
    decisions = case.decisions.exclude(status="abandoned").order_by("created_at", "pk")
    seen = Liability.objects.visible_to(request.user).filter(decision__case=case)
    follow_ups = {row.decision_id: row for row in seen}
    rows = [
        (row, accountability.chain_of(row), follow_ups.get(row.pk))
        for row in decisions.select_related("case", "drafted_by", "issued_by")
    ]
    return render(request, "supervision/case_accountability.html", {"case": case, "rows": rows})


@requires(SEE)
def liability_list(request: AccountRequest) -> HttpResponse:
    """The follow-ups, those that wait first by their state, each state the newest first."""
    rows = Liability.objects.visible_to(request.user).select_related("agency", "decision__case")
    state = request.GET.get("status", "")
    if state in Liability.Status.values:
        rows = rows.filter(status=state)
    page = cursor_page(rows, request.GET.get("after", ""), size=PAGE, field="revoked_on")
    return render(request, "supervision/liability_list.html", {"page": page, "states": tabs(state)})


def tabs(state: str) -> list[dict[str, object]]:
    """The list of all follow-ups, and of each state."""
    url = reverse("liability-list")
    rows = [("", _("全部")), *Liability.Status.choices]
    return [
        {
            "label": label,
            "url": f"{url}?status={value}" if value else url,
            "current": value == state,
        }
        for value, label in rows
    ]


@requires(SEE)
def liability_detail(request: AccountRequest, pk: int) -> HttpResponse:
    """One follow-up: ground, chain, what the checklist had said, the finding. The read is logged."""
    rows = Liability.objects.visible_to(request.user)
    rows = rows.select_related("agency", "decision__case", "review", "concluded_by")
    row = get_object_or_404(rows, pk=pk)
    audit.read(row, what="liability", actor=request.user)
    offered = LIABILITY_CONCLUDE.offered(row, request.user)
    context = {"row": row, "may_conclude": offered}
    return render(request, "supervision/liability_detail.html", context)
