"""An original, and copies asked of it, for the tests of edited copies."""

import io
from typing import Any

from django.utils import timezone

from recording.models import EditedCopy, Evidence
from recording.services import edited as service
from recording.services import evidence, media
from recording.services.evidence import Taking
from tests import factories
from tests.base import Cast, day

ON = day(3, 16)
FILED = factories.Days.before(ON).filed
AREA = {"x": 1000, "y": 2000, "w": 3000, "h": 2500, "mode": "black"}


def item(cast: Cast, content: bytes, media: str = "photo") -> Evidence:
    """One original of a filed case."""
    return evidence.seal(
        factories.case(cast.bureau, on=ON, filed=True),
        by=cast.officer1,
        stream=io.BytesIO(content),
        file_name="现场",
        kind="audiovisual",
        media=media,
        title="现场",
        stage="investigation",
        at=factories.at(FILED, 12),
        taking=Taking(started_at=factories.at(FILED, 11)),
        insist="设备只有这一份",
    )


def row(parent: Evidence, cast: Cast, **values: Any) -> EditedCopy:
    """The row of a copy as it is asked for."""
    now = timezone.now()
    given = {
        "parent_sha256": parent.blob_id,
        "kind": "photo",
        "edits": {"keep": [], "mute": [], "areas": [AREA]},
        "reason": "画面中有无关的行人",
        "purpose": "提供给当事人查阅",
        "made_by": cast.officer1,
        "asked_at": now,
        "touched_at": now,
    }
    return EditedCopy.objects.create(evidence=parent, **{**given, **values})


def looked_at(parent: Evidence) -> Evidence:
    """The original, after the worker's look."""
    media.keep(parent.blob, media.find(parent.blob), at=timezone.now())
    return parent


def ready(parent: Evidence, cast: Cast) -> EditedCopy:
    """A copy of a photograph that the worker has made."""
    row = service.ask(
        looked_at(parent),
        by=cast.officer1,
        edit_list={"areas": [AREA]},
        reason="画面中有无关的行人",
        purpose="提供给当事人查阅",
        at=timezone.now(),
    )
    service.make_waiting()
    row.refresh_from_db()
    return row
