"""What the public reads about inspections to come: the plan of the year and the limit of visits."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from disclosure import once_listed
from disclosure.search import of_agency
from enforcement.models import Agency, InspectionCap, InspectionPlan, Item
from enforcement.models.kinds import ActionKind
from enforcement.services.frequency import CAP


@dataclass(frozen=True)
class Announced:
    """Plans of the year and limits in force; `reference` holds where the agency announced none."""

    plans: Sequence[InspectionPlan]
    caps: Sequence[InspectionCap]
    reference: int
    article: str


def announced(agency: Agency, on: date, item: Item | None = None) -> Announced | None:
    """Of the whole agency, or of one item. None when the agency or the item inspects nobody."""
    rules = agency.rules()
    inspects = ActionKind.INSPECTION in rules.kinds if item is None else _is_inspection(item)
    if not inspects:
        return None
    plans = announced_plans({}, on).filter(agency=agency)
    caps = announced_caps({}, on).filter(agency=agency)
    if item is not None:
        plans = plans.filter(item=item)
        caps = caps.filter(Q(item=item) | Q(item=None))
    return Announced(
        list(plans.order_by("first_month", "pk")),
        list(caps.order_by("pk")),
        int(rules.value(CAP, on=on)),
        rules.article(CAP, on=on),
    )


def announced_plans(
    values: Mapping[str, Any], on: date, known: date | None = None
) -> QuerySet[InspectionPlan]:
    """Lines of the plans of the day's year that answer the cleaned values of an InspectionFilter.

    They were announced by `known`, the day itself unless it is given: of a day to come nothing is
    told that will be announced later. An item that ended takes the lines of its plans off the list;
    those of an earlier day are candidates for what it told (list_history).
    """
    known = known or on
    rows = once_listed.inspection_plans() if on < known else plans(known)
    return _asked(rows.filter(year=on.year, published_on__lte=known), values)


def plans(known: date) -> QuerySet[InspectionPlan]:
    """Lines of every year that were announced by the day, of items that are on their list."""
    rows: QuerySet[InspectionPlan] = InspectionPlan.objects.public(known)
    return rows.filter(item__in=Item.objects.public(known)).select_related("agency", "item")


def announced_caps(
    values: Mapping[str, Any], on: date, known: date | None = None
) -> QuerySet[InspectionCap]:
    """The limits in force on the day that answer the same; `known` as in `announced_plans`."""
    ended = Q(valid_to__isnull=True) | Q(valid_to__gte=on)
    return begun_caps(values, on, known or on).filter(ended)


def begun_caps(values: Mapping[str, Any], on: date, known: date) -> QuerySet[InspectionCap]:
    """The limits that had begun by the day, also those that ended before it by what they say today."""
    rows = once_listed.inspection_caps() if on < known else caps(known)
    return _asked(rows.filter(valid_from__lte=on, published_on__lte=known), values)


def in_force(rows: Iterable[InspectionCap], on: date) -> list[InspectionCap]:
    """Those that had not ended before the day by what they say."""
    return [row for row in rows if row.valid_to is None or row.valid_to >= on]


def caps(known: date) -> QuerySet[InspectionCap]:
    """Limits that were announced by the day, also those that ended since."""
    listed = Q(item=None) | Q(item__in=Item.objects.public(known))
    rows: QuerySet[InspectionCap] = InspectionCap.objects.public(known)
    return rows.filter(listed).select_related("agency", "item")


def _asked(rows: QuerySet[Any], values: Mapping[str, Any]) -> QuerySet[Any]:
    rows = rows.filter(of_agency(values.get("agency", "")))
    if values.get("q"):
        rows = rows.filter(item__name__icontains=values["q"])
    return rows.select_related("agency", "item")


def _is_inspection(item: Item) -> bool:
    return item.kind == ActionKind.INSPECTION
