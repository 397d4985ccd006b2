"""Having witnesses: other portals sign the heads of our publication log, so that it has one past only."""

import urllib.error
import urllib.request
from datetime import datetime, timedelta
from functools import partial
from http import HTTPStatus

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import audit, cosigning, integrity, signing
from core.errors import RuleError
from core.permissions import demand
from disclosure import ledger
from disclosure.exchange import outgoing
from disclosure.models import Cosignature, LedgerCheckpoint, Witness
from disclosure.services.exchange_tokens import MANAGE
from disclosure.services.witnessing import NAME, demand_new
from enforcement.models import User

PATH = "ledger/witness/add-checkpoint"
SECONDS = 20
MOST = 4096  # bytes of an answer


class NotSigned(Exception):
    """No signature this time, in words; `grave` when the witness says that our log is not one log."""

    def __init__(self, words: str, *, grave: bool = False) -> None:
        super().__init__(words)
        self.grave = grave


@transaction.atomic
def register(*, by: User, name: str, url: str, key: str) -> Witness:
    """Ask this portal from now on."""
    demand(by, MANAGE)
    if not outgoing.allowed(url):
        raise RuleError(
            _("见证方地址应当以 https:// 开头。"), remedy=_("请向见证方核对地址。"), field="url"
        )
    known = demand_new(Witness, name, key)
    row = Witness.objects.create(name=name, url=url, key=known, created_by=by)
    data = {"name": name, "url": url, "key": row.key}
    audit.append("witness.register", obj=row, actor=by, data=data)
    return row


@transaction.atomic
def stop(row: Witness, *, by: User, at: datetime) -> None:
    """Ask it no more; what it signed stays public. Harmless when repeated."""
    demand(by, MANAGE)
    if Witness.objects.filter(pk=row.pk, stopped_at=None).update(stopped_at=at):
        audit.append("witness.stop", obj=row, actor=by, data={"name": row.name})


def ask_all(now: datetime) -> int:
    """Have the newest head signed by each witness that has not; how many did. One that is down stops no other."""
    head: LedgerCheckpoint | None = ledger.LOG.newest()
    if head is None:
        return 0
    rows = Witness.objects.filter(stopped_at=None).exclude(cosignatures__head=head)
    return sum(ask(row, head, now) for row in rows)


def ask(row: Witness, head: LedgerCheckpoint, now: datetime) -> bool:
    """Ask one witness for its signature under a head; False, with the reason kept, when it gave none."""
    try:
        line, at = _signature(row, head)
    except NotSigned as error:
        Witness.objects.filter(pk=row.pk).update(last_error=str(error)[:300])
        if error.grave:
            _warn_of_another_log(row, head, now)
        return False
    with transaction.atomic():
        Cosignature.objects.get_or_create(witness=row, head=head, defaults={"line": line, "at": at})
        done = {"size": head.size, "last_error": "", "last_success_at": now}
        Witness.objects.filter(pk=row.pk).update(**done)
    return True


def _signature(row: Witness, head: LedgerCheckpoint) -> tuple[str, datetime]:
    """The line of the witness and its time; told another size it goes on from there, once."""
    status, text = _post(row, request_from(row.size, head))
    if status == HTTPStatus.CONFLICT:
        seen = text.strip()
        if not seen.isdecimal() or int(seen) > head.size:
            raise NotSigned(f"409 {seen}", grave=seen.isdecimal())
        status, text = _post(row, request_from(int(seen), head))
    if status != HTTPStatus.OK:
        told = status in (HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY)
        raise NotSigned(f"HTTP {status}", grave=told)
    key = bytes.fromhex(row.key)
    for line in text.splitlines():
        try:
            at = cosigning.cosigned_at(
                head.note, line, NAME, key, partial(signing.verify_with, key)
            )
        except cosigning.Malformed:
            continue
        return f"{line}\n", at
    raise NotSigned("no good signature in the answer")


def request_from(old: int, head: LedgerCheckpoint) -> str:
    """The request that shows how the log grew from its first `old` entries to a head."""
    whole = ledger.tree(head.size, head.root)
    proof = whole.consistency(old) if old else []
    return cosigning.Request(old, tuple(proof), head.note).to_text()


def _post(row: Witness, text: str) -> tuple[int, str]:
    if not outgoing.allowed(row.url):
        raise NotSigned("the address is no https address")
    request = urllib.request.Request(  # noqa: S310  # an http address, see above
        f"{row.url.rstrip('/')}/{PATH}", data=text.encode(), headers={"Content-Type": "text/plain"}
    )
    try:
        with urllib.request.build_opener(outgoing.NoWayOn).open(request, timeout=SECONDS) as answer:
            return answer.status, answer.read(MOST).decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read(MOST).decode(errors="replace")
    except (OSError, ValueError) as error:
        raise NotSigned(type(error).__name__) from error


def _warn_of_another_log(row: Witness, head: LedgerCheckpoint, now: datetime) -> None:
    text = gettext_lazy(
        "见证方“%(name)s”拒绝签名：它见证过的公示日志与本平台现有的日志不一致，请立即查明。"
    )
    subject = f"witness-refused:{row.pk}:{timezone.localtime(now).date()}"
    with transaction.atomic():
        audit.append("witness.refused", obj=row, data={"name": row.name, "size": head.size})
    integrity.alarm(subject, text, {"name": row.name}, page=integrity.LOG)


def alarm(now: datetime) -> int:
    """Warn, once a day for each witness, when a head has waited too long for its signature."""
    limit = now - timedelta(hours=settings.WITNESS_ALARM_HOURS)
    count = 0
    for row in Witness.objects.filter(stopped_at=None, created_at__lte=limit):
        newest = row.cosignatures.order_by("-head").values_list("head", flat=True).first() or 0
        if not LedgerCheckpoint.objects.filter(size__gt=newest, at__lte=limit).exists():
            continue
        text = gettext_lazy(
            "公示日志已超过%(hours)d小时没有取得见证方“%(name)s”的签名，请立即查明。"
        )
        told = {"name": row.name, "hours": settings.WITNESS_ALARM_HOURS}
        subject = f"witness-silent:{row.pk}:{timezone.localtime(now).date()}"
        integrity.alarm(subject, text, told, page=integrity.LOG)
        count += 1
    return count


def shown() -> list[dict[str, object]]:
    """Each witness with the newest head that it signed, for the public page."""
    rows = Witness.objects.filter(stopped_at=None)
    newest = {row.pk: row.cosignatures.order_by("-head").first() for row in rows}
    return [{"witness": row, "cosignature": newest[row.pk]} for row in rows]
