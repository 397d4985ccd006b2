"""Evidence is kept as it came, hashed while it streams, in time or with a reason."""

import hashlib
import io
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from core import files
from core.errors import RuleError
from core.models import AuditEntry, Blob
from enforcement.models import Case
from recording.models import Evidence, FieldReturn, Step
from recording.services import evidence
from recording.services.evidence import Taking
from tests import factories
from tests.base import Cast, day

ON = day(3, 16)
FILED = factories.Days.before(ON).filed
TAKEN = factories.at(FILED, 11)
MP4 = factories.FILM


@pytest.fixture
def case(cast: Cast) -> Case:
    return factories.case(cast.bureau, on=ON, filed=True)


def seal(cast: Cast, case: Case, content: bytes = factories.PHOTO, **values: Any) -> Evidence:
    """A photo taken at 11 and uploaded at 12, unless told otherwise."""
    given: dict[str, Any] = {
        "by": cast.officer1,
        "file_name": "现场.jpg",
        "kind": "audiovisual",
        "media": "photo",
        "title": "现场照片",
        "stage": "investigation",
        "at": factories.at(FILED, 12),
        "taking": Taking(started_at=TAKEN),
        **values,
    }
    return evidence.seal(case, stream=io.BytesIO(content), **given)


def test_the_original_is_kept_byte_for_byte_with_both_hashes(cast: Cast, case: Case) -> None:
    row = seal(cast, case)
    assert files.read_bytes(row.blob) == factories.PHOTO
    assert row.blob.sha256 == hashlib.sha256(factories.PHOTO).hexdigest()
    assert row.blob.sm3 == hashlib.new("sm3", factories.PHOTO).hexdigest()
    assert row.blob.content_type == "image/jpeg"
    entry = AuditEntry.objects.get(action="evidence.seal", object_id=str(row.pk))
    assert row.blob.sha256 in entry.data
    assert row.blob.sm3 in entry.data


def test_the_same_bytes_twice_are_two_items_and_one_blob(cast: Cast, case: Case) -> None:
    first, second = seal(cast, case), seal(cast, case, title="同一照片")
    assert first.pk != second.pk
    assert first.blob_id == second.blob_id
    assert Blob.objects.filter(sha256=first.blob_id).count() == 1


@pytest.mark.parametrize(
    ("content", "media"),
    [
        (b"<html><script>alert(1)</script></html>", "photo"),
        (b"MZ" + bytes(200), "document"),
        (factories.PHOTO, "video"),
        (MP4, "photo"),
        (factories.PAPER, "video"),
        (b"", "photo"),
    ],
)
def test_the_type_is_judged_by_content_never_by_name(
    cast: Cast, case: Case, content: bytes, media: str
) -> None:
    with pytest.raises(RuleError, match="现场") as refused:
        seal(cast, case, content, media=media)
    assert refused.value.remedy
    assert not Evidence.objects.filter(case=case).exists()


@pytest.mark.parametrize(
    ("content", "media"),
    [(factories.PHOTO, "photo"), (MP4, "video"), (MP4, "audio"), (factories.PAPER, "document")],
)
def test_each_medium_takes_its_own_formats(
    cast: Cast, case: Case, content: bytes, media: str
) -> None:
    assert seal(cast, case, content, media=media).media == media


def test_real_camera_files_are_taken_as_they_are(cast: Cast, case: Case, shared_data: Path) -> None:
    for name, media in (("sample.jpg", "photo"), ("h264_short.mp4", "video")):
        content = (shared_data / "media" / name).read_bytes()
        row = seal(cast, case, content, media=media, file_name=name)
        assert row.blob.size == len(content)
        assert files.verify(row.blob) == "ok"


UPLOADS = [
    # taken, returned, uploaded, in time
    (TAKEN, None, factories.at(FILED, 23), True),
    (TAKEN, None, factories.at(FILED + timedelta(days=1), 1), False),
    (TAKEN, factories.at(FILED, 20), factories.at(FILED + timedelta(days=1), 20), True),
    (
        TAKEN,
        factories.at(FILED, 20),
        factories.at(FILED + timedelta(days=1), 20) + timedelta(seconds=1),
        False,
    ),
    # A return before the recording ended proves nothing.
    (TAKEN, factories.at(FILED, 10), factories.at(FILED + timedelta(days=1), 9), False),
]


@pytest.mark.parametrize(("taken", "returned", "uploaded", "in_time"), UPLOADS)
def test_a_late_upload_needs_a_reason(
    cast: Cast,
    case: Case,
    taken: datetime,
    returned: datetime | None,
    uploaded: datetime,
    in_time: bool,
) -> None:
    taking = Taking(started_at=taken, returned_at=returned)
    if uploaded.date() == taken.date():
        assert seal(cast, case, at=uploaded, taking=taking).late_reason == ""
        return
    if in_time:
        with pytest.raises(RuleError, match="没有当日储存"):
            seal(cast, case, at=uploaded, taking=taking)
        row = seal(cast, case, at=uploaded, taking=replace(taking, late_reason="路远"))
        told = FieldReturn.objects.get(case=case)
        assert (row.late_reason, told.reason, told.returned_at) == ("", "路远", returned)
        return
    with pytest.raises(RuleError, match="24 小时") as refused:
        seal(cast, case, at=uploaded, taking=taking)
    assert refused.value.field == "late_reason"
    late = seal(cast, case, at=uploaded, taking=replace(taking, late_reason="山区无网络"))
    assert late.late_reason == "山区无网络"


def test_a_recording_without_its_time_is_refused_but_a_paper_needs_none(
    cast: Cast, case: Case
) -> None:
    with pytest.raises(RuleError) as refused:
        seal(cast, case, taking=Taking())
    assert refused.value.field == "started_at"
    row = seal(cast, case, factories.PAPER, media="document", taking=Taking())
    assert row.started_at is None


def test_times_must_make_sense(cast: Cast, case: Case) -> None:
    backwards = Taking(started_at=TAKEN, ended_at=TAKEN - timedelta(minutes=1))
    with pytest.raises(RuleError) as refused:
        seal(cast, case, taking=backwards)
    assert refused.value.field == "ended_at"
    with pytest.raises(RuleError) as refused:
        seal(cast, case, taking=Taking(started_at=factories.at(FILED, 13)))
    assert refused.value.field == "started_at"


def test_a_step_or_recorder_of_elsewhere_is_refused(cast: Cast, case: Case) -> None:
    other = factories.recorded(cast.bureau, on=ON)
    with pytest.raises(RuleError) as refused:
        seal(
            cast,
            case,
            taking=Taking(started_at=TAKEN, step=Step.objects.filter(case=other).first()),
        )
    assert refused.value.field == "step"
    with pytest.raises(RuleError) as refused:
        seal(cast, case, taking=Taking(started_at=TAKEN, recorder=cast.outsider.officer))
    assert refused.value.field == "recorder"


def test_only_a_handler_adds_evidence(cast: Cast, case: Case) -> None:
    for name in ("unithead", "reviewer", "head", "publisher"):
        with pytest.raises(PermissionDenied):
            seal(cast, case, by=cast.people[name])
    with pytest.raises(RuleError, match="承办人员"):
        seal(cast, case, by=cast.outsider)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\照片\\现场.jpg", "现场.jpg"),
        ("../../etc/passwd", "passwd"),
        ("a\r\nSet-Cookie: x.jpg", "aSet-Cookie: x.jpg"),
        ("", "unnamed"),
        ("长" * 400 + ".jpg", "长" * 251 + ".jpg"),
    ],
)
def test_a_file_name_carries_no_path_and_no_control_character(given: str, kept: str) -> None:
    assert evidence.clean_name(given) == kept


def test_opening_an_original_is_logged_before_a_byte_is_read(cast: Cast, case: Case) -> None:
    row = seal(cast, case)
    blob, chunks = evidence.open_for(row, by=cast.reviewer, start=2, stop=6)
    assert b"".join(chunks) == factories.PHOTO[2:6]
    assert blob == row.blob
    entry = AuditEntry.objects.get(action="evidence.read", object_id=str(row.pk))
    assert entry.actor_id == cast.reviewer.pk
    with pytest.raises(PermissionDenied):
        evidence.open_for(row, by=cast.publisher)


def test_a_missing_original_is_said_and_the_attempt_stays_on_record(cast: Cast, case: Case) -> None:
    row = seal(cast, case)
    row.blob.key = "00/00/missing"
    with pytest.raises(RuleError, match="不在存储中"):
        evidence.open_for(row, by=cast.reviewer)
