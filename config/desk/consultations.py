"""Questions on the desk of who answers them."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from config.desk.entries import LIMIT, Entry, Queue, urgent, with_clocks
from disclosure.models import Consultation, FrequentQuestion
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


def to_tell(user: User, on: date) -> Queue | None:
    """Frequent questions that another drafted and this account may examine; None while there are none."""
    rows = FrequentQuestion.objects.visible_to(user).waiting().exclude(drafted_by=user)
    found = [
        Entry(
            title=str(row),
            url=reverse("faq-approve", args=[row.pk]),
            step=_("审批常见问题"),
            detail=row.about,
        )
        for row in rows[:LIMIT]
    ]
    if not found:
        return None
    return Queue(
        key="frequent",
        title=_("常见问题"),
        entries=urgent(found),
        total=rows.count(),
        more_url=reverse("consultation-list"),
        empty="",
        hint=_("有普遍意义的答复可以公开为常见问题，须由起草人以外的人进行保密审查后审批。"),
    )


def _entry(row: Consultation) -> Entry:
    return Entry(
        title=row.number,
        url=reverse("consultation-detail", args=[row.pk]),
        step=_("答复咨询"),
        detail=row.about,
    )
