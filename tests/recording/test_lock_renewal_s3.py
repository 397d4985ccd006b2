"""Lengthening the locks of a real gateway, in both places, by what the record says."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from core import files, fixity
from core.models import AuditEntry, BlobCopy
from core.tasks import copy_originals
from recording import retention
from recording.services import lock_renewal
from recording.tasks import renew_locks
from tests.base import Cast
from tests.object_store import ObjectStore
from tests.recording.over_time import end, filed, paper
from tests.s3 import bucket, second_bucket

pytestmark = [pytest.mark.django_db, pytest.mark.s3]
DAYS = 10


def until(key: str, version: str) -> date:
    found = files.place().locked(key, version)
    assert found is not None
    return found.date()


def test_a_permanent_item_is_locked_for_decades_in_both_buckets_and_a_dated_one_is_not(
    settings: Settings, s3_endpoint: ObjectStore, cast: Cast
) -> None:
    bucket(settings, s3_endpoint, lock=True, days=DAYS)
    second = second_bucket(settings, s3_endpoint, lock=True, days=DAYS)
    _case, (permanent, over) = filed(cast, 永久=paper("p"), 到期=paper("d"))
    end(permanent, cast, None)
    end(over, cast)
    copy_originals()
    today = timezone.localdate()
    first_end = datetime.now(UTC).date() + timedelta(days=DAYS)
    assert until(permanent.blob.key, permanent.blob.version) == first_end

    assert renew_locks() == 0, "half of the lock is still ahead"
    later = today + timedelta(days=DAYS // 2)
    assert lock_renewal.run(later, seconds=600) > 0
    long = retention.long_after(later)
    assert until(permanent.blob.key, permanent.blob.version) == long
    kept = second.locked(permanent.blob.key, BlobCopy.objects.get(blob=permanent.blob_id).version)
    assert kept is not None and kept.date() == long
    assert until(over.blob.key, over.blob.version) == first_end
    assert AuditEntry.objects.filter(action="blob.relock", object_id=permanent.blob_id).exists()
    assert lock_renewal.run(later, seconds=600) == 0
    assert fixity.check(timezone.now(), everything=True).good
