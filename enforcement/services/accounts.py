"""Keeping accounts: who may log in, with which roles; passwords are shown once and never kept."""

import secrets
import string
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import password_validation
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleError
from core.permissions import demand
from core.roles import role_table
from enforcement.models import Agency, Officer, User

MANAGE = "enforcement.manage_accounts"
ADMIN = "admin"
FIELDS = frozenset({"name", "agency", "unit", "roles", "is_active"})
# No character that is read as another one: a first password is copied from paper.
ALPHABET = "".join(set(string.ascii_letters + string.digits) - set("0O1lI"))
PASSWORD_LENGTH = 16
ARTICLE = "网络安全法第二十一条（实名、最小权限）"


def new_password() -> str:
    """A random password; about 92 bits."""
    return "".join(secrets.choice(ALPHABET) for _each in range(PASSWORD_LENGTH))


@transaction.atomic
def create(
    *,
    by: User,
    username: str,
    name: str,
    agency: Agency | None,
    roles: Sequence[str],
    unit: str = "",
    must_change_password: bool = True,
) -> tuple[User, str]:
    """Create an account; returns it and its first password, which is nowhere else.

    RuleError for a name that is taken, an unknown role, or a role without an agency.
    """
    demand(by, MANAGE)
    _assert_roles(roles, agency)
    login = username.strip()
    if User.objects.filter(username__iexact=login).exists():
        raise RuleError(
            _("登录名“%(name)s”已被使用。") % {"name": login},
            remedy=_("请更换登录名。"),
            field="username",
        )
    password = new_password()
    row = User(username=login, name=name.strip(), agency=agency, unit=unit.strip())
    row.roles = sorted(roles)
    row.set_password(password)
    row.password_given_at = timezone.now() if must_change_password else None
    row.full_clean(exclude=["password"])
    row.save()
    audit.append("account.create", obj=row, actor=by, data=_plain(row))
    return row, password


@transaction.atomic
def update(account: User, *, by: User, **changes: Any) -> User:
    """Change named fields of an account; unchanged values write nothing.

    RuleError when it would leave the system without an administrator, or revive a demo account
    outside the demonstration.
    """
    demand(by, MANAGE)
    unknown = set(changes) - FIELDS
    if unknown:
        raise TypeError(f"not fields of an account: {sorted(unknown)}")
    row = User.objects.select_for_update().get(pk=account.pk)
    if "roles" in changes:
        changes["roles"] = sorted(changes["roles"])
    fresh = {key: value for key, value in changes.items() if getattr(row, key) != value}
    if not fresh:
        return row
    before = _plain(row)
    for key, value in fresh.items():
        setattr(row, key, value)
    _assert_roles(row.roles, row.agency)
    _assert_kept(row, by)
    row.save(update_fields=list(fresh))
    audit.append("account.update", obj=row, actor=by, data={"before": before, "after": _plain(row)})
    return row


@transaction.atomic
def reset_password(account: User, *, by: User) -> str:
    """Give the account a new random password, end its sessions, and return the password once.

    Whoever it belongs to must change it at the next sign-in.
    """
    demand(by, MANAGE)
    row = User.objects.select_for_update().get(pk=account.pk)
    _assert_no_demo(row)
    password = new_password()
    _set_password(row, password, given_at=timezone.now())
    audit.append("account.reset_password", obj=row, actor=by, data={"username": row.username})
    return password


@transaction.atomic
def change_password(account: User, *, password: str) -> User:
    """Give oneself a new password; every session but the caller's own then has the old one and ends.

    RuleError when it is the old one, or too weak for the validators of the settings.
    """
    row = User.objects.select_for_update().get(pk=account.pk)
    if row.check_password(password):
        raise RuleError(
            _("新密码与原密码相同。"),
            article=ARTICLE,
            remedy=_("请另设一个密码。"),
            field="new_password1",
        )
    password_validation.validate_password(password, row)
    _set_password(row, password, given_at=None)
    audit.append("account.change_password", obj=row, actor=row, data={"username": row.username})
    return row


@transaction.atomic
def link_officer(account: User, officer: Officer | None, *, by: User) -> Officer | None:
    """Say which officer the account is; None takes the link away.

    RuleError when the officer is another agency's or already has an account.
    """
    demand(by, MANAGE)
    row = User.objects.select_for_update().get(pk=account.pk)
    before = Officer.objects.select_for_update().filter(account=row).first()
    if before == officer:
        return officer
    if before is not None:
        _set_account(before, None)
    if officer is not None:
        locked = Officer.objects.select_for_update().get(pk=officer.pk)
        _assert_linkable(locked, row)
        _set_account(locked, row)
    names = {"before": before and before.pk, "after": officer and officer.pk}
    audit.append("account.link_officer", obj=row, actor=by, data=names)
    return officer


def _set_password(row: User, password: str, *, given_at: datetime | None) -> None:
    row.set_password(password)
    row.password_given_at = given_at
    row.save(update_fields=["password", "password_given_at"])


def _set_account(officer: Officer, account: User | None) -> None:
    officer.account = account
    officer.save(update_fields=["account", "updated_at"])


def _assert_linkable(officer: Officer, account: User) -> None:
    if officer.agency_id != account.agency_id:
        raise RuleError(
            _("%(name)s不是该账号所属机关的执法人员。") % {"name": officer.name},
            article="行政处罚法第四十二条",
            remedy=_("请选择同一机关的执法人员。"),
            field="officer",
        )
    if officer.account_id is not None:
        raise RuleError(
            _("%(name)s已有账号。") % {"name": officer.name},
            article=ARTICLE,
            remedy=_("一名执法人员只能有一个账号，请先解除原账号的关联。"),
            field="officer",
        )


def _assert_roles(roles: Sequence[str], agency: Agency | None) -> None:
    unknown = set(roles) - set(role_table())
    if unknown or not roles:
        raise RuleError(
            _("请至少选择一个系统已定义的角色。"),
            article=ARTICLE,
            remedy=_("请重新选择角色。"),
            field="roles",
        )
    if agency is None and set(roles) != {ADMIN}:
        raise RuleError(
            _("除系统管理员外，账号应当属于一个执法主体。"),
            article=ARTICLE,
            remedy=_("请选择所属机关。"),
            field="agency",
        )


def _assert_kept(row: User, by: User) -> None:
    if row.is_active:
        _assert_no_demo(row)
    if Officer.objects.filter(account=row).exclude(agency=row.agency).exists():
        raise RuleError(
            _("该账号关联着原机关的执法人员，不能直接调到其他机关。"),
            article="行政处罚法第四十二条",
            remedy=_("请先解除与执法人员的关联。"),
            field="agency",
        )
    if row.pk == by.pk and not (row.is_active and ADMIN in row.roles):
        raise RuleError(
            _("不能停用自己的账号或者取消自己的系统管理员角色。"),
            article=ARTICLE,
            remedy=_("请由另一名系统管理员办理。"),
            field="roles" if row.is_active else "is_active",
        )


def _assert_no_demo(row: User) -> None:
    if row.is_demo and not settings.DEMO:
        raise RuleError(
            _("演示账号不能在正式环境中使用。"),
            article=ARTICLE,
            remedy=_("请停用演示账号，另建实名账号。"),
            field="is_active",
        )


def _plain(row: User) -> dict[str, Any]:
    return {
        "username": row.username,
        "name": row.name,
        "agency": row.agency_id,
        "unit": row.unit,
        "roles": row.roles,
        "is_active": row.is_active,
        "must_change_password": row.must_change_password,
    }
