"""Whole lists of an earlier day: who was on them, by the names and words that they had then."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from disclosure import earlier_lists
from enforcement.models import Item
from enforcement.services import agencies, list_versions, officers
from tests import people
from tests.base import Cast
from tests.enforcement import listed, prepared_draws

pytestmark = pytest.mark.django_db
ON = timezone.localdate()
OLD, THEN, MOVED = (ON - timedelta(days=days) for days in (60, 20, 10))
WAS, NOW = "对旧名行为的处罚", "对新名行为的处罚"


def page(name: str, **asked: Any) -> str:
    answer = Client().get(reverse(name), asked)
    assert answer.status_code == 200, (name, asked)
    return str(answer.content.decode())


def rows(name: str, **asked: Any) -> list[dict[str, Any]]:
    answer = Client().get(reverse(name), asked)
    assert answer.status_code == 200, answer.content.decode()
    found: list[dict[str, Any]] = answer.json()["results"]
    return found


@pytest.fixture
def item(cast: Cast) -> Item:
    """An item that was renamed ten days ago."""
    row = listed.item(cast, name=WAS, effective_from=OLD, published_on=OLD)
    listed.published(cast, listed.fresh(row), MOVED, name=NOW)
    renamed: Item = listed.fresh(row)
    return renamed


def test_the_list_of_a_day_has_the_names_of_that_day(item: Item) -> None:
    then, today = page("item-list", on=THEN), page("item-list")

    assert WAS in then and NOW not in then
    assert NOW in today and WAS not in today
    assert f"?on={THEN}" in then and "?on=" not in today, "a row leads to what it said that day"
    assert [row["name"] for row in rows("api-item-list", on=THEN)] == [WAS]


@pytest.mark.parametrize(
    ("words", "then", "today"), [("旧名", True, False), ("新名", False, True), ("行为", True, True)]
)
def test_words_are_looked_for_in_the_text_of_the_day(
    item: Item, words: str, then: bool, today: bool
) -> None:
    assert bool(rows("api-item-list", q=words, on=THEN)) is then
    assert bool(rows("api-item-list", q=words)) is today


def test_a_kind_is_that_of_the_day(item: Item, cast: Cast) -> None:
    listed.published(cast, item, ON, kind="coercion")

    assert rows("api-item-list", kind="penalty", on=THEN)
    assert not rows("api-item-list", kind="coercion", on=THEN)
    assert rows("api-item-list", kind="coercion") and not rows("api-item-list", kind="penalty")


@pytest.mark.parametrize(("day", "listed_then"), [(OLD, True), (OLD - timedelta(days=1), False)])
def test_before_its_first_day_a_row_is_not_on_the_list(
    item: Item, day: date, listed_then: bool
) -> None:
    assert bool(rows("api-item-list", on=day)) is listed_then
    assert (WAS in page("item-list", on=day)) is listed_then


def test_what_ended_is_on_the_list_of_the_days_before(item: Item, cast: Cast) -> None:
    last = ON - timedelta(days=1)
    list_versions.change(item, by=cast.listadmin, on=ON, changes={"effective_to": ON})

    for on in (THEN, last):
        assert NOW in page("item-list", on=on) or WAS in page("item-list", on=on)
        assert len(rows("api-item-list", on=on)) == 1
    assert WAS in page("item-list", on=THEN)
    assert not rows("api-item-list", on=ON) and NOW not in page("item-list", on=ON)
    assert rows("api-item-list", on=THEN, q=WAS) and not rows("api-item-list", on=THEN, q=NOW)


def test_an_end_that_is_entered_late_counts_from_its_own_day(item: Item, cast: Cast) -> None:
    ended = THEN + timedelta(days=2)
    list_versions.change(item, by=cast.listadmin, on=ON, changes={"effective_to": ended})

    assert rows("api-item-list", on=ended - timedelta(days=1))
    assert not rows("api-item-list", on=ended)


def test_what_was_taken_back_is_told_of_no_day(item: Item, cast: Cast) -> None:
    assert WAS in page("item-list", on=THEN)
    list_versions.change(item, by=cast.listadmin, on=ON, changes={"published_on": None})

    assert WAS not in page("item-list", on=THEN) and not rows("api-item-list", on=THEN)


def test_who_left_the_post_is_on_the_list_of_the_days_before(cast: Cast) -> None:
    row = people.officer(cast.bureau)
    officers.set_status(row, by=cast.listadmin, status="left", on=ON)

    assert row.name in page("officer-list", on=ON - timedelta(days=1))
    assert row.name not in page("officer-list")
    assert Client().get(reverse("officer-detail", args=[row.pk])).status_code == 404
    answer = Client().get(reverse("officer-detail", args=[row.pk]), {"on": str(THEN)})
    assert answer.status_code == 200 and "已不在现行清单上" in answer.content.decode()


def test_an_abolished_agency_is_on_the_list_of_the_days_before(item: Item, cast: Cast) -> None:
    agencies.update(cast.bureau, by=cast.listadmin, status="closed")

    for name in ("agency-list", "item-list", "review-catalogue-list"):
        assert cast.bureau.name in page(name, on=THEN), name
        assert cast.bureau.name not in Client().get(reverse(name)).content.decode(), name


@pytest.mark.parametrize("name", ["item-list", "agency-list", "officer-list", "random-check-items"])
def test_a_day_to_come_is_refused_with_words(name: str) -> None:
    answer = Client().get(reverse(name), {"on": str(ON + timedelta(days=1))})

    assert answer.status_code == 400
    assert "不能查询今天以后的内容" in answer.content.decode()
    assert Client().get(reverse(name), {"on": str(ON)}).status_code == 200


@pytest.mark.parametrize("name", ["item-list", "agency-list", "officer-list"])
def test_the_api_refuses_it_too(name: str) -> None:
    answer = Client().get(reverse(f"api-{name}"), {"on": str(ON + timedelta(days=1))})

    assert answer.status_code == 400 and "on" in answer.json()["fields"]


def one(name: str, pk: int, status: int = 200, **asked: Any) -> dict[str, Any]:
    answer = Client().get(reverse(f"api-{name}-detail", args=[pk]), asked)
    assert answer.status_code == status, answer.content.decode()
    found: dict[str, Any] = answer.json()
    return found


def test_one_row_of_the_api_is_told_as_the_list_of_the_day_tells_it(item: Item, cast: Cast) -> None:
    officer = cast.officer1.officer
    assert officer is not None
    was = cast.bureau.name
    listed.published(cast, listed.fresh(cast.bureau), MOVED, name="更名后的机关")

    assert one("item", item.pk, on=THEN)["name"] == WAS
    assert one("item", item.pk)["name"] == one("item", item.pk, on=ON)["name"] == NOW
    assert one("agency", cast.bureau.pk, on=THEN)["name"] == was
    assert one("agency", cast.bureau.pk)["name"] == "更名后的机关"
    assert one("officer", officer.pk, on=THEN)["agency"]["name"] == was
    keys = {"item": item.pk, "agency": cast.bureau.pk, "officer": officer.pk}
    for name, pk in keys.items():
        for day in (THEN, ON):
            told = [row for row in rows(f"api-{name}-list", on=day) if row["id"] == pk]
            assert [one(name, pk, on=day)] == told, (name, day)


@pytest.mark.parametrize(("day", "status"), [(OLD, 200), (OLD - timedelta(days=1), 404)])
def test_the_api_has_no_row_before_its_first_day(item: Item, day: date, status: int) -> None:
    one("item", item.pk, status, on=day)


@pytest.mark.parametrize("name", ["item", "agency", "officer"])
def test_one_row_takes_no_other_question_than_a_day_until_today(cast: Cast, name: str) -> None:
    officer = cast.officer1.officer
    assert officer is not None
    made = {"item": listed.item(cast).pk, "agency": cast.bureau.pk, "officer": officer.pk}
    for asked in ({"on": ON + timedelta(days=1)}, {"on": "2026-02-30"}, {"q": "x"}):
        assert one(name, made[name], 400, **asked)["fields"].keys() == asked.keys()
    one(name, 10**9, 404)
    one(name, 10**9, 404, on=THEN)


def test_an_agency_is_found_by_the_name_it_had(cast: Cast) -> None:
    was = cast.bureau.name
    listed.published(cast, listed.fresh(cast.bureau), MOVED, name="更名后的机关")

    assert was in page("agency-list", on=THEN, q=was)
    assert "更名后的机关" not in page("agency-list", on=THEN, q=was)
    assert [row["name"] for row in rows("api-agency-list", q="更名后")] == ["更名后的机关"]
    assert not rows("api-agency-list", q="更名后", on=THEN)


def test_an_officer_has_the_certificate_of_the_day(cast: Cast) -> None:
    officer = cast.officer1.officer
    assert officer is not None
    later = officer.certificates.latest("valid_from")
    later.valid_from = MOVED
    later.save(update_fields=["valid_from"])
    then = rows("api-officer-list", on=THEN, agency=str(officer.agency_id))
    today = rows("api-officer-list", agency=str(officer.agency_id))

    assert later.number in str(today)
    assert later.number not in str(then)
    assert later.number not in page("officer-list", on=THEN, agency=officer.agency_id)


def test_pages_go_on_until_a_row_of_the_day(
    item: Item, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows younger than the day fill whole pages; the reader is not shown an empty one before them."""
    for no in range(5):
        listed.item(cast, name=f"对新行为{no}的处罚", effective_from=MOVED, published_on=MOVED)
    older = listed.item(cast, name="对另一旧行为的处罚", effective_from=OLD, published_on=OLD)
    asked = earlier_lists.items({"on": THEN}, ON)

    first = earlier_lists.page_of(asked, "", size=2, field="agency_id")
    second = earlier_lists.page_of(asked, first.next_cursor, size=2, field="agency_id")
    assert [row.name for row in first.rows] == [WAS]
    assert [row.pk for row in second.rows] == [older.pk] and not second.next_cursor
    monkeypatch.setattr(earlier_lists, "ROUNDS", 1)
    cut = earlier_lists.page_of(asked, first.next_cursor, size=2, field="agency_id")
    assert not cut.rows and cut.next_cursor, "the reader goes on from there"


def test_more_rows_take_no_more_queries(item: Item, cast: Cast) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            earlier_lists.page_of(
                earlier_lists.items({"on": THEN}, ON), "", size=30, field="agency_id"
            )
        return len(seen)

    listed.item(cast, name="对旧行为的处罚", effective_from=OLD, published_on=OLD)
    few = queries()
    for no in range(6):
        listed.item(cast, name=f"对旧行为{no}的处罚", effective_from=OLD, published_on=OLD)
    assert queries() == few


def test_the_list_of_random_checks_has_its_day(cast: Cast) -> None:
    row = prepared_draws.random_item(cast, published_on=OLD, effective_from=OLD)
    listed.published(cast, listed.fresh(row), MOVED, name="更名后的抽查")

    assert row.name in page("random-check-items", on=THEN)
    assert "更名后的抽查" not in page("random-check-items", on=THEN)
    assert "更名后的抽查" in page("random-check-items")
    assert row.name in page("random-check-items", on=THEN, q=row.name)
    assert "更名后的抽查" not in page("random-check-items", on=THEN, q="更名后")
