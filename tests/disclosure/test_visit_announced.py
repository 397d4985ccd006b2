"""What the public reads of visits to come: lines of this year, limits in force, or the reference."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from disclosure.inspection_lists import announced
from enforcement.services import inspection_lists, items
from tests import factories
from tests.base import Cast, day
from tests.enforcement import visits as made
from tests.enforcement.prepared_visits import cap, line
from tests.enforcement.visits import FIRST, ON, SINCE

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def public_line(cast: Cast, *, on: date = ON, **changes: Any) -> Any:
    """A line of the plan, published on the day."""
    return inspection_lists.publish_plan(line(cast, **changes), by=cast.listadmin, on=on)


@pytest.mark.parametrize(
    ("on", "shown"),
    [(day(3, 2), False), (ON, True), (day(12, 31), True), (day(1, 1, 2027), False)],
)
def test_a_line_is_read_from_its_publication_to_the_end_of_its_year(
    cast: Cast, on: date, shown: bool
) -> None:
    row = public_line(cast)
    found = announced(cast.bureau, on)
    assert found is not None
    assert list(found.plans) == ([row] if shown else [])


@pytest.mark.parametrize(
    ("on", "shown"),
    [(day(3, 2), False), (ON, True), (FIRST, True), (day(3, 5), False)],
)
def test_a_limit_is_read_while_it_holds(cast: Cast, on: date, shown: bool) -> None:
    row = cap(cast, 3, valid_from=ON, valid_to=FIRST)
    found = announced(cast.bureau, on)
    assert found is not None
    assert list(found.caps) == ([row] if shown else [])


def test_a_limit_is_not_read_before_it_is_announced(cast: Cast) -> None:
    cap(cast, 3, published_on=FIRST)
    shown = [announced(cast.bureau, on) for on in (ON, FIRST)]
    assert [len(found.caps) if found else None for found in shown] == [0, 1]


def test_a_line_not_published_is_not_read(cast: Cast) -> None:
    line(cast)
    found = announced(cast.bureau, ON)
    assert found is not None
    assert not found.plans


def test_lines_are_in_the_order_of_the_year(cast: Cast) -> None:
    late = public_line(cast, first_month=9)
    early = public_line(cast, first_month=2)
    found = announced(cast.bureau, ON)
    assert found is not None
    assert list(found.plans) == [early, late]


def test_an_item_shows_its_own_lines_and_the_limits_that_bind_it(cast: Cast) -> None:
    mine, other = made.item(cast, "特种设备检查"), made.item(cast, "计量器具检查")
    rows = [public_line(cast, item=item) for item in (mine, other)]
    caps = [cap(cast, 3, item=item) for item in (None, mine, other)]
    found = announced(cast.bureau, ON, mine)
    assert found is not None
    assert list(found.plans) == rows[:1]
    assert list(found.caps) == caps[:2]
    whole = announced(cast.bureau, ON)
    assert whole is not None
    assert (list(whole.plans), list(whole.caps)) == (rows, caps)


def test_the_reference_comes_with_its_article(cast: Cast) -> None:
    found = announced(cast.bureau, ON)
    assert found is not None
    assert found.reference == int(cast.bureau.rules().value("inspect.yearly_cap"))
    assert "国办发〔2024〕54号" in found.article
    assert not found.caps


def test_the_lists_of_one_agency_are_not_those_of_another(cast: Cast) -> None:
    public_line(cast)
    cap(cast, 3)
    found = announced(cast.other_bureau, ON)
    assert found is not None
    assert not (found.plans or found.caps)


def test_an_item_that_is_no_inspection_announces_none(cast: Cast) -> None:
    fields: dict[str, Any] = {"published_on": SINCE, "effective_from": SINCE}
    fine = items.create(agency=cast.bureau, kind="penalty", name="食品处罚", **fields)
    assert announced(cast.bureau, ON, fine) is None


def test_an_agency_that_inspects_nobody_announces_none() -> None:
    office = factories.agency("云溪市民政局", profile="lingchuan_civil")
    assert "inspection" not in office.rules().kinds
    assert announced(office, ON) is None


@pytest.mark.parametrize("name", ["agency-detail", "item-detail"])
def test_the_public_page_says_what_holds_without_an_announcement(cast: Cast, name: str) -> None:
    item = factories.inspection_item(cast.bureau, on=SINCE)
    key = cast.bureau.pk if name == "agency-detail" else item.pk
    text = Client().get(reverse(name, args=[key])).content.decode()
    for words in ("涉企行政检查", "尚未公布本年度检查计划", "机关没有公布上限的，参照："):
        assert words in text
