"""Write-once places for content: a local tree, or an S3 bucket with object lock.

Both put a finished local file under a key, once; both read it back in chunks; both refuse to delete
or overwrite. `core.files` is the only user. `dispose` is the one way out, for what an approved
appraisal destroys after its time (recording.services.destruction).
"""

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, NoReturn

from botocore.config import Config
from botocore.exceptions import ClientError
from django.conf import settings
from django.core.files.storage import FileSystemStorage
from storages.backends.s3 import S3Storage

CHUNK = 1 << 20  # bytes read at a time
READ_ONLY = 0o444


class WriteOnceError(Exception):
    """Somebody tried to delete or overwrite kept content, or its lock could not be proven."""


class WriteOnce:
    """Refuses every way in which Django's storage API could change what is kept."""

    def delete(self, name: str) -> NoReturn:
        """Never."""
        raise WriteOnceError(f"{name} is kept for good and cannot be deleted")

    def _save(self, name: str, content: Any) -> NoReturn:
        raise WriteOnceError(f"{name}: use core.files.store(), which hashes while it writes")

    def open(self, name: str, mode: str = "rb") -> Any:
        """Reading only."""
        if mode != "rb":
            raise WriteOnceError(f"{name} is kept for good and opens for reading only")
        return super().open(name, mode)  # type: ignore[misc]  # of the storage beside this mixin

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """The name itself: content has one name, its digest."""
        return name


class WormFileStorage(WriteOnce, FileSystemStorage):
    """A local tree of read-only files. The owner of the directory could still delete: say so."""

    @property
    def address(self) -> str:
        """What a proof of the store is bound to: the directory."""
        return f"file {Path(self.location).resolve()}"

    def staging(self) -> Path:
        """A directory on the same file system, for files being written."""
        place = Path(self.location) / "staging"
        place.mkdir(parents=True, exist_ok=True)
        return place

    def put(self, key: str, source: Path) -> str:
        """Link the finished file `source` to `key`; an existing one stays. Returns ""."""
        target = Path(self.path(key))
        target.parent.mkdir(parents=True, exist_ok=True)
        os.chmod(source, READ_ONLY)
        try:
            os.link(source, target)
        except FileExistsError:
            return ""
        sync(target.parent)
        return ""

    def chunks(self, key: str, version: str, start: int, stop: int) -> Iterator[bytes]:
        """Bytes [start, stop) of `key`; FileNotFoundError when it is gone."""
        left = stop - start
        with open(self.path(key), "rb") as file:
            file.seek(start)
            while left > 0 and (chunk := file.read(min(CHUNK, left))):
                left -= len(chunk)
                yield chunk

    def length(self, key: str, version: str) -> int:
        """Size in bytes; FileNotFoundError when it is gone."""
        return os.stat(self.path(key)).st_size

    def extend(self, key: str, version: str, until: date) -> None:
        """Nothing: a file has no lock; the rows of the record keep its term."""

    def set_aside(self, key: str, version: str, now: datetime) -> None:
        """Move a file that is not what it should be out of the way, and keep it."""
        path = Path(self.path(key))
        if not path.exists():
            return
        aside = Path(self.location) / "quarantine"
        aside.mkdir(parents=True, exist_ok=True)
        os.rename(path, aside / f"{path.name}-{now:%Y%m%dT%H%M%S%f}")
        sync(path.parent)

    def covered(self, key: str, version: str) -> bool:
        """Never: a file has one content."""
        return False

    def locked(self, key: str, version: str) -> datetime | None:
        """None: a file has no lock of its own."""
        return None

    def dispose(self, key: str, version: str) -> None:
        """Remove the file from the disk; one that is gone already stays gone."""
        path = Path(self.path(key))
        path.unlink(missing_ok=True)
        if path.parent.is_dir():
            sync(path.parent)


class WormS3Storage(WriteOnce, S3Storage):  # type: ignore[misc]  # django-storages has no types
    """A bucket where every object is written once and, with object lock, kept under retention.

    Option `retention_days`: how long the lock lasts from the day of storing; the lock can be extended
    later but never shortened, so it starts with the legal minimum.
    """

    def __init__(self, **options: Any) -> None:
        self.retention_days = int(options.pop("retention_days", 183))
        options.setdefault(
            "client_config",
            Config(
                signature_version="s3v4",
                s3={"addressing_style": "path"},
                # Gateways other than AWS do not know the newer default checksums.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )
        options.setdefault("file_overwrite", False)
        super().__init__(**options)
        self._locks: bool | None = None

    @property
    def address(self) -> str:
        """What a proof of the store is bound to: the endpoint and the bucket."""
        return f"s3 {self.endpoint_url or 'aws'} {self.bucket_name}"

    @property
    def client(self) -> Any:
        """The low-level S3 client."""
        return self.connection.meta.client

    def staging(self) -> Path:
        """A local directory for files being written."""
        place = Path(settings.VAR_DIR) / "staging"
        place.mkdir(parents=True, exist_ok=True)
        return place

    def put(self, key: str, source: Path) -> str:
        """Upload `source` to `key` unless it is there, lock it, and return its version id.

        Raises WriteOnceError when the bucket promises object lock but the object is not locked.
        """
        head = self.head(key)
        if head is None:
            self.client.upload_file(str(source), self.bucket_name, key, Config=self.transfer_config)
            head = self.head(key) or {}
        version = str(head.get("VersionId") or "")
        if self.locks():
            self.lock(key, version)
        return "" if version == "null" else version

    def head(self, key: str, version: str = "") -> dict[str, Any] | None:
        """HEAD of an object (of one version of it), None when it is not there."""
        which = {"VersionId": version} if version else {}
        try:
            answer = self.client.head_object(Bucket=self.bucket_name, Key=key, **which)
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
                return None
            raise
        return dict(answer)

    def locks(self) -> bool:
        """Whether the bucket has object lock."""
        if self._locks is None:
            try:
                answer = self.client.get_object_lock_configuration(Bucket=self.bucket_name)
            except ClientError as error:
                if error.response["ResponseMetadata"]["HTTPStatusCode"] not in (400, 404):
                    raise
                answer = {}
            state = answer.get("ObjectLockConfiguration", {}).get("ObjectLockEnabled")
            self._locks = state == "Enabled"
        return self._locks

    def lock(self, key: str, version: str) -> None:
        """Set the retention after the upload and prove it: gateways ignore lock headers on uploads."""
        days = timedelta(days=self.retention_days)
        self.lock_until(key, version, datetime.now(UTC).replace(microsecond=0) + days)

    def extend(self, key: str, version: str, until: date) -> None:
        """Lengthen the lock to the end of the day `until`; a longer one stays. A bucket without lock
        has nothing to lengthen."""
        if self.locks():
            self.lock_until(key, version, datetime.combine(until, time(23, 59, 59), UTC))

    def lock_until(self, key: str, version: str, until: datetime) -> None:
        """Put the version under compliance lock to `until` unless it lasts longer, and prove it."""
        head = self.head(key, version) or {}
        if not locked_until(head, until):
            self.client.put_object_retention(
                Bucket=self.bucket_name,
                Key=key,
                VersionId=version,
                Retention={"Mode": "COMPLIANCE", "RetainUntilDate": until},
            )
            head = self.head(key, version) or {}
        if not locked_until(head, until):
            raise WriteOnceError(f"{key}: the object lock could not be proven")

    def chunks(self, key: str, version: str, start: int, stop: int) -> Iterator[bytes]:
        """Bytes [start, stop) of that version; FileNotFoundError when it is gone."""
        if stop <= start:
            return
        which = {"VersionId": version} if version else {}
        try:
            answer = self.client.get_object(
                Bucket=self.bucket_name, Key=key, Range=f"bytes={start}-{stop - 1}", **which
            )
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] in (404, 416):
                raise FileNotFoundError(key) from error
            raise
        yield from answer["Body"].iter_chunks(CHUNK)

    def length(self, key: str, version: str) -> int:
        """Size in bytes of that version; FileNotFoundError when it is gone."""
        head = self.head(key, version)
        if head is None:
            raise FileNotFoundError(key)
        return int(head["ContentLength"])

    def locked(self, key: str, version: str) -> datetime | None:
        """The end of the lock of that version; None without one, or when it is gone."""
        kept: datetime | None = (self.head(key, version) or {}).get("ObjectLockRetainUntilDate")
        return kept

    def dispose(self, key: str, version: str) -> None:
        """Remove that version, whose lock has run out; one that is gone already stays gone.

        WriteOnceError when the store refuses, or holds it all the same afterwards.
        """
        which = {"VersionId": version} if version else {}
        try:
            self.client.delete_object(Bucket=self.bucket_name, Key=key, **which)
        except ClientError as error:
            raise WriteOnceError(f"{key}: the store refuses to remove it") from error
        if self.head(key, version) is not None:
            raise WriteOnceError(f"{key}: still in the store after its removal")

    def set_aside(self, key: str, version: str, now: datetime) -> None:
        """WriteOnceError when the version is there: it is locked, whatever it holds."""
        if self.head(key, version) is not None:
            raise WriteOnceError(f"{key}: that version is locked in the store")

    def covered(self, key: str, version: str) -> bool:
        """Whether somebody put a delete marker or another version on top of ours."""
        return bool(version) and (self.head(key) or {}).get("VersionId") != version


def sync(directory: Path) -> None:
    """Bring what a directory lists to disk."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def locked_until(head: dict[str, Any], until: datetime) -> bool:
    """Whether an object's HEAD shows a compliance lock that lasts to the day of `until`."""
    kept: datetime | None = head.get("ObjectLockRetainUntilDate")
    if kept is None or head.get("ObjectLockMode") != "COMPLIANCE":
        return False
    return kept.date() >= until.date()
