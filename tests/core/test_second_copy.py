"""The second place of the originals: copied, checked, never healed by itself, restored on an order."""

import json
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from pytest_django import Settings

from core import copies, files, fixity
from core.errors import RuleError
from core.models import Alert, AuditEntry, Blob, BlobCopy
from core.storage import WriteOnceError
from core.tasks import copy_originals
from tests import factories

pytestmark = pytest.mark.django_db
REASON = "机房磁盘损坏，按值班记录恢复"


def storage(place: Path) -> dict[str, object]:
    return {"BACKEND": "core.storage.WormFileStorage", "OPTIONS": {"location": str(place)}}


@pytest.fixture(autouse=True)
def places(settings: Settings, tmp_path: Path) -> tuple[Path, Path]:
    first, second = tmp_path / "first", tmp_path / "second"
    settings.STORAGES = {
        **settings.STORAGES,
        "blobs": storage(first),
        "blobs_second": storage(second),
    }
    return first, second


def keep(*texts: bytes) -> list[Blob]:
    return [files.store(text, content_type="text/plain") for text in texts]


def forge(place: Path, blob: Blob) -> None:
    path = place / blob.key
    path.chmod(0o600)
    path.write_bytes(b"forged")


def restored(blob: Blob, *options: str) -> str:
    out = StringIO()
    account = factories.user("admin", username="jing")
    call_command(
        *("restore_original", blob.sha256, "--by", account.username),
        *(("--reason", REASON) if "--reason" not in options else ()),
        *options,
        stdout=out,
    )
    return out.getvalue()


# ------------------------------------------------------------------------------- copying
def test_every_original_is_copied_once_and_read_back(places: tuple[Path, Path]) -> None:
    one, two = keep(b"a", b"b")
    assert copy_originals() == 2
    for blob, content in ((one, b"a"), (two, b"b")):
        assert (places[1] / blob.key).read_bytes() == content
        assert blob.copy.result == "ok"
    assert copy_originals() == 0
    assert AuditEntry.objects.filter(action="blob.copy").count() == 2
    assert list((places[1] / "staging").iterdir()) == []


def test_without_a_second_place_nothing_is_copied_or_missed(settings: Settings) -> None:
    settings.STORAGES = {k: v for k, v in settings.STORAGES.items() if k != copies.ALIAS}
    keep(b"a")
    assert copy_originals() == 0
    assert copies.troubles(timezone.now() + timedelta(days=2)) == []
    assert fixity.check(timezone.now()).good


def test_another_second_place_gets_its_own_copies(settings: Settings, tmp_path: Path) -> None:
    (blob,) = keep(b"a")
    copy_originals()
    settings.STORAGES = {**settings.STORAGES, copies.ALIAS: storage(tmp_path / "third")}
    assert copy_originals() == 1
    assert (tmp_path / "third" / blob.key).exists()


def test_a_damaged_original_is_not_copied_over_anything(places: tuple[Path, Path]) -> None:
    watcher = factories.user("supervisor")
    damaged, gone = keep(b"a", b"b")
    forge(places[0], damaged)
    (places[0] / gone.key).unlink()
    assert copies.run(seconds=600) == 0
    assert set(Blob.objects.values_list("check_result", flat=True)) == {"damaged", "missing"}
    assert not BlobCopy.objects.exists()
    assert Alert.objects.filter(recipient=watcher).count() == 2
    assert copy_originals() == 0, "and is not read again and again"


def test_a_second_place_that_fails_is_tried_again(
    monkeypatch: pytest.MonkeyPatch, places: tuple[Path, Path]
) -> None:
    keep(b"a")

    def full(*_: object) -> None:
        raise OSError("no space")

    place = copies.second()
    assert place is not None
    monkeypatch.setattr(type(place), "put", full)
    assert copy_originals() == 0
    later = timezone.now() + timedelta(hours=2)
    assert copies.troubles(later) == ["1 个原件还没有第二副本"]
    monkeypatch.undo()
    assert copy_originals() == 1
    assert copies.troubles(later) == []


# ------------------------------------------------------------------------------- checking
def test_a_missing_and_a_damaged_second_copy_are_alarms_and_no_success(
    places: tuple[Path, Path],
) -> None:
    watcher = factories.user("supervisor")
    damaged, gone, _whole = keep(b"a", b"b", b"c")
    copy_originals()
    forge(places[1], damaged)
    (places[1] / gone.key).unlink()
    report = fixity.check(timezone.now())
    assert (report.ok, report.damaged, report.good) == (3, 0, False)
    assert report.copies == ["2 个第二副本损坏或者丢失"]
    entries = AuditEntry.objects.filter(action="blob.fixity")
    found = {row.object_id: json.loads(row.data) for row in entries}
    assert found == {
        damaged.sha256: {"result": "damaged", "side": "second"},
        gone.sha256: {"result": "missing", "side": "second"},
    }
    texts = " ".join(Alert.objects.filter(recipient=watcher).values_list("text", flat=True))
    assert "第二副本已损坏" in texts and "第二副本已丢失" in texts
    assert (places[1] / damaged.key).read_bytes() == b"forged", "nothing heals itself"
    with pytest.raises(CommandError, match="2 个第二副本"):
        call_command("check_fixity", "--all", stdout=StringIO())


def test_a_damaged_original_is_never_overwritten_automatically(places: tuple[Path, Path]) -> None:
    (blob,) = keep(b"a")
    copy_originals()
    forge(places[0], blob)
    assert fixity.check(timezone.now()).damaged == 1
    copy_originals()
    assert (places[0] / blob.key).read_bytes() == b"forged"
    assert (places[1] / blob.key).read_bytes() == b"a"


# ------------------------------------------------------------------------------- restoring
@pytest.mark.parametrize("side", ["first", "second"])
def test_a_whole_copy_is_put_in_the_place_of_a_damaged_one_on_an_order(
    places: tuple[Path, Path], side: str
) -> None:
    (blob,) = keep(b"a")
    copy_originals()
    place = places[0] if side == "first" else places[1]
    forge(place, blob)
    fixity.check(timezone.now())
    assert "restored" in restored(blob, "--side", side)
    assert (place / blob.key).read_bytes() == b"a"
    (aside,) = (place / "quarantine").iterdir()
    assert aside.read_bytes() == b"forged", "what was there is kept"
    assert fixity.check(timezone.now(), everything=True).good
    entry = AuditEntry.objects.get(action="blob.restore")
    assert json.loads(entry.data) == {"side": side, "was": "damaged", "reason": REASON}
    assert entry.actor_id is not None


def test_a_lost_original_comes_back(places: tuple[Path, Path]) -> None:
    (blob,) = keep(b"a")
    copy_originals()
    (places[0] / blob.key).unlink()
    restored(blob)
    assert files.read_bytes(blob) == b"a"


def test_what_is_whole_or_has_no_whole_copy_is_not_restored(places: tuple[Path, Path]) -> None:
    whole, both = keep(b"a", b"c")
    copy_originals()
    by, now = factories.user("admin"), timezone.now()
    forge(places[0], both)
    forge(places[1], both)
    for blob, reason, words in (
        (whole, REASON, "不需要恢复"),
        (both, REASON, "另一副本也不完好"),
        (both, " ", "写明理由"),
    ):
        with pytest.raises(RuleError, match=words):
            copies.restore(blob, side="first", by=by, reason=reason, now=now)
    with pytest.raises(PermissionDenied):
        copies.restore(both, side="first", by=factories.user("publisher"), reason=REASON, now=now)
    assert not AuditEntry.objects.filter(action="blob.restore").exists()


def test_without_a_copy_there_is_nothing_to_restore_from(places: tuple[Path, Path]) -> None:
    (blob,) = keep(b"a")
    forge(places[0], blob)
    with pytest.raises(CommandError, match="没有第二副本"):
        restored(blob)
    with pytest.raises(CommandError, match="no such original"):
        call_command("restore_original", "0" * 64, "--by", "jing", "--reason", REASON)
    with pytest.raises(CommandError, match="no such account"):
        call_command("restore_original", blob.sha256, "--by", "nobody", "--reason", REASON)


# ------------------------------------------------------------------------------- the end of it
def test_a_disposed_original_takes_its_copy_along(places: tuple[Path, Path]) -> None:
    (blob,) = keep(b"a")
    copy_originals()
    copies.dispose(blob)
    copies.dispose(blob)
    assert not (places[1] / blob.key).exists()
    assert BlobCopy.objects.get().result == "removed"


def test_a_copy_in_a_place_not_configured_now_is_not_forgotten(
    settings: Settings, tmp_path: Path
) -> None:
    (blob,) = keep(b"a")
    copy_originals()
    settings.STORAGES = {**settings.STORAGES, copies.ALIAS: storage(tmp_path / "third")}
    with pytest.raises(WriteOnceError, match="not configured"):
        copies.dispose(blob)


def test_the_row_of_a_copy_is_not_removed_by_sql() -> None:
    keep(b"a")
    copy_originals()
    for statement in (
        "DELETE FROM core_blobcopy",
        "UPDATE core_blobcopy SET blob_id = 'x'",
    ):
        with (
            pytest.raises(IntegrityError, match="APPEND_ONLY"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
