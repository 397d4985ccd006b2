"""Whether this installation can do its work now; shown on /readyz and to supervisors.

The answers are public, so they say which part fails and never why in the words of a server.
"""

import logging
import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from core import copies, integrity, log_watch
from core.heartbeat import SCHEDULER, age
from core.storage import WormS3Storage

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Finding:
    """One part of the installation: `name` is stable for machines, `detail` is for people. A part
    that is not `vital` is an alarm, but no reason to send visitors elsewhere."""

    name: str
    ok: bool
    detail: str
    vital: bool = True


def findings(now: datetime) -> list[Finding]:
    """The state of every part, in the order they depend on each other."""
    database = database_answers()
    if not database.ok:
        return [database, storage_writable()]
    migrations = migrations_applied()
    if not migrations.ok:
        return [database, migrations, storage_writable()]
    return [
        database,
        migrations,
        storage_writable(),
        scheduler_alive(now),
        originals_whole(now),
        log_sealed(now),
        gates_on(),
    ]


def database_answers() -> Finding:
    """A query comes back."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        log.exception("readiness: the database does not answer")
        return Finding("database", False, _("数据库没有应答"))
    return Finding("database", True, _("正常"))


def migrations_applied() -> Finding:
    """The tables are those this code was written for."""
    executor = MigrationExecutor(connection)
    waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if waiting:
        return Finding(
            "migrations", False, _("有 %(count)d 个数据库迁移未执行") % {"count": waiting}
        )
    return Finding("migrations", True, _("正常"))


def storage_writable() -> Finding:
    """The store of originals takes bytes: a probe file locally, the bucket itself on S3."""
    try:
        probe(storages["blobs"])
    except Exception:  # noqa: BLE001 - every storage backend fails with its own error types
        log.exception("readiness: the store of originals is not usable")
        return Finding("storage", False, _("原件存储不可用"))
    return Finding("storage", True, _("正常"))


def probe(storage: Storage) -> None:
    """Write and drop a byte locally; only ask for a bucket: its lock would keep every probe."""
    if isinstance(storage, WormS3Storage):
        storage.client.head_bucket(Bucket=storage.bucket_name)
    elif isinstance(storage, FileSystemStorage):
        place = Path(storage.location)
        place.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=place) as file:
            file.write(b"0")


def originals_whole(now: datetime) -> Finding:
    """No original and no second copy is known to be damaged, and no check of them broke off."""
    found = integrity.troubles() + copies.troubles(now)
    return Finding("originals", not found, "；".join(found) or _("正常"), vital=False)


def log_sealed(now: datetime) -> Finding:
    """No entry of the log waits for its seal: an idle transaction holds back every one after it."""
    found = log_watch.unsealed(now)
    return Finding("log", not found, found or _("正常"), vital=False)


def gates_on() -> Finding:
    """Every trigger that guards the record is in the database and switched on."""
    found = log_watch.open_gates()
    return Finding("gates", not found, found or _("正常"), vital=False)


def scheduler_alive(now: datetime) -> Finding:
    """The scheduler's message has reached a worker lately."""
    silence = age(SCHEDULER, now)
    if silence is None:
        return Finding("scheduler", False, _("定时任务从未报告，请启动 worker 与 scheduler"))
    seconds = int(silence.total_seconds())
    fresh = silence <= timedelta(seconds=settings.HEARTBEAT_MAX_SECONDS)
    return Finding("scheduler", fresh, _("%(seconds)d 秒前报告") % {"seconds": seconds})
