"""Hearings on the desks: asked for by a party, set by the head of the unit, held by the host."""

from datetime import datetime

import pytest
from django.utils import timezone

from config import desk
from config.desk import hearings
from enforcement.models import Notice
from tests import hearings as sessions
from tests.base import Cast, day
from tests.enforcement.dossier import draft, tell

pytestmark = pytest.mark.one_database
TOLD, HELD_ON = day(11, 20), day(12, 1)
LARGE = 5_000_000
NOW = timezone.make_aware(datetime(2026, 12, 1, 9))


@pytest.fixture
def asked(cast: Cast) -> Notice:
    notice = tell(draft(cast.bureau, on=HELD_ON, fine_cents=LARGE), on=TOLD)
    return sessions.ask(notice, on=TOLD)


def test_the_head_of_the_unit_finds_a_hearing_that_was_asked_for(cast: Cast, asked: Notice) -> None:
    queue = hearings.of(cast.unithead, TOLD)
    assert queue is not None
    (entry,) = queue.entries
    assert (entry.step, entry.url) == ("通知听证", f"/office/notices/{asked.pk}/hearing/set/")
    assert entry.detail == "2026-11-20申请听证"
    assert hearings.of(cast.officer1, TOLD) is None


def test_once_it_is_set_it_is_the_matter_of_host_and_clerk(cast: Cast, asked: Notice) -> None:
    row = sessions.schedule(asked, on=HELD_ON)
    assert hearings.of(cast.unithead, TOLD) is None
    assert row.host is not None and row.clerk is not None
    for who in (row.host, row.clerk):
        queue = hearings.of(who, TOLD)
        assert queue is not None
        (entry,) = queue.entries
        assert (entry.step, entry.mine) == ("举行听证", False)
        assert entry.detail.startswith("2026-12-01")
    later = hearings.of(row.host, HELD_ON)
    assert later is not None and later.entries[0].mine
    assert desk.queues(row.host, on=HELD_ON, now=NOW)[0].key == "hearings"


def test_a_hearing_that_was_held_awaits_its_report(cast: Cast, asked: Notice) -> None:
    row = sessions.schedule(asked, on=HELD_ON)
    sessions.hold(row)
    assert row.host is not None
    queue = hearings.of(row.host, HELD_ON)
    assert queue is not None and queue.entries[0].step == "写出听证报告"
