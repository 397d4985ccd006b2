"""The Celery application: its settings live in config/settings.py under CELERY_."""

import os
from typing import Any

from celery import Celery
from celery.signals import beat_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@beat_init.connect  # type: ignore[untyped-decorator]  # celery has no types
def report_at_once(**_: Any) -> None:
    """The scheduler's first heartbeat, so that /readyz need not wait for the first interval."""
    app.send_task("config.tasks.heartbeat")
