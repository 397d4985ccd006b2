"""Statistics of recording: what had to be recorded, was, was not, and how well (domain §8.2, §11).

Each number counts the rows of one QuerySet, `rows(...)`; the page behind the number lists those rows.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, F, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from enforcement import profiles
from enforcement.models import User
from enforcement.models.kinds import ActionKind
from recording.models import CoverageLine
from recording.models.coverage import CoverageLineQuerySet

State = CoverageLine.State
COUNTS: dict[str, Q] = {
    "required": Q(),
    "covered": Q(state=State.COVERED),
    "missing": Q(state=State.MISSING),
    "exempt": Q(state=State.EXEMPT),
    "late": Q(late__gt=0),
    "gaps": Q(gaps__gt=0),
    "drifts": Q(drifts__gt=0),
    "unshown": Q(unshown__gt=0),
    "unsettled": Q(unsettled__gt=0),
}
# Kind of table -> the columns its lines are told apart by.
TABLES: dict[str, tuple[str, ...]] = {
    "agency": ("agency_id",),
    "unit": ("agency_id", "unit"),
    "kind": ("kind",),
    "item": ("activity",),
    "month": ("month",),
}
# What narrows the rows -> the column; the period is apart.
NARROWED = {
    "agency": "agency",
    "unit": "unit",
    "kind": "kind",
    "item": "activity",
    "month": "month",
}
REASONS = 20
NO_UNIT = "-"
Values = Mapping[str, Any]


@dataclass(frozen=True)
class Line:
    """One line of a table. `narrows`: the conditions that leave only its rows."""

    label: str
    counts: Mapping[str, int]
    narrows: Mapping[str, str] = field(default_factory=dict)

    @property
    def rate(self) -> float | None:
        """Recorded steps in per cent of those that had to be recorded; exempt ones do not count."""
        due = self.counts["required"] - self.counts["exempt"]
        return 100 * self.counts["covered"] / due if due else None


def words() -> dict[str, str]:
    """The heading of each count."""
    return {
        "required": _("应当记录"),
        "covered": _("已记录"),
        "missing": _("缺少记录"),
        "exempt": _("说明免予记录"),
        "late": _("逾期上传"),
        "gaps": _("有中断"),
        "drifts": _("时间不符"),
        "unshown": _("内容不全"),
        "unsettled": _("有未处理问题"),
    }


def headings() -> dict[str, str]:
    """The heading of the first column of each kind of table."""
    return {
        "agency": _("机关"),
        "unit": _("内设机构"),
        "kind": _("执法类别"),
        "item": _("音像记录事项"),
        "month": _("月份"),
    }


def items() -> dict[str, str]:
    """The items of the recording list (音像记录事项清单), in its order."""
    rules = profiles.load(profiles.NATIONAL).recording_rules()
    return {str(rule["activity"]): str(rule["label"]) for rule in rules}


def rows(
    values: Values, *, by: User, what: str = "required", by_item: bool = False
) -> CoverageLineQuerySet:
    """The rows a number counts. A step that two items ask for is one row, unless told by item."""
    found = CoverageLine.objects.visible_to(by).filter(COUNTS[what])
    found = found.filter(on__gte=values["since"], on__lte=values["until"])
    for name, column in NARROWED.items():
        if values.get(name):
            found = found.filter(**{column: "" if values[name] == NO_UNIT else values[name]})
    if values.get("reason"):
        found = found.filter(reason=values["reason"])
    return found if by_item or values.get("item") else found.filter(first=True)


def counted() -> dict[str, Count]:
    """The counts as one statement asks for them."""
    return {name: Count("pk", filter=which) for name, which in COUNTS.items()}


def total(values: Values, *, by: User) -> Line:
    """Everything within the conditions."""
    return Line(_("合计"), rows(values, by=by).order_by().aggregate(**counted()))


def table(values: Values, kind: str, *, by: User) -> list[Line]:
    """One line for each agency, unit, kind of act, item or month that has a row; one query."""
    found = rows(values, by=by, by_item=kind == "item")
    columns = TABLES[kind]
    named = {"agency_name": F("agency__name"), "place": F("agency__path")}
    extra = named if "agency_id" in columns else {}
    grouped = found.order_by().values(*columns, **extra).annotate(**counted())
    order = ("place", *columns) if extra else columns
    return [_line(kind, row) for row in grouped.order_by(*order)]


def _line(kind: str, row: Mapping[str, Any]) -> Line:
    counts = {name: row[name] for name in COUNTS}
    if kind in ("agency", "unit"):
        narrows = {"agency": str(row["agency_id"])}
        if kind == "agency":
            return Line(row["agency_name"], counts, narrows)
        unit = row["unit"] or _("未登记内设机构")
        label = _("%(agency)s · %(unit)s") % {"agency": row["agency_name"], "unit": unit}
        return Line(label, counts, narrows | {"unit": row["unit"] or NO_UNIT})
    if kind == "month":
        return Line(month_name(row["month"]), counts, {"month": row["month"].isoformat()})
    if kind == "kind":
        return Line(str(ActionKind(row["kind"]).label), counts, {"kind": row["kind"]})
    activity = row["activity"]
    return Line(items().get(activity, activity), counts, {"item": activity})


def month_name(month: date) -> str:
    """The month as the reader writes it."""
    return date_format(month, "YEAR_MONTH_FORMAT")


def reasons(values: Values, *, by: User) -> list[tuple[str, int]]:
    """The reasons given for no recording, the most frequent first, at most REASONS."""
    found = rows(values, by=by, what="exempt").order_by().values_list("reason")
    return list(found.annotate(n=Count("pk")).order_by("-n", "reason")[:REASONS])
