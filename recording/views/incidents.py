"""The procedural measures of a case: what was asked, decided and done, and what comes next."""

from datetime import date
from typing import TypedDict
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from core import deadlines
from core.models import Deadline
from core.permissions import AccountRequest, requires
from enforcement.incidents import Ground
from enforcement.models import Case, Incident, User
from enforcement.services import cases, incident_course, recusal
from recording.acts import incidents


class Shown(TypedDict):
    """One measure for the page; `clocks` are pairs of a deadline and the working days left."""

    incident: Incident
    ground: Ground
    awaited: str
    clocks: list[tuple[Deadline, int]]
    acts: list[tuple[str, str]]


@requires("enforcement.view_case")
def case_incidents(request: AccountRequest, pk: UUID) -> HttpResponse:
    """Tab: each measure with its state, clock and acts; what may be asked for."""
    case = get_object_or_404(Case.objects.visible_to(request.user), pk=pk)
    context = {
        "case": case,
        "tab": "case-incidents",
        "rows": shown(case, request.user, timezone.localdate()),
        "acts": incidents.offered_on(case, request.user),
    }
    return render(request, "recording/case_incidents.html", context)


def shown(case: Case, user: User, on: date) -> list[Shown]:
    """The measures of a case, the newest first."""
    found = list(
        case.incidents.select_related(
            "case__agency", "officer__account", "person", "decided_by", "new_case"
        ).order_by("-pk")
    )
    clocks = incident_course.clocks(found)
    left = deadlines.remaining_of(clocks, on)
    handler, away = cases.is_handler(case, user), recusal.is_recused(case, user)
    return [
        Shown(
            incident=row,
            ground=incident_course.measure_of(row).grounds[row.ground],
            awaited=incident_course.awaited(row),
            clocks=[(each, left[each.pk]) for each in clocks if each.subject_id == str(row.pk)],
            acts=incidents.offered_for(row, user, handler=handler, away=away),
        )
        for row in found
    ]
