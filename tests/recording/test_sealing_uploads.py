"""A complete upload becomes exactly one original, whatever dies on the way, or is refused in words."""

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from core import files, partial
from core.errors import RuleError
from core.models import AuditEntry, Blob
from core.partial import Part
from enforcement.models import Case
from recording.flows import UPLOAD
from recording.models import Evidence, KeptAnyway, Upload
from recording.services import sealing, uploads
from recording.services.evidence import Taking
from recording.tasks import seal_uploads
from tests import factories
from tests.base import Cast
from tests.lately import lately
from tests.recording.uploading import PHOTO, begun, complete, sealed, take

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


# ------------------------------------------------------------------------------- the good end
def test_a_complete_upload_becomes_evidence_with_both_hashes_and_its_part_is_gone(
    cast: Cast, case: Case
) -> None:
    started = lately(7)
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


def test_the_list_of_evidence_tells_of_a_file_that_is_being_sealed(cast: Cast, case: Case) -> None:
    row = complete(cast, case)
    page = reverse("evidence-list", args=[case.pk])
    waiting = f"{row.file_name}：已全部收到，正在校验封存"
    assert waiting in cast.client("officer1").get(page).content.decode()
    assert seal_uploads() == 1
    after = cast.client("officer1").get(page).content.decode()
    assert waiting not in after and "现场照片" in after


def test_every_step_of_an_upload_is_in_the_log(cast: Cast, case: Case) -> None:
    row = sealed(complete(cast, case))
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
    assert sealed(row).blob_id == hashlib.sha256(PHOTO).hexdigest()


def test_the_same_file_twice_is_two_items_and_one_blob(cast: Cast, case: Case) -> None:
    for row in (complete(cast, case), complete(cast, case)):
        assert sealed(row).status == "sealed"
    assert Evidence.objects.filter(case=case).count() == 2
    assert Blob.objects.filter(sha256=hashlib.sha256(PHOTO).hexdigest()).count() == 1


def test_the_same_file_of_two_people_is_an_item_of_each_and_one_blob(
    cast: Cast, case: Case
) -> None:
    for person in (cast.officer1, cast.officer2):
        assert sealed(complete(cast, case, by=person)).status == "sealed"
    senders = Evidence.objects.filter(case=case).values_list("uploaded_by__username", flat=True)
    assert sorted(senders) == ["officer1", "officer2"]
    assert Blob.objects.filter(sha256=hashlib.sha256(PHOTO).hexdigest()).count() == 1


def test_a_second_run_finds_nothing_to_do(cast: Cast, case: Case) -> None:
    row = sealed(complete(cast, case))
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
    assert sealed(row).status == "sealed"
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
    assert sealed(row).status == "sealed"


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
    assert sealed(row).status == "sealed"


@pytest.mark.parametrize("error", [OSError("full"), files.WriteOnceError("no lock")])
def test_a_place_that_fails_is_tried_again(
    cast: Cast, case: Case, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = complete(cast, case)

    def failing(*_: object) -> None:
        raise error

    monkeypatch.setattr(files, "adopt", failing)
    assert sealed(row).status == "verifying"
    monkeypatch.undo()
    assert sealed(row).status == "sealed"


# ------------------------------------------------------------------------------- refused at the end
def test_another_file_than_declared_is_rejected_in_words(cast: Cast, case: Case) -> None:
    row = sealed(complete(cast, case, sha256="ab" * 32))
    assert row.status == "rejected"
    assert "校验值不一致" in row.reason
    assert "重新上传" in row.reason
    assert not Evidence.objects.filter(case=case).exists()
    assert list(uploads.place().iterdir()) == []


def test_bytes_that_were_lost_are_said_so(cast: Cast, case: Case) -> None:
    row = complete(cast, case)
    uploads.part_of(row).discard()
    assert "丢失" in sealed(row).reason


def test_a_sender_who_left_the_case_meanwhile_is_refused(cast: Cast, case: Case) -> None:
    row = complete(cast, case)
    case.assignments.filter(officer=cast.officers[0]).update(until=timezone.localdate())
    assert "承办人员" in sealed(row).reason
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
    assert "不是允许的类型" in sealed(row).reason


def test_who_insists_with_a_reason_has_it_kept(cast: Cast, case: Case) -> None:
    odd = b"MZ" + bytes(9000)
    row = sealed(complete(cast, case, odd, insist="执法仪专用格式，原样留存。"))
    assert row.status == "sealed"
    assert KeptAnyway.objects.get(evidence=row.evidence).reason == "执法仪专用格式，原样留存。"
