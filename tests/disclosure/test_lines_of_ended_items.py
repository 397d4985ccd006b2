"""The lines of the plans and limits of an item that ended leave the lists of earlier days with it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from disclosure import list_history
from disclosure.services import open_data as snapshots
from enforcement import lists
from enforcement.models import InspectionPlan, Item
from enforcement.services import list_records, list_versions
from tests import factories
from tests.base import Cast
from tests.disclosure import inspection_rows
from tests.disclosure.test_open_data_past import told
from tests.enforcement import listed, prepared_draws

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
ON = timezone.localdate()
OLD, END, LATER = (ON - timedelta(days=days) for days in (60, 20, 10))
BEFORE = END - timedelta(days=1)
LINES = ("plan", "cap")
OVER = "已不在现行清单上"


@pytest.fixture
def item(cast: Cast) -> Item:
    return factories.inspection_item(cast.bureau, on=OLD)


def lines(cast: Cast, item: Item) -> dict[str, Any]:
    """A line of the plan and a limit of the item, by kind."""
    values = {"year": END.year, "published_on": OLD}
    return {
        "plan": inspection_rows.plan(cast, item, **values),
        "cap": inspection_rows.cap(cast, item=item, valid_from=OLD, published_on=OLD),
    }


def end(cast: Cast, row: Any, on: date = END) -> None:
    fresh = listed.fresh(row)
    list_versions.change(fresh, by=cast.listadmin, on=ON, changes={"effective_to": on})


def announced(cast: Cast) -> Item:
    """An item in force since OLD that was announced at END."""
    given: dict[str, Any] = {"kind": "inspection", "effective_from": OLD, "published_on": None}
    row = listed.item(cast, **given)
    listed.published(cast, row, END, published_on=END)
    made: Item = listed.fresh(row)
    return made


def ask(name: str, *args: Any, on: date) -> Any:
    return Client().get(reverse(name, args=args), {"on": str(on)})


def shown(on: date) -> list[int]:
    """How many lines the interfaces tell, and whether the column does."""
    apis = [len(ask(f"api-inspection-{name}s", on=on).json()["results"]) for name in LINES]
    column = ask("inspection-column", on=on).content.decode()
    return [*apis, int("食品经营企业" in column), int("公告1号" in column)]


@pytest.mark.parametrize("versions", [False, True])
def test_the_lists_of_the_days_after_its_end_have_no_line_of_it(
    cast: Cast, item: Item, versions: bool
) -> None:
    rows = lines(cast, item)
    if versions:
        listed.published(cast, listed.fresh(rows["plan"]), OLD + timedelta(days=5), count=21)
        listed.published(cast, listed.fresh(rows["cap"]), OLD + timedelta(days=5), times=3)
        listed.published(cast, listed.fresh(item), OLD + timedelta(days=5), fee="不收费")
    assert [shown(day) for day in (BEFORE, END, LATER)] == [[1, 1, 1, 1]] * 3
    end(cast, item)

    assert shown(BEFORE) == [1, 1, 1, 1]
    assert [shown(day) for day in (END, LATER, ON)] == [[0, 0, 0, 0]] * 3


@pytest.mark.parametrize("kind", LINES)
def test_its_page_says_nothing_of_those_days(cast: Cast, item: Item, kind: str) -> None:
    row, name = lines(cast, item)[kind], f"inspection-{kind}"
    end(cast, item)

    before = ask(name, row.pk, on=BEFORE)
    assert before.status_code == 200 and OVER in before.content.decode()
    for day in (END, LATER, ON):
        assert ask(name, row.pk, on=day).status_code == 404, day
    assert Client().get(reverse(name, args=[row.pk])).status_code == 404


def test_what_was_written_after_the_end_was_never_read(cast: Cast, item: Item) -> None:
    row = lines(cast, item)["plan"]
    end(cast, item)
    InspectionPlan.objects.filter(pk=row.pk).update(target="秘密")
    list_records.record(listed.fresh(row), lists.content(row), by=cast.listadmin)

    assert len(list_history.history(listed.fresh(row), ON)) == 1
    assert "秘密" not in ask("inspection-plan", row.pk, on=ON).content.decode()
    assert "秘密" not in ask("inspection-plan", row.pk, on=BEFORE).content.decode()


def test_an_item_that_was_announced_later_brings_its_lines_from_that_day(cast: Cast) -> None:
    item = announced(cast)
    row = lines(cast, item)["plan"]

    assert [shown(day) for day in (BEFORE, END)] == [[0] * 4, [1] * 4]
    listed.published(cast, listed.fresh(row), LATER, count=21)
    assert len(list_history.history(listed.fresh(row), ON)) == 2


def test_the_snapshots_of_its_days_have_the_lines_and_later_ones_not(
    cast: Cast, item: Item
) -> None:
    """What was said of a day until the end was entered, late, is told of it no more."""
    lines(cast, item)
    snapshots.take(BEFORE)
    snapshots.take(LATER)
    end(cast, item)
    snapshots.take(ON)

    for table in ("inspection-plans", "inspection-caps"):
        assert [len(told(table, day)) for day in (BEFORE, LATER)] == [1, 0]


def test_a_draw_plan_leaves_with_its_line_and_a_line_stays_without_its_item(cast: Cast) -> None:
    row = prepared_draws.random_item(cast, effective_from=OLD, published_on=OLD)
    plan = prepared_draws.random_plan(cast, check_item=row, year=END.year, published_on=OLD)
    names = (("random-check-item", row), ("random-check-plan", plan))
    end(cast, row.item)
    for name, each in names:
        assert ask(name, each.pk, on=LATER).status_code == 200, "as today's list, which keeps it"
        assert OVER not in ask(name, each.pk, on=LATER).content.decode()

    end(cast, row)
    for name, each in names:
        assert ask(name, each.pk, on=BEFORE).status_code == 200
        assert ask(name, each.pk, on=LATER).status_code == 404
        assert ask(name, each.pk, on=ON).status_code == 404
