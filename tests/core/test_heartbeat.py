"""Signs of life: recorded once per process name, aged against a given moment."""

from datetime import UTC, datetime, timedelta

import pytest

from core.heartbeat import age, beat, told
from core.models import Heartbeat

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_a_process_that_never_reported_has_no_age() -> None:
    assert age("sealer", NOW) is None


def test_the_age_is_the_time_since_the_last_beat() -> None:
    beat("sealer", NOW - timedelta(minutes=3))
    beat("sealer", NOW - timedelta(seconds=40))
    assert age("sealer", NOW) == timedelta(seconds=40)


def test_each_process_has_its_own_row() -> None:
    beat("sealer", NOW)
    beat("sweeper", NOW - timedelta(hours=1))
    assert age("sealer", NOW) == timedelta(0)
    assert age("sweeper", NOW) == timedelta(hours=1)
    assert Heartbeat.objects.count() == 2


def test_what_was_left_to_go_on_with_is_that_of_the_last_beat() -> None:
    assert told("patrol") == {}
    beat("patrol", NOW, {"after": "7"})
    assert told("patrol") == {"after": "7"} and told("sealer") == {}
    beat("patrol", NOW)
    assert told("patrol") == {}
