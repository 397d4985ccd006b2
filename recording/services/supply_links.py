"""The address a supply is fetched at: expires, asks a code told apart, then knows one browser.

The portal keeps hashes alone. A stranger, a second browser and a link that ended are all answered with
the same page; who had the link open before is told that it is over.
"""

import hashlib
import secrets
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from core import audit, periods
from core.errors import RuleError, StaleError
from core.permissions import demand_in
from core.throttle import demand_pace
from enforcement.models import User
from enforcement.services.party_links import Door
from recording.flows import SUPPLY
from recording.models import Supply, SupplyItem, SupplyLink
from recording.services import supplies

LIFE, TRIES = "supply.link_hours", "supply.tries"
TOKEN_BYTES, CODE_DIGITS = 24, 8
PACE, PACE_SECONDS = 5, 600
OPEN_STATES = (Supply.Status.READY, Supply.Status.DELIVERED)


def hashed(text: str) -> str:
    """SHA-256 in hex: all the portal keeps of a secret."""
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def issue(supply: Supply, *, by: User, at: datetime) -> tuple[SupplyLink, str, str]:
    """Make the link; returns it with its token and its code, both shown once. An earlier one ends.

    RuleError while the copies are not ready, and for a supply that is to be handed over in person.
    """
    demand_in(by, supplies.ASK, supply.agency_id)
    locked = (
        Supply.objects.select_for_update(of=("self",)).select_related("agency").get(pk=supply.pk)
    )
    if locked.channel != Supply.Channel.LINK or locked.status not in OPEN_STATES:
        raise StaleError(
            _("现在不能出具链接：%(state)s，%(channel)s。")
            % {"state": locked.get_status_display(), "channel": locked.get_channel_display()},
            article=supplies.article(locked.case),
            remedy=_("经批准并制作完成、约定以链接交付的，才能出具。"),
        )
    supplies.assert_open(locked)
    for old in locked.links.select_for_update().filter(ended_at=None):
        _end(old, by=by, at=at, why="replaced")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    code = "".join(secrets.choice("0123456789") for _no in range(CODE_DIGITS))
    life = locked.agency.rules().period(LIFE, on=timezone.localtime(at).date())
    row = SupplyLink.objects.create(
        supply=locked,
        token_hash=hashed(token),
        code_hash=hashed(code),
        expires_at=periods.until(life, at),
        created_by=by,
        created_at=at,
    )
    data = {"supply": locked.number, "expires_at": row.expires_at}
    audit.append("supplylink.issue", obj=row, actor=by, data=data)
    return row, token, code


def _end(link: SupplyLink, *, by: User | None, at: datetime, why: str) -> None:
    link.ended_at = at
    link.save(update_fields=["ended_at"])
    audit.append("supplylink.end", obj=link, actor=by, data={"why": why})


def find(token: str) -> SupplyLink | None:
    """The link of a token."""
    rows = SupplyLink.objects.select_related("supply__agency", "supply__case")
    return rows.filter(token_hash=hashed(token)).first()


def knock(link: SupplyLink | None, *, secret: str, at: datetime) -> Door:
    """What the address answers to a browser that shows `secret`, "" for none; refusals are recorded."""
    if link is None:
        return Door.CLOSED
    live = link.live(at) and link.supply.status in OPEN_STATES and supplies.is_open(link.supply)
    if link.bound_at is None and live:
        return Door.ASKS
    known = bool(link.binding_hash) and constant_time_compare(hashed(secret), link.binding_hash)
    if known and live:
        return Door.OPEN
    with transaction.atomic():
        audit.append("supplylink.refuse", obj=link, data={"bound": bool(link.binding_hash)})
    return Door.GONE if known else Door.CLOSED


def bind(link: SupplyLink, *, code: str, at: datetime) -> str:
    """Tie the link to the browser that knows the code; returns the secret to leave there, once."""
    demand_pace(f"supplylink:{link.pk}", most=PACE, seconds=PACE_SECONDS)
    secret = _bound(link, code.strip(), at)
    if not secret:
        raise RuleError(
            _("提取码不正确。"),
            remedy=_("请向出具机关核对；多次错误的，链接将自动停用。"),
            field="code",
        )
    return secret


@transaction.atomic
def _bound(link: SupplyLink, code: str, at: datetime) -> str:
    """The secret, "" for a wrong code, which is counted."""
    locked = SupplyLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    if locked.bound_at is not None or not locked.live(at):
        raise StaleError(_("该链接不能启用。"), remedy=_("请联系出具机关重新出具。"))
    if not constant_time_compare(hashed(code), locked.code_hash):
        locked.failures += 1
        locked.save(update_fields=["failures"])
        audit.append("supplylink.fail", obj=locked, data={"failures": locked.failures})
        if locked.failures >= int(link.supply.agency.rules().value(TRIES)):
            _end(locked, by=None, at=at, why="guessed")
        return ""
    secret = secrets.token_urlsafe(TOKEN_BYTES)
    locked.bound_at, locked.binding_hash = at, hashed(secret)
    locked.save(update_fields=["bound_at", "binding_hash"])
    audit.append("supplylink.bind", obj=locked, data={"supply": locked.supply.number})
    return secret


@transaction.atomic
def fetched(link: SupplyLink, items: list[SupplyItem], *, at: datetime) -> None:
    """Note that these copies are handed out now, before a byte is sent; the first time delivers."""
    supply = Supply.objects.select_for_update(of=("self",)).get(pk=link.supply_id)
    if supply.status == Supply.Status.READY:
        changes = {"delivered_at": at, "receiver": supply.applicant}
        SUPPLY.move(supply, "deliver", by=None, changes=changes, note="link")
    audit.append("supplylink.fetch", obj=link, data={"items": [item.pk for item in items]})
    supplies.exported(supply, by=None, how="link", items=items)
