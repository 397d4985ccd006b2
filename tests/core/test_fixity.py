"""Re-hashing originals: ok, damaged and not checked are three different outcomes."""

import json
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings

from core import files, fixity
from core.models import AuditEntry, Blob
from core.storage import WormFileStorage
from core.tasks import check_fixity

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def tree(settings: Settings, tmp_path: Path) -> Path:
    blobs = {"BACKEND": "core.storage.WormFileStorage", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, "blobs": blobs}
    return tmp_path


def keep(*texts: bytes) -> list[Blob]:
    return [files.store(text, content_type="text/plain") for text in texts]


def damage(blob: Blob, tree: Path) -> None:
    path = tree / blob.key
    path.chmod(0o600)
    path.write_bytes(b"forged")


def test_whole_originals_are_ok_and_carry_the_time_of_the_check() -> None:
    now = timezone.now()
    keep(b"a", b"b")
    report = fixity.check(now)
    assert (report.ok, report.damaged, report.not_checked, report.good) == (2, 0, 0, True)
    assert set(Blob.objects.values_list("check_result", "checked_at")) == {("ok", now)}
    assert not AuditEntry.objects.filter(action="blob.fixity").exists()


def test_damaged_and_lost_originals_are_named_and_audited(tree: Path) -> None:
    changed, lost, _ = keep(b"a", b"b", b"c")
    damage(changed, tree)
    (tree / lost.key).unlink()
    report = fixity.check(timezone.now())
    assert (report.ok, report.damaged) == (1, 2)
    assert sorted(report.bad) == sorted([f"{changed.sha256} damaged", f"{lost.sha256} missing"])
    entries = AuditEntry.objects.filter(action="blob.fixity")
    assert set(entries.values_list("object_id", flat=True)) == {
        changed.sha256,
        lost.sha256,
    }


def test_a_place_that_cannot_be_read_is_not_checked_and_no_success(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    keep(b"a")

    def broken(*_: object) -> int:
        raise PermissionError("no access")

    monkeypatch.setattr(WormFileStorage, "length", broken)
    report = fixity.check(timezone.now())
    assert (report.ok, report.damaged, report.not_checked, report.good) == (0, 0, 1, False)
    blob = Blob.objects.get()
    assert (blob.check_result, blob.checked_at) == ("unread", None)


def test_only_originals_whose_turn_it_is_are_read_again(tree: Path) -> None:
    now = timezone.now()
    (blob,) = keep(b"a")
    fixity.check(now)
    damage(blob, tree)
    assert fixity.check(now + timedelta(days=1)).good, "its turn comes later"
    assert not fixity.check(now + timedelta(days=1), everything=True).good
    assert not fixity.check(now + timedelta(days=2)).good, "a bad one is looked at every time"


def test_the_turn_comes_round() -> None:
    now = timezone.now()
    keep(b"a")
    fixity.check(now)
    assert not fixity.due(now + timedelta(days=fixity.EVERY_DAYS - 1))
    assert fixity.due(now + timedelta(days=fixity.EVERY_DAYS + 1))


def test_the_command_counts_and_fails_unless_all_are_ok(tree: Path) -> None:
    blob, _ = keep(b"a", b"b")
    out = StringIO()
    call_command("check_fixity", stdout=out)
    assert out.getvalue() == "ok 2, damaged 0, not checked 0\n"
    damage(blob, tree)
    out = StringIO()
    with pytest.raises(CommandError, match=f"{blob.sha256} damaged"):
        call_command("check_fixity", "--all", "--json", stdout=out)
    report = json.loads(out.getvalue())
    assert (report["ok"], report["damaged"], report["not_checked"]) == (1, 1, 0)


def test_the_task_looks_at_what_is_due() -> None:
    keep(b"a", b"b")
    assert check_fixity() == 2


def test_the_command_says_that_another_check_runs() -> None:
    keep(b"a")
    now = timezone.now()
    fixity.claim(fixity.begin(now), now)
    with pytest.raises(CommandError, match="另一个原件校验正在运行"):
        call_command("check_fixity")
