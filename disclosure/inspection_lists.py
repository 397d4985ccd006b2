"""What the public reads about inspections to come: the plan of the year and the limit of visits."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from disclosure import list_history, once_listed
from disclosure.earlier_lists import Earlier, once_said
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


class Lines(Earlier):
    """Lines of plans or limits of an earlier day, looked for by the name that their item had then."""

    def then(self, rows: Sequence[Any]) -> list[Any]:
        """Those that were on the list, in force, and answer; as they stood."""
        words = (self.values.get("q") or "").lower()
        told = in_force(list_history.then(rows, self.on), self.on)
        return [row for row in told if not words or words in str(row.item or "").lower()]


def plans_of(values: Mapping[str, Any], today: date) -> QuerySet[InspectionPlan] | Lines:
    """The plans of the year of the day that an InspectionFilter names, as they stood."""
    on = values.get("on") or today
    rows = announced_plans(values, on, today)
    return Lines(rows, values, on) if on < today else rows


def caps_of(values: Mapping[str, Any], today: date) -> QuerySet[InspectionCap] | Lines:
    """The limits of that day, as they stood."""
    on = values.get("on") or today
    if on < today:
        return Lines(begun_caps(values, on, today), values, on)
    return announced_caps(values, on, today)


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
    return _asked(rows.filter(year=on.year, published_on__lte=known), values, on, known)


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
    return _asked(rows.filter(valid_from__lte=on, published_on__lte=known), values, on, known)


def in_force(rows: Iterable[Any], on: date) -> list[Any]:
    """Those that had not ended before the day by what they say; a line of a plan says no end."""
    last = [(row, getattr(row, "valid_to", None)) for row in rows]
    return [row for row, day in last if day is None or day >= on]


def caps(known: date) -> QuerySet[InspectionCap]:
    """Limits that were announced by the day, also those that ended since."""
    listed = Q(item=None) | Q(item__in=Item.objects.public(known))
    rows: QuerySet[InspectionCap] = InspectionCap.objects.public(known)
    return rows.filter(listed).select_related("agency", "item")


def _asked(rows: QuerySet[Any], values: Mapping[str, Any], on: date, known: date) -> QuerySet[Any]:
    rows, words = rows.filter(of_agency(values.get("agency", ""))), values.get("q")
    if words:
        named = Q(name__icontains=words)
        if on < known:
            named |= once_said(Item, Q(content__name__icontains=words), on)
        rows = rows.filter(item__in=Item.objects.filter(named))
    return rows.select_related("agency", "item")


def _is_inspection(item: Item) -> bool:
    return item.kind == ActionKind.INSPECTION
