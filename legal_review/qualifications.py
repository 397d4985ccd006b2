"""Keeping the list of reviewers: who may review from when to when, and whether there are enough."""

from datetime import date
from decimal import ROUND_CEILING, Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleError
from core.permissions import demand
from enforcement.models import User
from enforcement.profiles import Profile
from legal_review.models import Qualification

CHANGE = "enforcement.change_registry"
REVIEW = "legal_review.review"
FIRST_TIME = "review.first_time_since"
ARTICLE = "行政处罚法第五十八条第二款"


def required_reviewers(officers: int, rules: Profile) -> int:
    """How many reviewers an agency with so many officers must have (国办发〔2018〕118号 11)."""
    share = Decimal(str(rules.value("review.staff_ratio"))) * officers
    return max(
        int(rules.value("review.staff_min")), int(share.to_integral_value(rounding=ROUND_CEILING))
    )


@transaction.atomic
def register(
    *,
    by: User,
    account: User,
    ground: str,
    reviewing_since: date,
    valid_from: date,
    number: str = "",
) -> Qualification:
    """Record that an account may review from a day on.

    Raises RuleError when the account is no reviewer, is qualified already, or the ground does not
    carry: whoever begins review work needs the legal profession's qualification (行政处罚法 58).
    """
    demand(by, CHANGE)
    if account.agency is None or account.agency_id not in by.visible_agency_ids():
        raise PermissionDenied(CHANGE)
    locked = User.objects.select_for_update().get(pk=account.pk)
    _assert_reviewer(locked, valid_from)
    _assert_ground(account.agency.rules(), ground, reviewing_since, number)
    row = Qualification.objects.create(
        account=locked,
        agency=account.agency,
        ground=ground,
        number=number.strip(),
        reviewing_since=reviewing_since,
        valid_from=valid_from,
    )
    data = {"account": locked.pk, "ground": ground, "number": row.number, "from": valid_from}
    audit.append("qualification.create", obj=row, actor=by, data=data)
    return row


def _assert_reviewer(account: User, valid_from: date) -> None:
    if not account.has_perm(REVIEW):
        raise RuleError(
            _("该账号没有法制审核人员角色。"),
            article=ARTICLE,
            remedy=_("请先由系统管理员授予“法制审核人员”角色。"),
            field="account",
        )
    others = Qualification.objects.filter(account=account)
    if others.filter(Q(ended_on=None) | Q(ended_on__gt=valid_from)).exists():
        raise RuleError(
            _("该账号已登记法制审核资格。"),
            article=ARTICLE,
            remedy=_("需要更换的，请先终止原登记。"),
            field="account",
        )


def _assert_ground(rules: Profile, ground: str, reviewing_since: date, number: str) -> None:
    if ground == Qualification.Ground.LEGAL_PROFESSION:
        if not number.strip():
            raise RuleError(
                _("应当填写法律职业资格证书编号。"),
                article=ARTICLE,
                remedy=_("请按证书填写。"),
                field="number",
            )
        return
    limit = date.fromisoformat(str(rules.value(FIRST_TIME)))
    if reviewing_since >= limit:
        raise RuleError(
            _("%(day)s以后初次从事法制审核的，应当取得国家统一法律职业资格。") % {"day": limit},
            article=rules.article(FIRST_TIME),
            remedy=_("请登记法律职业资格证书，或核对从事审核的起始日期。"),
            field="reviewing_since",
        )


@transaction.atomic
def end(qualification: Qualification, *, by: User, on: date, reason: str) -> Qualification:
    """End a qualification from a day on. The row stays: earlier reviews rest on it."""
    demand(by, CHANGE)
    if qualification.agency_id not in by.visible_agency_ids():
        raise PermissionDenied(CHANGE)
    row = Qualification.objects.select_for_update().get(pk=qualification.pk)
    if row.ended_on is not None:
        raise RuleError(
            _("该资格已于 %(day)s 终止。") % {"day": row.ended_on}, remedy=_("请刷新页面查看。")
        )
    if on < row.valid_from or not reason.strip():
        raise RuleError(
            _("终止日期不能早于生效日期%(day)s，并应当说明原因。") % {"day": row.valid_from},
            article=ARTICLE,
            remedy=_("请核对日期并填写原因。"),
            field="reason" if not reason.strip() else "on",
        )
    row.ended_on = on
    row.save(update_fields=["ended_on"])
    audit.append("qualification.end", obj=row, actor=by, data={"on": on, "reason": reason})
    return row
