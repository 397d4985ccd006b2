"""Write-once storage on a real S3-compatible store, with and without object lock."""

import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError
from django.core.files.base import ContentFile
from pytest_django import Settings

from core import files
from core.errors import RuleError
from core.models import Blob
from core.storage import WormS3Storage, WriteOnceError, locked_until
from tests.object_store import ObjectStore

pytestmark = [pytest.mark.django_db, pytest.mark.s3]
BYTES = b"original bytes " * 1000


def configure(settings: Settings, store: ObjectStore, *, lock: bool) -> WormS3Storage:
    """A fresh bucket as the place of originals."""
    bucket = f"originals-{uuid.uuid4().hex[:12]}"
    options = {
        "bucket_name": bucket,
        "endpoint_url": store.url,
        "access_key": store.access_key,
        "secret_key": store.secret_key,
        "retention_days": 10,
    }
    blobs = {"BACKEND": "core.storage.WormS3Storage", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "blobs": blobs}
    storage = files.place()
    assert isinstance(storage, WormS3Storage)
    storage.client.create_bucket(Bucket=bucket, ObjectLockEnabledForBucket=lock)
    return storage


@pytest.fixture
def locked(settings: Settings, s3_endpoint: ObjectStore) -> WormS3Storage:
    return configure(settings, s3_endpoint, lock=True)


@pytest.fixture
def plain(settings: Settings, s3_endpoint: ObjectStore) -> WormS3Storage:
    return configure(settings, s3_endpoint, lock=False)


def test_an_original_is_kept_with_its_version_under_a_proven_lock(locked: WormS3Storage) -> None:
    blob = files.store(BYTES, content_type="video/mp4")
    head = locked.head(blob.key, blob.version)
    assert blob.version
    assert head is not None
    assert locked_until(head, datetime.now(UTC) + timedelta(days=9))
    assert files.verify(blob) == "ok"
    assert files.read_bytes(blob) == BYTES
    assert b"".join(files.open_blob(blob, start=5, stop=25)) == BYTES[5:25]
    assert b"".join(files.open_blob(blob, start=5, stop=5)) == b""


def test_a_large_original_in_several_parts_is_locked_too(locked: WormS3Storage) -> None:
    chunks = (bytes([n]) * (1 << 20) for n in range(20))
    blob = files.store(chunks, content_type="video/mp4")
    head = locked.head(blob.key, blob.version)
    assert head is not None
    assert head["ETag"].count("-") == 1, "uploaded in parts"
    assert head["ObjectLockMode"] == "COMPLIANCE"
    assert files.verify(blob) == "ok"


def test_nobody_deletes_or_shortens_a_locked_version(locked: WormS3Storage) -> None:
    blob = files.store(BYTES, content_type="video/mp4")
    which: dict[str, Any] = {"Bucket": locked.bucket_name, "Key": blob.key}
    with pytest.raises(ClientError, match="AccessDenied"):
        locked.client.delete_object(**which, VersionId=blob.version)
    with pytest.raises(ClientError, match="AccessDenied"):
        locked.client.put_object_retention(
            **which,
            VersionId=blob.version,
            Retention={"Mode": "COMPLIANCE", "RetainUntilDate": datetime.now(UTC) + timedelta(1)},
        )
    assert files.verify(blob) == "ok"


def test_a_marker_or_a_new_version_on_top_does_not_hide_the_original(locked: WormS3Storage) -> None:
    blob = files.store(BYTES, content_type="video/mp4")
    locked.client.put_object(Bucket=locked.bucket_name, Key=blob.key, Body=b"forged")
    assert files.read_bytes(blob) == BYTES
    locked.client.delete_object(Bucket=locked.bucket_name, Key=blob.key)
    assert files.verify(blob) == "ok"


def test_the_same_bytes_twice_are_one_row_and_one_version(locked: WormS3Storage) -> None:
    first = files.store(BYTES, content_type="video/mp4")
    assert files.store(BYTES, content_type="video/mp4").version == first.version
    versions = locked.client.list_object_versions(Bucket=locked.bucket_name)["Versions"]
    assert len(versions) == 1
    assert Blob.objects.count() == 1


def test_a_bucket_without_lock_still_never_overwrites(plain: WormS3Storage) -> None:
    blob = files.store(BYTES, content_type="video/mp4")
    assert (blob.version, plain.locks()) == ("", False)
    assert files.verify(blob) == "ok"
    plain.client.put_object(Bucket=plain.bucket_name, Key=blob.key, Body=b"forged")
    assert files.verify(blob) == "damaged"
    with pytest.raises(RuleError, match="校验值不一致"):
        files.store(BYTES, content_type="video/mp4")
    plain.client.delete_object(Bucket=plain.bucket_name, Key=blob.key)
    assert files.verify(blob) == "missing"


def test_the_storage_api_offers_no_way_to_change_or_delete(locked: WormS3Storage) -> None:
    blob = files.store(BYTES, content_type="video/mp4")
    with pytest.raises(WriteOnceError):
        locked.delete(blob.key)
    with pytest.raises(WriteOnceError):
        locked.save(blob.key, ContentFile(b"other"))
    with pytest.raises(WriteOnceError):
        locked.open(blob.key, "wb")
    assert locked.open(blob.key).read(8) == BYTES[:8]


def test_a_store_that_does_not_lock_is_found_out(
    locked: WormS3Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locked.client, "put_object_retention", lambda **_: {})
    with pytest.raises(WriteOnceError, match="lock could not be proven"):
        files.store(BYTES, content_type="video/mp4")
    assert not Blob.objects.exists()


def test_a_wrong_secret_is_an_error_and_no_missing_file(
    locked: WormS3Storage, s3_endpoint: ObjectStore
) -> None:
    blob = files.store(BYTES, content_type="video/mp4")
    stranger = WormS3Storage(
        bucket_name=locked.bucket_name,
        endpoint_url=s3_endpoint.url,
        access_key=s3_endpoint.access_key,
        secret_key="wrong",
    )
    with pytest.raises(ClientError):
        stranger.length(blob.key, blob.version)
    with pytest.raises(ClientError):
        list(stranger.chunks(blob.key, blob.version, 0, 10))


def test_the_one_way_out_is_shut_while_the_lock_lasts(locked: WormS3Storage) -> None:
    blob = files.store(BYTES, content_type="video/mp4")
    with pytest.raises(WriteOnceError, match="refuses"):
        files.dispose(blob)
    assert files.verify(blob) == "ok"
    until = locked.locked(blob.key, blob.version)
    assert until is not None
    assert until > datetime.now(UTC) + timedelta(days=9)


def test_after_the_lock_the_version_goes_for_good_and_again_is_no_error(
    locked: WormS3Storage,
) -> None:
    key = "aa/bb/expired"
    made = locked.client.put_object(Bucket=locked.bucket_name, Key=key, Body=BYTES)
    until = datetime.now(UTC) + timedelta(seconds=2)
    locked.client.put_object_retention(
        Bucket=locked.bucket_name,
        Key=key,
        VersionId=made["VersionId"],
        Retention={"Mode": "COMPLIANCE", "RetainUntilDate": until},
    )
    with pytest.raises(WriteOnceError):
        locked.dispose(key, made["VersionId"])
    while True:
        try:
            locked.dispose(key, made["VersionId"])
        except WriteOnceError:
            assert datetime.now(UTC) < until + timedelta(seconds=20)
        else:
            break
    assert locked.head(key, made["VersionId"]) is None
    locked.dispose(key, made["VersionId"])
    versions = locked.client.list_object_versions(Bucket=locked.bucket_name, Prefix=key)
    assert versions.get("Versions", []) == []


def test_destroyed_content_that_comes_in_again_has_a_version_of_its_own(
    plain: WormS3Storage,
) -> None:
    blob = files.store(BYTES, content_type="video/mp4")
    files.dispose(blob)
    assert files.verify(blob) == "missing"
    again = files.bring_back(blob, _file(plain))
    assert files.verify(again) == "ok"


def _file(storage: WormS3Storage) -> Path:
    path = storage.staging() / f"{uuid.uuid4()}.part"
    path.write_bytes(BYTES)
    return path
