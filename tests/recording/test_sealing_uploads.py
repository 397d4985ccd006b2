"""A complete upload becomes exactly one original, whatever dies on the way, or is refused in words."""

import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from core import files, partial
from core.errors import RuleError, StaleError
from core.models import AuditEntry, Blob
from core.partial import Checksum, Part
from enforcement.models import Case
from recording.flows import UPLOAD
from recording.models import Evidence, KeptAnyway, Step, Upload
from recording.services import sealing, uploads
from recording.services.evidence import Taking
from recording.tasks import seal_uploads
from tests import factories
from tests.base import Cast
from tests.recording.uploading import PHOTO, begun

NOW = timezone.now


class Died(BaseException):
    """The process ends here; nothing catches it."""


@pytest.fixture
def case(cast: Cast) -> Case:
    return factories.case(cast.bureau, filed=True)


@pytest.fixture(autouse=True)
def clean() -> Iterator[None]:
    yield
    for path in uploads.place().glob("*"):
        path.unlink()


def take(upload: Upload, content: bytes = PHOTO, at: int = 0, **options: Any) -> int:
    """One piece, from memory."""
    stream = _Stream(content)
    return uploads.take(upload, at=at, stream=stream, length=len(content), **options)


class _Stream:
    def __init__(self, content: bytes) -> None:
        self.content = content

    def read(self, size: int, /) -> bytes:
        chunk, self.content = self.content[:size], self.content[size:]
        return chunk


def complete(cast: Cast, case: Case, content: bytes = PHOTO, **values: Any) -> Upload:
    """An upload all of whose bytes are here."""
    row = begun(cast, case, content, **values)
    take(row, content)
    return row


def seal(upload: Upload) -> Upload:
    """One run of the task; the row as it is afterwards."""
    sealing.run(NOW())
    upload.refresh_from_db()
    return upload


# ------------------------------------------------------------------------------- the good end
def test_a_complete_upload_becomes_evidence_with_both_hashes_and_its_part_is_gone(
    cast: Cast, case: Case
) -> None:
    started = NOW() - timedelta(minutes=7)
    taking = Taking(
        started_at=started, place="云溪路1号", device_no="JLY-7", recorder=cast.officers[1]
    )
    row = complete(cast, case, taking=taking, sha256=hashlib.sha256(PHOTO).hexdigest())
    assert seal_uploads() == 1
    row.refresh_from_db()
    assert row.status == "sealed"
    item = Evidence.objects.get(case=case)
    assert row.evidence == item
    assert files.read_bytes(item.blob) == PHOTO
    assert item.blob.sm3 == hashlib.new("sm3", PHOTO).hexdigest()
    assert (item.title, item.media, item.place, item.device_no) == (
        *("现场照片", "photo", "云溪路1号", "JLY-7"),
    )
    assert (item.started_at, item.recorder) == (started, cast.officers[1])
    assert item.uploaded_by == cast.officer1
    assert list(uploads.place().iterdir()) == []


def test_every_step_of_an_upload_is_in_the_log(cast: Cast, case: Case) -> None:
    row = seal(complete(cast, case))
    entries = AuditEntry.objects.filter(object_id=str(row.pk)).order_by("pk")
    assert [entry.action for entry in entries] == [
        *("upload.begin", "upload.complete", "upload.seal"),
    ]
    assert AuditEntry.objects.filter(
        action="evidence.seal", object_id=str(row.evidence_id)
    ).exists()


def test_the_digests_taken_on_the_way_are_those_of_the_original(cast: Cast, case: Case) -> None:
    row = begun(cast, case)
    take(row, PHOTO[:9000])
    take(row, PHOTO[9000:], 9000)
    assert (row.sha256, row.sm3) == (
        hashlib.sha256(PHOTO).hexdigest(),
        hashlib.new("sm3", PHOTO).hexdigest(),
    )


def test_an_upload_hashed_by_nobody_is_hashed_when_it_is_sealed(
    cast: Cast, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(partial, "REREAD_BYTES", 10)
    row = begun(cast, case)
    take(row, PHOTO[:9000])
    uploads.MEMORY.forget(str(row.pk))
    take(row, PHOTO[9000:], 9000)
    assert row.sha256 == ""
    assert seal(row).blob_id == hashlib.sha256(PHOTO).hexdigest()


def test_the_same_file_twice_is_two_items_and_one_blob(cast: Cast, case: Case) -> None:
    for row in (complete(cast, case), complete(cast, case)):
        assert seal(row).status == "sealed"
    assert Evidence.objects.filter(case=case).count() == 2
    assert Blob.objects.filter(sha256=hashlib.sha256(PHOTO).hexdigest()).count() == 1


def test_a_second_run_finds_nothing_to_do(cast: Cast, case: Case) -> None:
    row = seal(complete(cast, case))
    assert sealing.run(NOW()) == 0
    assert not sealing.settle(row)
    assert Evidence.objects.filter(case=case).count() == 1


# ------------------------------------------------------------------------------- crashes
def dying(*_: Any, **__: Any) -> Any:
    """What is called when the process dies."""
    raise Died


def after(whole: Callable[..., Any]) -> Callable[..., Any]:
    """The same, and then the process dies."""

    def wrapped(*args: Any, **values: Any) -> Any:
        whole(*args, **values)
        raise Died

    return wrapped


CRASHES: dict[str, tuple[Any, str, Callable[[Any], Any]]] = {
    "before the link": (files, "adopt", lambda _: dying),
    "between link and row": (files, "keep_row", lambda _: dying),
    "after the link": (files, "adopt", after),
    "before the commit": (UPLOAD, "move", lambda _: dying),
    "inside the commit": (UPLOAD, "move", after),
    "after the commit": (Part, "discard", lambda _: dying),
}


@pytest.mark.parametrize("place", CRASHES)
def test_a_crash_at_any_step_ends_with_exactly_one_original(
    cast: Cast, case: Case, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = complete(cast, case)
    owner, name, wrap = CRASHES[place]
    monkeypatch.setattr(owner, name, wrap(getattr(owner, name)))
    with pytest.raises(Died):
        sealing.settle(row)
    monkeypatch.undo()
    committed = Upload.objects.get(pk=row.pk).status == "sealed"
    assert committed == (place == "after the commit")
    assert seal(row).status == "sealed"
    assert [item.blob_id for item in Evidence.objects.filter(case=case)] == [
        hashlib.sha256(PHOTO).hexdigest()
    ]
    assert files.verify(row.evidence.blob) == "ok"  # type: ignore[union-attr]  # it is sealed
    assert list(uploads.place().iterdir()) == []


def test_a_server_that_died_after_the_last_byte_is_made_good(cast: Cast, case: Case) -> None:
    row = begun(cast, case)
    part = uploads.part_of(row)
    with partial.Writer(part, part.claim()) as writer:
        writer.write(PHOTO)
    assert row.status == "receiving"
    assert seal(row).status == "sealed"


def test_asking_how_far_it_is_ends_it_too(cast: Cast, case: Case) -> None:
    row = begun(cast, case)
    part = uploads.part_of(row)
    with partial.Writer(part, part.claim()) as writer:
        writer.write(PHOTO)
    assert uploads.offset(row) == len(PHOTO)
    assert row.status == "verifying"
    part.close()
    row.status = "receiving"
    assert uploads.offset(row) == len(PHOTO)


def test_a_sealer_leaves_what_another_one_is_at(cast: Cast, case: Case) -> None:
    row = complete(cast, case)
    with uploads.part_of(row).alone() as mine:
        assert mine
        assert not sealing.settle(row)
    assert seal(row).status == "sealed"


@pytest.mark.parametrize("error", [OSError("full"), files.WriteOnceError("no lock")])
def test_a_place_that_fails_is_tried_again(
    cast: Cast, case: Case, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = complete(cast, case)

    def failing(*_: object) -> None:
        raise error

    monkeypatch.setattr(files, "adopt", failing)
    assert seal(row).status == "verifying"
    monkeypatch.undo()
    assert seal(row).status == "sealed"


# ------------------------------------------------------------------------------- refused at the end
def test_another_file_than_declared_is_rejected_in_words(cast: Cast, case: Case) -> None:
    row = seal(complete(cast, case, sha256="ab" * 32))
    assert row.status == "rejected"
    assert "校验值不一致" in row.reason
    assert "重新上传" in row.reason
    assert not Evidence.objects.filter(case=case).exists()
    assert list(uploads.place().iterdir()) == []


def test_bytes_that_were_lost_are_said_so(cast: Cast, case: Case) -> None:
    row = complete(cast, case)
    uploads.part_of(row).discard()
    assert "丢失" in seal(row).reason


def test_a_sender_who_left_the_case_meanwhile_is_refused(cast: Cast, case: Case) -> None:
    row = complete(cast, case)
    case.assignments.filter(officer=cast.officers[0]).update(until=timezone.localdate())
    assert "承办人员" in seal(row).reason
    assert not Evidence.objects.filter(case=case).exists()


def test_the_beginning_shows_that_it_is_no_photo(cast: Cast, case: Case) -> None:
    fake = b"<html>" + bytes(20_000)
    row = begun(cast, case, fake)
    with pytest.raises(RuleError, match="不是允许的类型"):
        take(row, fake[:10_000])
    row.refresh_from_db()
    assert row.status == "rejected"
    assert "不是允许的类型" in row.reason
    assert list(uploads.place().iterdir()) == []


def test_a_few_first_bytes_decide_nothing(cast: Cast, case: Case) -> None:
    row = begun(cast, case, b"MZ" + bytes(9000))
    assert take(row, b"MZ" + bytes(10)) == 12
    take(row, bytes(8990), 12)
    assert "不是允许的类型" in seal(row).reason


def test_who_insists_with_a_reason_has_it_kept(cast: Cast, case: Case) -> None:
    odd = b"MZ" + bytes(9000)
    row = seal(complete(cast, case, odd, insist="执法仪专用格式，原样留存。"))
    assert row.status == "sealed"
    assert KeptAnyway.objects.get(evidence=row.evidence).reason == "执法仪专用格式，原样留存。"


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
    assert seal(complete(cast, case, taking=late)).status == "sealed"


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
                part, claim, _Stream(PHOTO[9000:]), length=len(PHOTO) - 9000, memory=uploads.MEMORY
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
    assert seal(row).blob_id == hashlib.sha256(PHOTO).hexdigest()


def test_who_asks_how_far_it_is_takes_over_from_a_stalled_line(cast: Cast, case: Case) -> None:
    row = begun(cast, case)
    part = uploads.part_of(row)
    with partial.Writer(part, part.claim()) as stalled:
        stalled.write(PHOTO[:5000])
        assert uploads.offset(row) == 5000
        with pytest.raises(partial.Fenced):
            stalled.write(PHOTO[5000:6000])
    take(row, PHOTO[5000:], 5000)
    assert seal(row).blob_id == hashlib.sha256(PHOTO).hexdigest()


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
