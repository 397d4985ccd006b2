"""What the publication log depends on: its entries are sealed within seconds."""

from datetime import datetime, timedelta

from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import integrity, sealed_log
from core.log_watch import LAG
from disclosure import ledger

SEEN, KEPT_SECONDS = "ledger:oldest-unsealed", 24 * 3600


def waited(now: datetime) -> timedelta:
    """How long the oldest entry without a seal has been seen to wait, by this run and those before.

    An entry holds no time of its own: the first run that finds it unsealed begins to count.
    """
    oldest = sealed_log.oldest_unsealed(ledger.LOG)
    known, since = cache.get(SEEN) or (None, now)
    if oldest is None:
        cache.delete(SEEN)
        return timedelta(0)
    if oldest != known:
        since = now
        cache.set(SEEN, (oldest, since), timeout=KEPT_SECONDS)
    return max(timedelta(0), now - since)


def alarm(now: datetime) -> bool:
    """Warn people, once a day, when an entry has waited too long; whether one has."""
    time = waited(now)
    if time <= LAG:
        return False
    text = _("公示日志有条目 %(seconds)d 秒没有封存，请立即查明。")
    subject = f"ledger-seal:{timezone.localtime(now).date()}"
    told = {"seconds": int(time.total_seconds())}
    integrity.alarm(subject, text, told, page=integrity.LOG)
    return True
