"""What awaits in the lists: versions to approve, those sent back, changes the lists must follow."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.desk.entries import READ, Entry, Queue
from enforcement.models import (
    EntryVersion,
    ListChange,
    ListVersion,
    ListWithholding,
    ReviewCatalogue,
    User,
)
from enforcement.services import examination

Status = ReviewCatalogue.Status
STEPS = {
    Status.DRAFT: gettext_lazy("核对后报请批准"),
    Status.SUBMITTED: gettext_lazy("等待批准"),
    Status.PUBLISHED: gettext_lazy("已到生效日期而未能适用，请核对该条目"),
}


def to_approve(user: User, on: date) -> Queue | None:
    """Versions of the account's own agency; None while there is none."""
    return _queue(
        "catalogues",
        _("待批准的法制审核目录清单"),
        ReviewCatalogue.objects.filter(agency=user.agency, status=Status.SUBMITTED),
        lambda row: Entry(
            title=row.title,
            detail=_("拟自%(day)s起适用") % {"day": row.valid_from},
            url=reverse("catalogue-detail", args=[row.pk]),
            step=_("批准公布或者退回修改"),
            mine=row.submitted_by_id != user.pk,
        ),
    )


def sent_back(user: User, on: date) -> Queue | None:
    """Versions of the account's own agency that the head returned; None while there is none."""
    rows = ReviewCatalogue.objects.filter(agency=user.agency, status=Status.DRAFT)
    return _queue(
        "catalogues-returned",
        _("退回修改的法制审核目录清单"),
        rows.exclude(opinion=""),
        lambda row: Entry(
            title=row.title,
            detail=row.opinion,
            url=reverse("catalogue-detail", args=[row.pk]),
            step=_("修改后再报请批准"),
        ),
    )


def entries_to_approve(user: User, on: date) -> Queue | None:
    """Versions of entries of the account's own agency; None while there is none."""
    rows = EntryVersion.objects.filter(entry__agency=user.agency, status=Status.SUBMITTED)
    return _queue(
        "entries",
        _("待批准的公示清单"),
        rows.select_related("entry"),
        lambda row: _entry(
            row,
            _("拟自%(day)s起适用") % {"day": row.valid_from},
            _("批准公布或者退回修改"),
            mine=row.submitted_by_id != user.pk,
        ),
        more="registry-home",
    )


def entries_sent_back(user: User, on: date) -> Queue | None:
    """Versions of entries that the head returned; None while there is none."""
    rows = EntryVersion.objects.filter(entry__agency=user.agency, status=Status.DRAFT)
    return _queue(
        "entries-returned",
        _("退回修改的公示清单"),
        rows.exclude(opinion="").select_related("entry"),
        lambda row: _entry(row, row.opinion, _("修改后再报请批准")),
        more="registry-home",
    )


def rows_to_approve(user: User, on: date) -> Queue | None:
    """Changed rows of the lists that the account's organ decides on; None while there is none."""
    rows = ListVersion.objects.decided_by(user).filter(status=Status.SUBMITTED)
    written = examination.written(rows, user)
    return _queue(
        "list-versions",
        _("待批准的清单变更"),
        rows,
        lambda row: _row(
            row,
            _("批准公布或者退回修改"),
            mine=user.pk != row.submitted_by_id and row.pk not in written,
        ),
        more="list-version-list",
    )


def texts_to_withhold(user: User, on: date) -> Queue | None:
    """Earlier texts that somebody asks to be told no more; None while there is none."""
    rows = ListWithholding.objects.decided_by(user).asked().leading().select_related("version")
    return _queue(
        "list-withholdings",
        _("待答复的不再公开申请"),
        rows,
        lambda row: Entry(
            title=f"{row.version.get_kind_display()}：{row.version.title}",
            detail=row.reason,
            url=reverse("list-version-detail", args=[row.version_id]),
            step=_("同意或者不同意"),
            mine=row.asked_by_id != user.pk,
        ),
    )


def rows_to_finish(user: User, on: date) -> Queue | None:
    """Changed rows not handed in, or waiting, or approved and refused on their day; None without."""
    mine = ListVersion.objects.filter(agency=user.agency)
    rows = mine.open() | mine.due(on)
    return _queue(
        "list-versions-open",
        _("尚未公布的清单变更"),
        rows,
        lambda row: _row(row, str(STEPS[row.status]), mine=row.status != Status.SUBMITTED),
        more="list-version-list",
    )


def _row(row: ListVersion, step: str, *, mine: bool = True) -> Entry:
    day = _("拟自%(day)s起适用") % {"day": row.valid_from} if row.valid_from else ""
    return Entry(
        title=f"{row.get_kind_display()}：{row.title}",
        detail=row.opinion or day,
        url=reverse("list-version-detail", args=[row.pk]),
        step=step,
        mine=mine,
    )


def to_update(user: User, on: date) -> Queue | None:
    """Changes that the lists of the account's agency must follow; None while there is none."""
    rows = ListChange.objects.filter(agency=user.agency).open()
    return _queue(
        "list-changes",
        _("待更新的清单"),
        rows,
        lambda row: Entry(
            title=row.what,
            detail=f"{row.get_cause_display()} {row.changed_on}",
            url=reverse("list-change-settle", args=[row.pk]),
            step=_("更新相关清单后确认"),
        ),
        more="list-change-list",
    )


def _entry(row: EntryVersion, detail: str, step: str, *, mine: bool = True) -> Entry:
    title = f"{row.entry.get_register_display()}：{row.title}"
    url = reverse("entry-detail", args=[row.entry_id])
    return Entry(title=title, detail=detail, url=url, step=step, mine=mine)


def _queue(
    key: str,
    title: str,
    rows: QuerySet[Any],
    entry: Callable[[Any], Entry],
    more: str = "catalogue-list",
) -> Queue | None:
    entries = [entry(row) for row in rows.order_by("pk")[:READ]]
    if not entries:
        return None
    total = len(entries)
    return Queue(
        key=key,
        title=title,
        entries=entries,
        total=total,
        more_url=reverse(more),
        empty="",
        hint="",
    )
