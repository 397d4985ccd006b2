"""Trying to break the store of originals: nothing that is locked may be deleted, shortened or replaced.

The store is believed by what it still holds after each attempt, never by what it answers. Gateways that
ignore lock headers on uploads, accept a delete or let a compliance lock be shortened exist, so the proof is
taken on the store that is configured, at each deployment.
"""

import copy
import hashlib
import os
import stat
import uuid
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from boto3.s3.transfer import TransferConfig
from botocore.exceptions import BotoCoreError, ClientError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from core import audit
from core.files import place
from core.models import StoreProof
from core.storage import CHUNK, WormFileStorage, WormS3Storage, WriteOnceError, locked_until
from core.triggers import installed

FOLDER = "selftest"
LOCK_DAYS = 2  # of the objects of the test only; the shortest that can still be shortened by a day
PART = 5 << 20  # the smallest part of an upload in several parts
MAX_SKEW = timedelta(minutes=5)
GUARDED = ("core_blob", "recording_evidence")
REFUSALS = (ClientError, BotoCoreError, WriteOnceError)
Attempt = Callable[[], object]


@dataclass(frozen=True)
class Check:
    """One thing that was tried; `ok` when the original came out of it unharmed."""

    name: str
    ok: bool
    detail: str = ""


@dataclass(frozen=True)
class Target:
    """A locked object of the test: its key, its version, its content and the end of its lock."""

    key: str
    version: str
    content: bytes
    until: datetime


def run(
    now: datetime, *, strict: bool, second: WormFileStorage | WormS3Storage | None = None
) -> tuple[list[Check], bool]:
    """Try the configured store, or the second place that is given, and keep the result: (checks,
    whether it passed).

    `strict` (production): a local tree whose files this account can delete does not pass.
    """
    storage = second or place()
    tried = on_s3(storage, now) if isinstance(storage, WormS3Storage) else on_disk(storage, strict)
    checks = [*tried, *gates()]
    passed = all(check.ok for check in checks)
    with transaction.atomic():
        row = StoreProof.objects.create(
            address=storage.address,
            passed=passed,
            findings=[asdict(check) for check in checks],
            at=now,
        )
        audit.append("storeproof.run", obj=row, data={"passed": passed})
    return checks, passed


def gates() -> Iterator[Check]:
    """The triggers that keep the rows of originals are in the database."""
    guarded = {table for table, _name, _sql in installed(connection)}
    for table in GUARDED:
        yield Check(f"triggers {table}", table in guarded)


def on_s3(storage: WormS3Storage, now: datetime) -> Iterator[Check]:
    """Every check of a bucket; the first that shows it cannot lock at all ends them."""
    try:
        yield from bucket_checks(storage)
    except REFUSALS as error:
        yield Check("bucket", False, str(error))
        return
    if not storage.locks():
        return
    until = now.astimezone(UTC).replace(microsecond=0) + timedelta(days=LOCK_DAYS)
    for name, content in (("small", os.urandom(64)), ("multipart", os.urandom(PART + 64))):
        try:
            target = put(storage, name, content, until)
        except REFUSALS as error:
            yield Check(f"{name}: lock", False, str(error))
            continue
        yield Check(f"{name}: lock", True, f"COMPLIANCE until {until:%Y-%m-%d}")
        yield from attacks(storage, name, target)
    yield versioning_stays(storage)


def bucket_checks(storage: WormS3Storage) -> Iterator[Check]:
    """Object lock and versioning are on, and the clocks agree: a lock ends by the store's clock."""
    answer = storage.client.get_bucket_versioning(Bucket=storage.bucket_name)
    yield Check("bucket: object lock", storage.locks())
    yield Check("bucket: versioning", answer.get("Status") == "Enabled")
    theirs = answer["ResponseMetadata"]["HTTPHeaders"].get("date", "")
    yield clock(theirs, datetime.now(UTC))


def clock(theirs: str, ours: datetime) -> Check:
    """The store's clock (an HTTP date) against ours."""
    try:
        skew = abs(datetime.strptime(theirs, "%a, %d %b %Y %H:%M:%S %Z").replace(tzinfo=UTC) - ours)
    except ValueError:
        return Check("clock", False, f"no date in the answer: {theirs!r}")
    return Check("clock", skew <= MAX_SKEW, f"{int(skew.total_seconds())} s apart")


def put(storage: WormS3Storage, name: str, content: bytes, until: datetime) -> Target:
    """Store and lock a test object by the ways of the originals, but for a short time."""
    short = copy.copy(storage)
    short.retention_days = LOCK_DAYS
    short.transfer_config = TransferConfig(
        multipart_threshold=PART, multipart_chunksize=PART, use_threads=False
    )
    key = f"{FOLDER}/{uuid.uuid4()}/{name}"
    source = storage.staging() / f"{uuid.uuid4()}.part"
    source.write_bytes(content)
    try:
        version = short.put(key, source)
    finally:
        source.unlink()
    return Target(key, version, content, until)


def attacks(storage: WormS3Storage, name: str, target: Target) -> Iterator[Check]:
    """Everything an intruder with our own key would try on one object."""
    for what, attempt in attempts(storage, target):
        answer = "accepted"
        try:
            attempt()
        except REFUSALS as error:
            answer = f"refused: {error}"
        harm = damage(storage, target)
        yield Check(f"{name}: {what}", not harm, harm or answer)


def attempts(storage: WormS3Storage, target: Target) -> list[tuple[str, Attempt]]:
    """(name, what to do) of each attack, the mildest first."""
    client = storage.client
    row = {"Bucket": storage.bucket_name, "Key": target.key}
    version = {**row, "VersionId": target.version}
    early = target.until - timedelta(days=1)
    named = {"Key": target.key, "VersionId": target.version}

    def retention(mode: str, until: datetime, **more: Any) -> Attempt:
        value = {"Mode": mode, "RetainUntilDate": until}
        return lambda: client.put_object_retention(**version, Retention=value, **more)

    return [
        ("delete", lambda: client.delete_object(**row)),
        ("overwrite", lambda: client.put_object(**row, Body=b"forged")),
        ("shorten", retention("COMPLIANCE", early)),
        ("downgrade", retention("GOVERNANCE", target.until)),
        ("downgrade with bypass", retention("GOVERNANCE", early, BypassGovernanceRetention=True)),
        ("delete version", lambda: client.delete_object(**version)),
        (
            "delete version with bypass",
            lambda: client.delete_object(**version, BypassGovernanceRetention=True),
        ),
        (
            "delete versions in a batch",
            lambda: client.delete_objects(
                Bucket=storage.bucket_name, Delete={"Objects": [named], "Quiet": True}
            ),
        ),
    ]


def damage(storage: WormS3Storage, target: Target) -> str:
    """What happened to the object, read by its version; "" when nothing did."""
    try:
        head = storage.head(target.key, target.version)
        if head is None:
            return _("对象已被删除")
        if not locked_until(head, target.until):
            return _("锁定被缩短或者降级")
        stop = len(target.content)
        content = b"".join(storage.chunks(target.key, target.version, 0, stop))
    except (*REFUSALS, OSError) as error:
        return str(error)
    return "" if content == target.content else _("内容被改变")


def versioning_stays(storage: WormS3Storage) -> Check:
    """Versioning cannot be suspended; a store that lets it be is set right again."""
    bucket = {"Bucket": storage.bucket_name}
    try:
        storage.client.put_bucket_versioning(
            **bucket, VersioningConfiguration={"Status": "Suspended"}
        )
    except REFUSALS as error:
        return Check("bucket: suspend versioning", True, f"refused: {error}")
    if storage.client.get_bucket_versioning(**bucket).get("Status") == "Enabled":
        return Check("bucket: suspend versioning", True, "without effect")
    storage.client.put_bucket_versioning(**bucket, VersioningConfiguration={"Status": "Enabled"})
    return Check("bucket: suspend versioning", False, _("版本控制可以被暂停"))


def on_disk(storage: WormFileStorage, strict: bool) -> Iterator[Check]:
    """A local tree: read-only, never written over; whether this account could delete."""
    content = os.urandom(CHUNK)
    key = f"{FOLDER}/{hashlib.sha256(content).hexdigest()}"
    path = Path(storage.path(key))
    try:
        for part in (content, b"forged"):
            source = storage.staging() / f"{uuid.uuid4()}.part"
            source.write_bytes(part)
            storage.put(key, source)
            source.unlink()
        yield Check("file: overwrite", path.read_bytes() == content)
        yield Check("file: read-only", not path.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP))
        yield Check("file: delete through the storage", not deletes(storage, key))
        yield deletion_by_the_account(path, strict)
    except OSError as error:
        yield Check("file", False, str(error))


def deletes(storage: WormFileStorage, key: str) -> bool:
    """Whether the storage deletes what it keeps."""
    try:
        storage.delete(key)
    except WriteOnceError:
        return False
    return True


def deletion_by_the_account(path: Path, strict: bool) -> Check:
    """The account of this process removes the file of the test if the system lets it."""
    try:
        path.unlink()
    except OSError as error:
        return Check("file: delete by this account", True, f"refused: {error}")
    detail = _("本账号可以删除文件：只能事后发现，不能防止；正式运行请使用带对象锁的存储")
    return Check("file: delete by this account", not strict, detail)
