"""Desk of what leaves the record: copies for outsiders, and items over their time that are to be destroyed."""

from collections.abc import Iterator
from datetime import date

from django.db.models import QuerySet
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext as _

from config.desk.entries import LIMIT, Entry, Queue, urgent
from enforcement.models import User
from recording.models import DisposalAppraisal, Supply, SupplyLink
from recording.services import disposal, supplies

Status = Supply.Status


def supplied(user: User, on: date) -> Queue | None:
    """Applications the account may decide on, and its own that are ready and not sent, or failed."""
    entries = [*_to_decide(user, on), *_to_deliver(user, on)]
    if not entries:
        return None
    return Queue(
        key="supplies",
        title=_("对外提供"),
        entries=urgent(entries),
        total=len(entries),
        more_url=reverse("supply-list"),
        empty=_("没有待办的对外提供"),
        hint=_("等待审批的申请、可以交付的副本会出现在这里。"),
    )


def _of(user: User, *states: str) -> QuerySet[Supply]:
    rows = Supply.objects.visible_to(user).filter(agency=user.agency_id, status__in=states)
    return rows.select_related("case").order_by("due_on", "pk")


def _entry(row: Supply, step: str, on: date) -> Entry:
    return Entry(
        title=_("提供给%(who)s") % {"who": f"{row.organisation} {row.applicant}"},
        detail=_("%(case)s，应于%(day)s前提供") % {"case": row.case.title, "day": row.due_on},
        url=reverse("supply-detail", args=[row.pk]),
        step=step,
        left=(row.due_on - on).days,
    )


def _to_decide(user: User, on: date) -> Iterator[Entry]:
    if user.has_perm(supplies.APPROVE):
        rows = _of(user, Status.ASKED).exclude(asked_by=user)
        yield from (_entry(row, _("审批对外提供"), on) for row in rows[:LIMIT])


def _to_deliver(user: User, on: date) -> Iterator[Entry]:
    steps = {
        Status.READY: {
            Supply.Channel.LINK: _("出具链接"),
            Supply.Channel.MEDIUM: _("交付介质"),
        },
        Status.FAILED: dict.fromkeys(Supply.Channel, _("重新制作或者撤回")),
    }
    sent = SupplyLink.objects.filter(ended_at=None, expires_at__gt=Now()).values("supply")
    if user.has_perm(supplies.ASK):
        for row in _of(user, *steps).filter(asked_by=user).exclude(pk__in=sent)[:LIMIT]:
            yield _entry(row, steps[Status(row.status)][Supply.Channel(row.channel)], on)


def destroyed(user: User, on: date) -> Queue | None:
    """Appraisals of the agency that wait for this account as the second person."""
    if not user.has_perm(disposal.APPROVE):
        return None
    rows = DisposalAppraisal.objects.filter(
        agency=user.agency_id, status=DisposalAppraisal.Status.PENDING
    ).exclude(appraiser=user)
    entries = [
        Entry(
            title=str(row),
            detail=f"{row.appraiser} {row.appraised_on:%Y-%m-%d} · {row.grounds}",
            url=reverse("disposal-detail", args=[row.pk]),
            step=_("审批销毁"),
        )
        for row in rows.select_related("appraiser")[:LIMIT]
    ]
    if not entries:
        return None
    return Queue(
        key="disposals",
        title=_("期满处置"),
        entries=entries,
        total=len(entries),
        more_url=reverse("disposal-list"),
        empty=_("没有待审批的鉴定记录"),
        hint=_("保管期满、经鉴定拟销毁的证据由第二人审批。"),
    )
