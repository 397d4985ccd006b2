"""What an upload is refused for before any byte, and who writes, gives up and sweeps up."""

import hashlib
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from core import partial
from core.errors import RuleError, StaleError
from core.partial import Checksum, Part
from enforcement.models import Case
from recording.models import Step, Upload
from recording.services import sealing, uploads
from recording.services.evidence import Taking
from tests import factories
from tests.base import Cast
from tests.recording.uploading import PHOTO, Stream, begun, complete, sealed, take

NOW = timezone.now


@pytest.fixture
def case(cast: Cast) -> Case:
    return factories.case(cast.bureau, filed=True)


@pytest.fixture(autouse=True)
def clean() -> Iterator[None]:
    yield
    for path in uploads.place().glob("*"):
        path.unlink()


# ------------------------------------------------------------------------------- refused at the start
def test_what_the_form_of_one_file_refuses_is_refused_before_any_byte(
    cast: Cast, case: Case
) -> None:
    other = factories.recorded(cast.bureau)
    step = Step.objects.filter(case=other)[0]
    late = NOW() - timedelta(days=9)
    with pytest.raises(RuleError, match="现已超过"):
        begun(cast, case, taking=Taking(started_at=late))
    with pytest.raises(RuleError, match="记录开始时间"):
        begun(cast, case, taking=Taking())
    with pytest.raises(RuleError, match="承办人员"):
        begun(cast, case, by=cast.outsider)
    with pytest.raises(PermissionDenied):
        begun(cast, case, by=cast.head)
    with pytest.raises(RuleError, match="不属于本案"):
        begun(cast, case, taking=Taking(started_at=NOW(), step=step))
    assert not Upload.objects.exists()
    assert not list(uploads.place().glob("*"))


def test_an_empty_file_a_wrong_digest_and_a_late_reason(cast: Cast, case: Case) -> None:
    with pytest.raises(RuleError, match="空的"):
        begun(cast, case, b"")
    with pytest.raises(RuleError, match="SHA-256"):
        begun(cast, case, sha256="xyz")
    late = Taking(started_at=NOW() - timedelta(days=9), late_reason="山区无网络")
    assert sealed(complete(cast, case, taking=late)).status == "sealed"


def test_a_file_beyond_the_limit_or_the_quota_of_the_agency_is_refused(
    cast: Cast, case: Case, settings: Any
) -> None:
    settings.RESUMABLE_MAX_BYTES = len(PHOTO) - 1
    with pytest.raises(uploads.TooLarge, match="上限"):
        begun(cast, case)
    settings.RESUMABLE_MAX_BYTES = len(PHOTO)
    settings.RESUMABLE_AGENCY_BYTES = 2 * len(PHOTO)
    first = begun(cast, case)
    begun(cast, case)
    with pytest.raises(uploads.TooLarge, match="未完成的上传"):
        begun(cast, case)
    uploads.cancel(first, by=cast.officer1)
    assert begun(cast, case).status == "receiving"


def test_a_full_disk_is_said_before_any_byte(
    cast: Cast, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "no space left on device")

    monkeypatch.setattr("os.posix_fallocate", full)
    with pytest.raises(uploads.DiskFull, match="空间不足"):
        begun(cast, case)
    assert Upload.objects.get().status == "rejected"
    assert list(uploads.place().iterdir()) == []


# ------------------------------------------------------------------------------- two writers
def test_of_eight_last_pieces_at_once_one_is_taken(cast: Cast, case: Case) -> None:
    row = begun(cast, case)
    take(row, PHOTO[:9000])
    part, outcomes = uploads.part_of(row), []
    claims = [part.claim() for _ in range(8)]

    def last(claim: Any) -> None:
        try:
            partial.receive(
                part, claim, Stream(PHOTO[9000:]), length=len(PHOTO) - 9000, memory=uploads.MEMORY
            )
            outcomes.append(204)
        except partial.Fenced:
            outcomes.append(409)

    threads = [threading.Thread(target=last, args=(claim,)) for claim in claims]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [204, *[409] * 7]
    assert sealed(row).blob_id == hashlib.sha256(PHOTO).hexdigest()


def test_who_asks_how_far_it_is_takes_over_from_a_stalled_line(cast: Cast, case: Case) -> None:
    row = begun(cast, case)
    part = uploads.part_of(row)
    with partial.Writer(part, part.claim()) as stalled:
        stalled.write(PHOTO[:5000])
        assert uploads.offset(row) == 5000
        with pytest.raises(partial.Fenced):
            stalled.write(PHOTO[5000:6000])
    take(row, PHOTO[5000:], 5000)
    assert sealed(row).blob_id == hashlib.sha256(PHOTO).hexdigest()


def test_a_wrong_offset_does_not_take_the_file_from_who_writes_it(cast: Cast, case: Case) -> None:
    row = begun(cast, case)
    part = uploads.part_of(row)
    with partial.Writer(part, part.claim()) as writer:
        with pytest.raises(partial.Fenced):
            take(row, b"x", 77)
        writer.write(PHOTO[:10])
    assert part.look().committed == 10


def test_a_wrong_checksum_leaves_the_upload_where_it_was(cast: Cast, case: Case) -> None:
    row = begun(cast, case)
    wrong = Checksum("sha256", bytes(32))
    with pytest.raises(partial.WrongChecksum):
        take(row, PHOTO, checksum=wrong)
    assert uploads.offset(row) == 0
    assert row.status == "receiving"


# ------------------------------------------------------------------------------- what is left behind
def test_a_finished_upload_cannot_be_cancelled(cast: Cast, case: Case) -> None:
    row = complete(cast, case)
    with pytest.raises(StaleError):
        uploads.cancel(row, by=cast.officer1)


def test_only_what_waited_too_long_expires(cast: Cast, case: Case) -> None:
    old, fresh, whole = begun(cast, case), begun(cast, case), complete(cast, case)
    past = NOW() - timedelta(seconds=1)
    Upload.objects.filter(pk__in=[old.pk, whole.pk]).update(expires_at=past)
    sealing.run(NOW())
    states = [Upload.objects.get(pk=row.pk).status for row in (old, fresh, whole)]
    assert states == ["expired", "receiving", "sealed"]
    assert {path.stem for path in uploads.place().iterdir()} == {str(fresh.pk)}


def test_parts_without_a_row_are_removed_after_a_day(
    cast: Cast, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun(cast, case)
    for name in ("stray", "0" * 8 + "-0000-0000-0000-" + "0" * 12):
        Part(uploads.place(), name).create(5)
    assert sealing.sweep() == 0
    later = time.time() + 25 * 3600
    monkeypatch.setattr("recording.services.sealing.time.time", lambda: later)
    assert sealing.sweep() == 2
    assert len(list(uploads.place().iterdir())) == 2


def test_without_a_single_upload_there_is_nothing_to_sweep(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "place", lambda: tmp_path / "none")
    assert sealing.sweep() == 0


# ------------------------------------------------------------------------------- by SQL
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("status = 'sealed'", "upload_sealed_has_evidence"),
        ("status = 'waiting'", "upload_waiting_is_kept"),
        ("status = 'expired', size = 5", "APPEND_ONLY"),
        ("size = 5", "APPEND_ONLY"),
        ("file_name = 'other'", "APPEND_ONLY"),
        ("declared_sha256 = 'ab'", "APPEND_ONLY"),
        ("owner_id = NULL", "APPEND_ONLY"),
    ],
)
def test_an_upload_cannot_be_changed_by_sql(cast: Cast, case: Case, change: str, code: str) -> None:
    begun(cast, case)
    sql = f"UPDATE recording_upload SET {change}"  # noqa: S608  # our own words
    with pytest.raises(DatabaseError, match=code), transaction.atomic():
        connection.cursor().execute(sql)
    with pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute("DELETE FROM recording_upload")
