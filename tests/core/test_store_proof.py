"""The self-test of the store: a real gateway passes, and whatever lets a locked object go is named."""

import uuid
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import override_settings
from django.utils import timezone
from pytest_django import Settings

from config.checks import check_store, unproven_store
from core import files, fixity, store_proof
from core.models import Alert, AuditEntry, Blob, StoreProof
from core.storage import WormFileStorage, WormS3Storage, WriteOnceError
from core.store_proof import Target
from enforcement.models import User
from tests.object_store import ObjectStore

pytestmark = pytest.mark.django_db


def configure(settings: Settings, store: ObjectStore, *, lock: bool) -> WormS3Storage:
    bucket = f"proof-{uuid.uuid4().hex[:12]}"
    options = {
        "bucket_name": bucket,
        "endpoint_url": store.url,
        "access_key": store.access_key,
        "secret_key": store.secret_key,
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
    """A versioned bucket whose objects carry no lock: it accepts every attack."""
    storage = configure(settings, s3_endpoint, lock=False)
    storage.client.put_bucket_versioning(
        Bucket=storage.bucket_name, VersioningConfiguration={"Status": "Enabled"}
    )
    return storage


@pytest.fixture
def tree(settings: Settings, tmp_path: Path) -> Path:
    blobs = {"BACKEND": "core.storage.WormFileStorage", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, "blobs": blobs}
    return tmp_path


def failed(checks: list[store_proof.Check]) -> list[str]:
    return [check.name for check in checks if not check.ok]


def selftest() -> str:
    out = StringIO()
    call_command("evidence_selftest", stdout=out)
    return out.getvalue()


@pytest.mark.s3
def test_a_real_gateway_with_object_lock_passes_every_check(locked: WormS3Storage) -> None:
    text = selftest()
    assert "FAILED" not in text
    for kind in ("small", "multipart"):
        for attack in ("delete", "overwrite", "shorten", "downgrade", "delete version"):
            assert f"ok     {kind}: {attack}  " in text
    assert "bucket: suspend versioning  refused" in text
    assert f"passed: {locked.address}" in text
    row = StoreProof.objects.get()
    assert (row.address, row.passed) == (locked.address, True)
    assert AuditEntry.objects.filter(action="storeproof.run").count() == 1
    with override_settings(PRODUCTION=True):
        assert list(unproven_store()) == []
    key = locked.client.list_objects_v2(Bucket=locked.bucket_name).get("Contents", [])
    assert len(key) == 2, "the forged versions lie on top; ours are below them"


@pytest.mark.s3
def test_a_bucket_without_object_lock_is_refused_before_anything_is_put(
    plain: WormS3Storage,
) -> None:
    with pytest.raises(CommandError, match="bucket: object lock"):
        selftest()
    assert "Contents" not in plain.client.list_objects_v2(Bucket=plain.bucket_name)
    with override_settings(PRODUCTION=True):
        assert "failed its self-test" in next(unproven_store()).msg


@pytest.mark.s3
def test_every_attack_on_an_object_without_lock_is_seen_to_succeed(plain: WormS3Storage) -> None:
    content = b"content"
    answer = plain.client.put_object(Bucket=plain.bucket_name, Key="k", Body=content)
    until = datetime.now(UTC) + timedelta(days=2)
    target = Target("k", answer["VersionId"], content, until)
    checks = list(store_proof.attacks(plain, "small", target))
    assert failed(checks) == [check.name for check in checks]
    assert plain.head("k", target.version) is None, "it is really gone"
    assert failed([store_proof.versioning_stays(plain)]) == ["bucket: suspend versioning"]
    status = plain.client.get_bucket_versioning(Bucket=plain.bucket_name)["Status"]
    assert status == "Enabled", "set right again"


@pytest.mark.s3
def test_a_weaker_lock_is_no_lock(locked: WormS3Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """GOVERNANCE can be lifted by who may bypass it: the gateway is made to give nothing better."""
    client = locked.client
    give = client.put_object_retention

    def governance(*, Retention: dict[str, Any], **row: Any) -> Any:  # noqa: N803 - S3's own name
        return give(**row, Retention={**Retention, "Mode": "GOVERNANCE"})

    monkeypatch.setattr(client, "put_object_retention", governance)
    monkeypatch.setattr(WormS3Storage, "client", client)
    checks, passed = store_proof.run(timezone.now(), strict=True)
    assert not passed
    assert {"small: lock", "multipart: lock"} <= set(failed(checks))
    with pytest.raises(WriteOnceError, match="lock could not be proven"):
        files.store(b"original", content_type="text/plain")
    assert not Blob.objects.exists(), "it does not reach the register"


@pytest.mark.s3
def test_a_lock_that_the_account_may_not_set_is_refused(
    locked: WormS3Storage, settings: Settings
) -> None:
    policy = (
        '{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*",'
        ' "Action": "s3:PutObjectRetention",'
        f' "Resource": "arn:aws:s3:::{locked.bucket_name}/*"}}]}}'
    )
    locked.client.put_bucket_policy(Bucket=locked.bucket_name, Policy=policy)
    checks, passed = store_proof.run(timezone.now(), strict=True)
    assert not passed
    assert {"small: lock", "multipart: lock"} <= set(failed(checks))


@pytest.mark.s3
def test_a_store_that_cannot_be_reached_has_not_passed(
    settings: Settings, s3_endpoint: ObjectStore
) -> None:
    storage = configure(settings, s3_endpoint, lock=True)
    storage.bucket_name = "no-such-bucket"
    assert failed(list(store_proof.on_s3(storage, timezone.now()))) == ["bucket"]


@pytest.mark.s3
@pytest.mark.parametrize("on_top", ["marker", "version"])
def test_what_is_put_on_top_never_hides_the_original_and_is_reported(
    locked: WormS3Storage, on_top: str
) -> None:
    User.objects.create_user("watcher", roles=["admin"])
    blob = files.store(b"original", content_type="text/plain")
    row = {"Bucket": locked.bucket_name, "Key": blob.key}
    assert fixity.check(timezone.now()).good
    assert not Alert.objects.exists()
    if on_top == "marker":
        locked.client.delete_object(**row)
    else:
        locked.client.put_object(**row, Body=b"forged")
    assert files.read_bytes(blob) == b"original"
    assert fixity.check(timezone.now(), everything=True).good
    assert "删除标记或者新版本" in Alert.objects.get().text
    assert AuditEntry.objects.filter(action="blob.covered", object_id=blob.sha256).exists()


@pytest.mark.s3
def test_a_lock_is_lengthened_and_never_shortened(locked: WormS3Storage) -> None:
    blob = files.store(b"original", content_type="text/plain")
    day = (datetime.now(UTC) + timedelta(days=400)).date()
    locked.extend(blob.key, blob.version, day)
    head = locked.head(blob.key, blob.version) or {}
    assert head["ObjectLockRetainUntilDate"].date() == day
    locked.extend(blob.key, blob.version, day - timedelta(days=100))
    head = locked.head(blob.key, blob.version) or {}
    assert head["ObjectLockRetainUntilDate"].date() == day


@pytest.mark.parametrize(
    ("theirs", "good"),
    [
        ("Thu, 01 Jan 2026 12:04:59 GMT", True),
        ("Thu, 01 Jan 2026 11:54:00 GMT", False),
        ("Fri, 02 Jan 2026 12:00:00 GMT", False),
        ("", False),
    ],
)
def test_a_store_whose_clock_is_off_is_refused(theirs: str, good: bool) -> None:
    assert store_proof.clock(theirs, datetime(2026, 1, 1, 12, tzinfo=UTC)).ok is good


def test_a_local_tree_passes_in_the_embedded_mode_and_says_what_it_cannot_prevent(
    tree: Path,
) -> None:
    text = selftest()
    assert "ok     file: overwrite" in text
    assert "ok     file: read-only" in text
    assert "只能事后发现，不能防止" in text
    assert f"passed: file {tree}" in text


def test_a_local_tree_that_its_account_can_delete_is_refused_in_production(tree: Path) -> None:
    checks, passed = store_proof.run(timezone.now(), strict=True)
    assert (failed(checks), passed) == (["file: delete by this account"], False)


def test_a_tree_that_writes_over_or_deletes_is_named(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def careless(self: WormFileStorage, key: str, source: Path) -> str:
        target = Path(self.path(key))
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source.read_bytes())
        return ""

    monkeypatch.setattr(WormFileStorage, "put", careless)
    monkeypatch.setattr(WormFileStorage, "delete", lambda self, name: None)
    checks, _passed = store_proof.run(timezone.now(), strict=False)
    assert failed(checks) == [
        *("file: overwrite", "file: read-only", "file: delete through the storage"),
    ]


@override_settings(PRODUCTION=True)
def test_production_refuses_a_store_that_was_never_tried_or_failed_last(tree: Path) -> None:
    assert "has not been tried" in next(unproven_store()).msg
    place = files.place().address
    now = timezone.now()
    StoreProof.objects.create(address=place, passed=True, findings=[], at=now)
    assert check_store(None, databases=["default"]) == []
    StoreProof.objects.create(
        address=place, passed=False, findings=[], at=now + timedelta(seconds=1)
    )
    assert [error.id for error in check_store(None, databases=["default"])] == ["portal.E008"]


@override_settings(PRODUCTION=True)
def test_a_proof_of_another_bucket_is_no_proof(tree: Path) -> None:
    StoreProof.objects.create(address="s3 x y", passed=True, findings=[], at=timezone.now())
    assert "evidence_selftest" in (next(unproven_store()).hint or "")


def test_a_proof_cannot_be_made_good_by_sql() -> None:
    StoreProof.objects.create(address="a", passed=False, findings=[], at=timezone.now())
    for sql in ("UPDATE core_storeproof SET passed = NOT passed", "DELETE FROM core_storeproof"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    assert not StoreProof.objects.get().passed
