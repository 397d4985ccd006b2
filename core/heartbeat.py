"""Signs of life of background processes, kept as rows so that every web process sees them."""

from datetime import datetime, timedelta
from typing import Any

from core.models import Heartbeat

SCHEDULER = "scheduler"


def beat(name: str, now: datetime, detail: dict[str, Any] | None = None) -> None:
    """Record that the process `name` was alive at `now` (an aware time), and what it left to go on with."""
    values = {"beat_at": now, "detail": detail or {}}
    Heartbeat.objects.update_or_create(name=name, defaults=values)


def told(name: str) -> dict[str, Any]:
    """The detail of the last beat of `name`; empty when it has never reported."""
    last = Heartbeat.objects.filter(name=name).values_list("detail", flat=True).first()
    return last or {}


def age(name: str, now: datetime) -> timedelta | None:
    """Time since the last beat of `name`; None when it has never reported."""
    last = Heartbeat.objects.filter(name=name).values_list("beat_at", flat=True).first()
    return None if last is None else now - last
