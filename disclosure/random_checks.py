"""What the public reads of random checks: the list, the plans, the draws, and what was found."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import DateField, Prefetch, Q, QuerySet, Value

from disclosure.models import Publication
from disclosure.search import of_agency
from enforcement.models import Draw, DrawnObject, RandomCheckItem, RandomCheckPlan
from enforcement.services import draw_files

Values = Mapping[str, Any]


def items(
    values: Values, on: date, rows: QuerySet[RandomCheckItem] | None = None
) -> QuerySet[RandomCheckItem]:
    """Announced lines of the list with the announced plans of the year, as `this_year`.

    `rows`: others to choose from.
    """
    rows = RandomCheckItem.objects.public(on) if rows is None else rows
    rows = rows.filter(of_agency(values.get("agency", "")))
    if values.get("q"):
        rows = rows.filter(Q(name__icontains=values["q"]) | Q(target__icontains=values["q"]))
    plans = RandomCheckPlan.objects.filter(year=on.year, published_on__lte=on).order_by("pk")
    announced = Prefetch("plans", queryset=plans, to_attr="this_year")
    return rows.select_related("agency", "item").prefetch_related(announced)


def plans(on: date) -> QuerySet[RandomCheckPlan]:
    """Announced lines of the plans of every year, of announced lines of the list."""
    rows = RandomCheckPlan.objects.filter(published_on__lte=on)
    listed = RandomCheckItem.objects.public(on)
    return rows.filter(check_item__in=listed).select_related("agency", "check_item")


def draws(values: Values) -> QuerySet[Draw]:
    """Draws from their commitment on, also those that were given up after it."""
    rows: QuerySet[Draw] = Draw.objects.public().filter(of_agency(values.get("agency", "")))
    if values.get("q"):
        rows = rows.filter(Q(title__icontains=values["q"]) | Q(commitment=values["q"].lower()))
    return rows.select_related("agency")


def told(on: date) -> QuerySet[Draw]:
    """All of them with the day as `as_of`: what was published of their results changes with it."""
    return draws({}).annotate(as_of=Value(on, output_field=DateField()))


@dataclass(frozen=True)
class Pair:
    """One drawn object: its public name ("" for a natural person) and key, the officers, and what
    was published of its inspection and of the case that followed."""

    ordinal: int
    name: str
    key: str
    officers: list[str]
    inspection: Publication | None
    follow_up: Publication | None


def pairs(draw: Draw, on: date) -> list[Pair]:
    """The result in the order drawn, each with its publications of the day; four queries."""
    rows = draw_files.results(draw)
    tasks = [row.task for row in rows if row.task is not None]
    found = _published([task.case_id for task in tasks], on)
    found |= _published([task.follow_up_id for task in tasks if task.follow_up_id], on)
    return [_pair(row, found) for row in rows]


def _published(cases: Iterable[Any], on: date) -> dict[Any, Publication]:
    """Public decisions of the cases, by case."""
    rows = Publication.objects.public(on).filter(decision__case_id__in=cases)
    found = rows.select_related("shown", "decision").order_by("decided_on")
    return {row.decision.case_id: row for row in found if row.decision is not None}


def _pair(row: DrawnObject, found: dict[Any, Publication]) -> Pair:
    task = row.task
    return Pair(
        ordinal=row.ordinal,
        name=row.listed.shown,
        key=row.listed.key,
        officers=[each.listed.number for each in row.team.all()],
        inspection=found.get(task.case_id) if task else None,
        follow_up=found.get(task.follow_up_id) if task else None,
    )
