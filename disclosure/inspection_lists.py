"""What the public reads about inspections to come: the plan of the year and the limit of visits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

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
    plans = InspectionPlan.objects.public(on).filter(agency=agency, year=on.year)
    ended = Q(valid_to__isnull=True) | Q(valid_to__gte=on)
    caps = InspectionCap.objects.public(on).filter(ended, agency=agency, valid_from__lte=on)
    if item is not None:
        plans = plans.filter(item=item)
        caps = caps.filter(Q(item=item) | Q(item=None))
    return Announced(
        list(plans.select_related("item").order_by("first_month", "pk")),
        list(caps.select_related("item").order_by("pk")),
        int(rules.value(CAP, on=on)),
        rules.article(CAP, on=on),
    )


def _is_inspection(item: Item) -> bool:
    return item.kind == ActionKind.INSPECTION
