"""A lock of the store is lengthened before it ends for what must be kept; for the rest it runs out."""

import json
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from core import files, locks
from core.models import Alert, AuditEntry, Blob, BlobLock
from core.storage import WormS3Storage, WriteOnceError
from recording import retention
from recording.models import Document, Evidence
from recording.services import destruction, lock_renewal
from recording.services import retention as keeping
from recording.tasks import renew_locks
from tests import factories
from tests.base import Cast
from tests.recording.over_time import approved, end, filed, paper, put

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)
DAYS = 183


class Locking(WormS3Storage):
    """Knows the locks and nothing else: the end of each by key, as a bucket would tell it."""

    def __init__(self) -> None:
        self.retention_days = DAYS
        self.ends: dict[str, date] = {}
        self.broken = False

    address = "s3 here bucket"

    def locks(self) -> bool:
        return True

    def locked(self, key: str, version: str) -> datetime | None:
        found = self.ends.get(key)
        return datetime.combine(found, time(23, 59, 59), UTC) if found else None

    def extend(self, key: str, version: str, until: date) -> None:
        if self.broken:
            raise WriteOnceError(f"{key}: the object lock could not be proven")
        self.ends[key] = max(until, self.ends.get(key, until))


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Locking:
    """A place that locks; what came in so far is locked for another ten days."""
    place = Locking()
    monkeypatch.setattr(locks, "locking", lambda: place)
    return place


def lock(store: Locking, row: Evidence, until: date) -> None:
    store.ends[row.blob.key] = until


def run(on: date = TODAY) -> int:
    return lock_renewal.run(on, seconds=600)


def seen(row: Evidence) -> tuple[date, date]:
    found = BlobLock.objects.get(blob=row.blob_id)
    return found.until, found.look_on


@pytest.fixture
def item(cast: Cast) -> Evidence:
    """An item of an archived file, whose keeping each test decides."""
    _case, (row,) = filed(cast, 询价单=paper("a"))
    return row


def only(row: Evidence, store: Locking, until: date) -> None:
    """Every other original is locked far ahead, so that only this one is due."""
    for blob in Blob.objects.exclude(pk=row.blob_id):
        store.ends[blob.key] = date(2300, 1, 1)
    lock(store, row, until)


# ------------------------------------------------------------------------------- for good
def test_what_is_kept_for_good_is_locked_anew_a_year_before_its_lock_ends(
    item: Evidence, cast: Cast, store: Locking
) -> None:
    end(item, cast, None)
    only(item, store, date(2056, 3, 27))
    assert run() == 0
    assert seen(item) == (date(2056, 3, 27), date(2055, 3, 28))
    assert run(date(2055, 3, 27)) == 0
    assert run(date(2055, 3, 28)) == 1
    assert store.ends[item.blob.key] == date(2085, 3, 28)
    assert run(date(2055, 3, 29)) == 0


def test_each_lengthening_is_in_the_log_with_both_ends(
    item: Evidence, cast: Cast, store: Locking
) -> None:
    end(item, cast, None)
    only(item, store, TODAY + timedelta(days=30))
    assert (run(), run(TODAY + timedelta(days=1))) == (0, 1)
    entry = AuditEntry.objects.get(action="blob.relock")
    assert entry.object_id == item.blob_id
    assert json.loads(entry.data) == {"was": "2026-12-20", "until": "2056-11-21"}


def test_years_go_by_and_the_lock_never_ends(item: Evidence, cast: Cast, store: Locking) -> None:
    end(item, cast, None)
    only(item, store, TODAY + timedelta(days=DAYS))
    on, last = TODAY, date(2090, 1, 1)
    while on < last:
        assert store.ends[item.blob.key] > on
        run(on)
        on += timedelta(days=90)
    assert AuditEntry.objects.filter(action="blob.relock").count() == 3, "not every month"


def test_papers_of_a_file_kept_for_good_are_locked_as_long(
    item: Evidence, store: Locking, monkeypatch: pytest.MonkeyPatch
) -> None:
    blob = Document.objects.filter(case=item.case_id).latest("pk").blob
    assert lock_renewal.wanted(store, blob, TODAY) == TODAY + timedelta(days=DAYS)
    monkeypatch.setattr(retention, "file_end", lambda _file: None)
    assert lock_renewal.wanted(store, blob, TODAY) == date(2056, 11, 20)


# ------------------------------------------------------------------------------- until further notice
def test_an_item_of_a_case_not_archived_is_locked_for_now_again_and_again(
    cast: Cast, store: Locking
) -> None:
    row = put(factories.case(cast.bureau, filed=True), cast, "甲", paper("a"))
    only(row, store, TODAY + timedelta(days=DAYS))
    run()
    half = TODAY + timedelta(days=DAYS - DAYS // 2)
    assert seen(row) == (TODAY + timedelta(days=DAYS), half)
    assert run(half) == 1
    assert store.ends[row.blob.key] == half + timedelta(days=DAYS)


def test_an_item_whose_keeping_has_an_end_is_not_locked_beyond_it(
    item: Evidence, cast: Cast, store: Locking
) -> None:
    end(item, cast, date(2027, 1, 31))
    only(item, store, date(2027, 1, 31))
    for day in range(0, 200, 10):
        assert run(TODAY + timedelta(days=day)) == 0
    assert store.ends[item.blob.key] == date(2027, 1, 31)
    assert not AuditEntry.objects.filter(action="blob.relock").exists()


def test_a_lock_that_is_too_short_is_brought_to_the_end_of_the_keeping(
    item: Evidence, cast: Cast, store: Locking
) -> None:
    end(item, cast, date(2030, 6, 30))
    only(item, store, TODAY + timedelta(days=20))
    run()
    assert run(TODAY + timedelta(days=1)) == 1
    assert store.ends[item.blob.key] == date(2030, 6, 30)


def test_a_hold_on_what_is_over_locks_it_with_the_next_run(
    item: Evidence, cast: Cast, store: Locking
) -> None:
    today = timezone.localdate()
    end(item, cast)
    only(item, store, today - timedelta(days=100))
    run(today)
    run(today)
    assert seen(item)[1] > today
    hold = keeping.hold(item, by=cast.head, reason="诉讼")
    assert run(today) == 1
    assert store.ends[item.blob.key] == today + timedelta(days=DAYS)
    keeping.lift(hold, by=cast.head, reason="终结")
    assert run(today + timedelta(days=120)) == 0


def test_an_item_made_permanent_is_locked_with_the_next_run(
    item: Evidence, cast: Cast, store: Locking
) -> None:
    today = timezone.localdate()
    end(item, cast, date(2040, 1, 1))
    only(item, store, date(2040, 1, 1))
    run(today)
    keeping.extend(item, by=cast.head, group="permanent", until=None, reason="重大案件")
    assert run(today) == 1
    assert store.ends[item.blob.key].year == today.year + 30


# ------------------------------------------------------------------------------- what goes wrong
def test_a_store_that_refuses_is_an_alarm_and_is_asked_again_the_next_day(
    item: Evidence, cast: Cast, store: Locking
) -> None:
    end(item, cast, None)
    only(item, store, TODAY + timedelta(days=20))
    run()
    store.broken = True
    assert run(TODAY + timedelta(days=1)) == 0
    text = Alert.objects.filter(level="originals").values_list("text", flat=True).first()
    assert text == (
        f"原件 {item.blob_id[:16]} 在存储中的锁定至 2026-12-10，没有延长成功，请检查存储。"
    )
    assert seen(item) == (date(2026, 12, 10), date(2026, 11, 22))
    store.broken = False
    assert run(TODAY + timedelta(days=1)) == 0
    assert run(TODAY + timedelta(days=2)) == 1
    assert AuditEntry.objects.filter(action="blob.relock").count() == 1


def test_an_original_that_lost_its_lock_is_locked_at_once(cast: Cast, store: Locking) -> None:
    row = put(factories.case(cast.bureau, filed=True), cast, "甲", paper("a"))
    only(row, store, TODAY)
    del store.ends[row.blob.key]
    assert run() == 1
    assert store.ends[row.blob.key] == TODAY + timedelta(days=DAYS)


def test_what_is_destroyed_is_left_alone(item: Evidence, cast: Cast, store: Locking) -> None:
    today = timezone.localdate()
    end(item, cast)
    only(item, store, today - timedelta(days=9))
    run(today)
    approved(cast, item)
    assert destruction.run(timezone.now()) == 1
    row = BlobLock.objects.get(blob=item.blob_id)
    assert not locks.due(store, today + timedelta(days=9)).filter(pk=row.pk).exists()
    assert not locks.renew(store, row, today, lambda _blob: date(2080, 1, 1))
    assert files.verify(item.blob) == "missing"


def test_another_store_is_read_anew(item: Evidence, cast: Cast, store: Locking) -> None:
    end(item, cast, None)
    only(item, store, date(2056, 3, 27))
    run()
    store.address = "s3 elsewhere bucket"
    store.ends.clear()
    assert run() > 0
    assert BlobLock.objects.get(blob=item.blob_id).address == "s3 elsewhere bucket"


def test_a_slice_that_is_over_goes_on_with_the_next(
    item: Evidence, store: Locking, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert lock_renewal.run(TODAY, seconds=-1) == 0
    assert not BlobLock.objects.exists()
    monkeypatch.setattr(lock_renewal, "PER_RUN", 1)
    total = Blob.objects.count()
    for count in range(1, total + 1):
        run()
        assert BlobLock.objects.count() == count
    assert item.blob_id in BlobLock.objects.values_list("blob", flat=True)


def test_a_place_that_does_not_lock_has_nothing_to_lengthen(item: Evidence) -> None:
    assert renew_locks() == 0
    assert not BlobLock.objects.exists()


def test_the_row_of_a_lock_is_not_removed_by_sql(item: Evidence, store: Locking) -> None:
    run()
    for sql in ("DELETE FROM core_bloblock", "UPDATE core_bloblock SET blob_id = 'x'"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
