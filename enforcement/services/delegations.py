"""Keeping the delegations (委托执法): entered, announced by approval, prolonged or corrected, ended early.

What becomes public, and every change of what is, does so by a version that another approves
(list_versions); here are the rules of the law that each of them keeps.
"""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleError
from enforcement import lists
from enforcement.models import Agency, Delegation, ListVersion, User
from enforcement.services import list_records
from enforcement.services.keeping import CHANGE as CHANGE
from enforcement.services.keeping import demand_kept

ARTICLE = "行政处罚法第二十条"
# Matters that only an administrative organ itself may carry out.
NOT_DELEGABLE = ("行政强制措施", "查封", "扣押", "冻结", "强制")
ENDED = frozenset({"ended_on", "end_reason"})
FIELDS = frozenset(field.name for field in Delegation._meta.fields) - {"id"}


@transaction.atomic
def create(
    *,
    by: User | None = None,
    delegator: Agency,
    delegate: Agency,
    number: str,
    matters: str,
    powers: str,
    valid_from: date,
    valid_to: date,
    **details: Any,
) -> Delegation:
    """Enter a written delegation that nobody reads yet. RuleError when the law does not allow it.

    `details`: basis, text of the deed, staff, filing_no, filed_on.
    """
    if by is not None:
        demand_kept(delegator, by)
    if details.pop(lists.PUBLISHED, None) is not None:
        raise _refuse(
            _("委托应当报经批准后公布。"), _("请登记后报请公布，由负责人批准。"), lists.PUBLISHED
        )
    row = Delegation(
        delegator=delegator,
        delegate=delegate,
        number=number,
        matters=matters,
        powers=powers,
        valid_from=valid_from,
        valid_to=valid_to,
        **details,
    )
    _assert_lawful(row)
    row.save(force_insert=True)
    data = {"number": number, "delegate": delegate.name}
    audit.append("delegation.create", obj=row, actor=by, data=data)
    return row


@transaction.atomic
def update(delegation: Delegation, *, by: User | None = None, **changes: Any) -> Delegation:
    """Change named fields: of a draft at once, of a public one what the approval of a version does.

    RuleError for what `create` refuses; of an announced deed also for another side, number or first
    day, for a shorter period, and for another end than it had.
    """
    unknown = set(changes) - FIELDS
    if unknown:
        raise TypeError(f"not fields of a delegation: {sorted(unknown)}")
    row = _locked(delegation)
    if by is not None:
        demand_kept(row.delegator, by)
        demand_kept(changes.get("delegator", row.delegator), by)
    fresh = {key: value for key, value in changes.items() if getattr(row, key) != value}
    list_records.assert_same_row(row, fresh)
    _assert_period_stays(row, fresh)
    said, before = lists.content(row), {key: getattr(row, key) for key in fresh}
    for key, value in fresh.items():
        setattr(row, key, value)
    _assert_lawful(row)
    list_records.assert_approved(row, said)
    if not fresh:
        return row
    row.save(update_fields=list(fresh))
    list_records.record(row, said, by=by)
    data = {"before": _plain(before), "after": _plain(fresh)}
    audit.append("delegation.update", obj=row, actor=by, data=data)
    return row


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {key: v.pk if isinstance(v, Agency) else v for key, v in values.items()}


def assert_may_end(delegation: Delegation, *, on: date, reason: str) -> None:
    """RuleError for a deed that is over, a day outside its period, and without a reason."""
    row = _locked(delegation)
    if row.ended_on is not None or not row.valid_from <= on <= row.valid_to:
        raise _refuse(_("终止日期应当在委托期限内，且委托尚未终止。"), _("请核对委托期限。"), "on")
    if not reason.strip():
        raise _refuse(_("提前终止委托应当说明理由。"), _("请填写理由。"), "reason")


def assert_not_revived(version: ListVersion, on: date) -> None:
    """RuleError where a version prolongs a deed that is over by the day from which it is to hold.

    Nobody had the power on the days between: what was done then would come to be covered afterwards.
    """
    base, said = version.base, version.content
    if lists.LISTS[version.kind].model is not Delegation or base.get(lists.PUBLISHED) is None:
        return
    longer = date.fromisoformat(said["valid_to"]) > date.fromisoformat(base["valid_to"])
    if longer and date.fromisoformat(base["valid_to"]) < on:
        raise _refuse(
            _("委托期限已经届满，不能延长。"), _("请登记新的委托书，报请公布。"), "valid_to"
        )


def _locked(delegation: Delegation) -> Delegation:
    rows = Delegation.objects.select_for_update(of=("self",))
    return rows.select_related("delegator", "delegate").get(pk=delegation.pk)


def _assert_period_stays(row: Delegation, fresh: dict[str, Any]) -> None:
    """An announced period is not made shorter but by an end with its reason, and an end stays."""
    if row.ended_on is not None and fresh.keys() & {*ENDED, "valid_to"}:
        raise _refuse(_("该委托已经提前终止。"), _("请登记新的委托书，报请公布。"), "valid_to")
    if not lists.announced(row, date.max):
        return
    if fresh.get("valid_to", row.valid_to) < row.valid_to:
        raise _refuse(
            _("已经公布的委托期限不能改短。"), _("请办理提前终止，并写明理由。"), "valid_to"
        )


def _assert_lawful(row: Delegation) -> None:
    if row.delegator_id == row.delegate_id:
        raise _refuse(
            _("委托机关与受委托组织不能是同一主体。"), _("请重新选择受委托组织。"), "delegate"
        )
    if row.valid_to < row.valid_from:
        raise _refuse(_("委托期限的截止日期早于开始日期。"), _("请核对委托书。"), "valid_to")
    banned = [word for word in NOT_DELEGABLE if word in row.matters + row.powers]
    if banned:
        raise RuleError(
            _("行政强制措施权不得委托（含“%(word)s”）。") % {"word": banned[0]},
            article="行政强制法第十七条",
            remedy=_("请从委托事项和权限中删去。"),
            field="matters",
        )


def _refuse(message: str, remedy: str, field: str) -> RuleError:
    return RuleError(message, article=ARTICLE, remedy=remedy, field=field)
