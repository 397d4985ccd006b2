"""What is told of an earlier day is told with the names that other lists had then, or with a note."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from disclosure.list_names import Names
from enforcement import lists
from enforcement.models import Agency, Item
from enforcement.services import agencies, inspection_lists, list_records, list_withholding
from tests import gauges, registers
from tests.base import Cast
from tests.disclosure import test_delegation_days as deeds
from tests.enforcement import listed, prepared_draws, visits
from tests.enforcement.prepared_visits import cap

pytestmark = pytest.mark.django_db
ON = timezone.localdate()
OLD, THEN, MOVED = (ON - timedelta(days=days) for days in (60, 20, 10))
WAS, NOW = "旧名日常检查", "新名日常检查"
BUREAU, RENAMED = "云溪市市场监督管理局", "云溪市市场监管总局"
NOTED = "（现名）"


def text(name: str, *args: Any, **query: Any) -> str:
    answer = Client().get(reverse(name, args=args), query)
    assert answer.status_code == 200, (name, query)
    return str(answer.content.decode())


def then(name: str, *args: Any, on: date = THEN) -> str:
    return text(name, *args, on=on.isoformat())


@pytest.fixture
def item(cast: Cast) -> Item:
    """An inspection item that was renamed ten days ago."""
    return visits.item(cast, name=WAS, published_on=OLD, effective_from=OLD)


def rename(cast: Cast, row: Any, name: str, on: date = MOVED) -> None:
    listed.published(cast, listed.fresh(row), on, name=name)


def plan(cast: Cast, item: Item) -> Any:
    row = inspection_lists.add_plan(
        by=cast.listadmin,
        agency=cast.bureau,
        item=item,
        year=THEN.year,
        target="餐饮单位",
        count=9,
        first_month=1,
        last_month=12,
    )
    return inspection_lists.publish_plan(row, by=cast.listadmin, on=OLD)


# ------------------------------------------------------------------------------ items
def test_a_plan_tells_the_name_of_its_item_of_the_day(cast: Cast, item: Item) -> None:
    row = plan(cast, item)
    rename(cast, item, NOW)
    for name, args in (
        ("inspection-column", ()),
        ("inspection-plan", (row.pk,)),
        ("api-inspection-plans", ()),
    ):
        before, today = then(name, *args), text(name, *args)
        assert WAS in before, name
        if name != "inspection-plan":  # whose way back is called what it is called today
            assert NOW not in before, name
        assert NOW in today, name
    assert NOTED not in then("inspection-column")


def test_the_day_of_the_new_name_is_the_first_that_tells_it(cast: Cast, item: Item) -> None:
    plan(cast, item)
    rename(cast, item, NOW)
    eve = MOVED - timedelta(days=1)
    assert WAS in then("inspection-column", on=eve)
    assert NOW in then("inspection-column", on=MOVED)
    assert WAS not in then("inspection-column", on=MOVED)


def test_a_limit_tells_the_name_of_its_item_of_the_day(cast: Cast, item: Item) -> None:
    row = cap(cast, 2, item=item, valid_from=OLD, published_on=OLD)
    whole = cap(cast, 9, valid_from=OLD, published_on=OLD)
    rename(cast, item, NOW)
    for name, args in (("inspection-column", ()), ("api-inspection-caps", ())):
        assert WAS in then(name, *args) and NOW not in then(name, *args), name
    assert WAS in then("inspection-cap", row.pk)
    assert "全部检查事项" in then("inspection-column"), whole.pk


def test_a_plan_of_random_checks_tells_the_name_of_its_line_of_the_day(cast: Cast) -> None:
    line = prepared_draws.random_item(cast, published_on=OLD, effective_from=OLD, name=WAS)
    row = prepared_draws.random_plan(cast, check_item=line, year=THEN.year, published_on=OLD)
    rename(cast, line, NOW)
    assert WAS in then("random-check-plan", row.pk)
    assert NOW in text("random-check-plan", row.pk)


def test_a_line_of_random_checks_tells_the_name_of_its_item_of_the_day(
    cast: Cast, item: Item
) -> None:
    line = prepared_draws.random_item(cast, published_on=OLD, effective_from=OLD, item=item)
    rename(cast, item, NOW)
    assert WAS in then("random-check-item", line.pk)


def test_a_renaming_is_no_change_of_the_plan(cast: Cast, item: Item) -> None:
    row = plan(cast, item)
    rename(cast, item, NOW)
    made = listed.published(cast, row, ON, count=12)
    address = reverse("list-version-changes", args=["plan", row.pk, made.number])
    changes = Client().get(address).context["changes"]
    assert [change.name for change in changes] == ["count"]


# ------------------------------------------------------------------------------ what is not told
def test_a_withheld_name_stays_so_and_the_name_of_today_is_noted(cast: Cast, item: Item) -> None:
    row = plan(cast, item)
    rename(cast, item, NOW)
    first = list_records.versions(item).get(number=1)
    list_withholding.ask(first, by=cast.listadmin, reason="名称有误")
    list_withholding.agree(first, by=cast.head, on=ON, opinion="同意")
    for name, args in (
        ("inspection-column", ()),
        ("inspection-plan", (row.pk,)),
        ("api-inspection-plans", ()),
    ):
        before = then(name, *args)
        assert WAS not in before and NOW + NOTED in before, name
    assert NOTED not in text("inspection-column")


def test_a_name_that_identified_a_person_is_not_told_again(cast: Cast, item: Item) -> None:
    plan(cast, item)
    rename(cast, item, NOW)
    versions = list_records.versions(item).held()
    assert Names(THEN).of(listed.fresh(item)) == WAS
    bad = "检查（联系13912345678）"
    plan_item = visits.item(cast, name=bad, published_on=OLD, effective_from=OLD)
    rename(cast, plan_item, NOW + "二")
    assert Names(THEN).of(listed.fresh(plan_item)) == NOW + "二" + NOTED
    assert versions.count() == 2


def test_without_history_the_name_is_noted_only_where_it_was_another(cast: Cast) -> None:
    """An organisation that is on no list has no versions; the log knows whether it was renamed."""
    pending = agencies.create(name="早市管理办", parent=cast.bureau, status="pending")
    assert Names(THEN).of(pending) == "早市管理办"
    agencies.update(pending, phone="0398-1234567")
    assert Names(THEN).of(listed.fresh(pending)) == "早市管理办"
    agencies.update(pending, name="早市管理中心")
    assert Names(THEN).of(listed.fresh(pending)) == "早市管理中心" + NOTED
    assert Names(ON).of(listed.fresh(pending)) == "早市管理中心"
    assert Names(THEN)(Agency, 0) == ""


# ------------------------------------------------------------------------------ agencies
@pytest.fixture
def bureau(cast: Cast) -> Agency:
    """The bureau as it was announced sixty days ago."""
    Agency.objects.filter(pk=cast.bureau.pk).update(announced_on=OLD)
    row = Agency.objects.get(pk=cast.bureau.pk)
    list_records.first(row, lists.content(row), OLD)
    assert row.name == BUREAU
    return row  # type: ignore[no-any-return]  # the tree of agencies has no types


def told(name: str, *args: Any, **query: Any) -> None:
    """The page or answer tells the old name of the day, and the new one today."""
    assert BUREAU in text(name, *args, on=THEN.isoformat(), **query), name
    assert RENAMED in text(name, *args, **query), name


def test_every_list_tells_the_name_of_its_agency_of_the_day(cast: Cast, bureau: Agency) -> None:
    deed = deeds.deed(cast, delegator=bureau, valid_from=OLD, published_on=OLD)
    entry = registers.published(
        registers.opened(bureau, cast.listadmin, "channel"),
        cast.listadmin,
        cast.head,
        on=OLD,
        valid_from=OLD,
    )
    standard = gauges.benchmark(bureau)
    rename(cast, bureau, RENAMED)
    told("public-channel-list")
    told("public-channel-detail", entry.entry_id)
    told("api-entry-list")
    told("api-entry-detail", entry.entry_id)
    told("delegation-list")
    told("delegation-detail", deed.pk)
    told("api-delegation-list")
    told("api-delegation-detail", deed.pk)
    told("benchmark-list")
    told("benchmark-detail", standard.pk)
    told("api-benchmark-list")
    told("api-benchmark-detail", standard.pk)
    told("review-catalogue-list")
    told("review-catalogue-detail", bureau.pk)
    told("api-review-catalogue-list")
    told("api-review-catalogue-detail", bureau.pk)
    told("api-recording-items")
    told("recording-items", agency=bureau.pk)


def test_who_takes_a_delegation_is_named_as_on_the_day(cast: Cast) -> None:
    taker = agencies.create(name="旧早市办", parent=cast.bureau, status="pending")
    deed = deeds.deed(cast, delegate=taker, valid_from=OLD, published_on=OLD)
    agencies.update(taker, name="新早市办")
    for name, args in (("delegation-list", ()), ("delegation-detail", (deed.pk,))):
        assert f"新早市办{NOTED}" in then(name, *args)
        assert "新早市办" in text(name, *args) and NOTED not in text(name, *args)


def test_many_names_cost_what_one_does(cast: Cast, bureau: Agency) -> None:
    rename(cast, bureau, RENAMED)

    def costs(on: date) -> int:
        with CaptureQueriesContext(connection) as asked:
            then("api-inspection-plans", on=on)
        return len(asked)

    for number in range(2):
        plan(cast, visits.item(cast, name=f"检查{number}"))
    few = costs(THEN)
    for number in range(2, 9):
        plan(cast, visits.item(cast, name=f"检查{number}"))
    assert costs(THEN + timedelta(days=1)) == few
