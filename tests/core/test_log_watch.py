"""The log is sealed within seconds whatever the clock does; what holds it back is told."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import InterfaceError, OperationalError, connection, connections, transaction
from django.utils import timezone

from core import audit, log_watch
from core.audit import sealing, stamping
from core.models import Alert, AuditCheckpoint, AuditEntry, AuditSeal
from core.tasks import watch_log
from tests import factories
from tests.core.audit_case import NOW, sealed, write

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("log_place")]


# ------------------------------------------------------------------------------- the lag
def test_a_sealed_log_and_an_entry_of_this_second_are_no_lag() -> None:
    assert sealing.lag(timezone.now()) == timedelta(0)
    write(2)
    now = timezone.now()
    assert sealing.lag(now) < timedelta(seconds=30)
    assert log_watch.unsealed(now) == ""
    audit.seal(now)
    assert sealing.lag(now + timedelta(days=1)) == timedelta(0)


@pytest.mark.parametrize(("seconds", "told"), [(59, False), (90, True)])
def test_an_entry_that_waits_too_long_is_an_alarm(seconds: int, told: bool) -> None:
    watcher = factories.user("supervisor")
    audit.seal(timezone.now())
    first = write(3)[0]
    now = first.at + timedelta(seconds=seconds)
    assert (log_watch.unsealed(now) != "") == told
    assert log_watch.alarms(now) == log_watch.alarms(now) == int(told)
    assert Alert.objects.filter(recipient=watcher, text__contains="90 秒没有封存").count() == told


@pytest.mark.postgres
def test_an_idle_transaction_stops_the_sealing_until_the_database_ends_it() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW idle_in_transaction_session_timeout")
        assert cursor.fetchone()[0] == "5min", "no session may hold the log up for good"
    open_, ended = threading.Event(), threading.Event()

    def idle() -> None:
        mine = connections["default"]
        try:
            with transaction.atomic():
                with mine.cursor() as cursor:
                    cursor.execute("SET idle_in_transaction_session_timeout = '1500ms'")
                audit.append("idle", object_type="t", object_id="idle")
                open_.set()
                time.sleep(2.5)
                audit.append("late", object_type="t", object_id="idle")
        except (OperationalError, InterfaceError):
            ended.set()
        finally:
            mine.close()

    thread = threading.Thread(target=idle)
    thread.start()
    assert open_.wait(20)
    written = write(3)
    assert audit.seal(NOW) == 0
    assert log_watch.unsealed(written[0].at + timedelta(seconds=61)) != ""
    thread.join()
    assert ended.is_set(), "the database did not end the idle transaction"
    assert audit.seal(NOW) == 3
    assert not AuditEntry.objects.filter(object_id="idle").exists()


# ------------------------------------------------------------------------------- the clock
def test_a_clock_stepped_back_an_hour_is_flagged_and_the_order_is_that_of_the_log() -> None:
    watcher = factories.user("supervisor")
    sealed(3)
    before = AuditCheckpoint.objects.latest("size")
    back = NOW - timedelta(hours=1)
    later = write(2)
    assert audit.seal(back) == 2
    entry = AuditEntry.objects.get(action="clock.stepped_back")
    assert '"seconds":3600' in entry.data
    told = Alert.objects.get(recipient=watcher)
    assert "向后跳了 3600 秒" in told.text and told.level == "log"
    order = AuditSeal.objects.order_by("index").values_list("entry_id", flat=True)
    assert list(order)[3:5] == [row.id for row in later], "by sequence, not by time"
    newest = AuditCheckpoint.objects.latest("size")
    assert newest.at < before.at
    assert stamping.last_of(timezone.localdate(NOW)) == newest, "the last head by its place"
    assert audit.seal(back + timedelta(seconds=2)) == 1
    write(1)
    assert audit.seal(back + timedelta(seconds=4)) == 1
    assert AuditEntry.objects.filter(action="clock.stepped_back").count() == 1, "said once"
    assert audit.verify() is None


def test_a_clock_set_right_by_a_few_seconds_is_no_step() -> None:
    sealed(1)
    write(1)
    audit.seal(NOW - timedelta(seconds=4))
    assert not AuditEntry.objects.filter(action="clock.stepped_back").exists()


def test_the_task_finds_nothing_wrong_in_a_whole_installation() -> None:
    audit.seal(timezone.now())
    assert watch_log() == 0
