"""What must still be stored: recordings of the account's own cases, or of the agencies it watches over."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from core.permissions import AccountRequest, requires
from enforcement.models import Case
from recording import owed


def concerned(user: Any) -> QuerySet[Case]:
    """The cases whose recordings the account answers for: its own, its agency's, those it watches."""
    rows: QuerySet[Case] = Case.objects.visible_to(user)
    if user.has_perm("enforcement.supervise") or user.has_perm("enforcement.approve_filing"):
        return rows
    mine = Case.objects.filter(assignments__officer__account=user, assignments__until=None).values(
        "pk"
    )
    return rows.filter(pk__in=mine)


@requires("recording.view_evidence")
def storage_list(request: AccountRequest) -> HttpResponse:
    """The steps whose recordings are owed, and the devices still out."""
    now = timezone.now()
    rows = owed.owed(concerned(request.user))
    out = owed.devices_out(request.user.visible_agency_ids(), rows, timezone.localdate())
    context = {
        "lines": [(row, row.late(now)) for row in rows],
        "late": sum(row.late(now) for row in rows),
        "out": out,
        "may_record": request.user.has_perm("enforcement.record_step"),
    }
    return render(request, "recording/storage_list.html", context)
