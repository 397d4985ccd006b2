"""What the log depends on: entries are sealed within seconds, and the gates of the database are on."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

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
    faults = {"seal": unsealed(now), "gates": open_gates()}
    found = {name: text for name, text in faults.items() if text}
    for name, text in found.items():
        subject = f"{name}:{timezone.localtime(now).date()}"
        integrity.alarm(subject, _("%(what)s，请立即查明。") % {"what": text}, page=integrity.LOG)
    return len(found)
