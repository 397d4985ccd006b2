"""Questions on the desk of who answers them."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from config.desk.entries import Entry, Queue, urgent, with_clocks
from disclosure.models import Consultation
from disclosure.services import consultations
from enforcement.models import User


def of(user: User, on: date) -> Queue | None:
    """Questions that wait for the account's agency; None while there are none."""
    rows = Consultation.objects.visible_to(user).pending()
    found = with_clocks(rows, consultations.SUBJECT, on, _entry)
    if not found:
        return None
    return Queue(
        key="consultations",
        title=_("咨询"),
        entries=urgent(found),
        total=len(found),
        more_url=reverse("consultation-list"),
        empty="",
        hint=_("公众咨询办理条件、材料、程序的，应当在承诺的期限内答复。"),
    )


def _entry(row: Consultation) -> Entry:
    return Entry(
        title=row.number,
        url=reverse("consultation-detail", args=[row.pk]),
        step=_("答复咨询"),
        detail=row.about,
    )
