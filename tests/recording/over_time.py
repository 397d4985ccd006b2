"""Items whose keeping has ended, and appraisals of them; shared by the tests of destruction."""

import io
from datetime import date
from pathlib import Path
from typing import Any
from unittest import mock

from core import files
from core.models import Blob
from enforcement.models import Case
from recording.models import DisposalAppraisal, Evidence, Retention
from recording.services import archive, disposal, evidence, retention
from tests import factories
from tests.base import Cast, day
from tests.originals import PAPER

LONG_AGO = date(2020, 6, 30)


def filed(cast: Cast, **named: bytes) -> tuple[Case, list[Evidence]]:
    """An archived permit case with one item of evidence for each name, of those bytes."""
    decision = factories.served(cast.bureau, on=day(3, 16), procedure="permit")
    rows = [put(decision.case, cast, name, data) for name, data in named.items()]
    archive.close_case(decision.case, by=cast.officer1, on=day(3, 25), ground="completed")
    # The end of keeping is the test's own; sealing would set it decades ahead.
    with mock.patch.object(retention, "keep_file"):
        archive.seal(decision.case, by=cast.officer1, on=day(3, 27))
    fresh = {row.pk: row for row in Evidence.objects.select_related("case__agency", "blob")}
    return Case.objects.get(pk=decision.case_id), [fresh[row.pk] for row in rows]


def put(case: Case, cast: Cast, name: str, data: bytes) -> Evidence:
    return evidence.seal(
        case,
        by=cast.officer1,
        stream=io.BytesIO(data),
        file_name=f"{name}.pdf",
        kind=Evidence.Kind.DOCUMENTARY,
        media=Evidence.Media.DOCUMENT,
        title=name,
        stage="investigation",
        at=factories.at(day(3, 10)),
    )


def end(row: Evidence, cast: Cast, until: date | None = LONG_AGO) -> None:
    """The keeping of the item ended on that day."""
    group = Retention.Group.ROUTINE if until else Retention.Group.PERMANENT

    Retention.objects.create(
        evidence=row, group=group, until=until, reason="音像记录最短保存期", set_by=cast.head
    )


def paper(mark: str) -> bytes:
    """A document like no other."""
    return PAPER + f"% {mark}\n".encode()


def appraise(cast: Cast, *rows: Evidence, **told: Any) -> DisposalAppraisal:
    values: dict[str, Any] = {
        "members": "石承方（副局长）、柏正源（档案管理员）",
        "grounds": "保管期限届满",
        "assessment": "无凭证价值",
        "on": day(11, 20),
        **told,
    }
    return disposal.appraise(by=cast.unithead, items=rows, **values)


def approved(cast: Cast, *rows: Evidence) -> DisposalAppraisal:
    row = appraise(cast, *rows)
    disposal.approve(row, by=cast.head, opinion="同意")
    return row


def place_of(row: Evidence) -> Path:
    """Where the bytes of the item lie."""
    return Path(files.place().path(Blob.objects.get(pk=row.blob_id).key))
