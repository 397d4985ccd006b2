"""Time stamps of the log: one for each finished day, late when the authority was down, never dated back."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from core import audit, timestamps
from core.audit import stamping
from core.models import Alert, AuditCheckpoint, AuditEntry, AuditTimestamp
from core.tasks import stamp_audit
from tests import factories
from tests.core.audit_case import tamper, write
from tests.time_stamping import Authority, authority

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("log_place")]


@pytest.fixture
def tsa(settings: Settings) -> Iterator[Authority]:
    with authority() as ours:
        settings.TSA_URL, settings.TSA_CA = ours.url, str(ours.certificate)
        yield ours


def head(back: int, count: int = 1) -> AuditCheckpoint:
    """A head signed at noon, so many days ago."""
    write(count)
    day = timezone.localtime() - timedelta(days=back)
    audit.seal(day.replace(hour=12, minute=0, second=0, microsecond=0))
    return AuditCheckpoint.objects.latest("size")


def test_the_last_head_of_each_finished_day_gets_one_stamp(tsa: Authority) -> None:
    early, late, yesterday = head(3), head(3), head(1)
    write(1)
    audit.seal(timezone.now())
    before = timezone.now().replace(microsecond=0)
    assert stamp_audit() == 2
    rows = list(AuditTimestamp.objects.order_by("day"))
    assert [row.checkpoint_id for row in rows] == [late.size, yesterday.size]
    assert early.size < late.size
    for row in rows:
        assert before <= row.told_at <= timezone.now()
        note = row.checkpoint.note.encode()
        assert timestamps.verify(bytes(row.token), note) == row.told_at
        with pytest.raises(timestamps.StampError):
            timestamps.verify(bytes(row.token), note + b" ")
    assert stamp_audit() == 0
    assert tsa.asked == 2, "what is stamped is not asked for again"
    assert audit.verify() is None


def test_without_an_authority_nothing_is_asked_and_nobody_is_warned() -> None:
    head(1)
    assert stamp_audit() == 0
    assert not Alert.objects.exists()


def test_an_authority_that_is_down_for_a_day_stamps_late_and_never_backdates(
    tsa: Authority, caplog: pytest.LogCaptureFixture
) -> None:
    watcher = factories.user("supervisor")
    first = head(2)
    tsa.down = True
    with caplog.at_level(logging.ERROR):
        for _hour in range(3):
            assert stamp_audit() == 0
    assert "to be tried again" in caplog.text
    told = Alert.objects.filter(recipient=watcher)
    assert [row.level for row in told] == ["log"], "each person hears of a day once"
    assert "没有取得时间戳" in told[0].text
    tsa.down = False
    second = head(1)
    assert stamp_audit() == 2
    for row, made in zip(AuditTimestamp.objects.order_by("day"), (first, second), strict=True):
        assert row.checkpoint_id == made.size
        assert row.told_at - made.at > timedelta(hours=11), "its own time, not that of the day"


def test_a_stamp_before_its_head_or_ahead_of_our_clock_is_refused(tsa: Authority) -> None:
    made = head(1)
    now = timezone.now()
    for told in (made.at - timedelta(minutes=6), now + timedelta(minutes=6)):
        with pytest.raises(timestamps.StampError):
            stamping.assert_in_time(made, told, now)
    stamping.assert_in_time(made, made.at - timedelta(minutes=4), now)
    ahead = now - timedelta(days=400)
    write(1)
    audit.seal(ahead - timedelta(days=1))
    assert stamping.stamp(ahead) == 0, "the authority is 400 days ahead of this clock"
    assert not AuditTimestamp.objects.exists()


def test_an_answer_that_is_garbled_or_signed_by_a_stranger_is_not_kept(
    tsa: Authority, settings: Settings, tmp_path: Path
) -> None:
    head(1)
    tsa.garbles = True
    assert stamp_audit() == 0
    tsa.garbles = False
    stranger = tmp_path / "stranger.pem"
    stranger.write_bytes((tsa.place / "tsa.pem").read_bytes())
    settings.TSA_CA = str(stranger)
    assert stamp_audit() == 0
    settings.TSA_CA = ""
    with pytest.raises(timestamps.StampError, match="PORTAL_TSA_CA"):
        timestamps.ask(b"x")
    assert not AuditTimestamp.objects.exists()


def test_no_authority_there_or_no_address_is_an_error_in_words(settings: Settings) -> None:
    for address in ("http://127.0.0.1:9/", "file:///etc/passwd"):
        settings.TSA_URL, settings.TSA_CA = address, "/nowhere.pem"
        with pytest.raises(timestamps.StampError):
            timestamps.ask(b"x")


def test_without_openssl_the_error_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(timestamps.StampError, match="openssl"):
        timestamps.verify(b"x", b"y")


def test_verifying_the_log_finds_a_stamp_changed_moved_or_deleted(tsa: Authority) -> None:
    head(2)
    head(1)
    assert stamp_audit() == 2
    audit.seal(timezone.now())
    first, second = AuditTimestamp.objects.order_by("day")
    tamper("UPDATE core_audittimestamp SET told_at = %s WHERE id = %s", second.kept_at, first.pk)
    found = audit.verify()
    assert found is not None and found.kind == "stamp"
    tamper("UPDATE core_audittimestamp SET told_at = %s WHERE id = %s", first.told_at, first.pk)
    assert audit.verify() is None
    tamper("UPDATE core_audittimestamp SET token = %s WHERE id = %s", bytes(second.token), first.pk)
    found = audit.verify()
    assert found is not None and found.kind == "stamp" and str(first.day) in found.message
    tamper("DELETE FROM core_audittimestamp WHERE id = %s", first.pk)
    found = audit.verify()
    assert found is not None and "1 个时间戳被删除" in found.message


def test_a_stamp_is_neither_changed_nor_removed_by_sql(tsa: Authority) -> None:
    head(1)
    stamp_audit()
    for statement in (
        "UPDATE core_audittimestamp SET told_at = kept_at",
        "DELETE FROM core_audittimestamp",
    ):
        with (
            pytest.raises(IntegrityError, match="APPEND_ONLY"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    entry = AuditEntry.objects.get(action="audittimestamp.keep")
    assert entry.object_id == str(AuditTimestamp.objects.get().pk)


def test_a_second_process_that_was_slower_keeps_nothing(tsa: Authority) -> None:
    made = head(1)
    answer, told = timestamps.ask(made.note.encode())
    day = timezone.localdate(made.at)
    assert stamping.keep(day, made, answer, told)
    assert not stamping.keep(day, made, answer, told)
    assert AuditEntry.objects.filter(action="audittimestamp.keep").count() == 1


def test_a_stranger_finds_the_stamp_on_the_page_and_checks_it(
    tsa: Authority, client: Client
) -> None:
    made = head(1)
    page = client.get(reverse("trust")).content.decode()
    assert "时间戳" not in page
    stamp_audit()
    page = client.get(reverse("trust")).content.decode()
    address = reverse("trust-stamp", args=[made.size])
    assert address in page and "openssl ts -verify" in page
    answer = client.get(address)
    assert answer["Content-Type"] == "application/timestamp-reply"
    note = client.get(reverse("trust-checkpoint", args=[made.size])).content
    told = timestamps.verify(answer.content, note)
    assert timezone.localtime(told).strftime("%Y-%m-%d %H:%M") in page
    assert client.get(reverse("trust-stamp", args=[made.size + 9])).status_code == 404


def test_the_time_is_read_to_the_second_from_what_openssl_says() -> None:
    for text, expected in (
        ("Time stamp: Nov  1 06:07:08 2026 GMT", datetime(2026, 11, 1, 6, 7, 8, tzinfo=UTC)),
        (
            "Time stamp: Nov 21 06:07:08.123456 2026 GMT",
            datetime(2026, 11, 21, 6, 7, 8, tzinfo=UTC),
        ),
    ):
        assert timestamps.told_in(text) == expected
    with pytest.raises(timestamps.StampError):
        timestamps.told_in("Status: Rejected.")
