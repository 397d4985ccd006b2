"""Keeping the yearly plan of inspections and the limit of visits, as the agency announces them."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleError, StaleError
from core.permissions import demand
from enforcement.models import Agency, InspectionCap, InspectionPlan, Item, User
from enforcement.services.inspections import ARTICLE

CHANGE = "enforcement.change_registry"


def _assert_kept(agency: Agency, item: Item | None, by: User) -> None:
    """Only lists of the account's own agencies, and items of the agency that announces them."""
    demand(by, CHANGE)
    if not Agency.objects.kept_by(by).filter(pk=agency.pk).exists():
        raise RuleError(
            _("该执法主体的清单不由您维护。"),
            article=ARTICLE,
            remedy=_("请选择本机关或者所属机关。"),
            field="agency",
        )
    if item is not None and item.agency_id != agency.pk:
        raise RuleError(
            _("检查事项不属于该执法主体。"),
            article=ARTICLE,
            remedy=_("请重新选择。"),
            field="item",
        )


@transaction.atomic
def add_plan(*, by: User, agency: Agency, item: Item, **fields: Any) -> InspectionPlan:
    """Add a line to the plan of a year; it counts only once published.

    RuleError for another agency's list or item, and for months that run backwards.
    """
    _assert_kept(agency, item, by)
    if fields["first_month"] > fields["last_month"]:
        raise RuleError(
            _("结束月份早于开始月份。"),
            article=ARTICLE,
            remedy=_("跨年度的计划请分别列入两个年度。"),
            field="last_month",
        )
    row = InspectionPlan.objects.create(agency=agency, item=item, created_by=by, **fields)
    audit.append("inspectionplan.add", obj=row, actor=by, data={"item": item.pk, **fields})
    return row


@transaction.atomic
def publish_plan(plan: InspectionPlan, *, by: User, on: date) -> InspectionPlan:
    """Announce a line of the plan; from then on tasks may rest on it."""
    _assert_kept(plan.agency, None, by)
    row: InspectionPlan = InspectionPlan.objects.select_for_update().get(pk=plan.pk)
    if row.published_on is not None:
        raise StaleError(_("该计划已经公布。"), remedy=_("请刷新页面。"))
    row.published_on = on
    row.save(update_fields=["published_on"])
    audit.append("inspectionplan.publish", obj=row, actor=by, data={"on": on})
    return row


@transaction.atomic
def add_cap(*, by: User, agency: Agency, item: Item | None, **fields: Any) -> InspectionCap:
    """Announce how often at most one enterprise is visited in a year.

    RuleError for another agency's list or item, and for a period that ends before it begins.
    """
    _assert_kept(agency, item, by)
    ends = fields.get("valid_to")
    if ends is not None and ends < fields["valid_from"]:
        raise RuleError(
            _("失效日期早于生效日期。"), article=ARTICLE, remedy=_("请核对。"), field="valid_to"
        )
    row = InspectionCap.objects.create(agency=agency, item=item, created_by=by, **fields)
    data = {"item": item.pk if item else None, **fields}
    audit.append("inspectioncap.add", obj=row, actor=by, data=data)
    return row
