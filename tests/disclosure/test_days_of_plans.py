"""Plans and limits on earlier days: list, page, interface and history say the same, and what was so."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from disclosure import list_history
from enforcement.models import InspectionCap, InspectionPlan
from enforcement.services import (
    agencies,
    inspection_lists,
    items,
    list_records,
    list_versions,
    list_withholding,
    random_checks,
)
from tests.base import Cast
from tests.enforcement import listed, prepared_draws, visits
from tests.enforcement.prepared_visits import cap

pytestmark = pytest.mark.django_db
ON = timezone.localdate()
OLD = ON - timedelta(days=60)
BASIS = "云市监公告〔2026〕1号"


def ago(days: int) -> date:
    return ON - timedelta(days=days)


def plan(cast: Cast, item: Any = None, on: date = OLD, **fields: Any) -> InspectionPlan:
    """A line of the plan that is public since the day."""
    said = {"target": "餐饮单位", "count": 9, "first_month": 1, "last_month": 12, **fields}
    row = inspection_lists.add_plan(
        by=cast.listadmin,
        agency=cast.bureau,
        item=item or visits.item(cast),
        year=ago(3).year,
        **said,
    )
    return inspection_lists.publish_plan(row, by=cast.listadmin, on=on)


def text(name: str, *args: Any, **query: Any) -> str:
    return str(Client().get(reverse(name, args=args), query).content.decode())


def caps_of(on: date) -> tuple[bool, bool]:
    """Whether the column and the interface tell the limit on the day."""
    asked = {"on": on.isoformat()}
    rows = Client().get(reverse("api-inspection-caps"), asked).json()["results"]
    return BASIS in text("inspection-column", **asked), BASIS in [row["basis"] for row in rows]


def test_a_limit_that_was_extended_had_ended_on_the_days_between(cast: Cast) -> None:
    row = cap(cast, 2, valid_from=OLD, valid_to=ago(40), published_on=OLD)
    listed.published(cast, row, ON, valid_to=ON + timedelta(days=40))
    told = [caps_of(day) for day in (ago(41), ago(40), ago(39), ON)]
    assert told == [(True, True), (True, True), (False, False), (True, True)]


def test_a_limit_that_was_shortened_held_until_it_was(cast: Cast) -> None:
    row = cap(cast, 2, valid_from=OLD, published_on=OLD)
    listed.published(cast, row, ON, valid_to=ago(30))
    assert [caps_of(day) for day in (ago(29), ago(1), ON)] == [
        (True, True),
        (True, True),
        (False, False),
    ]


def test_a_line_taken_off_and_put_back_tells_one_thing_of_each_day(cast: Cast) -> None:
    row = plan(cast)
    list_versions.change(row, by=cast.listadmin, on=ON, changes={"published_on": None})
    listed.published(cast, listed.fresh(row), ON, published_on=ON)
    for day in (ago(70), ago(3), ON):
        asked = {"on": day.isoformat()}
        column = "餐饮单位" in text("inspection-column", **asked)
        if day.year == row.year:
            assert column == (list_history.told(row, day) is not None), day


def test_a_day_of_publication_to_come_is_no_day_of_the_list(cast: Cast) -> None:
    later = ON + timedelta(days=30)
    row = inspection_lists.keep_cap(
        by=cast.listadmin, agency=cast.bureau, times=2, basis=BASIS, valid_from=ON
    )
    listed.published(cast, row, ON, published_on=later)
    made = listed.fresh(row)
    days = (ON, later - timedelta(days=1), later)
    assert [list_history.told(made, day) is not None for day in days] == [False, False, True]
    assert [version.number for version in list_history.history(made, later)] == [1]


def test_a_name_that_was_withheld_is_in_no_title_either(cast: Cast) -> None:
    item = visits.item(cast, name="甲名检查")
    row = plan(cast, item, ago(30))
    made = listed.published(cast, row, ON, count=10)
    assert "甲名检查" in made.title
    listed.published(cast, item, ON, name="乙名检查")
    first = list_records.versions(item).get(number=1)
    list_withholding.ask(first, by=cast.listadmin, reason="名称有误")
    list_withholding.agree(first, by=cast.head, on=ON, opinion="同意")
    for page in (
        text("inspection-plan", row.pk),
        text("inspection-plan", row.pk, on=ago(3).isoformat()),
        text("list-version-changes", "plan", row.pk, made.number),
    ):
        assert "甲名检查" not in page
        assert "乙名检查" in page


def _below(cast: Cast) -> Any:
    return agencies.create(name="下属局", parent=cast.bureau, status="confirmed")


def test_lines_of_an_item_that_went_to_another_agency_can_still_be_taken_off(cast: Cast) -> None:
    item = visits.item(cast)
    row, below = plan(cast, item), _below(cast)
    drawn = prepared_draws.random_plan(cast)
    other = items.create(
        agency=below, kind="inspection", name="另一检查", effective_from=OLD, published_on=OLD
    )
    listed.published(cast, item, ON, agency=below)
    listed.published(cast, drawn.check_item, ON, agency=below, item=other)
    for line in (row, drawn):
        fresh = listed.fresh(line)
        list_versions.change(fresh, by=cast.listadmin, on=ON, changes={"published_on": None})
        assert listed.fresh(line).published_on is None
    form = cast.client("listadmin").get(reverse("random-plan-edit", args=[drawn.pk]))
    assert f'<option value="{drawn.check_item_id}" selected' in form.content.decode()
    random_checks.keep_plan(listed.fresh(drawn), by=cast.listadmin, count=2)


def test_an_earlier_day_costs_the_same_for_many_rows(cast: Cast) -> None:
    """None is kept between two questions: each asks about another day."""
    item = visits.item(cast)

    def costs(day: date) -> list[int]:
        found = []
        for name in ("inspection-column", "api-inspection-plans", "api-inspection-caps"):
            with CaptureQueriesContext(connection) as asked:
                assert Client().get(reverse(name), {"on": day.isoformat()}).status_code == 200
            found.append(len(asked))
        return found

    rows = [plan(cast, item, target=f"单位{number}") for number in range(2)]
    cap(cast, 1, published_on=OLD, valid_from=OLD)
    listed.published(cast, rows[0], ago(1), count=10)
    few = costs(ago(2))
    more = [plan(cast, item, target=f"单位{number}") for number in range(2, 14)]
    for row in more[:4]:
        listed.published(cast, row, ago(1), count=10)
    for number in range(8):
        cap(cast, 1, published_on=OLD, valid_from=OLD, grade=f"{number}类")
    assert costs(ago(3)) == few
    assert InspectionCap.objects.count() == 9


def found(words: str, on: date) -> list[bool]:
    """Whether the column and the interfaces find the line and the limit by the words on the day."""
    asked = {"on": on.isoformat(), "q": words}
    column = text("inspection-column", **asked)
    rows = [
        Client().get(reverse(f"api-inspection-{name}"), asked).json()["results"]
        for name in ("plans", "caps")
    ]
    return ["餐饮单位" in column, BASIS in column, *map(bool, rows)]


def test_words_are_looked_for_in_the_name_of_the_day(cast: Cast) -> None:
    item = visits.item(cast, name="甲名检查")
    plan(cast, item)
    cap(cast, 2, item=item, valid_from=OLD, published_on=OLD)
    cap(cast, 3, valid_from=OLD, published_on=OLD, basis="不限事项")
    listed.published(cast, item, ago(2), name="乙名检查")

    for day, was, now in ((ago(3), True, False), (ago(2), False, True), (ON, False, True)):
        assert found("甲名", day) == [was] * 4, day
        assert found("乙名", day) == [now] * 4, day
        assert found("名检查", day) == [True] * 4, day
        assert "不限事项" not in text("inspection-column", on=day.isoformat(), q="名检查")


def test_a_name_that_was_withheld_finds_nothing(cast: Cast) -> None:
    item = visits.item(cast, name="甲名检查")
    plan(cast, item)
    listed.published(cast, item, ON, name="乙名检查")
    assert found("甲名", ago(3))[0]
    first = list_records.versions(item).get(number=1)
    list_withholding.ask(first, by=cast.listadmin, reason="名称有误")
    list_withholding.agree(first, by=cast.head, on=ON, opinion="同意")
    assert not any(found("甲名", ago(3)))
    assert found("乙名", ago(3))[0], "it stands there under its name of today"
