"""The outbox to platforms above: filled from the publication log, emptied in its order.

Nothing is lost: a change is in the outbox in the transaction that moves `next_seq` on, and leaves it only
when it was answered. Nothing is doubled: the receiver knows a record by agency, kind and number, and a
repeated request by its key. Several senders, a kill in the middle and an answer that got lost are harmless.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import audit, integrity, secrets
from core.errors import RuleError
from core.permissions import demand
from disclosure.exchange import outgoing
from disclosure.models import LedgerEntry, Publication, PushDestination, PushItem
from disclosure.services import exchange_changes
from disclosure.services.exchange_tokens import MANAGE
from enforcement.models import Agency, User

BATCH = 100
CLAIM = timedelta(minutes=15)  # technical: longer than one batch can take
FIRST_RETRY, LAST_RETRY = timedelta(seconds=30), timedelta(hours=1)
DOUBLINGS = 8
ENDS = (LedgerEntry.Event.WITHDRAWN, LedgerEntry.Event.EXPIRED)
Outcome = PushItem.Outcome


@transaction.atomic
def register(*, by: User, agency: Agency, name: str, url: str, token: str) -> PushDestination:
    """A platform above that is told of the public decisions of an agency and those below it."""
    demand(by, MANAGE)
    if agency.pk not in by.visible_agency_ids():
        raise RuleError(_("您不管理该机关的账号。"), remedy=_("请重新选择。"), field="agency")
    if not outgoing.allowed(url):
        raise RuleError(
            _("接收地址应当以 https:// 开头。"), remedy=_("请向上级平台核对地址。"), field="url"
        )
    if PushDestination.objects.filter(name=name).exists():
        raise RuleError(_("已经登记过同名的平台。"), remedy=_("请换一个名称。"), field="name")
    row = PushDestination.objects.create(
        agency=agency, name=name, url=url, sealed_token=secrets.encrypt(token), created_by=by
    )
    audit.append("push.register", obj=row, actor=by, data={"name": name, "url": url})
    return row


@transaction.atomic
def stop(row: PushDestination, *, by: User, at: datetime) -> None:
    """Tell it nothing more. Harmless when repeated."""
    demand(by, MANAGE)
    if PushDestination.objects.filter(pk=row.pk, stopped_at=None).update(stopped_at=at):
        audit.append("push.stop", obj=row, actor=by, data={"name": row.name})


@transaction.atomic
def retry(row: PushDestination, *, by: User) -> None:
    """Try again now, also what was refused."""
    demand(by, MANAGE)
    row.items.filter(outcome=Outcome.REFUSED).update(done_at=None, outcome="", answer="")
    PushDestination.objects.filter(pk=row.pk).update(retry_at=None, failures=0)
    audit.append("push.retry", obj=row, actor=by, data={"name": row.name})


def run(now: datetime) -> int:
    """Fill and empty the outbox of every destination; how many changes were answered."""
    found = 0
    for row in PushDestination.objects.filter(stopped_at=None).order_by("pk"):
        fill(row.pk, now)
        found += send(row.pk, now)
    return found


@transaction.atomic
def fill(pk: int, now: datetime) -> int:
    """Put what is new in the publication log into the outbox; how many changes."""
    row = PushDestination.objects.select_for_update().get(pk=pk)
    changes, following = exchange_changes.since(row.next_seq, timezone.localtime(now).date())
    told = set(row.agency.with_descendants().values_list("pk", flat=True))
    # A place may be read again, see migration 0056: what is in the outbox stays as it is.
    known = set(row.items.filter(seq__gte=row.next_seq).values_list("seq", flat=True))
    items = [
        PushItem(
            destination=row,
            seq=each.seq,
            event=each.event,
            publication=each.publication,
            created_at=now,
        )
        for each in changes
        if each.publication.agency_id in told and each.seq not in known
    ]
    PushItem.objects.bulk_create(items)
    row.next_seq = following
    row.save(update_fields=["next_seq"])
    return len(items)


def send(pk: int, now: datetime) -> int:
    """Send what waits, in order, until nothing waits or nobody answers; how many were answered."""
    free = Q(claimed_until=None) | Q(claimed_until__lte=now)
    ready = Q(retry_at=None) | Q(retry_at__lte=now)
    mine = PushDestination.objects.filter(free, ready, pk=pk, stopped_at=None)
    if not mine.update(claimed_until=now + CLAIM):
        return 0
    row, count = PushDestination.objects.select_related("agency").get(pk=pk), 0
    try:
        while batch := list(_waiting(row)[:BATCH]):
            count += _tell(row, batch, now)
    except outgoing.NoAnswer as error:
        _failed(row, str(error), now)
    else:
        done = {"failures": 0, "last_error": "", "last_success_at": now, "retry_at": None}
        PushDestination.objects.filter(pk=pk).update(**done, claimed_until=None)
    return count


def _waiting(row: PushDestination) -> Any:
    related = ("publication__agency", "publication__shown", "publication__decision")
    return row.items.waiting().select_related(*related)


def _tell(row: PushDestination, batch: list[PushItem], now: datetime) -> int:
    """Answer the first items of a batch: one that ends, or all before the next that does."""
    first = batch[0]
    if first.event in ENDS:
        return _take_down(row, first, now)
    upto = next((no for no, item in enumerate(batch) if item.event in ENDS), len(batch))
    items = batch[:upto]
    public = set(
        Publication.objects.public(timezone.localtime(now).date())
        .filter(pk__in=[item.publication_id for item in items])
        .values_list("pk", flat=True)
    )
    # Only the last state of a row is known, and only what is public now may leave.
    newest = {item.publication_id: item for item in items if item.publication_id in public}
    results = outgoing.put(row, [item.publication for item in newest.values()]) if newest else []
    for item, result in zip(newest.values(), results, strict=True):
        refused = result.get("outcome") == "rejected"
        words = "；".join(str(each.get("error", "")) for each in result.get("errors", []))
        _done(item, Outcome.REFUSED if refused else Outcome.TAKEN, words, now)
    answered = {item.pk for item in newest.values()}
    for item in items:
        if item.pk not in answered:
            _done(item, Outcome.MOOT, "", now)
    return len(items)


def _take_down(row: PushDestination, item: PushItem, now: datetime) -> int:
    try:
        outgoing.withdraw(row, item.publication, item.publication.name)
    except outgoing.Refused as error:
        # What ended before it was ever told of is not known there, and need not be.
        told = row.items.filter(publication=item.publication, outcome=Outcome.TAKEN).exists()
        _done(item, Outcome.REFUSED if told else Outcome.MOOT, str(error), now)
    else:
        _done(item, Outcome.TAKEN, "", now)
    return 1


def _done(item: PushItem, outcome: Outcome, words: str, now: datetime) -> None:
    values = {"done_at": now, "outcome": outcome, "answer": words[:300]}
    PushItem.objects.filter(pk=item.pk, done_at=None).update(**values)


def _failed(row: PushDestination, words: str, now: datetime) -> None:
    wait = min(FIRST_RETRY * 2 ** min(row.failures, DOUBLINGS), LAST_RETRY)
    PushDestination.objects.filter(pk=row.pk).update(
        failures=row.failures + 1,
        last_error=words[:300],
        retry_at=now + wait,
        claimed_until=None,
    )


def alarm(now: datetime) -> int:
    """Warn, once a day for each destination, when the oldest change has waited too long."""
    limit = now - timedelta(hours=settings.PUSH_ALARM_HOURS)
    late = PushItem.objects.waiting().filter(created_at__lte=limit, destination__stopped_at=None)
    rows = PushDestination.objects.filter(pk__in=late.order_by().values("destination"))
    for row in rows:
        text = gettext_lazy("向“%(name)s”推送的变更已等待超过%(hours)d小时，请立即查明。")
        told = {"name": row.name, "hours": settings.PUSH_ALARM_HOURS}
        integrity.alarm(
            f"push:{row.pk}:{timezone.localtime(now).date()}", text, told, page=integrity.LOG
        )
    return len(rows)
