"""The static schedule: every entry is a task that exists, and no message outlives its interval."""

import pytest
from django.conf import settings
from django.utils import timezone

from config.celery import app
from config.schedule import HEARTBEAT_SECONDS, beat_schedule
from config.tasks import heartbeat
from core.heartbeat import SCHEDULER, age

SCHEDULE = beat_schedule(60)


@pytest.mark.parametrize("entry", SCHEDULE.values(), ids=SCHEDULE.keys())
def test_every_entry_names_a_task_that_a_worker_knows(entry: dict[str, object]) -> None:
    app.loader.import_default_modules()
    assert entry["task"] in app.tasks


@pytest.mark.parametrize("entry", SCHEDULE.values(), ids=SCHEDULE.keys())
def test_a_message_nobody_took_is_gone_when_the_next_one_comes(entry: dict[str, object]) -> None:
    assert entry["options"] == {"expires": entry["schedule"]}


def test_the_sweep_comes_as_often_as_the_settings_say() -> None:
    assert beat_schedule(7)["sweep"]["schedule"] == 7
    assert settings.CELERY_BEAT_SCHEDULE["sweep"]["schedule"] == settings.SWEEP_SECONDS


def test_the_heartbeat_is_frequent_enough_to_miss_one_or_two() -> None:
    assert HEARTBEAT_SECONDS * 3 < settings.HEARTBEAT_MAX_SECONDS


def test_a_task_is_acknowledged_only_when_it_is_done() -> None:
    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
    assert app.conf.worker_prefetch_multiplier == 1


@pytest.mark.django_db
def test_the_heartbeat_task_reports_the_scheduler_alive() -> None:
    heartbeat()
    silence = age(SCHEDULER, timezone.now())
    assert silence is not None
    assert silence.total_seconds() < 5
