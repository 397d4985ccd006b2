"""The second place in trouble: what is copied when, what is told, and what an order may not do."""

import json
import os
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from core import copies, files, fixity
from core.errors import RuleError
from core.models import Alert, AuditEntry, Blob, BlobCopy
from core.storage import WormFileStorage, WriteOnceError
from core.tasks import copy_originals
from core.triggers import suspended
from tests import factories

pytestmark = pytest.mark.django_db
REASON = "机房磁盘损坏，按值班记录恢复"
Places = tuple[Path, Path]


def storage(place: Path) -> dict[str, object]:
    return {"BACKEND": "core.storage.WormFileStorage", "OPTIONS": {"location": str(place)}}


@pytest.fixture(autouse=True)
def places(settings: Settings, tmp_path: Path) -> Places:
    first, second = tmp_path / "first", tmp_path / "second"
    found = {"blobs": storage(first), copies.ALIAS: storage(second)}
    settings.STORAGES = {**settings.STORAGES, **found}
    return first, second


def keep(*texts: bytes) -> list[Blob]:
    return [files.store(text, content_type="text/plain") for text in texts]


def forge(place: Path, blob: Blob, content: bytes = b"forged") -> None:
    path = place / blob.key
    path.chmod(0o600)
    path.write_bytes(content)


def told(blob: Blob, **values: datetime) -> None:
    """Set columns of an original that its gates let nobody set alone."""
    connection.check_constraints()  # PostgreSQL lifts no gate while checks of rows are pending
    with suspended(connection):
        Blob.objects.filter(pk=blob.pk).update(**values)


@pytest.fixture
def unreadable(monkeypatch: pytest.MonkeyPatch, places: Places) -> Iterator[Callable[[], None]]:
    """Lets reading from the second place fail from then on; the first one works."""
    length = WormFileStorage.length

    def only_first(self: WormFileStorage, key: str, version: str) -> int:
        if str(places[1]) in str(self.location):
            raise OSError("no route to host")
        return length(self, key, version)

    yield lambda: monkeypatch.setattr(WormFileStorage, "length", only_first)


# ------------------------------------------------------------------------------- copying
def test_the_oldest_original_is_copied_first(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = keep(b"1", b"2", b"3")
    now = timezone.now()
    for age, row in enumerate(rows):
        told(row, stored_at=now - timedelta(hours=age))
    monkeypatch.setattr(copies, "PER_RUN", 1)
    order: list[str] = []
    while copy_originals():
        order.append(BlobCopy.objects.exclude(blob__in=order).get().blob_id)
    assert order == [row.pk for row in reversed(rows)]


def test_a_run_ends_when_its_time_is_over_and_the_next_goes_on() -> None:
    keep(b"1", b"2", b"3")
    assert [copies.run(seconds=0) for _each in range(4)] == [1, 1, 1, 0]


def test_one_original_that_fails_does_not_stop_the_others(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    one, two = keep(b"1", b"2")
    copy = copies.copy

    def but_one(blob: Blob) -> bool:
        if blob.pk == one.pk:
            raise OSError("no space")
        return copy(blob)

    monkeypatch.setattr(copies, "copy", but_one)
    assert copies.run(seconds=600) == 1
    assert BlobCopy.objects.get().blob_id == two.pk
    assert one.sha256 in caplog.text and "tried again" in caplog.text


def test_something_else_already_in_the_second_place_is_never_called_a_copy(
    places: Places, caplog: pytest.LogCaptureFixture
) -> None:
    (blob,) = keep(b"a")
    path = places[1] / blob.key
    path.parent.mkdir(parents=True)
    path.write_bytes(b"squatter")
    assert copy_originals() == 0
    assert "holds something else" in caplog.text
    assert path.read_bytes() == b"squatter"
    assert not BlobCopy.objects.exists()
    assert not AuditEntry.objects.filter(action="blob.copy").exists()


def test_a_removed_original_is_not_copied() -> None:
    one, _two = keep(b"a", b"b")
    told(one, removed_at=timezone.now())
    assert copy_originals() == 1
    assert not BlobCopy.objects.filter(blob=one).exists()


def test_the_copy_is_read_only_and_told_in_the_log_with_its_place(places: Places) -> None:
    (blob,) = keep(b"a")
    copy_originals()
    assert os.stat(places[1] / blob.key).st_mode & 0o222 == 0
    entry = AuditEntry.objects.get(action="blob.copy")
    assert json.loads(entry.data) == {"to": f"file {places[1].resolve()}"}
    assert entry.object_id == blob.sha256


def test_an_empty_second_place_of_another_kind_is_an_error_of_the_settings(
    settings: Settings, tmp_path: Path
) -> None:
    place = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(tmp_path)},
    }
    settings.STORAGES = {**settings.STORAGES, copies.ALIAS: place}
    with pytest.raises(TypeError, match=copies.ALIAS):
        copies.second()


# ------------------------------------------------------------------------------- troubles
@pytest.mark.parametrize(("minutes", "late"), [(59, False), (60, False), (61, True)])
def test_an_original_may_be_without_its_copy_for_an_hour(minutes: int, late: bool) -> None:
    (blob,) = keep(b"a")
    at = blob.stored_at + timedelta(minutes=minutes)
    assert copies.troubles(at) == (["1 个原件还没有第二副本"] if late else [])


def test_every_trouble_is_told_with_its_number() -> None:
    rows = keep(b"1", b"2", b"3", b"4")
    copy_originals()
    keep(b"5")
    for row, result in zip(rows, ("damaged", "missing", "unread", "ok"), strict=True):
        BlobCopy.objects.filter(blob=row).update(result=result)
    assert copies.troubles(timezone.now() + timedelta(hours=2)) == [
        "2 个第二副本损坏或者丢失",
        "1 个第二副本没有读成，未校验",
        "1 个原件还没有第二副本",
    ]


def test_the_copy_of_a_removed_original_troubles_nobody() -> None:
    (blob,) = keep(b"a")
    copy_originals()
    BlobCopy.objects.update(result="missing")
    told(blob, removed_at=timezone.now())
    assert copies.troubles(timezone.now() + timedelta(hours=2)) == []


def test_a_place_that_cannot_be_read_is_unread_and_not_damaged(
    unreadable: Callable[[], None],
) -> None:
    watcher = factories.user("supervisor")
    (blob,) = keep(b"a")
    copy_originals()
    unreadable()
    copies.check(blob)
    assert BlobCopy.objects.get().result == "unread"
    heard = Alert.objects.get(recipient=watcher).text
    assert "没有读成" in heard and "不会自动覆盖" in heard
    entry = AuditEntry.objects.get(action="blob.fixity")
    assert json.loads(entry.data) == {"result": "unread", "side": "second"}


def test_the_next_good_reading_ends_the_trouble(places: Places) -> None:
    (blob,) = keep(b"a")
    copy_originals()
    BlobCopy.objects.update(result="unread")
    before = BlobCopy.objects.get().checked_at
    copies.check(blob)
    row = BlobCopy.objects.get()
    assert row.result == "ok" and row.checked_at > before
    assert not AuditEntry.objects.filter(action="blob.fixity").exists(), "nothing is wrong"


def test_a_person_hears_once_of_each_fault_of_each_copy(places: Places) -> None:
    watcher = factories.user("supervisor")
    (blob,) = keep(b"a")
    copy_originals()
    forge(places[1], blob)
    for _each in range(3):
        copies.check(blob)
    assert Alert.objects.filter(recipient=watcher).count() == 1
    (places[1] / blob.key).unlink()
    copies.check(blob)
    texts = list(Alert.objects.filter(recipient=watcher).values_list("text", flat=True))
    assert sorted("已丢失" in text for text in texts) == [False, True]
    assert all(blob.sha256[:16] in text for text in texts)


@pytest.mark.parametrize("content", [b"", b"b", b"aa", b"a" * 5000])
def test_shorter_longer_and_other_bytes_are_all_damage(places: Places, content: bytes) -> None:
    (blob,) = keep(b"a")
    copy_originals()
    forge(places[1], blob, content)
    copies.check(blob)
    assert BlobCopy.objects.get().result == "damaged"
    assert (places[1] / blob.key).read_bytes() == content


def test_a_copy_elsewhere_or_removed_is_not_looked_at(settings: Settings, tmp_path: Path) -> None:
    one, two = keep(b"a", b"b")
    copy_originals()
    BlobCopy.objects.filter(blob=two).update(result="removed")
    settings.STORAGES = {**settings.STORAGES, copies.ALIAS: storage(tmp_path / "third")}
    for blob in (one, two):
        copies.check(blob)
    assert set(BlobCopy.objects.values_list("result", flat=True)) == {"ok", "removed"}
    assert not AuditEntry.objects.filter(action="blob.fixity").exists()


# ------------------------------------------------------------------------------- restoring
def test_a_longer_forgery_on_the_other_side_is_no_source(places: Places) -> None:
    (blob,) = keep(b"a")
    copy_originals()
    forge(places[1], blob, b"a" * 9000)
    (places[0] / blob.key).unlink()
    by = factories.user("admin")
    with pytest.raises(RuleError, match="另一副本也不完好") as refused:
        copies.restore(blob, side="first", by=by, reason=REASON, now=timezone.now())
    assert "备份" in refused.value.remedy
    assert not (places[0] / blob.key).exists()


def test_the_restored_second_copy_is_ok_again_and_the_first_untouched(places: Places) -> None:
    (blob,) = keep(b"a")
    copy_originals()
    forge(places[1], blob)
    copies.check(blob)
    inode = os.stat(places[0] / blob.key).st_ino
    by, now = factories.user("admin"), timezone.now()
    copies.restore(blob, side="second", by=by, reason=f" {REASON} ", now=now)
    assert BlobCopy.objects.get().result == "ok"
    assert os.stat(places[0] / blob.key).st_ino == inode
    entry = AuditEntry.objects.get(action="blob.restore")
    assert json.loads(entry.data)["reason"] == REASON, "without the blanks around it"
    assert copies.troubles(now) == []


def test_a_second_order_finds_nothing_left_to_restore(places: Places) -> None:
    (blob,) = keep(b"a")
    copy_originals()
    (places[0] / blob.key).unlink()
    by, now = factories.user("admin"), timezone.now()
    copies.restore(blob, side="first", by=by, reason=REASON, now=now)
    with pytest.raises(RuleError, match="不需要恢复"):
        copies.restore(blob, side="first", by=by, reason=REASON, now=now)
    assert AuditEntry.objects.filter(action="blob.restore").count() == 1


def test_a_store_whose_lock_forbids_it_says_so(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    (blob,) = keep(b"a")
    copy_originals()
    forge(places[0], blob)

    def locked(*_: object) -> None:
        raise WriteOnceError("under retention")

    monkeypatch.setattr(WormFileStorage, "set_aside", locked)
    by = factories.user("admin")
    with pytest.raises(RuleError, match="不允许替换.*under retention") as refused:
        copies.restore(blob, side="first", by=by, reason=REASON, now=timezone.now())
    assert "存储自身的副本" in refused.value.remedy
    assert (places[0] / blob.key).read_bytes() == b"forged"
    assert not AuditEntry.objects.filter(action="blob.restore").exists()


@pytest.mark.parametrize("reason", ["", " ", "　\n"])
def test_the_command_refuses_an_order_without_a_reason(places: Places, reason: str) -> None:
    (blob,) = keep(b"a")
    copy_originals()
    (places[0] / blob.key).unlink()
    by = factories.user("admin", username="jing")
    with pytest.raises(CommandError, match="写明理由"):
        call_command(
            *("restore_original", blob.sha256, "--by", by.username, "--reason", reason),
            stdout=StringIO(),
        )
    assert not (places[0] / blob.key).exists()


# ------------------------------------------------------------------------------- the end of it
def test_lengthening_the_lock_asks_the_second_place_only_where_it_has_a_copy(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path
) -> None:
    asked: list[tuple[str, date]] = []
    monkeypatch.setattr(
        WormFileStorage,
        "extend",
        lambda _self, key, _version, until: asked.append((key, until)),
    )
    copied, removed, alone = keep(b"a", b"b", b"c")
    for blob in (copied, removed):
        copies.copy(blob)
    BlobCopy.objects.filter(blob=removed).update(result="removed")
    until = date(2056, 3, 2)
    for blob in (copied, removed, alone):
        copies.extend(blob, until)
    assert asked == [(copied.key, until)]
    settings.STORAGES = {**settings.STORAGES, copies.ALIAS: storage(tmp_path / "third")}
    copies.extend(copied, until)
    assert len(asked) == 1, "the copy lies in a place not configured now"


def test_disposing_of_what_was_never_copied_or_is_gone_does_nothing(places: Places) -> None:
    copied, alone = keep(b"a", b"b")
    copies.copy(copied)
    (places[1] / copied.key).unlink()
    copies.dispose(alone)
    copies.dispose(copied)
    assert BlobCopy.objects.get().result == "removed"
    assert (places[0] / copied.key).exists(), "the original is removed by its own act"


def test_a_disposed_copy_is_made_again_when_the_original_still_stands(places: Places) -> None:
    (blob,) = keep(b"a")
    copy_originals()
    copies.dispose(blob)
    assert copy_originals() == 1
    assert BlobCopy.objects.get().result == "ok"
    assert (places[1] / blob.key).read_bytes() == b"a"


def test_checking_the_originals_checks_the_copies_in_the_same_run(places: Places) -> None:
    blobs = keep(b"a", b"b")
    copy_originals()
    early = timezone.now() - timedelta(days=90)
    BlobCopy.objects.update(checked_at=early)
    assert fixity.check(timezone.now(), everything=True).good
    assert BlobCopy.objects.filter(checked_at__gt=early, result="ok").count() == len(blobs)
