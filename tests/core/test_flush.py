"""A transactional test leaves the seeded calendar to the next one, and nothing else."""

import pytest
from django.core.management.color import no_style
from django.db import connection

from core.models import CalendarDay, CalendarNotice, Heartbeat
from tests.conftest import without_seeded


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_the_calendar_is_there_in_every_turn(turn: int) -> None:
    assert CalendarDay.objects.exists()
    assert CalendarNotice.objects.exists()
    assert not Heartbeat.objects.filter(name="turn").exists()
    Heartbeat.objects.create(name="turn", beat_at="2026-01-01T00:00:00Z")


def test_only_the_seeded_tables_are_left_out() -> None:
    truncate = 'TRUNCATE "a", "core_calendarday", "core_calendarnotice", "b";'
    at_the_ends = 'TRUNCATE "core_calendarnotice", "a", "core_calendarday";'
    deletes = ['DELETE FROM "a";', 'DELETE FROM "core_calendarday";']

    assert without_seeded([truncate]) == ['TRUNCATE "a", "b";']
    assert without_seeded([at_the_ends]) == ['TRUNCATE "a";']
    assert without_seeded(deletes) == ['DELETE FROM "a";']


@pytest.mark.django_db
def test_the_flush_of_this_database_is_one_the_filter_knows() -> None:
    tables = connection.introspection.django_table_names(only_existing=True)
    statements = connection.ops.sql_flush(
        no_style(),
        tables,
        allow_cascade=False,
    )

    left = " ".join(without_seeded(statements))
    assert '"core_calendarday"' not in left
    assert '"core_heartbeat"' in left
