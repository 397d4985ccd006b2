"""The column of inspections of enterprises: plans and limits as of a day, the same for readers and machines."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from disclosure.services import open_data as snapshots
from disclosure.views.public.registers import PAGE
from enforcement.models import Agency, Item
from tests import factories
from tests.base import Cast
from tests.disclosure.factories import TODAY
from tests.disclosure.inspection_rows import SINCE, cap, plan
from tests.disclosure.test_open_data import lines

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
NEXT = TODAY + timedelta(days=1)
PLANS, CAPS = "/api/v1/inspection-plans/", "/api/v1/inspection-caps/"


@pytest.fixture
def item(cast: Cast) -> Item:
    return factories.inspection_item(cast.bureau, on=SINCE)


def shown(**query: Any) -> str:
    answer = Client().get(reverse("inspection-column"), query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def told(address: str, **query: Any) -> list[int]:
    answer = Client().get(address, query)
    assert answer.status_code == 200, answer.content.decode()
    return [row["id"] for row in json.loads(answer.content)["results"]]


def test_a_business_reads_who_inspects_what_and_how_often(cast: Cast, item: Item) -> None:
    plan(cast, item, target="冷链食品企业")
    cap(cast, item=item, times=3, grade="C类企业")
    cap(cast, times=5)
    page = shown()
    for words in (
        "冷链食品企业",
        item.name,
        "C类企业",
        "全部检查事项",
        "全部企业",
        cast.bureau.name,
    ):
        assert words in page
    for name in ("item-list", "public-standard-list", "public-sample-list", "complaint-new"):
        assert reverse(name) in page


def test_nothing_announced_is_said_so() -> None:
    page = shown()
    assert "没有符合条件的检查计划" in page and "没有符合条件的频次上限" in page


def test_what_was_not_announced_is_told_to_nobody(cast: Cast, item: Item) -> None:
    plan(cast, item, published_on=None, target="未公布")
    plan(cast, item, published_on=NEXT, target="未公布")
    plan(cast, item, year=TODAY.year - 1, target="未公布")
    cap(cast, published_on=None, basis="未公布")
    cap(cast, published_on=NEXT, basis="未公布")
    for on in ("", str(TODAY), str(NEXT), "9999-12-31"):
        query = {"on": on} if on else {}
        assert "未公布" not in shown(**query), on
        assert told(PLANS, **query) == told(CAPS, **query) == [], on


def test_a_limit_holds_from_its_first_to_its_last_day(cast: Cast) -> None:
    row = cap(cast, valid_from=date(2026, 3, 1), valid_to=date(2026, 3, 31), published_on=SINCE)
    for on, found in (
        (date(2026, 2, 28), []),
        (date(2026, 3, 1), [row.pk]),
        (date(2026, 3, 31), [row.pk]),
        (date(2026, 4, 1), []),
    ):
        if on <= TODAY:
            assert told(CAPS, on=str(on)) == found, on
            assert (row.basis in shown(on=str(on))) is bool(found), on


def test_the_plan_of_a_year_to_come_is_read_once_it_is_announced(cast: Cast, item: Item) -> None:
    coming = date(TODAY.year + 1, 2, 1)
    now = plan(cast, item)
    row = plan(cast, item, year=coming.year, published_on=TODAY, target="明年的对象")
    limit = cap(cast, valid_from=coming, published_on=TODAY, basis="明年的公告")
    assert told(PLANS) == [now.pk] and told(CAPS) == []
    assert told(PLANS, on=str(coming)) == [row.pk] and told(CAPS, on=str(coming)) == [limit.pk]
    page = shown(on=str(coming))
    assert f"{coming.year} 年度检查计划" in page
    assert "明年的对象" in page and "明年的公告" in page and "食品经营企业" not in page


def test_an_item_that_left_the_list_takes_its_lines_along(cast: Cast, item: Item) -> None:
    plan(cast, item)
    cap(cast, item=item)
    whole = cap(cast)
    Item.objects.filter(pk=item.pk).update(effective_to=TODAY)
    assert told(PLANS) == [] and told(CAPS) == [whole.pk]
    assert item.name not in shown()


def test_an_agency_and_a_word_narrow_both_lists(cast: Cast, item: Item) -> None:
    other = factories.inspection_item(cast.other_bureau, on=SINCE)
    own = (plan(cast, item), cap(cast, item=item))
    far = (
        plan(cast, other, agency=cast.other_bureau),
        cap(cast, agency=cast.other_bureau, item=other),
    )
    for address, no in ((PLANS, 0), (CAPS, 1)):
        assert told(address) == [own[no].pk, far[no].pk]
        assert told(address, agency=str(cast.bureau.pk)) == [own[no].pk]
        assert told(address, q="没有这样的事项") == []
        assert told(address, q=item.name[:2], agency=str(cast.bureau.pk)) == [own[no].pk]
    assert f"agency={cast.bureau.pk}" in shown(agency=str(cast.bureau.pk))


def test_an_agency_no_longer_announced_takes_its_lists_along(cast: Cast, item: Item) -> None:
    plan(cast, item)
    cap(cast)
    Agency.objects.filter(pk=cast.bureau.pk).update(status=Agency.Status.PENDING)
    assert told(PLANS) == told(CAPS) == []
    assert "食品经营企业" not in shown()


@pytest.mark.parametrize("query", [{"on": "2026-02-30"}, {"on": "\0"}, {"agency": "x" * 99}])
def test_a_question_that_cannot_be_read_is_refused(query: dict[str, str]) -> None:
    assert Client().get(reverse("inspection-column"), query).status_code == 400
    for address in (PLANS, CAPS):
        assert json.loads(Client().get(address, query).content)["error"]


def test_many_limits_are_listed_in_part_and_said_so(cast: Cast) -> None:
    for number in range(2 * PAGE):
        cap(cast, basis=f"公告第{number:02}号")
    page = shown()
    assert page.count("公告第") == PAGE and "请选择执法主体" in page


def test_the_snapshot_of_a_day_says_what_the_lists_say(cast: Cast, item: Item) -> None:
    plan(cast, item)
    cap(cast, item=item)
    cap(cast, valid_from=NEXT)
    snapshots.take(TODAY)
    for table, address in (("inspection-plans", PLANS), ("inspection-caps", CAPS)):
        rows = [json.loads(line["row"]) for line in lines(TODAY, table)]
        assert rows == json.loads(Client().get(address).content)["results"] and len(rows) == 1


def test_the_page_asks_as_many_questions_for_ten_as_for_one(
    cast: Cast, item: Item, django_assert_max_num_queries: Any
) -> None:
    for number in range(10):
        plan(cast, item, count=number + 1)
        cap(cast, item=item, grade=f"{number}类")
    with django_assert_max_num_queries(6):
        shown()
