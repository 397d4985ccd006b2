"""What must still be stored: recordings of the account's own cases, or of the agencies it watches over."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from core.permissions import AccountRequest, requires
from recording import owed


@requires("recording.view_evidence")
def storage_list(request: AccountRequest) -> HttpResponse:
    """The steps whose recordings are owed, and the devices still out."""
    now = timezone.now()
    rows = owed.owed(owed.concerned(request.user))
    out = owed.devices_out(request.user.visible_agency_ids(), rows, timezone.localdate())
    context = {
        "lines": [(row, row.late(now)) for row in rows],
        "late": sum(row.late(now) for row in rows),
        "out": out,
        "may_record": request.user.has_perm("enforcement.record_step"),
    }
    return render(request, "recording/storage_list.html", context)
