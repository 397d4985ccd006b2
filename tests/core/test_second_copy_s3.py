"""The second place as a bucket of a real gateway: copied, locked as far as the first, checked, restored."""

from datetime import date, timedelta
from io import StringIO
from typing import NamedTuple

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings
from django.utils import timezone
from pytest_django import Settings

from config.checks import unproven_store
from core import copies, files, fixity
from core.models import Alert, BlobCopy, StoreProof
from core.storage import WormS3Storage, WriteOnceError
from core.tasks import copy_originals
from tests import factories
from tests.object_store import ObjectStore
from tests.s3 import bucket, second_bucket
from tests.servers import free_port

pytestmark = [pytest.mark.django_db, pytest.mark.s3]
FAR = date(2056, 1, 1)
BYTES = b"original bytes " * 1000


class Places(NamedTuple):
    first: WormS3Storage
    second: WormS3Storage


@pytest.fixture
def places(settings: Settings, s3_endpoint: ObjectStore) -> Places:
    """Two buckets with object lock."""
    return Places(
        bucket(settings, s3_endpoint, lock=True), second_bucket(settings, s3_endpoint, lock=True)
    )


@pytest.fixture
def loose(settings: Settings, s3_endpoint: ObjectStore) -> Places:
    """Two versioned buckets whose objects anybody with the key may remove."""
    return Places(
        bucket(settings, s3_endpoint, lock=False), second_bucket(settings, s3_endpoint, lock=False)
    )


def selftest() -> str:
    out = StringIO()
    call_command("evidence_selftest", stdout=out)
    return out.getvalue()


def test_a_copy_is_a_version_of_its_own_and_read_back(places: Places) -> None:
    blob = files.store(BYTES, content_type="video/mp4")
    assert (copy_originals(), copy_originals()) == (1, 0)
    row = BlobCopy.objects.get()
    assert (row.result, row.address) == ("ok", places.second.address)
    assert row.version and row.version != blob.version
    content = b"".join(places.second.chunks(blob.key, row.version, 0, len(BYTES)))
    assert content == BYTES
    assert copies.troubles(timezone.now() + timedelta(days=2)) == []


def test_a_copy_is_locked_as_far_as_the_original(places: Places) -> None:
    blob = files.store(BYTES, content_type="video/mp4")
    places.first.extend(blob.key, blob.version, FAR)
    copy_originals()
    end = places.second.locked(blob.key, BlobCopy.objects.get().version)
    assert end is not None and end.date() == FAR


def test_a_lock_is_lengthened_in_both_places(places: Places) -> None:
    blob = files.store(BYTES, content_type="video/mp4")
    copy_originals()
    version = BlobCopy.objects.get().version
    before = places.second.locked(blob.key, version)
    copies.extend(blob, FAR)
    after = places.second.locked(blob.key, version)
    assert before is not None and after is not None
    assert before.date() < after.date() == FAR


def test_a_locked_copy_is_removed_by_nobody(places: Places) -> None:
    blob = files.store(BYTES, content_type="video/mp4")
    copy_originals()
    with pytest.raises(WriteOnceError, match="refuses"):
        copies.dispose(blob)
    assert BlobCopy.objects.get().result == "ok"
    assert fixity.check(timezone.now(), everything=True).good


def test_a_lost_copy_is_an_alarm_and_comes_back_on_an_order(loose: Places) -> None:
    admin = factories.user("admin", username="jing")
    blob = files.store(BYTES, content_type="video/mp4")
    copy_originals()
    lost = BlobCopy.objects.get().version
    which = {"VersionId": lost} if lost else {}
    loose.second.client.delete_object(Bucket=loose.second.bucket_name, Key=blob.key, **which)
    report = fixity.check(timezone.now(), everything=True)
    assert (report.good, report.copies) == (False, ["1 个第二副本损坏或者丢失"])
    assert "第二副本已丢失" in Alert.objects.get(recipient=admin).text
    copies.restore(blob, side="second", by=admin, reason="误删", now=timezone.now())
    row = BlobCopy.objects.get()
    assert row.result == "ok"
    assert files.compare(loose.second, row.version, blob) == "ok"
    assert fixity.check(timezone.now(), everything=True).good


def test_a_disposed_original_leaves_no_version_in_either_bucket(loose: Places) -> None:
    blob = files.store(BYTES, content_type="video/mp4")
    copy_originals()
    for _again in range(2):
        copies.dispose(blob)
        files.dispose(blob)
    assert BlobCopy.objects.get().result == "removed"
    for place in loose:
        assert place.head(blob.key) is None


def test_a_store_that_does_not_answer_is_asked_again(
    settings: Settings, s3_endpoint: ObjectStore
) -> None:
    bucket(settings, s3_endpoint, lock=True)
    nobody = s3_endpoint._replace(url=f"http://127.0.0.1:{free_port()}")
    right = second_bucket(settings, s3_endpoint, lock=True)
    whole = dict(settings.STORAGES)
    options = {**whole[copies.ALIAS]["OPTIONS"], "endpoint_url": nobody.url}
    away = {**whole[copies.ALIAS], "OPTIONS": options}
    files.store(BYTES, content_type="video/mp4")
    settings.STORAGES = {**whole, copies.ALIAS: away}
    assert copy_originals() == 0
    assert copies.troubles(timezone.now() + timedelta(hours=2)) == ["1 个原件还没有第二副本"]
    settings.STORAGES = whole
    assert copy_originals() == 1
    assert BlobCopy.objects.get().address == right.address


# ------------------------------------------------------------------------------- the self-test
def test_the_self_test_proves_both_places(places: Places) -> None:
    text = selftest()
    assert "FAILED" not in text
    assert f"passed: {places.first.address}" in text
    assert f"passed: second place {places.second.address}" in text
    proofs = set(StoreProof.objects.values_list("address", "passed"))
    assert proofs == {(places.first.address, True), (places.second.address, True)}
    with override_settings(PRODUCTION=True):
        assert list(unproven_store()) == []


def test_a_second_place_that_does_not_lock_is_named(
    settings: Settings, s3_endpoint: ObjectStore
) -> None:
    bucket(settings, s3_endpoint, lock=True)
    second_bucket(settings, s3_endpoint, lock=False)
    with pytest.raises(CommandError, match="second place: bucket: object lock"):
        selftest()
    with override_settings(PRODUCTION=True):
        (error,) = unproven_store()
    assert error.msg.startswith("The second place of the originals failed its self-test")
