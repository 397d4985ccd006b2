"""Signs of life of background processes, kept as rows so that every web process sees them."""

from datetime import datetime, timedelta

from core.models import Heartbeat

SCHEDULER = "scheduler"


def beat(name: str, now: datetime) -> None:
    """Record that the process `name` was alive at `now` (an aware time)."""
    Heartbeat.objects.update_or_create(name=name, defaults={"beat_at": now})


def age(name: str, now: datetime) -> timedelta | None:
    """Time since the last beat of `name`; None when it has never reported."""
    last = Heartbeat.objects.filter(name=name).values_list("beat_at", flat=True).first()
    return None if last is None else now - last
