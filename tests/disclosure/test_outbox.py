"""The outbox to a platform above: none lost, none double, in order, whatever fails."""

import io
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.test import override_settings
from django.utils import timezone

from core.errors import RuleError
from core.models import Alert, AuditEntry
from core.triggers import refusal
from disclosure.exchange import outgoing
from disclosure.models import Publication, PushDestination, PushItem
from disclosure.services import outbox, pipeline
from disclosure.tasks import push, seal_ledger
from tests.base import Cast
from tests.disclosure import factories
from tests.disclosure.exchanging import give_codes
from tests.disclosure.receiver import KEY, Platform, platform

pytestmark = pytest.mark.django_db(transaction=True)
NOW = timezone.now()
REASON = "经行政复议，决定被撤销。"


@pytest.fixture
def above() -> Iterator[Platform]:
    with platform() as state, override_settings(DEMO=True):
        yield state


@pytest.fixture
def to(cast: Cast, above: Platform) -> PushDestination:
    give_codes(cast)
    return outbox.register(
        by=cast.admin, agency=cast.bureau, name="市平台", url=above.url, token=KEY
    )


def public(cast: Cast, no: int, **fields: Any) -> Publication:
    row = factories.published(cast.bureau, doc_no=f"云推罚〔2026〕{no}号", **fields)
    seal_ledger()
    return row


def withdraw(row: Publication) -> None:
    pipeline.withdraw(row, by=None, on=timezone.localdate(), reason=REASON)
    seal_ledger()


def later(**span: float) -> datetime:
    return NOW + timedelta(**span)


def numbers(above: Platform) -> set[str]:
    return {record["doc_no"] for record in above.held.values()}


def outcomes() -> list[str]:
    return list(PushItem.objects.order_by("seq").values_list("outcome", flat=True))


# ------------------------------------------------------------------------------- told
def test_what_is_public_is_told_as_the_public_reads_it(
    cast: Cast, above: Platform, to: PushDestination
) -> None:
    public(cast, 1, facts="当事人电话13900001234，销售过期饼干。", fine_cents=200_000)
    assert outbox.run(NOW) == 1
    (record,) = above.held.values()
    assert (record["doc_no"], record["kind"]) == ("云推罚〔2026〕1号", "penalty")
    assert record["agency_uscc"] == cast.bureau.uscc
    assert "13900001234" not in str(record)
    assert (record["penalty_kinds"], record["fine_wan"]) == (["fine"], "0.2")
    assert above.asked == [("PUT", "/api/v1/exchange/decisions/", f"Bearer {KEY}")]
    to.refresh_from_db()
    assert (to.last_success_at, to.last_error) == (NOW, "")


def test_what_is_withdrawn_is_withdrawn_there(
    cast: Cast, above: Platform, to: PushDestination
) -> None:
    row = public(cast, 1)
    outbox.run(NOW)
    withdraw(row)
    outbox.run(later(minutes=1))
    assert above.held == {}
    assert list(above.gone.values()) == [REASON]


def test_what_ended_before_it_was_told_never_leaves(
    cast: Cast, above: Platform, to: PushDestination
) -> None:
    withdraw(public(cast, 1, facts="龘"))
    outbox.run(NOW)
    assert (above.held, above.gone, above.created) == ({}, {}, 0)
    assert outcomes() == ["moot", "moot"]


def test_of_other_agencies_nothing_is_told(
    cast: Cast, above: Platform, to: PushDestination
) -> None:
    factories.published(cast.other_bureau)
    seal_ledger()
    assert outbox.run(NOW) == 0
    assert above.asked == []


# ------------------------------------------------------------------------------- fails
def test_a_platform_that_is_down_for_72_hours_misses_nothing(
    cast: Cast, above: Platform, to: PushDestination
) -> None:
    """Three days of changes while nobody answers; asked ever less often, then all is there once."""
    above.failing = [503] * 10_000
    rows: list[Publication] = []
    asked: list[int] = []
    for hour in range(72):
        if hour % 8 == 0:
            rows.append(public(cast, len(rows)))
        if hour in (20, 50):
            withdraw(rows[hour // 10])
        for minute in (0, 20, 40):
            outbox.run(later(hours=hour, minutes=minute))
        asked.append(len(above.asked))
    assert above.held == {}
    assert asked[-1] - asked[-25] <= 25, "at most once an hour"
    above.failing = []
    outbox.run(later(hours=74))
    kept = {row.pk for row in Publication.objects.public(timezone.localdate())}
    assert numbers(above) == {
        f"云推罚〔2026〕{no}号" for no, row in enumerate(rows) if row.pk in kept
    }
    assert above.created == len(kept) == 7
    assert not PushItem.objects.waiting().exists()
    to.refresh_from_db()
    assert (to.failures, to.retry_at, to.last_error) == (0, None, "")


@pytest.mark.parametrize("fail", ["lost", 500, 503, 429, 401, 403, 307, 404, 409])
def test_a_failed_or_lost_answer_is_asked_again_and_nothing_is_double(
    cast: Cast, above: Platform, to: PushDestination, fail: int | str
) -> None:
    public(cast, 1)
    above.failing = [fail]
    assert outbox.run(NOW) == 0
    to.refresh_from_db()
    assert (to.failures, bool(to.last_error)) == (1, True)
    assert KEY not in to.last_error
    assert outbox.run(later(seconds=1)) == 0, "not before its time"
    assert outbox.run(later(minutes=1)) == 1
    assert (above.created, len(above.held)) == (1, 1)
    assert not any("elsewhere" in path for _method, path, _key in above.asked)


def test_a_sender_killed_in_the_middle_leaves_all_to_the_next(
    cast: Cast, above: Platform, to: PushDestination
) -> None:
    for no in range(3):
        public(cast, no)
    outbox.fill(to.pk, NOW)
    dying = patch.object(outbox, "_done", side_effect=KeyboardInterrupt)
    with dying, pytest.raises(KeyboardInterrupt):
        outbox.send(to.pk, NOW)
    assert len(above.held) == 3, "they were there before it died"
    assert outbox.send(to.pk, later(minutes=1)) == 0, "its claim still stands"
    assert outbox.send(to.pk, later(minutes=16)) == 3
    assert (above.created, len(above.held)) == (3, 3)
    assert outcomes() == ["taken"] * 3


def test_two_senders_do_not_send_the_same(cast: Cast, above: Platform, to: PushDestination) -> None:
    public(cast, 1)
    outbox.fill(to.pk, NOW)
    PushDestination.objects.update(claimed_until=later(minutes=5))
    assert outbox.send(to.pk, NOW) == 0
    assert above.asked == []


def test_filling_twice_puts_nothing_in_twice(
    cast: Cast, above: Platform, to: PushDestination
) -> None:
    for no in range(3):
        public(cast, no)
    assert outbox.fill(to.pk, NOW) == 3
    assert outbox.fill(to.pk, NOW) == 0
    assert PushItem.objects.count() == 3


def test_an_old_version_sent_late_does_not_bring_back_what_was_withdrawn(
    cast: Cast, above: Platform, to: PushDestination
) -> None:
    row = public(cast, 1)
    record = outgoing.record(row)
    outbox.run(NOW)
    withdraw(row)
    outbox.run(later(minutes=1))
    above.put("late", outgoing._body([record]))
    assert above.held == {}


def test_what_is_refused_stands_in_no_others_way_and_is_tried_again_on_demand(
    cast: Cast, above: Platform, to: PushDestination
) -> None:
    public(cast, 1, content="")
    public(cast, 2)
    outbox.run(NOW)
    told = dict(PushItem.objects.values_list("publication__shown__doc_no", "outcome"))
    assert told["云推罚〔2026〕2号"] == "taken"
    refused = PushItem.objects.filter(outcome="refused")
    if refused.exists():
        assert refused.get().answer
    outbox.retry(to, by=cast.admin)
    assert PushItem.objects.waiting().count() == list(told.values()).count("refused")


# ------------------------------------------------------------------------------- people
def test_people_are_warned_once_a_day_when_a_change_waits_too_long(
    cast: Cast, above: Platform, to: PushDestination
) -> None:
    public(cast, 1)
    outbox.fill(to.pk, NOW)
    with override_settings(PUSH_ALARM_HOURS=24):
        assert outbox.alarm(later(hours=23, minutes=59)) == 0
        assert outbox.alarm(later(hours=24)) == 1
        told = Alert.objects.count()
        assert told
        outbox.alarm(later(hours=24, minutes=1))
        assert Alert.objects.count() == told
    assert KEY not in Alert.objects.values_list("text", flat=True)[0]
    outbox.stop(to, by=cast.admin, at=NOW)
    assert outbox.alarm(later(hours=48)) == 0


@pytest.mark.parametrize(
    "url", ["http://a.example/", "ftp://a.example/", "file:///etc/passwd", "//a", "javascript:1"]
)
def test_only_an_https_address_is_registered(cast: Cast, url: str) -> None:
    with pytest.raises(RuleError):
        outbox.register(by=cast.admin, agency=cast.bureau, name="市平台", url=url, token=KEY)
    row = PushDestination(url=url, agency=cast.bureau)
    with pytest.raises(outgoing.NoAnswer):
        outgoing.put(row, [])


def test_only_an_administrator_of_the_agency_registers_stops_and_retries(
    cast: Cast, to: PushDestination
) -> None:
    acts: list[Callable[[], object]] = [
        lambda: outbox.register(
            by=cast.publisher, agency=cast.bureau, name="乙", url="https://a.example", token=KEY
        ),
        lambda: outbox.stop(to, by=cast.publisher, at=NOW),
        lambda: outbox.retry(to, by=cast.publisher),
    ]
    for act in acts:
        with pytest.raises(PermissionDenied):
            act()
    to.refresh_from_db()
    assert (to.stopped_at, PushDestination.objects.count()) == (None, 1)


def test_the_key_is_kept_encrypted_and_told_to_no_log(to: PushDestination) -> None:
    stored = str(PushDestination.objects.values().get())
    assert KEY not in stored
    assert to.token == KEY
    assert not any(KEY in data for data in AuditEntry.objects.values_list("data", flat=True))


def test_a_stopped_platform_hears_nothing_more(
    cast: Cast, above: Platform, to: PushDestination
) -> None:
    public(cast, 1)
    outbox.stop(to, by=cast.admin, at=NOW)
    push()
    assert above.asked == []


def test_a_change_in_the_outbox_cannot_be_taken_out(
    cast: Cast, above: Platform, to: PushDestination
) -> None:
    public(cast, 1)
    outbox.fill(to.pk, NOW)
    items = PushItem.objects.all()
    for act in (
        lambda: items.delete(),
        lambda: items.update(seq=7),
        lambda: items.update(event="x"),
    ):
        with pytest.raises(DatabaseError) as refused, transaction.atomic():
            act()
        assert refusal(refused.value) is not None


def test_the_command_registers_lists_retries_and_stops(
    cast: Cast, above: Platform, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    give_codes(cast)
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{KEY}\n"))
    by = ["--by", cast.admin.username]
    agency = ["--agency", str(cast.bureau.uscc), "--url", above.url]
    call_command("push_destination", "add", "市平台", *by, *agency)
    assert "市平台: running, waiting 0" in capsys.readouterr().out
    above.failing = [503]
    public(cast, 1)
    outbox.run(NOW)
    call_command("push_destination", "list")
    told = capsys.readouterr().out
    assert "waiting 1" in told and "HTTP 503" in told and KEY not in told
    call_command("push_destination", "retry", "市平台", *by)
    outbox.run(NOW)
    call_command("push_destination", "stop", "市平台", *by)
    assert "stopped, waiting 0" in capsys.readouterr().out
    for wrong in (["stop", "市平台"], ["retry", "别的", *by], ["add", "丙", *by]):
        with pytest.raises(CommandError):
            call_command("push_destination", *wrong)
