"""Follow-ups of liability on the desk of who concludes them."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from config.desk.entries import LIMIT, Entry, Queue
from enforcement.models import User
from supervision.models import Liability


def of(user: User, on: date) -> Queue | None:
    """The follow-ups that wait for the account; None when there are none."""
    rows = Liability.objects.visible_to(user).filter(status=Liability.Status.OPEN)
    found = list(rows.select_related("agency", "decision").order_by("revoked_on", "pk")[:LIMIT])
    if not found:
        return None
    entries = [
        Entry(
            title=str(row),
            detail=f"{row.agency} · {row.revoked_on:%Y-%m-%d}",
            url=reverse("liability-detail", args=[row.pk]),
            step=_("认定责任"),
        )
        for row in found
    ]
    return Queue(
        "liabilities",
        _("责任追究"),
        entries,
        _("没有待认定的责任追究事项"),
        "",
        reverse("liability-list"),
        rows.count(),
    )
