"""What the scheduler starts, and how often. Every task here may run twice or late without harm."""

from typing import TypedDict

SEAL_SECONDS = 2
HEARTBEAT_SECONDS = 15
FIXITY_SECONDS = 3600


class Entry(TypedDict):
    """One periodic task; `schedule` and `expires` in seconds."""

    task: str
    schedule: float
    options: dict[str, float]


def every(seconds: float, task: str) -> Entry:
    """A task every so many seconds; a message not taken by then is dropped, the next one follows."""
    return {"task": task, "schedule": seconds, "options": {"expires": seconds}}


def beat_schedule(sweep_seconds: float) -> dict[str, Entry]:
    """The whole static schedule."""
    return {
        "heartbeat": every(HEARTBEAT_SECONDS, "config.tasks.heartbeat"),
        "seal-audit": every(SEAL_SECONDS, "core.tasks.seal_audit"),
        "check-fixity": every(FIXITY_SECONDS, "core.tasks.check_fixity"),
        "sweep": every(sweep_seconds, "disclosure.tasks.sweep"),
    }
