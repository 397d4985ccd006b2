"""Keeping the list of random checks and the yearly plan of them."""

from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleError
from core.permissions import demand
from enforcement import lists
from enforcement.lists import Content
from enforcement.models import Agency, RandomCheckItem, RandomCheckPlan, User
from enforcement.models.inspection_list import DECEMBER, JANUARY
from enforcement.models.kinds import ActionKind
from enforcement.services import list_records

CHANGE = "enforcement.change_registry"
ARTICLE = "国办发〔2015〕58号"
M = TypeVar("M", RandomCheckItem, RandomCheckPlan)


@transaction.atomic
def keep_item(
    row: RandomCheckItem | None = None, *, by: User | None = None, **fields: Any
) -> RandomCheckItem:
    """Add a line of the list, or change the named fields of one.

    RuleError when the item is no inspection item of the agency, or the line ends before it begins.
    """
    before = None if row is None else lists.content(RandomCheckItem.objects.get(pk=row.pk))
    kept = _assigned(RandomCheckItem, row, by, fields)
    if kept.item.agency_id != kept.agency_id or kept.item.kind != ActionKind.INSPECTION:
        raise RuleError(
            _("所选事项不是本机关的行政检查事项。"),
            article=ARTICLE,
            remedy=_("请选择抽查主体权责清单中的行政检查事项。"),
            field="item",
        )
    if kept.effective_to is not None and kept.effective_to < kept.effective_from:
        raise RuleError(_("失效日期早于生效日期。"), remedy=_("请核对清单。"), field="effective_to")
    return _saved(kept, "randomcheckitem", by, fields, before)


@transaction.atomic
def keep_plan(
    row: RandomCheckPlan | None = None, *, by: User | None = None, **fields: Any
) -> RandomCheckPlan:
    """Add a line of the yearly plan, or change the named fields of one.

    RuleError when the item is another agency's, more is to be checked than there is, or the months
    are turned round.
    """
    before = None if row is None else RandomCheckPlan.objects.get(pk=row.pk)
    if before is not None:
        list_records.assert_same_row(before, fields)
    plan = _assigned(RandomCheckPlan, row, by, fields)
    if row is None and by is not None:
        plan.created_by = by
    # An item may have gone to another agency since; its lines can still be changed or taken off.
    kept = (before.check_item_id, before.agency_id) if before is not None else None
    moved = kept != (plan.check_item_id, plan.agency_id)
    if moved and plan.check_item.agency_id != plan.agency_id:
        raise RuleError(
            _("抽查事项不属于该机关。"),
            article=ARTICLE,
            remedy=_("请选择该机关随机抽查事项清单中的事项。"),
            field="check_item",
        )
    _assert_counts(plan)
    said = None if before is None else lists.content(before)
    return _saved(plan, "randomcheckplan", by, fields, said)


def _assert_counts(plan: RandomCheckPlan) -> None:
    """RuleError when more is to be checked than there is, or the months are turned round."""
    if not 1 <= plan.count <= plan.base:
        raise RuleError(
            _("计划抽查户数应当不少于1户，并且不超过抽查基数。"),
            article=ARTICLE,
            remedy=_("请核对抽查基数和抽查比例。"),
            field="count",
        )
    if plan.first_month > plan.last_month:
        raise RuleError(
            _("结束月份早于开始月份。"), remedy=_("请核对年度计划。"), field="last_month"
        )
    if plan.first_month < JANUARY or plan.last_month > DECEMBER:
        raise RuleError(
            _("月份应当在1至12之间。"), remedy=_("请核对年度计划。"), field="first_month"
        )


def _assigned(model: type[M], row: M | None, by: User | None, fields: dict[str, Any]) -> M:
    """The row as it would be; of an existing one the locked state with the changes on it."""
    if by is not None:
        demand(by, CHANGE)
    kept = model() if row is None else model._default_manager.select_for_update().get(pk=row.pk)
    for name, value in fields.items():
        setattr(kept, name, value)
    if by is not None and not Agency.objects.kept_by(by).filter(pk=kept.agency_id).exists():
        raise RuleError(
            _("该机关的清单不由您维护。"), remedy=_("请选择本机关或者下级机关。"), field="agency"
        )
    return kept


def _saved(
    kept: M, name: str, by: User | None, fields: dict[str, Any], before: Content | None
) -> M:
    fresh = kept.pk is None
    if fresh:
        kept.save(force_insert=True)
    elif fields:
        kept.save(update_fields=list(fields))
    plain = {key: getattr(value, "pk", value) for key, value in fields.items()}
    verb = "create" if fresh else "update"
    if before is not None:
        # Before this change is in the log: what the row said until now is as old as the one before.
        list_records.record(kept, before, by=by)
    audit.append(f"{name}.{verb}", obj=kept, actor=by, data=plain)
    return kept
