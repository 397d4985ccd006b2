"""An entry of the publication log that waits for its seal: from the first sight, once a day, until sealed."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from pytest_django import Settings

from core.models import Alert
from disclosure.services import ledger_watch
from disclosure.tasks import seal_ledger, watch_ledger
from tests.base import Cast
from tests.disclosure import factories

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.one_database]
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def empty(settings: Settings, tmp_path: Path) -> Iterator[None]:
    settings.VAR_DIR = tmp_path
    settings.CHECKPOINT_DIR = settings.SIGNING_KEY_FILE = ""
    cache.clear()
    yield
    cache.clear()


def after(seconds: int) -> datetime:
    return NOW + timedelta(seconds=seconds)


def test_people_hear_when_an_entry_has_waited_longer_than_a_minute(cast: Cast) -> None:
    assert not ledger_watch.alarm(NOW)
    factories.published(cast.bureau)
    assert not ledger_watch.alarm(NOW)
    assert not ledger_watch.alarm(after(60))
    assert not Alert.objects.exists()
    assert ledger_watch.alarm(after(61))
    assert "61 秒没有封存" in Alert.objects.latest("pk").text
    count = Alert.objects.count()
    assert ledger_watch.alarm(after(120))
    assert Alert.objects.count() == count
    assert ledger_watch.alarm(after(24 * 3600))
    assert Alert.objects.count() == 2 * count


def test_an_entry_that_was_sealed_is_no_fault_and_the_next_counts_anew(cast: Cast) -> None:
    factories.published(cast.bureau)
    ledger_watch.alarm(NOW)
    seal_ledger()
    assert ledger_watch.waited(after(100)) == timedelta(0)
    factories.published(cast.bureau)
    assert ledger_watch.waited(after(200)) == timedelta(0)
    assert ledger_watch.waited(after(230)) == timedelta(seconds=30)
    assert ledger_watch.waited(after(190)) == timedelta(0)  # a clock set back


def test_another_oldest_entry_counts_from_its_own_sight(cast: Cast) -> None:
    factories.published(cast.bureau)
    assert ledger_watch.waited(NOW) == timedelta(0)
    seal_ledger()
    factories.published(cast.bureau)
    assert ledger_watch.waited(after(300)) == timedelta(0)
    cache.clear()
    assert not watch_ledger()  # of the real clock: seen for the first time
