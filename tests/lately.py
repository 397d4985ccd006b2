"""Times of today for what must be stored on its day."""

from datetime import datetime, timedelta

from django.utils import timezone


def lately(minutes: int) -> datetime:
    """So many minutes ago, but still today: what was taken before midnight would be stored late."""
    now = timezone.localtime()
    return max(now - timedelta(minutes=minutes), now.replace(hour=0, minute=0, second=0))
