"""What the log depends on: entries are sealed within seconds, and the gates of the database are on."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import gate_watch, integrity
from core.audit.sealing import lag

# The sealer runs every two seconds. Behind this lie a dead worker or, on PostgreSQL, a transaction left
# open, which holds back every entry after it. Technical.
LAG = timedelta(seconds=60)
NAMED = 3


def unsealed(now: datetime) -> str:
    """In words, when the oldest entry has waited too long; "" otherwise."""
    waited = lag(now)
    if waited <= LAG:
        return ""
    return _("有日志条目 %(seconds)d 秒没有封存") % {"seconds": int(waited.total_seconds())}


def open_gates() -> str:
    """In words, when triggers of the database are missing, switched off or changed; "" otherwise."""
    names = gate_watch.lost()
    if not names:
        return ""
    told = {"count": len(names), "names": "、".join(names[:NAMED])}
    return _("%(count)d 个数据库防篡改触发器缺失、停用或者被改：%(names)s") % told


def alarms(now: datetime) -> int:
    """Warn people of what is wrong, once a day for each fault; returns how many there are."""
    faults: dict[str, Callable[[], str]] = {"seal": partial(unsealed, now), "gates": open_gates}
    found = {name: words for name, words in faults.items() if words()}
    for name, words in found.items():
        subject = f"{name}:{timezone.localtime(now).date()}"
        told = {"what": lazy(words, str)()}
        integrity.alarm(subject, gettext_lazy("%(what)s，请立即查明。"), told, page=integrity.LOG)
    return len(found)
