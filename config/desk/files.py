"""Desk of sealed files: what waits for another person's leave, and what did not come back."""

from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from config.desk.entries import LIMIT, Entry, Queue
from enforcement.models import User
from recording.models import Loan, Supplement

KEEP, ARCHIVE = "recording.keep", "recording.archive"


def of(user: User, on: date) -> Queue | None:
    """Overdue loans, what this account may approve and what it may read; None without any."""
    keeps = user.has_perm(KEEP)
    late = _overdue(user, on) if keeps or user.has_perm(ARCHIVE) else []
    entries = [*late, *(_waiting(user) if keeps else []), *_readable(user, on)]
    if not entries:
        return None
    return Queue(
        key="files",
        title=_("案卷借阅和补充卷"),
        entries=entries[:LIMIT],
        total=len(entries),
        more_url=reverse("loan-list"),
        empty=_("没有逾期未还的案卷"),
        hint=_("逾期未还的借阅、等待批准的借阅和补充卷、借给您的电子案卷会出现在这里。"),
    )


def _overdue(user: User, on: date) -> list[Entry]:
    rows = Loan.objects.visible_to(user).overdue(on).select_related("archive")
    return [
        Entry(
            title=_("%(no)s号案卷逾期未还") % {"no": row.archive.number},
            detail=_("%(unit)s%(who)s，应于%(day)s归还")
            % {"unit": row.unit, "who": row.borrower, "day": row.until},
            url=f"{reverse('loan-list')}?overdue=on",
            step=_("催还"),
            left=-1,
        )
        for row in rows.order_by("until")[:LIMIT]
    ]


def _readable(user: User, on: date) -> list[Entry]:
    """Files lent to the account at the screen, in their days."""
    rows = Loan.objects.filter(
        account=user.pk,
        form=Loan.Form.ELECTRONIC,
        status=Loan.Status.LENT,
        starts_on__lte=on,
        until__gte=on,
    )
    return [
        Entry(
            title=_("借给您的%(no)s号案卷") % {"no": row.archive.number},
            detail=_("%(purpose)s，可以查看至%(day)s") % {"purpose": row.purpose, "day": row.until},
            url=reverse("loan-mine"),
            step=_("查看案卷"),
        )
        for row in rows.select_related("archive").order_by("until")[:LIMIT]
    ]


def _waiting(user: User) -> list[Entry]:
    loans = Loan.objects.visible_to(user).filter(
        status=Loan.Status.REQUESTED, archive__agency=user.agency_id
    )
    volumes = Supplement.objects.visible_to(user).filter(
        status=Supplement.Status.SUBMITTED, archive__agency=user.agency_id
    )
    found = [
        Entry(
            title=_("%(no)s号案卷的借阅") % {"no": row.archive.number},
            detail=f"{row.unit} {row.borrower} · {row.purpose}",
            url=reverse("loan-approve", args=[row.pk]),
            step=_("批准借阅"),
        )
        for row in loans.exclude(Q(requested_by=user) | Q(account=user)).select_related("archive")[
            :LIMIT
        ]
    ]
    return found + [
        Entry(
            title=_("%(no)s号案卷的补充卷") % {"no": row.archive.number},
            detail=row.reason,
            url=reverse("supplement-detail", args=[row.pk]),
            step=_("批准入卷"),
        )
        for row in volumes.exclude(requested_by=user).select_related("archive")[:LIMIT]
    ]
