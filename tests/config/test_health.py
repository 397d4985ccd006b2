"""/healthz and /readyz: what monitoring sees when a part of the installation fails."""

from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from botocore.exceptions import ClientError
from django.core.files.storage import storages
from django.db import OperationalError, connection
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from config.readiness import probe
from core import files
from core.heartbeat import SCHEDULER, beat
from core.models import Blob, Heartbeat
from core.storage import WormS3Storage
from tests.object_store import ObjectStore

pytestmark = pytest.mark.django_db


def ready(client: Client) -> tuple[int, dict[str, bool]]:
    """Status of /readyz and which parts it calls good."""
    answer = client.get(reverse("readyz"))
    return answer.status_code, {name: c["ok"] for name, c in answer.json()["checks"].items()}


def test_everything_works_when_the_scheduler_has_just_reported(client: Client) -> None:
    beat(SCHEDULER, timezone.now())
    status, parts = ready(client)
    assert status == 200
    assert parts == dict.fromkeys(
        ("database", "migrations", "storage", "scheduler", "originals", "log", "gates"), True
    )


def test_a_damaged_original_is_shown_but_sends_nobody_elsewhere(client: Client) -> None:
    beat(SCHEDULER, timezone.now())
    blob = files.store(b"x", content_type="text/plain")
    Blob.objects.filter(pk=blob.pk).update(check_result="damaged")
    answer = client.get(reverse("readyz"))
    assert answer.status_code == 200
    found = answer.json()["checks"]["originals"]
    assert found == {"ok": False, "detail": "1 个原件损坏或者丢失"}


def test_a_scheduler_that_never_reported_makes_it_unready(client: Client) -> None:
    status, parts = ready(client)
    assert (status, parts["scheduler"]) == (503, False)


@pytest.mark.parametrize(("seconds", "status"), [(59, 200), (62, 503), (86400, 503)])
def test_a_silent_scheduler_makes_it_unready(client: Client, seconds: int, status: int) -> None:
    beat(SCHEDULER, timezone.now() - timedelta(seconds=seconds))
    with override_settings(HEARTBEAT_MAX_SECONDS=60):
        assert ready(client)[0] == status


def test_the_heartbeat_says_how_long_ago_it_was(client: Client) -> None:
    beat(SCHEDULER, timezone.now() - timedelta(seconds=7))
    detail = client.get(reverse("readyz")).json()["checks"]["scheduler"]["detail"]
    assert detail in {"7 秒前报告", "8 秒前报告"}


def test_a_silent_database_makes_it_unready_and_the_answer_keeps_the_cause_to_itself(
    client: Client,
) -> None:
    secret = "password=hunter2 host=db.internal"
    with patch.object(connection, "cursor", side_effect=OperationalError(secret)):
        answer = client.get(reverse("readyz"))
    assert answer.status_code == 503
    assert answer.json()["checks"]["database"] == {"ok": False, "detail": "数据库没有应答"}
    assert "hunter2" not in answer.content.decode()


def test_a_waiting_migration_makes_it_unready(client: Client) -> None:
    beat(SCHEDULER, timezone.now())
    plan = [("a migration", False), ("another", False)]
    with patch("config.readiness.MigrationExecutor.migration_plan", return_value=plan):
        answer = client.get(reverse("readyz"))
    assert answer.status_code == 503
    assert answer.json()["checks"]["migrations"]["detail"] == "有 2 个数据库迁移未执行"


def test_a_store_that_takes_no_bytes_makes_it_unready(client: Client, tmp_path: Path) -> None:
    beat(SCHEDULER, timezone.now())
    blocked = tmp_path / "a file where the folder should be"
    blocked.write_text("")
    with patch.object(storages["blobs"], "location", str(blocked)):
        status, parts = ready(client)
    assert (status, parts["storage"]) == (503, False)


def test_the_probe_leaves_nothing_in_the_store(client: Client) -> None:
    place = Path(storages["blobs"].location)  # type: ignore[attr-defined]  # the local store of the suite
    before = sorted(place.rglob("*")) if place.exists() else []
    ready(client)
    assert sorted(path for path in place.rglob("*") if path.is_file()) == [
        path for path in before if path.is_file()
    ]


@pytest.mark.s3
def test_a_bucket_must_exist_to_be_ready(s3_endpoint: ObjectStore) -> None:
    keys = {"access_key": s3_endpoint.access_key, "secret_key": s3_endpoint.secret_key}
    bucket = WormS3Storage(bucket_name="readiness", endpoint_url=s3_endpoint.url, **keys)
    with pytest.raises(ClientError):
        probe(bucket)
    bucket.client.create_bucket(Bucket="readiness", ObjectLockEnabledForBucket=True)
    probe(bucket)
    assert bucket.client.list_objects_v2(Bucket="readiness")["KeyCount"] == 0


def test_the_process_answers_without_touching_the_database(client: Client) -> None:
    with patch.object(connection, "cursor", side_effect=OperationalError):
        answer = client.get(reverse("healthz"))
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.parametrize("name", ["healthz", "readyz"])
def test_the_answers_are_never_cached_and_take_no_posts(client: Client, name: str) -> None:
    assert "no-store" in client.get(reverse(name)).headers["Cache-Control"]
    assert client.post(reverse(name)).status_code == 405


def test_a_beat_moves_the_row_and_never_adds_one() -> None:
    now = timezone.now()
    beat(SCHEDULER, now - timedelta(hours=1))
    beat(SCHEDULER, now)
    assert list(Heartbeat.objects.values_list("name", "beat_at")) == [(SCHEDULER, now)]
