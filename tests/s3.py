"""Fresh buckets of the suite's object store as the places of the originals."""

import uuid

from pytest_django import Settings

from core import copies
from core.storage import WormS3Storage
from tests.object_store import ObjectStore


def bucket(
    settings: Settings, store: ObjectStore, *, lock: bool, alias: str = "blobs", days: int = 10
) -> WormS3Storage:
    """A new bucket, versioned, with object lock or without, configured as that place."""
    name = f"{alias.replace('_', '-')}-{uuid.uuid4().hex[:12]}"
    options = {
        "bucket_name": name,
        "endpoint_url": store.url,
        "access_key": store.access_key,
        "secret_key": store.secret_key,
        "retention_days": days,
    }
    place = {"BACKEND": "core.storage.WormS3Storage", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, alias: place}
    storage = WormS3Storage(**options)
    storage.client.create_bucket(Bucket=name, ObjectLockEnabledForBucket=lock)
    storage.client.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    return storage


def second_bucket(
    settings: Settings, store: ObjectStore, *, lock: bool, days: int = 10
) -> WormS3Storage:
    """The same as the second place."""
    return bucket(settings, store, lock=lock, alias=copies.ALIAS, days=days)
