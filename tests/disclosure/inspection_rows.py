"""Made-up lines of plans and limits of inspection, announced since the first day of the year."""

from datetime import date
from typing import Any

from enforcement.models import InspectionCap, InspectionPlan, Item
from tests.base import Cast
from tests.disclosure.factories import TODAY

SINCE = date(TODAY.year, 1, 1)


def plan(cast: Cast, item: Item, **changes: Any) -> InspectionPlan:
    months = {"year": TODAY.year, "first_month": 1, "last_month": 12}
    given = {"agency": cast.bureau, "item": item, "target": "食品经营企业", "count": 20, **months}
    values = {**given, "published_on": SINCE, "created_by": cast.listadmin, **changes}
    return InspectionPlan.objects.create(**values)


def cap(cast: Cast, **changes: Any) -> InspectionCap:
    given = {"agency": cast.bureau, "times": 2, "basis": "公告1号", "valid_from": SINCE}
    values = {**given, "published_on": SINCE, "created_by": cast.listadmin, **changes}
    return InspectionCap.objects.create(**values)
