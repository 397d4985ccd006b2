"""An original, and copies asked of it, for the tests of edited copies."""

import io
from typing import Any

from django.utils import timezone

from recording.models import EditedCopy, Evidence
from recording.services import evidence
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
        "edits": {"areas": [AREA]},
        "reason": "画面中有无关的行人",
        "purpose": "提供给当事人查阅",
        "made_by": cast.officer1,
        "asked_at": now,
        "touched_at": now,
    }
    return EditedCopy.objects.create(evidence=parent, **{**given, **values})
