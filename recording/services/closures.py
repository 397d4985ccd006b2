"""Closing evidence to all but a few, and opening it to named persons or roles for a time."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleError, StaleError
from core.permissions import demand
from enforcement.models import Case, CaseOfficer, User
from enforcement.services import cases
from recording.access import ARTICLE
from recording.models import AccessGrant, Closure, Evidence
from recording.models.closure import DECIDE

VIEW = "recording.view_evidence"


def is_head(case: Case, user: User) -> bool:
    """Whether the account heads the agency of the case."""
    return bool(user.has_perm(DECIDE)) and user.agency_id == case.agency_id


def may_close(case: Case, user: User) -> bool:
    """Whether the account may close evidence of the case: its handlers and the head."""
    return bool(user.has_perm(VIEW)) and (cases.is_handler(case, user) or is_head(case, user))


def may_open(case: Case, user: User) -> bool:
    """Whether the account may open closed evidence to others: who leads the case, and the head."""
    leads = case.assignments.filter(
        until=None, officer__account=user, part=CaseOfficer.Part.LEAD
    ).exists()
    return bool(user.has_perm(VIEW)) and (leads or is_head(case, user))


def _assert(allowed: bool, who: str) -> None:
    if not allowed:
        raise RuleError(
            _("限制查阅由%(who)s办理。") % {"who": who},
            article=ARTICLE,
            remedy=_("请向案件承办人或者本机关负责人提出。"),
        )


def _given(text: str, field: str = "reason") -> str:
    if not text.strip():
        raise RuleError(
            _("请写明理由。"), article=ARTICLE, remedy=_("写明依据的规定或者事实。"), field=field
        )
    return text.strip()


@transaction.atomic
def close(
    case: Case, *, by: User, group: str, reason: str, evidence: Evidence | None = None
) -> Closure:
    """Close one item, or everything in the case, to all but its handlers, the head and who is let in.

    RuleError for others, without a reason, and for what is closed already.
    """
    demand(by, VIEW)
    _assert(may_close(case, by), _("案件承办人员或者本机关负责人"))
    try:
        with transaction.atomic():
            row = Closure.objects.create(
                case=case, evidence=evidence, group=group, reason=_given(reason), set_by=by
            )
    except IntegrityError as error:
        raise StaleError(
            _("已经限制查阅。"), article=ARTICLE, remedy=_("需要变更类别的，请先解除再重新限制。")
        ) from error
    data = {"group": group, "reason": row.reason, "case": str(case.pk)}
    audit.append(
        "evidence.close" if evidence else "case.close_evidence",
        obj=evidence or case,
        actor=by,
        data=data,
    )
    return row


@transaction.atomic
def lift(row: Closure, *, by: User, reason: str) -> Closure:
    """End a closure, with the reason. Only who leads the case and the head."""
    demand(by, VIEW)
    _assert(may_open(row.case, by), _("案件主办人或者本机关负责人"))
    locked = Closure.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if locked.lifted_at is not None:
        raise StaleError(_("该限制已经解除。"), remedy=_("无需再次解除。"))
    locked.lifted_reason, locked.lifted_by = _given(reason), by
    locked.lifted_at = timezone.now()
    locked.save(update_fields=["lifted_reason", "lifted_by", "lifted_at"])
    data = {"closure": locked.pk, "reason": locked.lifted_reason}
    audit.append("closure.lift", obj=locked, actor=by, data=data)
    return locked


@transaction.atomic
def grant(
    case: Case,
    *,
    by: User,
    group: str,
    purpose: str,
    ends_at: datetime,
    at: datetime,
    person: User | None = None,
    role: str = "",
) -> AccessGrant:
    """Open the closed evidence of a case, or one class of it, to a person or a role until `ends_at`.

    RuleError without a purpose, for an end that has passed, for neither or both of person and role,
    and for oneself.
    """
    _assert_grant(case, by, person, role, in_time=at < ends_at)
    row = AccessGrant.objects.create(
        case=case,
        group=group,
        person=person,
        role=role,
        purpose=_given(purpose, "purpose"),
        ends_at=ends_at,
        granted_by=by,
    )
    data = {"case": str(case.pk), "group": group, "to": person.pk if person else role}
    told = {**data, "purpose": row.purpose, "until": ends_at}
    audit.append("accessgrant.give", obj=row, actor=by, data=told)
    return row


def _assert_grant(case: Case, by: User, person: User | None, role: str, *, in_time: bool) -> None:
    demand(by, VIEW)
    _assert(may_open(case, by), _("案件主办人或者本机关负责人"))
    if (person is None) == (not role):
        raise RuleError(_("请选择人员或者角色之一。"), article=ARTICLE, field="person")
    if person is not None and person.pk == by.pk:
        raise RuleError(
            _("不能授权给自己。"),
            article=ARTICLE,
            remedy=_("请由本机关负责人或者案件主办人授权。"),
            field="person",
        )
    if not in_time:
        raise RuleError(
            _("授权的截止时间已经过去。"),
            article=ARTICLE,
            remedy=_("请填写以后的时间。"),
            field="ends_on",
        )


@transaction.atomic
def revoke(row: AccessGrant, *, by: User, reason: str) -> AccessGrant:
    """Withdraw a grant; the next request of its holder is answered 404."""
    demand(by, VIEW)
    _assert(may_open(row.case, by), _("案件主办人或者本机关负责人"))
    locked = AccessGrant.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if locked.revoked_at is not None:
        raise StaleError(_("该授权已经撤回。"), remedy=_("无需再次撤回。"))
    locked.revoked_at, locked.revoked_by = timezone.now(), by
    locked.revoke_reason = _given(reason)
    locked.save(update_fields=["revoked_at", "revoked_by", "revoke_reason"])
    audit.append("accessgrant.revoke", obj=locked, actor=by, data={"reason": locked.revoke_reason})
    return locked
