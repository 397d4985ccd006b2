"""The two places of originals, driven directly: no way to write over, cut, or slip out of the tree."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import files, storage
from core.errors import RuleError
from core.storage import WormFileStorage, WormS3Storage, WriteOnceError, locked_until

KEY = "ab/cd/abcd"
UNTIL = datetime(2027, 1, 1, 12, tzinfo=UTC)


@pytest.fixture
def tree(tmp_path: Path) -> WormFileStorage:
    return WormFileStorage(location=str(tmp_path))


def kept(tree: WormFileStorage, content: bytes = b"original", key: str = KEY) -> Path:
    """A file put under the key; its path."""
    source = tree.staging() / "x.part"
    source.write_bytes(content)
    tree.put(key, source)
    source.unlink()
    return Path(tree.path(key))


@pytest.mark.parametrize("mode", ["wb", "w", "ab", "r+b", "x", "rb+", "w+b"])
def test_what_is_kept_opens_for_reading_only(tree: WormFileStorage, mode: str) -> None:
    path = kept(tree)
    with pytest.raises(WriteOnceError, match="reading only"):
        tree.open(KEY, mode)
    assert path.read_bytes() == b"original"


def test_what_is_kept_can_be_read_through_the_storage_api(tree: WormFileStorage) -> None:
    kept(tree)
    with tree.open(KEY) as file:
        assert file.read() == b"original"


@pytest.mark.parametrize("key", ["../x", "/etc/passwd", "a/../../x", "ab/../../../x"])
def test_a_key_never_leads_out_of_the_tree(tree: WormFileStorage, key: str) -> None:
    source = tree.staging() / "x.part"
    source.write_bytes(b"x")
    ways: list[Callable[[], object]] = [
        lambda: tree.put(key, source),
        lambda: list(tree.chunks(key, "", 0, 9)),
        lambda: tree.length(key, ""),
    ]
    for way in ways:
        with pytest.raises(SuspiciousFileOperation):
            way()


def test_the_first_content_of_a_key_stays(tree: WormFileStorage) -> None:
    path = kept(tree, b"first")
    kept(tree, b"second")
    assert path.read_bytes() == b"first"
    assert tree.get_available_name(KEY) == KEY


def test_a_lost_file_is_missing_and_not_empty(tree: WormFileStorage) -> None:
    with pytest.raises(FileNotFoundError):
        tree.length(KEY, "")
    with pytest.raises(FileNotFoundError):
        list(tree.chunks(KEY, "", 0, 5))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=40), st.integers(0, 45), st.integers(0, 45), st.integers(1, 7))
def test_any_range_is_the_slice_of_the_content(
    tmp_path: Path, content: bytes, start: int, stop: int, chunk: int
) -> None:
    tree = WormFileStorage(location=str(tmp_path / content.hex()))
    kept(tree, content)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(storage, "CHUNK", chunk)
        parts = list(tree.chunks(KEY, "", start, stop))
    assert b"".join(parts) == content[start:stop]
    assert all(0 < len(part) <= chunk for part in parts)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.binary(max_size=9), max_size=6), st.integers(0, 30))
def test_the_limit_is_the_last_size_that_is_taken(
    tmp_path: Path, chunks: list[bytes], limit: int
) -> None:
    path, size = tmp_path / "x", sum(map(len, chunks))
    if 0 < size <= limit:
        found = files.write(iter(chunks), path, limit)
        assert (found.size, path.read_bytes()) == (size, b"".join(chunks))
    else:
        with pytest.raises(RuleError) as refused:
            files.write(iter(chunks), path, limit)
        assert refused.value.field == "file"
        assert path.stat().st_size <= limit


@settings(max_examples=40)
@given(st.lists(st.binary(max_size=9), max_size=6))
def test_digests_do_not_depend_on_the_chunks(chunks: list[bytes]) -> None:
    piecewise, whole = files.Hashing(), files.Hashing()
    for chunk in chunks:
        piecewise.update(chunk)
    whole.update(b"".join(chunks))
    assert piecewise.digests() == whole.digests()


@pytest.mark.parametrize(
    ("limit", "words"), [(1, "1 MB"), (1 << 20, "1 MB"), (5 << 20, "5 MB"), (1 << 31, "2048 MB")]
)
def test_the_limit_is_said_in_whole_megabytes(limit: int, words: str) -> None:
    assert words in files.too_large(limit).message


def test_a_staged_file_is_gone_whatever_happens(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), files.staged(tmp_path) as path:
        path.write_bytes(b"half")
        raise ZeroDivisionError
    with files.staged(tmp_path) as path:
        assert path.parent == tmp_path
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("mode", "kept_for", "good"),
    [
        ("COMPLIANCE", timedelta(0), True),
        ("COMPLIANCE", timedelta(hours=-6), True),
        ("COMPLIANCE", timedelta(days=400), True),
        ("COMPLIANCE", timedelta(days=-1), False),
        ("GOVERNANCE", timedelta(days=400), False),
        (None, timedelta(days=400), False),
        ("COMPLIANCE", None, False),
    ],
)
def test_only_a_compliance_lock_to_the_day_is_a_lock(
    mode: str | None, kept_for: timedelta | None, good: bool
) -> None:
    head: dict[str, Any] = {"ObjectLockMode": mode}
    if kept_for is not None:
        head["ObjectLockRetainUntilDate"] = UNTIL + kept_for
    assert locked_until(head, UNTIL) is good


class Answering:
    """A client of a store that answers every call alike: with a status, or with an empty head."""

    def __init__(self, status: int) -> None:
        self.status = status
        self.calls: list[str] = []

    def __getattr__(self, name: str) -> Callable[..., dict[str, Any]]:
        def call(**_given: Any) -> dict[str, Any]:
            self.calls.append(name)
            if self.status >= 400:
                raise ClientError(
                    {"Error": {"Code": "x"}, "ResponseMetadata": {"HTTPStatusCode": self.status}},
                    name,
                )
            return {}

        return call


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], WormS3Storage]:
    def make(status: int) -> WormS3Storage:
        monkeypatch.setattr(WormS3Storage, "client", Answering(status))
        return WormS3Storage(bucket_name="originals", access_key="a", secret_key="b")

    return make


@pytest.mark.parametrize("status", [403, 500, 503])
def test_a_store_that_fails_is_not_a_store_without_the_object(bucket: Any, status: int) -> None:
    place = bucket(status)
    for way in (
        lambda: place.head(KEY),
        lambda: place.length(KEY, ""),
        place.locks,
        lambda: list(place.chunks(KEY, "", 0, 1)),
    ):
        with pytest.raises(ClientError):
            way()


def test_an_object_that_is_not_there_is_missing(bucket: Any) -> None:
    place = bucket(404)
    assert place.head(KEY) is None
    assert place.locks() is False
    with pytest.raises(FileNotFoundError):
        place.length(KEY, "")
    with pytest.raises(FileNotFoundError):
        list(place.chunks(KEY, "", 0, 1))


@pytest.mark.parametrize(("start", "stop"), [(0, 0), (5, 5), (9, 3)])
def test_an_empty_range_asks_the_store_for_nothing(bucket: Any, start: int, stop: int) -> None:
    place = bucket(500)
    assert list(place.chunks(KEY, "", start, stop)) == []
    assert place.client.calls == []


def test_a_lock_the_store_only_pretends_to_set_is_found_out(bucket: Any) -> None:
    place = bucket(200)
    with pytest.raises(WriteOnceError, match="could not be proven"):
        place.lock(KEY, "v1")
    assert place.client.calls == ["head_object", "put_object_retention", "head_object"]


def test_a_store_is_asked_for_its_lock_once(bucket: Any) -> None:
    place = bucket(200)
    assert [place.locks(), place.locks()] == [False, False]
    assert place.client.calls == ["get_object_lock_configuration"]


@pytest.mark.parametrize("mode", ["wb", "ab", "r+b"])
def test_an_object_opens_for_reading_only_too(bucket: Any, mode: str) -> None:
    place = bucket(500)
    ways: list[Callable[[], object]] = [
        lambda: place.open(KEY, mode),
        lambda: place.delete(KEY),
        lambda: place.save(KEY, ContentFile(b"x")),
    ]
    for way in ways:
        with pytest.raises(WriteOnceError):
            way()
    assert place.client.calls == []
