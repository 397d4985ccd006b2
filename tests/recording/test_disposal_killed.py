"""kill -9 while an item is destroyed: never bytes gone without a tombstone, and the next run ends it."""

import json
import signal
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from core.storage import WormS3Storage
from tests.installation import Installation, end_all
from tests.object_store import ObjectStore
from tests.recording.killed_disposal import BEFORE_TOMBSTONE, BETWEEN, FIRST, LOGGED, POINTS, SECOND
from tests.s3 import bucket, second_bucket

pytestmark = pytest.mark.slow
Query = Callable[[str], list[tuple[Any, ...]]]
KEYS = (
    "SELECT b.key, b.version, c.version, b.removed_at, b.sha256 FROM core_blob b"
    " JOIN core_blobcopy c ON c.blob_id = b.sha256 WHERE b.sha256 IN"
    " (SELECT e.blob_id FROM recording_evidence e JOIN recording_disposalitem i"
    "  ON i.evidence_id = e.id UNION SELECT blob_id FROM recording_editedcopy)"
)
TOMBSTONES = "SELECT sha256, removed_at FROM recording_disposal ORDER BY id"


@dataclass(frozen=True)
class Original:
    """One original of the list as the database and both places show it."""

    marked: bool  # the database says that its bytes may go
    first: bool  # they are there
    second: bool


class Bureau:
    """One installation whose disposal is killed again and again."""

    def __init__(
        self, place: Path, extra: Mapping[str, str], ask: Query, holds: Callable[..., bool]
    ) -> None:
        self.site = Installation(place, extra)
        self.ask, self.holds = ask, holds

    def shell(self, call: str, *, ok: bool = True) -> Any:
        code = f"from tests.recording import killed_disposal as k; k.{call}"
        return self.site.manage("shell", "-c", code, ok=ok)

    def killed_at(self, point: str) -> None:
        """A run of the worker's task in a real process, killed at the point."""
        code = f"from tests.recording import killed_disposal as k; k.run({point!r})"
        process = self.site.start("worker", "manage.py", "shell", "-c", code)
        try:
            assert process.wait(timeout=120) == -signal.SIGKILL, self.site.logged("worker")
        finally:
            end_all(process)

    def originals(self) -> dict[str, Original]:
        """By SHA-256, asked past every process of the portal."""
        return {
            sha256: Original(
                marked is not None,
                self.holds("first", key, version),
                self.holds("second", key, second),
            )
            for key, version, second, marked, sha256 in self.ask(KEYS)
        }

    def tombstones(self) -> list[bool]:
        """For each tombstone whether it says that the bytes are gone."""
        return [removed is not None for _key, removed in self.ask(TOMBSTONES)]

    def logged(self) -> list[str]:
        """The SHA-256 of what the log calls destroyed, in order."""
        sql = "SELECT data FROM core_auditentry WHERE action = 'evidence.disposed' ORDER BY id"
        return [json.loads(data)["sha256"] for (data,) in self.ask(sql)]


def never_half(bureau: Bureau) -> None:
    """Whatever happened: bytes are missing only where the database says by which appraisal."""
    for key, row in bureau.originals().items():
        assert row.marked or (row.first and row.second), f"{key} is gone without a tombstone"
    tombstones, logged = bureau.tombstones(), bureau.logged()
    assert sum(tombstones) == len(logged), "the log and the tombstones say the same"
    assert len(logged) == len(set(logged)), "nothing is destroyed twice"
    marked = [row for row in bureau.originals().values() if row.marked]
    assert bool(marked) == bool(tombstones)


EXPECTED = {  # (tombstones, originals still in the first place, copies still in the second)
    BEFORE_TOMBSTONE: (0, 3, 3),
    BETWEEN: (2, 3, 3),
    SECOND: (2, 3, 2),
    FIRST: (2, 2, 2),
    LOGGED: (2, 1, 1),
}


def killed_everywhere(bureau: Bureau) -> None:
    bureau.shell("prepare()")
    assert len(bureau.originals()) == 3, "two items and the edited copy of one"
    for point in POINTS:
        bureau.killed_at(point)
        never_half(bureau)
        rows = bureau.originals().values()
        there = (sum(row.first for row in rows), sum(row.second for row in rows))
        assert (len(bureau.tombstones()), *there) == EXPECTED[point], point
        assert bureau.logged() == [], "nothing is called destroyed before it is"

    said = bureau.shell("finish()").stdout
    assert "damaged 0, not checked 0" in said
    never_half(bureau)
    assert [row.first or row.second for row in bureau.originals().values()] == [False] * 3
    assert bureau.tombstones() == [True, True]
    assert len(bureau.logged()) == 2
    assert bureau.ask("SELECT status FROM recording_disposalappraisal") == [("executed",)]


# ------------------------------------------------------------------------------- two directories
def asks(place: Path) -> Query:
    """Asks the database file of an installation, past the portal."""

    def ask(sql: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(place / "portal.sqlite3")) as connection:
            return connection.execute(sql).fetchall()

    return ask


def test_in_two_directories(tmp_path: Path, migrated: Callable[[Installation], None]) -> None:
    places = {"first": tmp_path / "blobs", "second": tmp_path / "second"}

    def holds(side: str, key: str, _version: str) -> bool:
        return (places[side] / key).exists()

    extra = {"PORTAL_SECOND_DIR": str(places["second"])}
    bureau = Bureau(tmp_path, extra, asks(tmp_path), holds)
    migrated(bureau.site)
    killed_everywhere(bureau)


# ------------------------------------------------------------------------------- two buckets
def environment(prefix: str, storage: WormS3Storage, store: ObjectStore) -> dict[str, str]:
    return {
        f"{prefix}_BUCKET": str(storage.bucket_name),
        f"{prefix}_ENDPOINT": store.url,
        f"{prefix}_ACCESS_KEY": store.access_key,
        f"{prefix}_SECRET_KEY": store.secret_key,
    }


@pytest.mark.s3
def test_in_two_buckets_of_a_real_gateway(
    tmp_path: Path,
    settings: Settings,
    s3_endpoint: ObjectStore,
    migrated: Callable[[Installation], None],
) -> None:
    """Versioned, without object lock: a lock lasts a day at least."""
    first = bucket(settings, s3_endpoint, lock=False)
    second = second_bucket(settings, s3_endpoint, lock=False)
    sides = {"first": first, "second": second}
    extra = {
        **environment("PORTAL_S3", first, s3_endpoint),
        **environment("PORTAL_SECOND_S3", second, s3_endpoint),
    }

    def holds(side: str, key: str, version: str) -> bool:
        return sides[side].head(key, version) is not None

    ask = asks(tmp_path)
    bureau = Bureau(tmp_path, extra, ask, holds)
    migrated(bureau.site)
    killed_everywhere(bureau)
    for storage in sides.values():
        for key, *_rest in ask(KEYS):
            answer = storage.client.list_object_versions(Bucket=storage.bucket_name, Prefix=key)
            assert answer.get("Versions", []) == [], "no version is left below a marker"
