"""Alarms about the originals and the log: a warning to everybody who watches over the installation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from core.models import Alert, Blob, FixityRun
from core.sentences import told

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

WATCHES = "core.view_audit"


ORIGINALS, LOG = "fixity-list", "audit-list"  # the pages an alarm leads to
LEVELS = {ORIGINALS: Alert.Level.ORIGINALS, LOG: Alert.Level.LOG}


def alarm(
    subject: str,
    text: StrOrPromise,
    values: Mapping[str, object],
    *,
    page: str = ORIGINALS,
    most: int | None = None,
) -> int:
    """Warn every account that reads the audit log, once for each subject; returns how many heard.

    `text`, `values`, `most`: as in core.sentences.told.
    """
    kept = {"level": LEVELS[page], "url": reverse(page), **told(text, values, most)}
    watchers = [row for row in get_user_model().objects.filter(is_active=True) if watches(row)]
    for account in watchers:
        Alert.objects.get_or_create(subject=subject, recipient=account, defaults=kept)
    return len(watchers)


def watches(account: object) -> bool:
    """Whether the account hears of what happens to originals."""
    return bool(account.has_perm(WATCHES))  # type: ignore[attr-defined]  # an account, whatever its model


def troubles() -> list[str]:
    """What is wrong with the originals now, in words; empty when nothing is known to be."""
    found = []
    kept = Blob.objects.filter(removed_at=None)
    bad = kept.filter(check_result__in=("damaged", "missing")).count()
    if bad:
        found.append(_("%(count)d 个原件损坏或者丢失") % {"count": bad})
    unread = kept.filter(check_result="unread").count()
    if unread:
        found.append(_("%(count)d 个原件没有读成，未校验") % {"count": unread})
    # A crashed run stays an alarm until a run that takes it up has come to its end.
    if FixityRun.objects.filter(state=FixityRun.State.CRASHED).exclude(taken_up()).exists():
        found.append(_("原件校验中断，尚未补完"))
    return found


def taken_up() -> Q:
    """Crashed runs whose remaining originals a later run has finished."""
    return Q(continued_by__state=FixityRun.State.FINISHED)
