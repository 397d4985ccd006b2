"""Keys of the systems that exchange records: shown once, known by their hash, stopped for good."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleError
from core.permissions import demand
from disclosure.models import ExchangeToken
from disclosure.services import sender_reviews
from enforcement.models import Agency, User

MANAGE = sender_reviews.MANAGE
TOKEN_BYTES = 32
LONGEST = timedelta(days=366)  # a key that is renewed each year is not forgotten


def digest(token: str) -> str:
    """What is kept of a token; it is random enough to need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def issue(
    *,
    by: User,
    agency: Agency,
    name: str,
    scopes: Sequence[str],
    expires_on: date,
    on: date,
    agreement: str = "",
) -> tuple[ExchangeToken, str]:
    """A key for a system of an agency, and its token, which is never shown again.

    One that sends records names the `agreement` by which its agency examines them for secrets before.
    """
    demand(by, MANAGE)
    _assert_sound(by, agency, name, scopes, expires_on, on)
    sends = ExchangeToken.Scope.SEND in scopes
    token = secrets.token_urlsafe(TOKEN_BYTES)
    row = ExchangeToken.objects.create(
        agency=agency,
        name=name,
        scopes=sorted(set(scopes)),
        token_sha256=digest(token),
        created_by=by,
        expires_on=expires_on,
        agreement=sender_reviews.said(agreement) if sends else None,
    )
    data = {"name": name, "scopes": row.scopes, "expires_on": expires_on}
    data |= {"agreement": row.agreement} if sends else {}
    audit.append("exchangetoken.issue", obj=row, actor=by, data=data)
    return row, token


def _assert_sound(
    by: User, agency: Agency, name: str, scopes: Sequence[str], expires_on: date, on: date
) -> None:
    if agency.pk not in by.visible_agency_ids():
        raise RuleError(_("您不管理该机关的账号。"), remedy=_("请重新选择。"), field="agency")
    if not set(scopes) or not set(scopes) <= set(ExchangeToken.Scope.values):
        raise RuleError(_("没有选择权限范围。"), remedy=_("请至少选择一项。"), field="scopes")
    if not on < expires_on <= on + LONGEST:
        raise RuleError(
            _("有效期应当在今天之后、%(day)s以前。") % {"day": on + LONGEST},
            remedy=_("请缩短有效期，到期前重新登记。"),
            field="expires_on",
        )
    if ExchangeToken.objects.filter(agency=agency, name=name, revoked_at=None).exists():
        raise RuleError(
            _("该机关已有同名的系统在用。"),
            remedy=_("请换一个名称，或者先停用原来的。"),
            field="name",
        )


@transaction.atomic
def revoke(token: ExchangeToken, *, by: User, at: datetime) -> None:
    """Stop a key for good: it opens nothing any more. Harmless when repeated."""
    demand(by, MANAGE)
    row = ExchangeToken.objects.select_for_update().get(pk=token.pk)
    if row.revoked_at is not None:
        return
    row.revoked_at = at
    row.save(update_fields=["revoked_at"])
    audit.append("exchangetoken.revoke", obj=row, actor=by, data={"name": row.name})


def known_by(token: str, on: date) -> ExchangeToken | None:
    """The key in force that has this token."""
    rows = ExchangeToken.objects.select_related("agency").filter(revoked_at=None)
    return rows.filter(token_sha256=digest(token), expires_on__gte=on).first() if token else None
