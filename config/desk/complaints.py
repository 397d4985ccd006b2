"""Complaints on the desk of who handles them."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from config.desk.entries import Entry, Queue, urgent, with_clocks
from disclosure.models import Complaint
from disclosure.services import complaints
from enforcement.models import User


def of(user: User, on: date) -> Queue | None:
    """Complaints that wait for the account; None while there are none."""
    rows = Complaint.objects.visible_to(user).pending().select_related("unit")
    found = with_clocks(rows, complaints.SUBJECT, on, _entry)
    if not found:
        return None
    return Queue(
        key="complaints",
        title=_("投诉举报"),
        entries=urgent(found),
        total=len(found),
        more_url=reverse("complaint-list"),
        empty="",
        hint=_("对执法行为的投诉举报由被反映机关以外的机构办理，不得泄露投诉举报人信息。"),
    )


def _entry(row: Complaint) -> Entry:
    return Entry(
        title=f"{row.number} {row.get_what_display()}",
        url=reverse("complaint-detail", args=[row.pk]),
        step=_("决定是否受理") if row.status == Complaint.Status.RECEIVED else _("办理并答复"),
        detail=str(row.unit),
    )
