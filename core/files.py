"""Write-once, content-addressed files: hashed while they stream, named by their SHA-256."""

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import storages
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core import rehearsal
from core.errors import RuleError
from core.models import Blob
from core.sniff import sniff
from core.storage import CHUNK, WormFileStorage, WormS3Storage, WriteOnceError

__all__ = [
    "WormFileStorage",
    "WormS3Storage",
    "WriteOnceError",
    "adopt",
    "open_blob",
    "read_bytes",
    "sniff",
    "store",
    "verify",
]

Result = Literal["ok", "damaged", "missing"]
MEBIBYTE = 1 << 20


@dataclass(frozen=True)
class Digests:
    """What a pass over the bytes found: SHA-256 and SM3 in hex, size in bytes."""

    sha256: str
    sm3: str
    size: int


class Hashing:
    """Both digests and the size of a stream, in one pass."""

    def __init__(self) -> None:
        self.sha256 = hashlib.sha256()
        self.sm3 = hashlib.new("sm3")
        self.size = 0

    def update(self, chunk: bytes) -> None:
        """Take the next bytes."""
        self.sha256.update(chunk)
        self.sm3.update(chunk)
        self.size += len(chunk)

    def digests(self) -> Digests:
        """The result so far."""
        return Digests(self.sha256.hexdigest(), self.sm3.hexdigest(), self.size)


def place() -> WormFileStorage | WormS3Storage:
    """The configured store of originals (settings.STORAGES["blobs"])."""
    storage = storages["blobs"]
    if not isinstance(storage, WormFileStorage | WormS3Storage):
        raise TypeError('STORAGES["blobs"] must be WormFileStorage or WormS3Storage')
    return storage


def chunks_of(stream: Any) -> Iterator[bytes]:
    """Chunks of an uploaded file, an open binary file, bytes, or an iterable of bytes."""
    if isinstance(stream, bytes):
        yield stream
    elif isinstance(stream, File):
        yield from stream.chunks(CHUNK)
    elif hasattr(stream, "read"):
        while chunk := stream.read(CHUNK):
            yield chunk
    else:
        yield from stream


def store(stream: Any, *, content_type: str, max_bytes: int | None = None) -> Blob:
    """Keep the bytes of `stream` for good and return their row; the same bytes give the same row.

    Memory use does not grow with the size. `content_type` comes from `sniff`, never from the client.
    The bytes are read back and compared before the row is written. Raises RuleError when the stream
    is longer than `max_bytes` (default settings.UPLOAD_MAX_BYTES), empty, or when the content that is
    kept already is damaged; WriteOnceError when the place does not prove its lock.
    """
    limit = settings.UPLOAD_MAX_BYTES if max_bytes is None else max_bytes
    storage = place()
    with staged(storage.staging()) as path:
        return adopt(path, write(chunks_of(stream), path, limit), content_type)


def adopt(path: Path, found: Digests, content_type: str) -> Blob:
    """Keep a finished local file, whose digests were taken while it came, and return its row.

    `path` must lie below `place().staging()`; it stays there and may then be removed. May be called
    again after a crash. The store is read back before the row is written: RuleError when it differs,
    WriteOnceError when the place does not prove its lock.
    """
    key = f"{found.sha256[:2]}/{found.sha256[2:4]}/{found.sha256}"
    known = Blob.objects.filter(sha256=found.sha256).first()
    if known is not None and known.removed_at is not None:
        return bring_back(known, path)
    version = "" if rehearsal.active() else place().put(key, path)
    blob = known or Blob(
        sha256=found.sha256,
        sm3=found.sm3,
        size=found.size,
        content_type=content_type,
        key=key,
        version=version,
    )
    assert_whole(blob)
    return known or keep_row(blob)


@transaction.atomic
def bring_back(blob: Blob, path: Path) -> Blob:
    """Keep bytes that were destroyed once and come in again. The row is locked, so that a removal
    still under way cannot take them (recording.services.destruction)."""
    row = Blob.objects.select_for_update().get(pk=blob.pk)
    if not rehearsal.active():
        row.version = place().put(row.key, path)
    assert_whole(row)
    row.removed_at, row.checked_at, row.check_result = None, None, ""
    row.save(update_fields=["version", "removed_at", "checked_at", "check_result"])
    return row


def assert_whole(blob: Blob) -> None:
    """Read the store back: RuleError when it does not hold what was put there."""
    if not rehearsal.active() and verify(blob) != "ok":
        raise RuleError(
            _("文件保存后复核校验值不一致，没有登记。"),
            article=_("证据应当原样保存"),
            remedy=_("请保留原件并立即联系系统管理员。"),
            field="file",
        )


def claim(blob: Blob) -> Blob:
    """The row, locked until the end of the transaction that refers to it: its bytes stay that long.

    RuleError when they were destroyed since they came in: then they must come in once more.
    """
    row = Blob.objects.select_for_update().get(pk=blob.pk)
    if row.removed_at is not None:
        raise RuleError(
            _("相同内容的原件刚刚依法销毁，本次上传没有登记。"),
            remedy=_("请重新上传。"),
            field="file",
        )
    return row


def dispose(blob: Blob) -> None:
    """Remove the bytes of an original for good; may be repeated. Called by nothing but
    recording.services.destruction, under a row that says by which appraisal.

    WriteOnceError when the store still keeps them under lock.
    """
    place().dispose(blob.key, blob.version)


@contextlib.contextmanager
def staged(directory: Path) -> Iterator[Path]:
    """A new file in `directory` that is gone when the block ends."""
    descriptor, name = tempfile.mkstemp(dir=directory, suffix=".part")
    os.close(descriptor)
    try:
        yield Path(name)
    finally:
        os.unlink(name)


def write(chunks: Iterable[bytes], path: Path, limit: int) -> Digests:
    """Write the chunks to `path` and to disk, hashing on the way; RuleError beyond `limit` bytes."""
    hashing = Hashing()
    with path.open("wb") as file:
        for chunk in chunks:
            hashing.update(chunk)
            if hashing.size > limit:
                raise too_large(limit)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    if hashing.size == 0:
        raise RuleError(_("文件是空的。"), remedy=_("请检查原件后重新上传。"), field="file")
    return hashing.digests()


def too_large(limit: int) -> RuleError:
    """The error for a file beyond the limit (bytes)."""
    return RuleError(
        _("文件超过 %(limit)d MB 的上限。") % {"limit": max(1, limit // MEBIBYTE)},
        article=_("本平台上传限制"),
        remedy=_("请分段录制后分别上传，或者请管理员提高上限。"),
        field="file",
    )


def keep_row(blob: Blob) -> Blob:
    """Write the row; when another upload of the same bytes was faster, its row."""
    try:
        with transaction.atomic():
            blob.save(force_insert=True)
    except IntegrityError:
        return Blob.objects.get(sha256=blob.sha256)
    return blob


def open_blob(blob: Blob, *, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
    """Chunks of bytes [start, stop) of the original; FileNotFoundError when it is gone."""
    end = blob.size if stop is None else min(stop, blob.size)
    return place().chunks(blob.key, blob.version, start, end)


def read_bytes(blob: Blob) -> bytes:
    """The whole original; for documents, not for recordings."""
    return b"".join(open_blob(blob))


def verify(blob: Blob, *, sm3: bool = True, feed: Callable[[bytes], object] = bool) -> Result:
    """Read the original back and compare it with its row, as `compare` does."""
    return compare(place(), blob.version, blob, sm3=sm3, feed=feed)


def compare(
    storage: WormFileStorage | WormS3Storage,
    version: str,
    blob: Blob,
    *,
    sm3: bool = True,
    feed: Callable[[bytes], object] = bool,
) -> Result:
    """Size and digests of what a place holds against the row; without `sm3` only SHA-256.

    A failure of the place itself (network, rights) is raised: it says nothing about the content.
    `feed` is given each chunk as it is read.
    """
    hashes = [hashlib.sha256(), *([hashlib.new("sm3")] if sm3 else [])]
    size = 0
    try:
        length = storage.length(blob.key, version)
        for chunk in storage.chunks(blob.key, version, 0, length):
            size += len(chunk)
            for digest in hashes:
                digest.update(chunk)
            feed(chunk)
    except FileNotFoundError:
        return "missing"
    found = [size, *(digest.hexdigest() for digest in hashes)]
    return "ok" if found == [blob.size, blob.sha256, blob.sm3][: len(found)] else "damaged"
