"""Correcting what is on record about a case before its decision."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleError
from core.permissions import demand_in
from enforcement.models import Case, User
from enforcement.services import cases

# What may turn out otherwise while a case is handled; who the party is and when it was found may not.
AMENDABLE = ("title", "cause", "item", "place", "act_from", "act_to", "summary")
AMENDABLE_IN = (Case.Status.DRAFT, Case.Status.FILED)


@transaction.atomic
def amend(case: Case, *, by: User, reason: str, **facts: Any) -> Case:
    """Correct facts of a case before its decision; `facts` by the names of AMENDABLE.

    The draft stays as it is: what it says is changed in the draft. RuleError when the case is
    decided, the reason is blank, the act would end before it began, or the item is not the agency's.
    """
    demand_in(by, "enforcement.draft_decision", case.agency_id)
    cases.assert_handler(case, by)
    if unknown := set(facts) - set(AMENDABLE):
        raise ValueError(f"not to be amended: {sorted(unknown)}")
    locked = Case.objects.select_for_update().select_related("agency", "party").get(pk=case.pk)
    _assert_amendable(locked, reason)
    before = {name: getattr(locked, name) for name in facts}
    for name, value in facts.items():
        setattr(locked, name, value)
    cases.assert_own(locked.agency, locked.party, locked.item)
    cases.assert_power(locked.kind, locked.item)
    cases.assert_published(locked, locked.filed_on or locked.discovered_on)
    _assert_in_order(locked)
    locked.sealed = locked.sealed or cases.is_sealed(locked.agency, locked.kind, locked.item)
    locked.save(update_fields=[*facts, "sealed"])
    changed = {
        name: [str(old), str(facts[name])] for name, old in before.items() if old != facts[name]
    }
    audit.append("case.amend", obj=locked, actor=by, data={"reason": reason, "changed": changed})
    return locked


def _assert_amendable(case: Case, reason: str) -> None:
    if case.status not in AMENDABLE_IN:
        raise RuleError(
            _("案件状态为“%(state)s”，不能更正案件信息。") % {"state": case.get_status_display()},
            article="行政处罚法第五十九条",
            remedy=_("决定作出后确有错误的，请办理撤销或者变更。"),
        )
    if not reason.strip():
        raise RuleError(
            _("更正案件信息应当说明理由。"),
            article="国办发〔2018〕118号第七条",
            remedy=_("请填写理由。"),
            field="reason",
        )


def _assert_in_order(case: Case) -> None:
    last = case.act_to or case.discovered_on
    if case.act_from is not None and case.act_from > last:
        raise RuleError(
            _("违法行为终了日期不能早于开始日期。"),
            article="行政处罚法第三十六条",
            remedy=_("请核对日期。"),
            field="act_to",
        )
