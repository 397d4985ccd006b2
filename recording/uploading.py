"""An upload as the page and its script see it."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from core import partial
from enforcement.models import Case
from recording.models import Upload
from recording.services import uploads


def state_of(row: Upload) -> dict[str, Any]:
    """An upload for the page; sizes in bytes."""
    return {
        "id": str(row.pk),
        "url": reverse("upload-resource", args=[row.pk]),
        "name": row.file_name,
        "size": row.size,
        "offset": _received(row),
        "status": row.status,
        "label": str(row.get_status_display()),
        "reason": row.reason,
        "modified": row.told.get("modified", 0),
    }


def _received(row: Upload) -> int:
    if row.status != Upload.Status.RECEIVING:
        return row.size
    try:
        return uploads.part_of(row).look().committed
    except partial.Gone:
        return 0


def unfinished(case: Case, user: Any) -> list[dict[str, Any]]:
    """The uploads of this person for the case that are not sealed yet, oldest first."""
    rows = Upload.objects.filter(case=case, owner=user, status__in=uploads.OPEN)
    return [state_of(row) for row in rows.order_by("created_at")]


def waiting(case: Case) -> QuerySet[Upload]:
    """What the stations of the agency sent and no case has taken, the newest first."""
    return waiting_of(case.agency_id)


def waiting_of(agency_id: int) -> QuerySet[Upload]:
    """The same for an agency."""
    rows = Upload.objects.filter(agency=agency_id, status=Upload.Status.WAITING)
    return rows.select_related("station", "blob").order_by("-created_at")


def told_by(row: Upload) -> dict[str, Any]:
    """The first values of the form, from what the station said; what is no time is left out."""
    times = {name: _time(str(row.told.get(name, ""))) for name in ("started_at", "ended_at")}
    medium = row.blob.content_type.partition("/")[0] if row.blob else ""
    return {
        **times,
        "device_no": str(row.told.get("device_no", ""))[:60],
        "medium": {"image": "photo"}.get(medium, medium),
    }


def _time(text: str) -> datetime | None:
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return timezone.make_aware(found) if found and timezone.is_naive(found) else found
