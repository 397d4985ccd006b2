"""Docking stations: registered with a token shown once, stopped for good, known by its hash."""

import hashlib
import secrets
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleError
from core.permissions import demand
from enforcement.models import User
from recording.models import Station

MANAGE = "enforcement.manage_accounts"
TOKEN_BYTES = 32


def digest(token: str) -> str:
    """What is kept of a token; it is random enough to need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def register(*, by: User, name: str, place: str) -> tuple[Station, str]:
    """A station of the administrator's own agency, and its token, which is never shown again."""
    demand(by, MANAGE)
    if by.agency is None:
        raise RuleError(_("账号不属于任何机关。"), remedy=_("请由本机关的管理员登记。"))
    if Station.objects.filter(agency=by.agency, name=name, revoked_at=None).exists():
        raise RuleError(
            _("已有同名的采集站在用。"), remedy=_("请换一个名称，或者先停用原来的。"), field="name"
        )
    token = secrets.token_urlsafe(TOKEN_BYTES)
    row = Station.objects.create(
        agency=by.agency, name=name, place=place, token_sha256=digest(token), created_by=by
    )
    audit.append("station.register", obj=row, actor=by, data={"name": name, "place": place})
    return row, token


@transaction.atomic
def revoke(station: Station, *, by: User, at: datetime) -> None:
    """Stop a station for good: its token opens nothing any more. Harmless when repeated."""
    demand(by, MANAGE)
    row = Station.objects.select_for_update().get(pk=station.pk)
    if row.revoked_at is not None:
        return
    row.revoked_at = at
    row.save(update_fields=["revoked_at"])
    audit.append("station.revoke", obj=row, actor=by, data={"name": row.name})


def known_by(token: str) -> Station | None:
    """The station in use that has this token."""
    rows = Station.objects.select_related("agency").filter(revoked_at=None)
    return rows.filter(token_sha256=digest(token)).first() if token else None
