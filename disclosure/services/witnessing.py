"""Being a witness: the heads of another portal's log are signed once it is proven that they only grow.

The request is public and needs no key of ours: who asks is known by the signature under the head.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from http import HTTPStatus

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import audit, cosigning, integrity, merkle, signing
from core.errors import RuleError
from core.permissions import demand
from disclosure.models import Witness, WitnessedHead, WitnessedLog
from disclosure.services.exchange_tokens import MANAGE
from disclosure.verify_ledger import ORIGIN
from enforcement.models import User

NAME = "portal/witness"  # of our key, as a witness
KEY_BYTES = 32


@dataclass(frozen=True)
class Answer:
    """What is answered to a request (C2SP tlog-witness); the text is a signature, a size or nothing."""

    status: HTTPStatus
    text: str = ""


def key_of(text: str) -> str:
    """An Ed25519 public key as it is kept. Raises RuleError when the text is none."""
    try:
        raw = bytes.fromhex(text)
    except ValueError:
        raw = b""
    if len(raw) != KEY_BYTES:
        raise RuleError(
            _("公钥应当是64位十六进制的Ed25519公钥。"),
            remedy=_("请在对方公示日志页面抄录，并从其他来源核对。"),
            field="key",
        )
    return raw.hex()


def demand_new(model: type[Witness] | type[WitnessedLog], name: str, key: str) -> str:
    """The key, as it is kept. RuleError when it is none, or when name or key is taken."""
    known = key_of(key)
    if not name.strip() or model.objects.filter(Q(name=name) | Q(key=known)).exists():
        raise RuleError(
            _("名称为空，或者名称、公钥已经登记过。"),
            remedy=_("请换一个名称，或者停用原来的登记。"),
            field="name",
        )
    return known


@transaction.atomic
def watch(*, by: User, name: str, key: str) -> WitnessedLog:
    """Be a witness of the log that this key signs."""
    demand(by, MANAGE)
    known = demand_new(WitnessedLog, name, key)
    row = WitnessedLog.objects.create(name=name, key=known, created_by=by)
    audit.append("witness.watch", obj=row, actor=by, data={"name": name, "key": row.key})
    return row


@transaction.atomic
def unwatch(row: WitnessedLog, *, by: User, at: datetime) -> None:
    """Sign nothing more of that log; what was signed stays. Harmless when repeated."""
    demand(by, MANAGE)
    if WitnessedLog.objects.filter(pk=row.pk, stopped_at=None).update(stopped_at=at):
        audit.append("witness.unwatch", obj=row, actor=by, data={"name": row.name})


def take(text: str, now: datetime) -> Answer:
    """Answer one request to sign a head."""
    try:
        asked = cosigning.Request.from_text(text)
        head = merkle.read_checkpoint(asked.note)
    except ValueError:
        return Answer(HTTPStatus.BAD_REQUEST)
    if head.origin != ORIGIN:
        return Answer(HTTPStatus.NOT_FOUND)
    log = signer_of(asked.note)
    if log is None:
        return Answer(HTTPStatus.FORBIDDEN)
    if asked.old > head.size:
        return Answer(HTTPStatus.BAD_REQUEST)
    return _sign(log, asked, head, now)


def signer_of(note: str) -> WitnessedLog | None:
    """The log whose key has signed a head, among those we are witness of."""
    for row in WitnessedLog.objects.filter(stopped_at=None):
        key = bytes.fromhex(row.key)
        try:
            merkle.open_checkpoint(note, ORIGIN, key, partial(signing.verify_with, key))
        except ValueError:
            continue
        return row
    return None


@transaction.atomic
def _sign(
    log: WitnessedLog, asked: cosigning.Request, head: merkle.Checkpoint, now: datetime
) -> Answer:
    WitnessedLog.objects.select_for_update().get(pk=log.pk)
    last = WitnessedHead.objects.filter(log=log).order_by("-size").first()
    size = last.size if last else 0
    if asked.old != size:
        return Answer(HTTPStatus.CONFLICT, f"{size}\n")
    before = bytes.fromhex(last.root) if last else merkle.EMPTY_ROOT
    if not continues(size, before, head, asked.proof):
        _accuse(log, size, head, asked.note, now)
        status = HTTPStatus.CONFLICT if size == head.size else HTTPStatus.UNPROCESSABLE_ENTITY
        return Answer(status, f"{size}\n" if status == HTTPStatus.CONFLICT else "")
    if head.size > size:
        WitnessedHead.objects.create(
            log=log, size=head.size, root=head.root.hex(), note=asked.note, at=now
        )
    return Answer(
        HTTPStatus.OK,
        cosigning.cosign(asked.note, NAME, signing.public_key(), signing.sign, now),
    )


def continues(size: int, before: bytes, head: merkle.Checkpoint, proof: tuple[bytes, ...]) -> bool:
    """Whether the proof shows that a head holds the first `size` entries as they were."""
    if not size:
        return not proof and (head.size > 0 or head.root == merkle.EMPTY_ROOT)
    return merkle.verify_consistency(size, head.size, before, head.root, proof)


def _accuse(
    log: WitnessedLog, size: int, head: merkle.Checkpoint, note: str, now: datetime
) -> None:
    """A head signed by the log itself that its own proof does not join to what we saw: keep it, tell people."""
    told = {"log": log.name, "seen": size, "note": note}
    audit.append("witness.refuse", obj=log, data=told)
    text = gettext_lazy(
        "“%(name)s”签名的第%(size)d条检查点与本平台此前见证的日志不一致，可能被截短或者替换，请查明。"
    )
    integrity.alarm(
        f"witness:{log.pk}:{head.size}:{now:%Y%m%d}",
        text,
        {"name": log.name, "size": head.size},
        page=integrity.LOG,
    )
