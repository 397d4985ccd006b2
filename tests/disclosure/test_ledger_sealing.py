"""The publication log is sealed by the scheduler: what was committed, once, in a head of its own."""

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connections, transaction
from pytest_django import Settings

from core import sealed_log, signing
from core.audit import sealing
from core.merkle import Checkpoint
from core.models import AuditEntry
from core.sealed_log import SealedLog
from disclosure import ledger, ledger_walk
from disclosure.models import LedgerCheckpoint, LedgerEntry, LedgerSeal
from disclosure.tasks import seal_ledger
from enforcement.models import Agency
from tests.disclosure import factories

pytestmark = [pytest.mark.django_db(transaction=True)]
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def log_place(settings: Settings, tmp_path: Path) -> Path:
    """Signing key and checkpoints of this test alone."""
    settings.VAR_DIR = tmp_path
    settings.CHECKPOINT_DIR = ""
    settings.SIGNING_KEY_FILE = ""
    return tmp_path


@pytest.fixture
def agency() -> Agency:
    return factories.agency("云溪市城市管理局")


def test_the_task_seals_what_was_committed_and_does_nothing_twice(
    agency: Agency, log_place: Path
) -> None:
    factories.published(agency)
    assert seal_ledger() == 2
    assert seal_ledger() == 0
    note = log_place.joinpath("checkpoints/ledger.txt").read_text("utf-8")
    assert signing.read_signed(note, "portal/ledger").size == 2
    factories.published(agency)
    assert seal_ledger() == 2
    assert list(LedgerCheckpoint.objects.order_by("size").values_list("size", flat=True)) == [2, 4]
    assert ledger_walk.verify() is None


def test_what_is_rolled_back_is_never_sealed(agency: Agency) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        factories.published(agency)
        raise RuntimeError
    factories.published(agency)
    assert seal_ledger() == 2
    assert LedgerSeal.objects.count() == LedgerEntry.objects.count() == 2


@pytest.mark.postgres  # writers follow one another on SQLite
def test_an_act_still_open_keeps_its_place_for_later_and_loses_nothing(agency: Agency) -> None:
    opened, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            factories.published(agency)
            opened.set()
            go_on.wait(30)
        connections.close_all()

    writer = threading.Thread(target=slow)
    writer.start()
    assert opened.wait(30)
    factories.published(agency)
    early = seal_ledger()
    go_on.set()
    writer.join()
    assert early + seal_ledger() == 4
    assert ledger_walk.verify() is None


def test_the_two_logs_are_told_apart(agency: Agency) -> None:
    factories.published(agency)
    seal_ledger()
    note = ledger.LOG.newest().note
    with pytest.raises(ValueError, match="signature"):
        signing.read_signed(note, "portal/audit")


STEPPED = AuditEntry.objects.filter(action="clock.stepped_back")


def test_a_clock_that_went_back_is_on_record(agency: Agency) -> None:
    factories.published(agency)
    sealed_log.seal(ledger.LOG, NOW)
    factories.published(agency)
    sealed_log.seal(ledger.LOG, NOW - timedelta(hours=1))
    assert STEPPED.all().count() == 1


@pytest.mark.parametrize("order", [(ledger.LOG, sealing.LOG), (sealing.LOG, ledger.LOG)])
def test_a_step_that_both_logs_see_is_said_once(
    agency: Agency, order: tuple[SealedLog, SealedLog]
) -> None:
    back, again = NOW - timedelta(hours=1), NOW - timedelta(hours=1, minutes=30)
    for at, said in ((NOW, 0), (back, 1), (back + timedelta(minutes=5), 1), (again, 2)):
        factories.published(agency)
        for log in order:
            sealed_log.seal(log, at)
        assert STEPPED.all().count() == said, at


def test_an_old_step_keeps_no_new_one_silent(agency: Agency) -> None:
    for at in (NOW, NOW - timedelta(hours=1), NOW + timedelta(hours=9)):
        factories.published(agency)
        sealed_log.seal(ledger.LOG, at)
    factories.published(agency)
    sealed_log.seal(ledger.LOG, NOW + timedelta(hours=8))
    assert STEPPED.all().count() == 2


def test_a_checkpoint_file_that_disagrees_is_evidence_and_stays(
    agency: Agency, log_place: Path
) -> None:
    factories.published(agency)
    seal_ledger()
    place = log_place / "checkpoints/ledger.txt"
    longer = Checkpoint("portal/ledger", 99, bytes(32))
    place.write_text(signing.sign_checkpoint(longer), "utf-8")
    factories.published(agency)
    seal_ledger()
    assert "\n99\n" in place.read_text("utf-8")
    finding = ledger_walk.verify()
    assert finding is not None
    assert finding.kind == "truncated"
