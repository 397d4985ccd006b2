"""Requests for correction on the desk of who answers them."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from config.desk.entries import Entry, Queue, urgent, with_clocks
from disclosure.models import CorrectionRequest
from disclosure.services import corrections
from enforcement.models import User

Status = CorrectionRequest.Status


def of(user: User, on: date) -> Queue | None:
    """Requests that wait for the account; None while there are none."""
    rows = CorrectionRequest.objects.handled_by(user).pending()
    about = ("version", "entry_version", "officer", "item", "organ")
    rows = rows.exclude(status=Status.MORE).select_related(*about)
    found = with_clocks(rows, corrections.SUBJECT, on, lambda row: _entry(row, user))
    if not found:
        return None
    return Queue(
        key="corrections",
        title=_("更正申请"),
        entries=urgent(found),
        total=len(found),
        more_url=reverse("correction-list"),
        empty="",
        hint=_("公众认为公开的信息有误的，应当核实并在期限内答复。"),
    )


def _entry(row: CorrectionRequest, user: User) -> Entry:
    return Entry(
        title=f"{row.number} {row.get_what_display()}",
        url=reverse("correction-detail", args=[row.pk]),
        step=_("受理") if row.status == Status.RECEIVED else _("核实并答复"),
        detail=row.version.title if row.version else row.about,
        mine=row.decided_by_id != user.pk,
    )
