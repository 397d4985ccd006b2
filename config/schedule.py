"""What the scheduler starts, and how often. Every task here may run twice or late without harm."""

from typing import TypedDict

SEAL_SECONDS = 2
LEDGER_SECONDS = 10
HEARTBEAT_SECONDS = 15
MEDIA_SECONDS = 10
EDITED_SECONDS = 5
VIEWING_SECONDS = 60
UPLOAD_SECONDS = 3
DISPOSAL_SECONDS = 60
FIXITY_SECONDS = 30
COVERAGE_SECONDS = 15
INDEX_SECONDS = 300
STAMP_SECONDS = 3600
LEARN_SECONDS = 86_400
COPY_SECONDS = 30
LOCK_SECONDS = 300
WATCH_SECONDS = 60
MARK_SECONDS = 600
LIST_SECONDS = 300
SNAPSHOT_SECONDS = 3600
PUSH_SECONDS = 30
WITNESS_SECONDS = 300
TELL_SECONDS = 900


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
        "seal-ledger": every(LEDGER_SECONDS, "disclosure.tasks.seal_ledger"),
        "stamp-audit": every(STAMP_SECONDS, "core.tasks.stamp_audit"),
        "learn-tables": every(LEARN_SECONDS, "core.tasks.learn_tables"),
        "copy-originals": every(COPY_SECONDS, "core.tasks.copy_originals"),
        "watch-ledger": every(WATCH_SECONDS, "disclosure.tasks.watch_ledger"),
        "watch-log": every(WATCH_SECONDS, "core.tasks.watch_log"),
        "check-fixity": every(FIXITY_SECONDS, "core.tasks.check_fixity"),
        "seal-uploads": every(UPLOAD_SECONDS, "recording.tasks.seal_uploads"),
        "probe-originals": every(MEDIA_SECONDS, "recording.tasks.probe_originals"),
        "make-copies": every(MEDIA_SECONDS, "recording.tasks.make_copies"),
        "make-edited-copies": every(EDITED_SECONDS, "recording.tasks.make_edited_copies"),
        "make-public-files": every(EDITED_SECONDS, "disclosure.tasks.make_public_files"),
        "make-supplies": every(EDITED_SECONDS, "recording.tasks.make_supplies"),
        "end-viewings": every(VIEWING_SECONDS, "recording.tasks.end_viewings"),
        "count-coverage": every(COVERAGE_SECONDS, "recording.tasks.count_coverage"),
        "index-evidence": every(INDEX_SECONDS, "recording.tasks.index_evidence"),
        "destroy-appraised": every(DISPOSAL_SECONDS, "recording.tasks.destroy_appraised"),
        "renew-locks": every(LOCK_SECONDS, "recording.tasks.renew_locks"),
        "watch-clocks": every(sweep_seconds, "recording.tasks.watch_clocks"),
        "mark-reviews": every(MARK_SECONDS, "enforcement.tasks.mark_reviews"),
        "apply-lists": every(LIST_SECONDS, "enforcement.tasks.apply_lists"),
        "ask-witnesses": every(WITNESS_SECONDS, "disclosure.tasks.ask_witnesses"),
        "push": every(PUSH_SECONDS, "disclosure.tasks.push"),
        "snapshot": every(SNAPSHOT_SECONDS, "disclosure.tasks.snapshot"),
        "sweep": every(sweep_seconds, "disclosure.tasks.sweep"),
        "tell-subscribers": every(TELL_SECONDS, "disclosure.tasks.tell_subscribers"),
        "open-liabilities": every(sweep_seconds, "supervision.tasks.open_liabilities"),
        "file-review-alarms": every(sweep_seconds, "supervision.tasks.give_alarms"),
    }
