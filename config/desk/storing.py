"""Recordings that are not stored yet, on the desks of who made them and of who watches over it."""

from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from config.desk.entries import LIMIT, Entry, Queue
from enforcement.models import User
from recording import owed


def of(user: User, on: date, now: datetime) -> Queue | None:
    """What is owed to the store, the earliest due first; a supervisor sees what is late. None when
    nothing is."""
    rows = owed.owed(owed.concerned(user))
    if user.has_perm("enforcement.supervise"):
        rows = [row for row in rows if row.late(now)]
    if not rows:
        return None
    entries = [_entry(row, user, now, on) for row in rows[:LIMIT]]
    return Queue(
        key="storing",
        title=_("待储存的音像记录"),
        entries=entries,
        total=len(rows),
        more_url=reverse("storage-list"),
        empty=_("没有待储存的音像记录"),
        hint=_(
            "应当录音录像的环节没有上传资料的，列在这里；当日储存，至迟在返回单位后规定时间内。"
        ),
    )


def _entry(row: owed.Owed, user: User, now: datetime, on: date) -> Entry:
    due = timezone.localtime(row.due_at)
    mine = user.has_perm("recording.add_evidence")
    return Entry(
        title=row.step.case.title,
        detail=_("%(step)s，应当在 %(due)s 前储存")
        % {"step": row.title, "due": f"{due:%m-%d %H:%M}"},
        url=f"{reverse('evidence-upload', args=[row.step.case_id])}?step={row.step.pk}"
        if mine
        else reverse("storage-list"),
        step=_("上传音像记录") if mine else _("督促储存"),
        left=(due.date() - on).days if row.late(now) else 0,
    )
