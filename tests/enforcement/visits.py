"""Made-up inspection tasks, each walked through the real services."""

from dataclasses import replace
from datetime import date
from typing import Any

from enforcement.models import Decision, InspectionCap, InspectionTask, Item, Party
from enforcement.services import cases, inspection_lists, inspection_tasks, items, visits
from recording.services import inspection_tasks as papers
from tests import factories
from tests.base import Cast, day
from tests.retold import told_once

ON, FIRST, LAST = day(3, 3), day(3, 4), day(3, 20)
USCC = "91419900MA0000001Q"
SINCE = date(2020, 1, 1)


def item(cast: Cast, name: str = "食品经营日常监督检查", **changes: Any) -> Item:
    """A published inspection item of the bureau."""
    fields = {"published_on": SINCE, "effective_from": SINCE, **changes}
    return items.create(agency=cast.bureau, kind="inspection", name=name, **fields)


def shop(cast: Cast, **fields: Any) -> Party:
    """An enterprise with a code, so that it is the same one every time."""
    return factories.party(cast.bureau, name="云溪市晨星商贸有限公司", uscc=USCC, **fields)


def visit(cast: Cast, **changes: Any) -> inspection_tasks.Visit:
    """A routine visit on site because of a monitored lead."""
    party = changes.pop("party", None) or shop(cast)
    things = changes.pop("items", None) or [factories.inspection_item(cast.bureau, on=ON)]
    plain = inspection_tasks.Visit(
        party=party,
        kind="routine",
        source="other",
        source_note="季度巡查安排",
        items=things,
        officers=cast.officers,
        visit_from=FIRST,
        visit_to=LAST,
        place="云溪市示范路1号",
    )
    return replace(plain, **changes)


@told_once
def planned(cast: Cast, *, on: date = ON, **changes: Any) -> InspectionTask:
    """A task that awaits the head of the unit."""
    return inspection_tasks.plan(
        visit(cast, **changes), by=cast.officer1, agency=cast.bureau, on=on
    )


def fresh(task: InspectionTask) -> InspectionTask:
    """The task as it is now."""
    return InspectionTask.objects.select_related("case", "agency", "party").get(pk=task.pk)


def approve(task: InspectionTask, cast: Cast, *, on: date = ON) -> InspectionTask:
    """Approved with its case."""
    cases.file(task.case, by=cast.unithead, on=on)
    return fresh(task)


@told_once
def approved(cast: Cast, **changes: Any) -> InspectionTask:
    """A task with a code."""
    return approve(planned(cast, **changes), cast)


@told_once
def notified(cast: Cast, **changes: Any) -> InspectionTask:
    """A task whose notice was handed over, with its paper."""
    task = approved(cast, **changes)
    papers.notify(
        task,
        by=cast.officer1,
        at=factories.at(FIRST),
        receiver="钱试一",
        place="云溪市示范路1号",
        text="送达行政检查通知书。",
    )
    return fresh(task)


@told_once
def arrived(cast: Cast, **changes: Any) -> InspectionTask:
    """The officers are there."""
    task = notified(cast, **changes)
    visits.arrived(task, by=cast.officer1, on=FIRST)
    return fresh(task)


@told_once
def told(cast: Cast, *, outcome: str = "clean", **changes: Any) -> InspectionTask:
    """The visit is recorded and its result served."""
    task = arrived(cast, **changes)
    decision = factories.draft(
        cast.bureau, case=factories.record(task.case, on=FIRST), outcome=outcome
    )
    made = factories.issue(decision, on=day(3, 16))
    factories.serve(Decision.objects.get(pk=made.pk), on=day(3, 17))
    return fresh(task)


def announced_lines(cast: Cast, item: Item, on: date) -> dict[str, str]:
    """A line of the yearly plan and a limit of visits that are public since the day."""
    common: dict[str, Any] = {"by": cast.listadmin, "agency": cast.bureau, "item": item}
    plan = inspection_lists.add_plan(
        **common, year=on.year, target="餐饮单位", count=9, first_month=1, last_month=12
    )
    days: dict[str, Any] = {"valid_from": on, "published_on": on}
    limit = inspection_lists.add_cap(**common, times=2, basis="云市监公告〔2026〕2号", **days)
    inspection_lists.publish_plan(plan, by=cast.listadmin, on=on)
    return {"public_plan": str(plan.pk), "public_cap": str(limit.pk)}


def waiting_cap(cast: Cast, valid_from: date) -> InspectionCap:
    """A limit that came in by a sheet and waits for its publication."""
    return inspection_lists.keep_cap(
        by=cast.listadmin, agency=cast.bureau, times=2, basis="频次公告", valid_from=valid_from
    )
