"""What people are told of the log and its stamps: in which words, from which moment, how often."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from core import log_watch, timestamps
from core.audit import stamping
from core.models import Alert, AuditCheckpoint, AuditTimestamp
from core.timestamps import StampError
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
NOW = datetime(2026, 3, 10, 3, tzinfo=UTC)
TODAY = date(2026, 3, 10)
Lag = Callable[[float], None]


@pytest.fixture
def lag(monkeypatch: pytest.MonkeyPatch) -> Lag:
    """Sets how long the oldest entry has waited; every gate is on."""
    monkeypatch.setattr("core.gate_watch.lost", list)

    def waited(seconds: float) -> None:
        monkeypatch.setattr(log_watch, "lag", lambda _now: timedelta(seconds=seconds))

    waited(0)
    return waited


# ------------------------------------------------------------------------------- the log
@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, ""), (59.9, ""), (60, ""), (60.1, "60 秒"), (61, "61 秒"), (86_400, "86400 秒")],
)
def test_waiting_is_told_from_more_than_a_minute_on(lag: Lag, seconds: float, words: str) -> None:
    lag(seconds)
    told = log_watch.unsealed(NOW)
    assert bool(told) == bool(words) and words in told


@pytest.mark.parametrize("count", [1, 3, 4, 40])
def test_a_few_of_the_lost_gates_are_named_and_all_are_counted(
    monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    names = [f"gate_{no:02d}" for no in range(count)]
    monkeypatch.setattr("core.gate_watch.lost", lambda: names)
    told = log_watch.open_gates()
    assert told.startswith(f"{count} 个数据库防篡改触发器")
    assert [name for name in names if name in told] == names[: log_watch.NAMED]


def test_no_lost_gate_is_no_word(lag: Lag) -> None:
    assert log_watch.open_gates() == ""


def test_each_fault_is_an_alarm_of_its_own_that_leads_to_the_log(
    lag: Lag, monkeypatch: pytest.MonkeyPatch
) -> None:
    watcher = factories.user("supervisor")
    lag(90)
    monkeypatch.setattr("core.gate_watch.lost", lambda: ["gate_a"])
    assert log_watch.alarms(NOW) == 2
    rows = Alert.objects.filter(recipient=watcher).order_by("subject")
    assert [row.subject for row in rows] == ["gates:2026-03-10", "seal:2026-03-10"]
    assert {(row.level, row.text.endswith("请立即查明。")) for row in rows} == {("log", True)}
    assert len({row.url for row in rows}) == 1


def test_a_fault_that_lasts_is_told_once_on_each_local_day(lag: Lag) -> None:
    watcher = factories.user("supervisor")
    lag(90)
    local = timezone.get_default_timezone()
    midnight = datetime(2026, 3, 11, tzinfo=local)
    for at in (NOW, midnight - timedelta(seconds=1), midnight, midnight + timedelta(hours=23)):
        assert log_watch.alarms(at) == 1
    subjects = Alert.objects.filter(recipient=watcher).values_list("subject", flat=True)
    assert sorted(subjects) == ["seal:2026-03-10", "seal:2026-03-11"]


def test_only_active_accounts_that_read_the_log_hear_of_it(lag: Lag) -> None:
    lag(90)
    hears = [factories.user("supervisor"), factories.user("admin")]
    factories.user("officer")
    gone = factories.user("supervisor")
    type(gone).objects.filter(pk=gone.pk).update(is_active=False)
    log_watch.alarms(NOW)
    told = set(Alert.objects.values_list("recipient_id", flat=True))
    assert told == {account.pk for account in hears}


def test_nothing_wrong_warns_nobody(lag: Lag) -> None:
    factories.user("supervisor")
    assert log_watch.alarms(NOW) == 0
    assert not Alert.objects.exists()


# ------------------------------------------------------------------------------- heads of a day
def head(size: int, at: datetime) -> AuditCheckpoint:
    """The row of a signed head; nobody looks at its signature here."""
    values = {"root": f"{size:064x}", "edge": "", "note": f"head {size}"}
    return AuditCheckpoint.objects.create(size=size, at=at, **values)


def local(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=timezone.get_default_timezone())


def test_the_last_head_of_a_day_is_found_between_its_midnights() -> None:
    head(1, local(8, 23, 59))
    first, last = head(2, local(9, 0)), head(3, local(9, 23, 59))
    after = head(4, local(10, 0))
    assert first != last
    assert stamping.last_of(date(2026, 3, 9)) == last
    assert stamping.last_of(date(2026, 3, 10)) == after
    assert stamping.last_of(date(2026, 3, 7)) is None


def test_the_days_that_wait_come_oldest_first_without_today_and_days_without_a_head() -> None:
    rows = [head(1, local(5, 12)), head(2, local(7, 12)), head(3, local(10, 1))]
    found = list(stamping.waiting(TODAY))
    assert found == [(date(2026, 3, 5), rows[0]), (date(2026, 3, 7), rows[1])]


def test_a_day_that_is_stamped_waits_no_more() -> None:
    early, late = head(1, local(5, 12)), head(2, local(7, 12))
    assert stamping.keep(date(2026, 3, 5), early, b"token", local(6, 1))
    assert list(stamping.waiting(TODAY)) == [(date(2026, 3, 7), late)]
    assert AuditTimestamp.objects.get().told_at == local(6, 1)


def test_days_longer_ago_than_the_bound_are_left_to_younger_heads() -> None:
    oldest = TODAY - timedelta(days=stamping.DAYS)
    noon = timedelta(hours=12)
    begins = timezone.make_aware(datetime.combine(oldest, datetime.min.time()))
    head(1, begins - noon)
    kept = head(2, begins + noon)
    assert list(stamping.waiting(TODAY)) == [(oldest, kept)]


# ------------------------------------------------------------------------------- asking
def test_the_bounds_of_a_stamp_are_inclusive() -> None:
    row = head(1, local(9, 12))
    now = local(10, 1)
    for told in (row.at - stamping.SKEW, row.at, now, now + stamping.SKEW):
        stamping.assert_in_time(row, told, now)
    second = timedelta(seconds=1)
    with pytest.raises(StampError, match="before the head"):
        stamping.assert_in_time(row, row.at - stamping.SKEW - second, now)
    with pytest.raises(StampError, match="ahead of our clock"):
        stamping.assert_in_time(row, now + stamping.SKEW + second, now)


def test_each_day_is_asked_for_with_the_note_of_its_head(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.TSA_URL = "http://tsa.example/"
    head(1, local(5, 12)), head(2, local(7, 12))
    asked: list[bytes] = []

    def answer(content: bytes) -> tuple[bytes, datetime]:
        asked.append(content)
        return b"token", NOW

    monkeypatch.setattr(timestamps, "ask", answer)
    assert stamping.stamp(NOW) == 2
    assert asked == [b"head 1", b"head 2"]
    assert stamping.stamp(NOW) == 0 and len(asked) == 2


def test_the_first_failure_ends_the_run_and_names_its_day_once(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.TSA_URL = "http://tsa.example/"
    watcher = factories.user("supervisor")
    for size, day in ((1, 5), (2, 6), (3, 7)):
        head(size, local(day, 12))
    asked: list[bytes] = []

    def second_fails(content: bytes) -> tuple[bytes, datetime]:
        asked.append(content)
        if content == b"head 2":
            raise StampError("no answer")
        return b"token", NOW

    monkeypatch.setattr(timestamps, "ask", second_fails)
    assert stamping.stamp(NOW) == 1
    assert asked == [b"head 1", b"head 2"], "the third day is not asked for"
    assert stamping.stamp(NOW) == 0
    told = Alert.objects.get(recipient=watcher)
    assert told.subject == "stamp:2026-03-06" and "2026-03-06" in told.text
    assert list(AuditTimestamp.objects.values_list("day", flat=True)) == [date(2026, 3, 5)]


# ------------------------------------------------------------------------------- what openssl says
@pytest.mark.parametrize(
    "text",
    [
        "",
        "Time stamp: ",
        "Time stamp: Nov 21 06:07 2026 GMT",
        "Time stamp: Nov 21 06:07:08 2026 CET",
        "a Time stamp: Nov 21 06:07:08 2026 GMT",
        "Time stamp: Nov 21 06:07:08 26 GMT",
    ],
)
def test_what_states_no_time_is_refused(text: str) -> None:
    with pytest.raises(StampError, match="no time"):
        timestamps.told_in(text)


def test_the_time_is_found_among_other_lines() -> None:
    text = "Status: Granted.\nTime stamp: Mar  2 00:00:00 2026 GMT\nAccuracy: 1\n"
    assert timestamps.told_in(text) == datetime(2026, 3, 2, tzinfo=UTC)


@pytest.mark.parametrize("address", ["", "ftp://tsa/", "file:///etc/passwd", "tsa.example"])
def test_only_an_address_of_the_web_is_asked(settings: Settings, address: str) -> None:
    settings.TSA_URL = address
    with pytest.raises(StampError, match="no http address"):
        timestamps.post(b"query")
    assert timestamps.configured() == bool(address)
