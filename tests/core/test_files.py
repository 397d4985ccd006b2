"""Write-once storage on the local tree."""

import hashlib
import io
import os
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from pytest_django import Settings

from core import files
from core.errors import RuleError
from core.models import Blob
from core.storage import CHUNK, WormFileStorage, WriteOnceError

pytestmark = pytest.mark.django_db
BYTES = b"original bytes " * 1000


@pytest.fixture(autouse=True)
def tree(settings: Settings, tmp_path: Path) -> Path:
    blobs = {"BACKEND": "core.storage.WormFileStorage", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, "blobs": blobs}
    return tmp_path


def path_of(blob: Blob) -> Path:
    return Path(storages["blobs"].path(blob.key))


def overwrite(blob: Blob, data: bytes) -> None:
    """What root could do to a kept file."""
    path = path_of(blob)
    path.chmod(0o600)
    path.write_bytes(data)


def test_bytes_are_kept_under_their_digest_with_both_hashes() -> None:
    blob = files.store(BYTES, content_type="video/mp4")
    sha256 = hashlib.sha256(BYTES).hexdigest()
    assert (blob.sha256, blob.size) == (sha256, len(BYTES))
    assert blob.sm3 == hashlib.new("sm3", BYTES).hexdigest()
    assert blob.key == f"{sha256[:2]}/{sha256[2:4]}/{sha256}"
    assert path_of(blob).read_bytes() == BYTES
    assert files.read_bytes(blob) == BYTES
    assert files.verify(blob) == "ok"


def test_the_sm3_is_the_published_one() -> None:
    # GB/T 32905-2016, appendix A.1
    blob = files.store(b"abc", content_type="text/plain")
    assert blob.sm3 == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


@pytest.mark.parametrize(
    "stream",
    [BYTES, io.BytesIO(BYTES), ContentFile(BYTES), SimpleUploadedFile("a", BYTES), iter([BYTES])],
    ids=["bytes", "file", "django file", "upload", "chunks"],
)
def test_every_kind_of_stream_is_taken(stream: object) -> None:
    assert files.store(stream, content_type="video/mp4").size == len(BYTES)


def test_the_same_bytes_twice_are_one_row_and_one_file(tree: Path) -> None:
    first = files.store(BYTES, content_type="video/mp4")
    second = files.store(io.BytesIO(BYTES), content_type="application/pdf")
    assert (second.pk, second.content_type) == (first.pk, "video/mp4")
    assert Blob.objects.count() == 1
    assert [p for p in tree.rglob("*") if p.is_file()] == [path_of(first)]


def test_a_kept_file_is_read_only_and_nothing_is_left_beside_it(tree: Path) -> None:
    blob = files.store(BYTES, content_type="video/mp4")
    assert stat.S_IMODE(path_of(blob).stat().st_mode) == 0o444
    assert list((tree / "staging").iterdir()) == []


def test_a_stream_is_never_held_in_memory_as_a_whole() -> None:
    held: list[int] = []

    def chunks() -> Iterator[bytes]:
        for n in range(64):
            held.append(n)
            yield bytes([n]) * CHUNK

    blob = files.store(chunks(), content_type="video/mp4")
    assert blob.size == 64 * CHUNK
    assert max(len(chunk) for chunk in files.open_blob(blob)) <= CHUNK


@pytest.mark.parametrize(
    ("start", "stop"), [(0, 10), (5, 5), (14_990, None), (14_990, 99_999), (0, None)]
)
def test_a_range_is_read(start: int, stop: int | None) -> None:
    blob = files.store(BYTES, content_type="video/mp4")
    assert b"".join(files.open_blob(blob, start=start, stop=stop)) == BYTES[start:stop]


def test_a_file_beyond_the_limit_is_refused_and_leaves_nothing(tree: Path) -> None:
    with pytest.raises(RuleError, match="2 MB") as caught:
        files.store(BYTES * 200, content_type="video/mp4", max_bytes=2 << 20)
    assert caught.value.remedy
    assert not Blob.objects.exists()
    assert [p for p in tree.rglob("*") if p.is_file()] == []


def test_the_limit_of_the_settings_counts_unless_another_is_given(settings: Settings) -> None:
    settings.UPLOAD_MAX_BYTES = 10
    with pytest.raises(RuleError, match="上限"):
        files.store(BYTES, content_type="video/mp4")


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(RuleError, match="空的"):
        files.store(b"", content_type="video/mp4")


def test_a_broken_upload_leaves_nothing(tree: Path) -> None:
    def chunks() -> Iterator[bytes]:
        yield BYTES
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        files.store(chunks(), content_type="video/mp4")
    assert [p for p in tree.rglob("*") if p.is_file()] == []
    assert not Blob.objects.exists()


def test_a_changed_and_a_lost_file_are_told_apart() -> None:
    blob = files.store(BYTES, content_type="video/mp4")
    overwrite(blob, BYTES[:-1] + b"!")
    assert files.verify(blob) == "damaged"
    overwrite(blob, BYTES[:-1])
    assert files.verify(blob) == "damaged"
    path_of(blob).unlink()
    assert files.verify(blob) == "missing"
    with pytest.raises(FileNotFoundError):
        files.read_bytes(blob)


def test_bytes_whose_kept_file_is_damaged_are_refused_and_not_overwritten() -> None:
    blob = files.store(BYTES, content_type="video/mp4")
    overwrite(blob, b"forged")
    with pytest.raises(RuleError, match="校验值不一致"):
        files.store(BYTES, content_type="video/mp4")
    assert path_of(blob).read_bytes() == b"forged"


def test_a_lost_file_comes_back_with_the_same_bytes() -> None:
    blob = files.store(BYTES, content_type="video/mp4")
    path_of(blob).unlink()
    assert files.store(BYTES, content_type="video/mp4").pk == blob.pk
    assert files.verify(blob) == "ok"


def test_a_file_left_without_its_row_by_a_rollback_is_taken_over() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        files.store(BYTES, content_type="video/mp4")
        raise ZeroDivisionError
    assert files.verify(files.store(BYTES, content_type="video/mp4")) == "ok"


def test_the_row_of_a_faster_upload_of_the_same_bytes_is_used() -> None:
    blob = files.store(BYTES, content_type="video/mp4")
    twin = Blob(**{field.attname: getattr(blob, field.attname) for field in Blob._meta.fields})
    twin.content_type = "application/pdf"
    assert files.keep_row(twin).content_type == "video/mp4"


def test_two_writers_of_one_key_keep_the_first(tree: Path) -> None:
    storage = files.place()
    sources = [tree / str(n) for n in range(8)]
    for source in sources:
        source.write_text(source.name)
    threads = [threading.Thread(target=storage.put, args=("k", source)) for source in sources]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept = (tree / "k").read_text()
    storage.put("k", sources[0])
    storage.put("k", sources[1])
    assert (tree / "k").read_text() == kept


def test_the_storage_api_offers_no_way_to_change_or_delete() -> None:
    blob = files.store(BYTES, content_type="video/mp4")
    storage = storages["blobs"]
    for attempt in (
        lambda: storage.delete(blob.key),
        lambda: storage.save(blob.key, ContentFile(b"other")),
        lambda: storage.save("new", ContentFile(b"other")),
    ):
        with pytest.raises(WriteOnceError):
            attempt()
    assert files.verify(blob) == "ok"


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE core_blob SET sha256 = 'x'",
        "UPDATE core_blob SET size = 1",
        "UPDATE core_blob SET key = 'x'",
        "UPDATE core_blob SET content_type = 'text/html'",
        "DELETE FROM core_blob",
    ],
)
def test_raw_sql_cannot_change_or_delete_the_row(sql: str) -> None:
    files.store(BYTES, content_type="video/mp4")
    with pytest.raises(IntegrityError, match="APPEND_ONLY"), transaction.atomic():
        connection.cursor().execute(sql)


def test_another_storage_is_refused(settings: Settings) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "blobs": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    }
    with pytest.raises(TypeError, match="blobs"):
        files.store(BYTES, content_type="video/mp4")


def test_the_directory_entry_reaches_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[bool] = []
    fsync = os.fsync

    def watch(descriptor: int) -> None:
        synced.append(stat.S_ISDIR(os.fstat(descriptor).st_mode))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", watch)
    files.store(BYTES, content_type="video/mp4")
    assert synced == [False, True]
    assert isinstance(files.place(), WormFileStorage)
