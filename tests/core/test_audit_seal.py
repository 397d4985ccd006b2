"""Sealing: every committed entry gets one place in a signed tree, and the head leaves the database."""

import logging
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, connections, transaction
from pytest_django import Settings

from core import audit, merkle, sealed_log, signing
from core.audit import sealing
from core.models import AuditCheckpoint, AuditEntry, AuditSeal
from core.tasks import seal_audit
from tests.core.audit_case import NOW, sealed, tamper, write

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("log_place")]


def anchor(place: Path) -> Path:
    return place / "checkpoints" / "audit.txt"


def test_every_entry_gets_one_place_in_order(log_place: Path) -> None:
    entries = sealed(3, 4)
    seals = list(AuditSeal.objects.order_by("index"))
    assert [seal.index for seal in seals] == list(range(7))
    assert [seal.entry_id for seal in seals] == [entry.id for entry in entries]
    leaves = [bytes.fromhex(seal.leaf) for seal in seals]
    newest = AuditCheckpoint.objects.latest("size")
    assert (newest.size, newest.root) == (7, merkle.root(leaves).hex())


def test_the_head_is_signed_with_its_time_and_kept_outside(log_place: Path) -> None:
    sealed(3)
    note = anchor(log_place).read_text(encoding="utf-8")
    head = signing.read_signed(note, sealing.ORIGIN)
    assert (head.size, head.extensions) == (3, ("time 2026-03-02T08:00:00.000000+00:00",))
    assert AuditCheckpoint.objects.get(size=3).note == note


def test_a_second_place_gets_the_head_too(log_place: Path, settings: Settings) -> None:
    settings.CHECKPOINT_DIR = str(log_place / "far")
    sealed(2)
    assert (log_place / "far" / "audit.txt").read_bytes() == anchor(log_place).read_bytes()


def test_nothing_new_means_no_new_head(log_place: Path) -> None:
    sealed(2)
    assert audit.seal(NOW) == 0
    assert AuditCheckpoint.objects.count() == 1


def test_a_lost_file_is_written_again(log_place: Path) -> None:
    sealed(2)
    anchor(log_place).unlink()
    audit.seal(NOW)
    assert anchor(log_place).exists()


@pytest.mark.parametrize("text", ["nonsense", "portal/audit\n99\n" + "A" * 43 + "=\n"])
def test_a_file_that_disagrees_is_evidence_and_stays(
    log_place: Path, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    sealed(2)
    anchor(log_place).write_text(text, encoding="utf-8")
    write(1)
    with caplog.at_level(logging.ERROR):
        audit.seal(NOW)
    assert anchor(log_place).read_text(encoding="utf-8") == text
    assert "does not agree" in caplog.text


def test_a_big_backlog_is_sealed_in_several_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed_log, "BATCH", 4)
    write(10)
    assert audit.seal(NOW) == 10
    assert list(AuditCheckpoint.objects.order_by("size").values_list("size", flat=True)) == [
        4,
        8,
        10,
    ]


def test_an_entry_far_below_is_found_by_the_first_batch_of_the_day(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sealed_log, "WINDOW", 2)
    first = sealed(9)[0]
    late = first.id - 1 if first.id > 1 else 0
    columns = "at, actor, action, object_type, object_id, data, ip, salt, prev, hash"
    tamper(
        f"INSERT INTO core_auditentry (id, {columns}) "  # noqa: S608  # fixed column names
        f"SELECT %s, {columns} FROM core_auditentry WHERE id = %s",
        late,
        first.id,
    )
    write(1)
    assert audit.seal(NOW) == 1
    write(1)
    assert audit.seal(NOW + timedelta(days=1)) == 2
    assert AuditSeal.objects.filter(entry_id=late).exists()


def test_a_damaged_head_is_not_built_upon(log_place: Path) -> None:
    sealed(2)
    tamper("UPDATE core_auditcheckpoint SET root = %s", "0" * 64)
    write(1)
    with pytest.raises(ValueError, match="verify_audit"):
        audit.seal(NOW)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE core_auditseal SET leaf = 'x'",
        "DELETE FROM core_auditseal",
        "UPDATE core_auditcheckpoint SET note = 'x'",
        "DELETE FROM core_auditcheckpoint",
    ],
)
def test_raw_sql_cannot_change_seals_or_heads(sql: str) -> None:
    sealed(2)
    with pytest.raises(IntegrityError, match="APPEND_ONLY"), transaction.atomic():
        connection.cursor().execute(sql)


def test_the_task_seals_what_waits() -> None:
    write(2)
    assert seal_audit() == 2


def in_thread(work: Callable[[], None]) -> threading.Thread:
    def target() -> None:
        try:
            work()
        finally:
            connections.close_all()

    thread = threading.Thread(target=target)
    thread.start()
    return thread


@pytest.mark.postgres
def test_the_entry_of_a_slow_transaction_is_sealed_later_and_not_lost() -> None:
    written, finish = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            audit.append("slow", object_type="t", object_id="slow")
            written.set()
            assert finish.wait(20)

    thread = in_thread(slow)
    assert written.wait(20)
    fast = write(3)
    assert audit.seal(NOW) == 0, "an older transaction is still open"
    finish.set()
    thread.join()
    assert audit.seal(NOW) == 4
    assert AuditEntry.objects.get(action="slow").id < fast[0].id
    assert audit.verify() is None


@pytest.mark.postgres
def test_a_second_sealer_does_nothing() -> None:
    write(3)
    held, release = threading.Event(), threading.Event()

    def first() -> None:
        with transaction.atomic():
            assert sealed_log.only_sealer(sealing.LOG)
            held.set()
            assert release.wait(20)

    thread = in_thread(first)
    assert held.wait(20)
    assert audit.seal(NOW) == 0
    release.set()
    thread.join()
    assert audit.seal(NOW) == 3
