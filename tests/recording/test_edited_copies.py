"""An edited copy is asked for, made in the worker, kept beside its original and never in its place."""

import hashlib
import io
import json
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from PIL import Image

from core import files
from core.errors import RuleError
from core.models import AuditEntry, Blob
from core.storage import WriteOnceError
from recording import custody, tasks
from recording.media import cut, sandbox
from recording.models import EditedCopy, Evidence
from recording.services import edited as service
from recording.services import media
from tests.base import Cast
from tests.clips import clip
from tests.originals import PAPER, PHOTO
from tests.recording import edited
from tests.recording.edited import looked_at

pytestmark = pytest.mark.django_db
AREAS = {"areas": [edited.AREA]}
CLIP = {"keep": [[0, 1000]]}
LATE = service.SILENT + timedelta(seconds=1)


@pytest.fixture
def photo(cast: Cast) -> Evidence:
    return looked_at(edited.item(cast, PHOTO))


def ask(item: Evidence, cast: Cast, edit_list: Any = AREAS, **more: Any) -> EditedCopy:
    given = {"reason": "画面中有无关的行人", "purpose": "提供给当事人查阅", **more}
    by = given.pop("by", cast.officer1)
    return service.ask(item, by=by, edit_list=edit_list, at=timezone.now(), **given)


def entries(action: str) -> list[dict[str, Any]]:
    return [json.loads(row.data) for row in AuditEntry.objects.filter(action=action)]


def test_a_copy_is_made_in_the_worker_with_its_digests_and_those_of_its_parent(
    photo: Evidence, cast: Cast
) -> None:
    row = ask(photo, cast)
    assert (row.status, row.kind, row.parent_sha256) == ("asked", "photo", photo.blob.sha256)
    assert row.edits == {"keep": [], "mute": [], "areas": [edited.AREA]}
    assert tasks.make_edited_copies() == 1
    row.refresh_from_db()
    assert (row.status, row.progress) == ("ready", 100)
    assert row.tool.startswith("Pillow ")
    assert row.blob is not None
    content = files.read_bytes(row.blob)
    assert row.blob.sha256 == hashlib.sha256(content).hexdigest()
    assert row.blob.sm3 == hashlib.new("sm3", content).hexdigest()
    assert row.blob.content_type == "image/jpeg"
    assert Image.open(io.BytesIO(content)).size == (8, 8)
    assert tasks.make_edited_copies() == 0


def test_the_original_stays_what_it_is(photo: Evidence, cast: Cast) -> None:
    before = (photo.blob.sha256, files.read_bytes(photo.blob))
    row = ask(photo, cast)
    service.make_waiting()
    row.refresh_from_db()
    photo.refresh_from_db()
    assert row.blob_id != photo.blob_id
    assert (photo.blob.sha256, files.read_bytes(photo.blob)) == before
    assert Evidence.objects.count() == 1


def test_asking_and_making_are_in_the_log_and_in_the_custody_of_the_original(
    photo: Evidence, cast: Cast
) -> None:
    row = ask(photo, cast)
    service.make_waiting()
    row.refresh_from_db()
    (asked,) = entries("editedcopy.ask")
    assert (asked["parent"], asked["reason"]) == (photo.blob.sha256, "画面中有无关的行人")
    assert asked["edits"]["areas"] == [edited.AREA]
    (derived,) = entries("evidence.derived")
    assert (derived["copy"], derived["sha256"]) == (row.pk, row.blob_id)
    assert derived["purpose"] == "提供给当事人查阅"
    actions = [entry.action for entry in custody.entries_of(photo)]
    assert actions.count("evidence.derived") == 1
    assert "evidence.derived" in custody.LABELS


def test_a_film_is_cut_and_told_how_far_it_is(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    item = looked_at(edited.item(cast, clip("film.mp4"), "video"))
    row = ask(item, cast, CLIP)
    heard: list[int] = []
    monkeypatch.setattr(sandbox, "WATCH_SECONDS", 0.01)
    monkeypatch.setattr(service, "_tell", lambda row, percent: heard.append(percent))
    service.make_waiting()
    row.refresh_from_db()
    assert (row.status, row.kind) == ("ready", "video")
    assert row.tool.startswith("ffmpeg ")
    assert row.blob is not None
    assert row.blob.content_type == "video/mp4"
    assert len(heard) > 1


def test_a_tape_is_cut(cast: Cast) -> None:
    item = looked_at(edited.item(cast, clip("recorder.caf"), "audio"))
    row = ask(item, cast, {"mute": [[500, 900]]})
    service.make_waiting()
    row.refresh_from_db()
    assert (row.status, row.kind) == ("ready", "audio")
    assert row.blob is not None
    assert row.blob.content_type == "audio/mp4"


# ------------------------------------------------------------------------------- refusals
def test_only_people_of_the_agency_with_the_right_ask(photo: Evidence, cast: Cast) -> None:
    for by in (cast.outsider, cast.reviewer, cast.supervisor, cast.publisher):
        with pytest.raises(PermissionDenied):
            ask(photo, cast, by=by)
    assert ask(photo, cast, by=cast.unithead).made_by == cast.unithead


@pytest.mark.parametrize("name", ["reason", "purpose"])
def test_a_copy_has_a_reason_and_a_purpose(photo: Evidence, cast: Cast, name: str) -> None:
    with pytest.raises(RuleError, match="请写明") as caught:
        ask(photo, cast, **{name: "  "})
    assert (caught.value.field, caught.value.article) == (name, service.ARTICLE)


def test_what_the_worker_did_not_look_at_must_wait(cast: Cast) -> None:
    with pytest.raises(RuleError, match="还没有检测原件"):
        ask(edited.item(cast, PHOTO), cast)


def test_a_paper_is_not_edited(cast: Cast) -> None:
    with pytest.raises(RuleError, match="不是可以编辑的"):
        ask(looked_at(edited.item(cast, PAPER, "document")), cast)


def test_a_recording_without_a_length_is_not_edited(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = media.find
    item = edited.item(cast, clip("film.mp4"), "video")
    monkeypatch.setattr(
        media, "find", lambda blob: type(found(blob))(**{**vars(found(blob)), "duration": None})
    )
    with pytest.raises(RuleError, match="没有注明时长"):
        ask(looked_at(item), cast)


def test_a_span_beyond_the_real_length_is_refused(cast: Cast) -> None:
    item = looked_at(edited.item(cast, clip("film.mp4"), "video"))
    with pytest.raises(RuleError, match="超出录制时长"):
        ask(item, cast, {"keep": [[0, 60_000]]})


# ------------------------------------------------------------------------------- failures
def test_what_cannot_be_made_says_why_and_stays_so(
    photo: Evidence, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*args: Any, **options: Any) -> None:
        raise sandbox.Ended("no answer within 90 s")

    monkeypatch.setattr(cut, "picture", dies)
    row = ask(photo, cast)
    service.make_waiting()
    row.refresh_from_db()
    assert (row.status, row.blob) == ("failed", None)
    assert "原件不受影响" in row.problem
    assert "no answer within 90 s" in row.problem
    assert entries("editedcopy.failed") == [{"problem": row.problem}]
    assert service.make_waiting() == 0


def test_a_missing_program_is_said(
    photo: Evidence, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    row = ask(photo, cast)
    service.make_waiting()
    row.refresh_from_db()
    assert "没有安装制作程序" in row.problem


def test_nothing_is_made_of_an_original_that_is_damaged(
    photo: Evidence, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = ask(photo, cast)
    monkeypatch.setattr(files, "verify", lambda blob, **options: "damaged")
    service.make_waiting()
    row.refresh_from_db()
    assert (row.status, "原件与收存时不一致" in row.problem) == ("failed", True)


@pytest.mark.parametrize(
    "error", [OSError("disk full"), WriteOnceError("no lock"), RuleError("不一致", remedy="重试")]
)
def test_a_store_that_does_not_answer_leaves_the_copy_asked_for(
    photo: Evidence, cast: Cast, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    adopt = files.adopt

    def refuses(*args: Any) -> Blob:
        raise error

    row = ask(photo, cast)
    monkeypatch.setattr(files, "adopt", refuses)
    assert service.make_waiting() == 1
    row.refresh_from_db()
    assert (row.status, row.blob, row.attempts) == ("asked", None, 1)
    monkeypatch.setattr(files, "adopt", adopt)
    service.make_waiting()
    row.refresh_from_db()
    assert row.status == "ready"
    assert entries("evidence.derived")[0]["copy"] == row.pk


# ------------------------------------------------------------------------------- makers that die
def test_a_maker_that_died_leaves_nothing_half_and_is_replaced(photo: Evidence, cast: Cast) -> None:
    row = ask(photo, cast)
    now = timezone.now()
    assert service.claim(now) == row
    left = files.place().staging() / f"edited-{row.pk}"
    left.mkdir()
    (left / "copy").write_bytes(b"half a picture")
    assert service.claim(now + service.SILENT) is None
    again = service.claim(now + LATE)
    assert again is not None
    assert again.attempts == 2
    service.make(again)
    row.refresh_from_db()
    assert row.status == "ready"
    assert not left.exists()
    assert not Blob.objects.filter(sha256=hashlib.sha256(b"half a picture").hexdigest()).exists()


def test_a_maker_that_comes_too_late_changes_nothing(photo: Evidence, cast: Cast) -> None:
    row = ask(photo, cast)
    now = timezone.now()
    slow, quick = service.claim(now), service.claim(now + LATE)
    assert slow is not None
    assert quick is not None
    service.make(quick)
    service.make(slow)
    row.refresh_from_db()
    assert (row.status, row.attempts) == ("ready", 2)
    assert len(entries("evidence.derived")) == 1
    assert entries("editedcopy.failed") == []


def test_a_copy_whose_maker_always_dies_is_given_up(photo: Evidence, cast: Cast) -> None:
    row = ask(photo, cast)
    now = timezone.now()
    for attempt in range(service.ATTEMPTS):
        assert service.claim(now + attempt * LATE) is not None
    assert service.claim(now + 9 * LATE) is None
    row.refresh_from_db()
    assert (row.status, "多次中断" in row.problem) == ("failed", True)


def test_one_film_is_made_at_a_time_and_pictures_pass_it(photo: Evidence, cast: Cast) -> None:
    for _n in range(2):
        edited.row(photo, cast, kind="video")
    first = service.claim(timezone.now())
    assert first is not None
    assert service.claim(timezone.now()) is None
    picture = ask(photo, cast)
    assert service.claim(timezone.now()) == picture


def test_the_directory_of_the_maker_is_gone_afterwards(photo: Evidence, cast: Cast) -> None:
    ask(photo, cast)
    service.make_waiting()
    left: list[Path] = list(files.place().staging().glob("edited-*"))
    assert left == []


def test_the_same_edits_twice_are_two_copies(photo: Evidence, cast: Cast) -> None:
    first, second = ask(photo, cast), ask(photo, cast)
    assert service.make_waiting() == 2
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.pk != second.pk
    assert first.blob_id == second.blob_id
    assert len(entries("evidence.derived")) == 2
