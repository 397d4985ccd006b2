"""The tus 1.0 protocol as written: core, creation by our page, checksum, termination, expiration."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages
from django.test import Client
from django.utils import timezone

from core import partial
from enforcement.models import Case
from recording.models import Upload
from recording.services import sealing, uploads
from tests import factories
from tests.base import Cast, client_of
from tests.recording.uploading import PHOTO, PIECE, TUS, address, begun, digest, head, send

NOTHING: dict[str, str] = {}


@pytest.fixture
def case(cast: Cast) -> Case:
    return factories.case(cast.bureau, filed=True)


@pytest.fixture
def officer(cast: Cast) -> Client:
    return cast.client("officer1")


@pytest.fixture
def upload(cast: Cast, case: Case) -> Iterator[Upload]:
    row = begun(cast, case)
    yield row
    uploads.part_of(row).discard()


@pytest.fixture(autouse=True)
def left_to_the_task(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that what follows the last piece can be looked at."""
    monkeypatch.setattr("recording.views.tus.AT_ONCE_BYTES", 0)


def stored(upload: Upload) -> int:
    """Bytes that count on disk."""
    return uploads.part_of(upload).look().committed


def written(upload: Upload) -> bytes:
    """What is on disk, counting or not."""
    return uploads.part_of(upload).data.read_bytes()


# ------------------------------------------------------------------------------- core: OPTIONS, HEAD
def test_options_tells_version_extensions_size_and_algorithms(
    officer: Client, upload: Upload
) -> None:
    answer = officer.options(address(upload))
    assert answer.status_code == 204
    assert answer["Tus-Version"] == answer["Tus-Resumable"] == "1.0.0"
    assert set(answer["Tus-Extension"].split(",")) == {
        *("creation", "checksum", "termination", "expiration")
    }
    assert int(answer["Tus-Max-Size"]) == 10 * 1024**3
    assert answer["Tus-Checksum-Algorithm"] == "sha256,sha1,sm3"


def test_head_tells_offset_length_and_forbids_storing(officer: Client, upload: Upload) -> None:
    answer = head(officer, upload)
    assert answer.status_code == 200
    assert (answer["Upload-Offset"], answer["Upload-Length"]) == ("0", str(len(PHOTO)))
    assert answer["Cache-Control"] == "no-store"
    assert answer["Tus-Resumable"] == "1.0.0"
    assert answer["Upload-Expires"].endswith("GMT")
    assert answer.content == b""


@pytest.mark.parametrize("version", ["", "0.2.2", "1.0", "2.0.0"])
@pytest.mark.parametrize("method", ["head", "patch", "delete"])
def test_another_version_is_refused_and_ours_is_named(
    officer: Client, upload: Upload, method: str, version: str
) -> None:
    headers = {"Tus-Resumable": version} if version else {}
    answer = getattr(officer, method)(address(upload), headers=headers)
    assert answer.status_code == 412
    assert answer["Tus-Version"] == "1.0.0"
    upload.refresh_from_db()
    assert (upload.status, stored(upload)) == ("receiving", 0)


def test_what_does_not_exist_is_404(officer: Client) -> None:
    row = Upload()
    assert head(officer, row).status_code == 404
    assert send(officer, row, b"x").status_code == 404
    assert officer.delete(address(row), headers=TUS).status_code == 404


# ------------------------------------------------------------------------------- core: PATCH
def test_pieces_follow_each_other_and_the_last_ends_the_upload(
    officer: Client, upload: Upload
) -> None:
    first = send(officer, upload, PHOTO[:9000])
    assert (first.status_code, first["Upload-Offset"]) == (204, "9000")
    assert first["Upload-Expires"]
    assert head(officer, upload)["Upload-Offset"] == "9000"
    last = send(officer, upload, PHOTO[9000:], 9000)
    assert (last.status_code, last["Upload-Offset"]) == (204, str(len(PHOTO)))
    assert "Upload-Expires" not in last
    upload.refresh_from_db()
    assert upload.status == "verifying"
    assert written(upload) == PHOTO


def test_an_empty_piece_changes_nothing(officer: Client, upload: Upload) -> None:
    assert (
        officer.generic(
            "PATCH",
            address(upload),
            CONTENT_TYPE=PIECE,
            CONTENT_LENGTH="0",
            headers={**TUS, "Upload-Offset": "0"},
        ).status_code
        == 204
    )
    assert stored(upload) == 0


@pytest.mark.parametrize("at", [1, 8999, 9001])
def test_another_offset_than_where_it_stands_is_409_and_writes_nothing(
    officer: Client, upload: Upload, at: int
) -> None:
    send(officer, upload, PHOTO[:9000])
    assert send(officer, upload, b"\xee" * 50, at).status_code == 409
    assert stored(upload) == 9000
    assert b"\xee" * 50 not in written(upload)


@pytest.mark.parametrize(
    "content_type", ["application/octet-stream", "text/plain", "", "image/jpeg"]
)
def test_another_content_type_is_415_and_writes_nothing(
    officer: Client, upload: Upload, content_type: str
) -> None:
    answer = send(officer, upload, b"\xee" * 50, **{"Content-Type": content_type or "x/y"})
    assert answer.status_code == 415
    assert not written(upload).strip(b"\0")


@pytest.mark.parametrize("offset", ["", "-1", "1.5", "abc", "٣", "1" * 19])
def test_an_offset_that_is_no_number_is_400(officer: Client, upload: Upload, offset: str) -> None:
    assert send(officer, upload, b"x", **{"Upload-Offset": offset}).status_code == 400
    assert stored(upload) == 0


def test_a_piece_without_an_offset_is_400(officer: Client, upload: Upload) -> None:
    answer = officer.patch(address(upload), b"x", "application/offset+octet-stream", headers=TUS)
    assert answer.status_code == 400


def test_more_bytes_than_announced_are_413_and_none_is_written(
    officer: Client, upload: Upload
) -> None:
    assert send(officer, upload, PHOTO + b"x").status_code == 413
    assert not written(upload).strip(b"\0")


def test_a_proxy_that_lets_only_post_pass_is_no_obstacle(officer: Client, upload: Upload) -> None:
    answer = officer.post(
        address(upload),
        PHOTO[:10],
        "application/offset+octet-stream",
        headers={**TUS, "Upload-Offset": "0", "X-HTTP-Method-Override": "PATCH"},
    )
    assert (answer.status_code, stored(upload)) == (204, 10)


def test_no_method_can_be_overridden_into_another_one_than_those_of_the_protocol(
    officer: Client, upload: Upload
) -> None:
    answer = officer.post(address(upload), headers={"X-HTTP-Method-Override": "TRACE"})
    assert answer.status_code == 200
    assert stored(upload) == 0


# ------------------------------------------------------------------------------- checksum
@pytest.mark.parametrize("algorithm", partial.ALGORITHMS)
def test_a_piece_with_its_checksum_counts(officer: Client, upload: Upload, algorithm: str) -> None:
    checksum = digest(PHOTO[:9000], algorithm)
    answer = send(officer, upload, PHOTO[:9000], **{"Upload-Checksum": checksum})
    assert (answer.status_code, stored(upload)) == (204, 9000)


def test_a_piece_with_a_wrong_checksum_is_460_and_does_not_count(
    officer: Client, upload: Upload
) -> None:
    answer = send(officer, upload, PHOTO[:9000], **{"Upload-Checksum": digest(b"other")})
    assert answer.status_code == 460
    assert head(officer, upload)["Upload-Offset"] == "0"
    again = send(officer, upload, PHOTO, **{"Upload-Checksum": digest(PHOTO)})
    assert again.status_code == 204
    assert written(upload) == PHOTO


@pytest.mark.parametrize("checksum", ["md5 AAAA", "sha256", "", "sha256 !!", "crc32 AAAA"])
def test_an_unknown_algorithm_or_broken_base64_is_400_or_a_mismatch(
    officer: Client, upload: Upload, checksum: str
) -> None:
    answer = send(officer, upload, PHOTO[:9000], **{"Upload-Checksum": checksum})
    assert answer.status_code == (460 if checksum == "sha256" else 400)
    assert stored(upload) == 0


# ------------------------------------------------------------------------------- termination
def test_a_cancelled_upload_is_gone_with_its_bytes(officer: Client, upload: Upload) -> None:
    send(officer, upload, PHOTO[:9000])
    assert officer.delete(address(upload), headers=TUS).status_code == 204
    assert not uploads.part_of(upload).data.exists()
    assert head(officer, upload).status_code == 410
    assert send(officer, upload, PHOTO[9000:], 9000).status_code == 410
    assert officer.delete(address(upload), headers=TUS).status_code == 410


# ------------------------------------------------------------------------------- expiration
def test_an_upload_whose_time_is_over_is_410(officer: Client, upload: Upload) -> None:
    Upload.objects.filter(pk=upload.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert head(officer, upload).status_code == 410
    sealing.run(timezone.now())
    upload.refresh_from_db()
    assert upload.status == "expired"
    assert not uploads.part_of(upload).data.exists()
    assert send(officer, upload, PHOTO).status_code == 410


# ------------------------------------------------------------------------------- after the end
def test_while_it_is_verified_no_byte_is_taken(officer: Client, upload: Upload) -> None:
    send(officer, upload, PHOTO)
    assert send(officer, upload, b"", len(PHOTO)).status_code == 423
    assert officer.delete(address(upload), headers=TUS).status_code == 423
    assert head(officer, upload)["Upload-Offset"] == str(len(PHOTO))


def test_a_sealed_upload_can_be_asked_for_but_not_changed(officer: Client, upload: Upload) -> None:
    send(officer, upload, PHOTO)
    sealing.run(timezone.now())
    answer = head(officer, upload)
    assert answer["Upload-Offset"] == answer["Upload-Length"] == str(len(PHOTO))
    assert send(officer, upload, b"x", 0).status_code == 403
    assert officer.delete(address(upload), headers=TUS).status_code == 403
    upload.refresh_from_db()
    assert upload.status == "sealed"


def test_a_photo_is_sealed_before_its_last_piece_is_answered(
    officer: Client, upload: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("recording.views.tus.AT_ONCE_BYTES", len(PHOTO))
    assert send(officer, upload, PHOTO).status_code == 204
    assert officer.get(address(upload)).json()["status"] == "sealed"
    assert not uploads.part_of(upload).data.exists()


def test_a_part_file_that_is_lost_is_said_plainly(officer: Client, upload: Upload) -> None:
    uploads.part_of(upload).discard()
    assert head(officer, upload).status_code == 410
    assert send(officer, upload, PHOTO).status_code == 410


# ------------------------------------------------------------------------------- who
def test_nobody_writes_without_a_session(upload: Upload) -> None:
    nobody = Client()
    assert head(nobody, upload).status_code == 401
    assert send(nobody, upload, PHOTO).status_code == 401
    assert nobody.delete(address(upload), headers=TUS).status_code == 401
    assert not written(upload).strip(b"\0")


@pytest.mark.parametrize(
    ("name", "status"), [("officer2", 404), ("outsider", 404), ("head", 403), ("publisher", 403)]
)
def test_nobody_writes_into_the_upload_of_another(
    cast: Cast, upload: Upload, name: str, status: int
) -> None:
    other = cast.client(name)
    assert head(other, upload).status_code == status
    assert send(other, upload, PHOTO).status_code == status
    assert other.delete(address(upload), headers=TUS).status_code == status
    assert not written(upload).strip(b"\0")
    upload.refresh_from_db()
    assert upload.status == "receiving"


def test_a_session_without_the_header_against_forgery_writes_nothing(
    cast: Cast, upload: Upload
) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.officer1)
    assert send(strict, upload, PHOTO).status_code == 403
    assert not written(upload).strip(b"\0")
    strict.get(f"/office/cases/{upload.case_id}/evidence/new/")
    token = strict.cookies["csrftoken"].value
    assert send(strict, upload, PHOTO[:10], **{"X-CSRFToken": token}).status_code == 204


def test_the_body_is_not_touched_before_everything_else_was_checked(
    cast: Cast, upload: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    def touched(*_: Any, **__: Any) -> None:
        raise AssertionError("the body was read")

    monkeypatch.setattr(uploads, "take", touched)
    monkeypatch.setattr("django.http.HttpRequest.body", property(touched))
    monkeypatch.setattr("django.http.HttpRequest.read", touched)
    assert send(Client(), upload, PHOTO).status_code == 401
    assert send(cast.client("officer2"), upload, PHOTO).status_code == 404
    officer = client_of(cast.officer1)
    assert send(officer, upload, PHOTO, **{"Tus-Resumable": "9"}).status_code == 412
    assert send(officer, upload, PHOTO, **{"Content-Type": "text/plain"}).status_code == 415


def test_part_files_lie_in_the_staging_place_of_the_store(upload: Upload) -> None:
    staging = storages["blobs"].staging()  # type: ignore[attr-defined]  # our own store
    assert Path(staging) in uploads.part_of(upload).data.parents
