"""Hearings on the desks: one that was asked for and not set yet, and those an account presides."""

from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from config.desk.entries import READ, Entry, Queue
from enforcement.models import Case, Hearing, Notice, User

Status = Hearing.Status
APPOINT = "enforcement.approve_filing"


def of(user: User, on: date) -> Queue | None:
    """What waits for the account about hearings; None when nothing does.

    A party may ask by its own link at any hour, and nobody else would tell the head of the unit.
    """
    entries = [*_to_hold(user, on), *(_to_set(user) if user.has_perm(APPOINT) else [])]
    if not entries:
        return None
    return Queue(
        key="hearings",
        title=_("听证"),
        entries=entries,
        total=len(entries),
        empty=_("没有等待办理的听证"),
        hint=_("当事人申请听证后，在这里通知听证；主持人、记录员在这里记录听证、写出听证报告。"),
    )


def _to_set(user: User) -> list[Entry]:
    """Hearings the party asked for, the oldest request first."""
    rows = Notice.objects.filter(
        case__in=Case.objects.visible_to(user),
        case__agency=user.agency,
        superseded=False,
        hearing_requested_on__isnull=False,
        hearing_closed_on=None,
    ).exclude(hearings__status__in=set(Status) - {Status.RESCHEDULED})
    found = rows.select_related("case").order_by("hearing_requested_on", "pk")
    return [
        Entry(
            title=row.case.title,
            detail=_("%(day)s申请听证") % {"day": row.hearing_requested_on},
            url=reverse("hearing-schedule", args=[row.pk]),
            step=_("通知听证"),
        )
        for row in found[:READ]
    ]


def _to_hold(user: User, on: date) -> list[Entry]:
    """Hearings the account hosts or keeps the record of, the next first."""
    rows = Hearing.objects.filter(
        Q(host=user) | Q(clerk=user), status__in=(Status.SCHEDULED, Status.HELD)
    )
    return [
        Entry(
            title=row.case.title,
            detail=f"{row.scheduled_on} {row.starts_at:%H:%M} · {row.place}",
            url=reverse("case-procedure", args=[row.case_id]),
            step=_step(row),
            mine=row.scheduled_on is not None and row.scheduled_on <= on,
        )
        for row in rows.select_related("case").order_by("scheduled_on", "pk")[:READ]
    ]


def _step(row: Hearing) -> str:
    return _("写出听证报告") if row.status == Status.HELD else _("举行听证")
