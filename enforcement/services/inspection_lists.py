"""Keeping the yearly plan of inspections and the limit of visits, as the agency announces them."""

from datetime import date
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleError, StaleError
from core.permissions import demand
from enforcement import lists
from enforcement.models import Agency, InspectionCap, InspectionPlan, Item, User
from enforcement.models.inspection_list import DECEMBER, JANUARY
from enforcement.services import list_records
from enforcement.services.inspections import ARTICLE

CHANGE = "enforcement.change_registry"
L = TypeVar("L", InspectionPlan, InspectionCap)


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


def _assert_plan(fields: dict[str, Any]) -> None:
    first, last = fields["first_month"], fields["last_month"]
    if first > last:
        raise RuleError(
            _("结束月份早于开始月份。"),
            article=ARTICLE,
            remedy=_("跨年度的计划请分别列入两个年度。"),
            field="last_month",
        )
    if first < JANUARY or last > DECEMBER or fields["count"] < 1:
        raise RuleError(
            _("月份应当在1至12之间，计划检查户数不少于1户。"),
            article=ARTICLE,
            remedy=_("请核对。"),
            field="count" if fields["count"] < 1 else "first_month",
        )


@transaction.atomic
def add_plan(*, by: User, agency: Agency, item: Item, **fields: Any) -> InspectionPlan:
    """Add a line to the plan of a year; it counts only once published.

    RuleError for another agency's list or item, and for months that run backwards.
    """
    _assert_kept(agency, item, by)
    _assert_plan(fields)
    row = InspectionPlan.objects.create(agency=agency, item=item, created_by=by, **fields)
    audit.append("inspectionplan.add", obj=row, actor=by, data={"item": item.pk, **fields})
    return row


def publish_plan(plan: InspectionPlan, *, by: User, on: date) -> InspectionPlan:
    """Announce a line of the plan; from then on tasks may rest on it."""
    return _publish(plan, "inspectionplan", by=by, on=on)


def publish_cap(cap: InspectionCap, *, by: User, on: date) -> InspectionCap:
    """Announce a limit that came in by a sheet; from then on it counts."""
    return _publish(cap, "inspectioncap", by=by, on=on)


@transaction.atomic
def _publish(given: L, name: str, *, by: User, on: date) -> L:
    _assert_kept(given.agency, None, by)
    return _written(_unpublished(given), f"{name}.publish", by, {lists.PUBLISHED: on})


def _unpublished(given: L) -> L:
    """The row, which nobody published yet. StaleError when somebody did."""
    row: L = type(given)._default_manager.select_for_update().get(pk=given.pk)
    if row.published_on is not None:
        raise StaleError(_("该条目已经公布。"), remedy=_("请刷新页面。"))
    return row


@transaction.atomic
def keep_plan(row: InspectionPlan | None = None, *, by: User, **fields: Any) -> InspectionPlan:
    """Add a line to the plan, or change the named fields of one nobody published yet."""
    if row is None:
        return add_plan(by=by, **fields)
    return change_plan(_unpublished(row), by=by, **fields)


@transaction.atomic
def keep_cap(row: InspectionCap | None = None, *, by: User, **fields: Any) -> InspectionCap:
    """Add a limit that waits for its publication, or change one nobody published yet."""
    if row is None:
        return add_cap(by=by, item=fields.pop("item", None), **fields)
    return change_cap(_unpublished(row), by=by, **fields)


@transaction.atomic
def change_plan(row: InspectionPlan, *, by: User | None = None, **fields: Any) -> InspectionPlan:
    """Change the named fields of a line, announced or not: what the approval of a version does.

    RuleError for months that run backwards, and for another year or item of an announced line.
    """
    whole = {name: getattr(row, name) for name in ("first_month", "last_month", "count")}
    _assert_plan(whole | fields)
    return _changed(row, "inspectionplan", by, fields)


@transaction.atomic
def change_cap(row: InspectionCap, *, by: User | None = None, **fields: Any) -> InspectionCap:
    """Change the named fields of a limit, announced or not: what the approval of a version does."""
    _assert_period(fields.get("valid_to", row.valid_to), fields.get("valid_from", row.valid_from))
    return _changed(row, "inspectioncap", by, fields)


def _changed(given: L, name: str, by: User | None, fields: dict[str, Any]) -> L:
    row: L = type(given)._default_manager.select_for_update().get(pk=given.pk)
    if by is not None:
        agency, item = fields.get("agency", row.agency), fields.get("item", row.item)
        _assert_kept(row.agency, None, by)
        # An item may have gone to another agency since; its lines can still be changed or taken off.
        _assert_kept(agency, item if (agency, item) != (row.agency, row.item) else None, by)
    list_records.assert_same_row(row, fields)
    before = lists.content(row)
    _written(row, f"{name}.change", by, fields)
    list_records.record(row, before, by=by)
    return row


def _written(row: L, action: str, by: User | None, fields: dict[str, Any]) -> L:
    for key, value in fields.items():
        setattr(row, key, value)
    row.save(update_fields=list(fields))
    plain = {key: getattr(value, "pk", value) for key, value in fields.items()}
    audit.append(action, obj=row, actor=by, data=plain)
    return row


def _assert_period(ends: date | None, begins: date) -> None:
    if ends is not None and ends < begins:
        raise RuleError(
            _("失效日期早于生效日期。"), article=ARTICLE, remedy=_("请核对。"), field="valid_to"
        )


@transaction.atomic
def add_cap(*, by: User, agency: Agency, item: Item | None, **fields: Any) -> InspectionCap:
    """Announce how often at most one enterprise is visited in a year; from its `published_on`.

    RuleError for another agency's list or item, and for a period that ends before it begins.
    """
    _assert_kept(agency, item, by)
    _assert_period(fields.get("valid_to"), fields["valid_from"])
    row = InspectionCap.objects.create(agency=agency, item=item, created_by=by, **fields)
    data = {"item": item.pk if item else None, **fields}
    audit.append("inspectioncap.add", obj=row, actor=by, data=data)
    return row
