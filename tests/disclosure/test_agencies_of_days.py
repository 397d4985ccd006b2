"""A list of a day that is asked for one agency has what that agency listed then, wherever it is now."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from enforcement.models import Agency, Officer
from enforcement.services import agencies, items, officers, random_checks
from tests import factories, people
from tests.base import Cast
from tests.enforcement import listed, prepared_draws

pytestmark = pytest.mark.django_db
ON = timezone.localdate()
OLD, THEN, FOUNDED, MOVED = (ON - timedelta(days=days) for days in (60, 20, 15, 10))
DAYS: dict[str, Any] = {"effective_from": OLD, "published_on": OLD}


@pytest.fixture
def other(cast: Cast) -> Agency:
    """The agency below the bureau to which a row goes."""
    return agencies.create(
        name="下属局", parent=cast.bureau, status="confirmed", uscc="11411200MB0X12345K"
    )


@pytest.fixture
def officer(cast: Cast, other: Agency) -> Officer:
    row = people.officer(cast.bureau)
    listed.published(cast, row, MOVED, agency=other)
    moved: Officer = listed.fresh(row)
    return moved


def keys(name: str, **asked: Any) -> list[int]:
    answer = Client().get(reverse(f"api-{name}-list"), {k: str(v) for k, v in asked.items()})
    assert answer.status_code == 200, answer.content.decode()
    return [row["id"] for row in answer.json()["results"]]


def page(name: str, row: Any, **asked: Any) -> bool:
    """Whether the page of the list has the row."""
    said = Client().get(reverse(name), {k: str(v) for k, v in asked.items()})
    assert said.status_code == 200
    return row.name in said.content.decode()


def test_an_officer_is_at_the_agency_of_the_day(
    cast: Cast, other: Agency, officer: Officer
) -> None:
    there: list[tuple[date, Any, bool]] = [
        (THEN, cast.bureau.pk, True),
        (THEN, other.pk, False),
        (THEN, other.uscc, False),
        (MOVED, cast.bureau.pk, False),
        (MOVED, other.pk, True),
        (MOVED, other.uscc, True),
        (ON, other.pk, True),
    ]
    for day, agency, listed_there in there:
        asked = {"on": day, "agency": agency}
        assert (officer.pk in keys("officer", **asked)) == listed_there, asked
        assert page("officer-list", officer, **asked) == listed_there, asked
        assert (officer.pk in keys("officer", q=officer.name, **asked)) == listed_there, asked
    assert officer.pk in keys("officer", on=THEN)


def test_an_item_and_a_line_of_random_checks_are_too(cast: Cast, other: Agency) -> None:
    row = listed.item(cast, **DAYS)
    line = prepared_draws.random_item(cast, **DAYS)
    listed.published(cast, listed.fresh(row), MOVED, agency=other, name="对新行为的处罚")
    mine = factories.inspection_item(other, on=OLD)
    listed.published(cast, line, MOVED, agency=other, item=mine)

    for name, each in (("item-list", row), ("random-check-items", line)):
        for day, here in ((THEN, True), (MOVED, False)):
            for agency, said in ((cast.bureau, here), (other, not here)):
                asked = {"on": day, "agency": agency.pk}
                assert page(name, listed.fresh(each) if day == MOVED else each, **asked) == said
                assert name != "item-list" or (each.pk in keys("item", **asked)) == said
    for words, kind in ((row.name, ""), ("", "penalty"), (row.name, "penalty")):
        asked = {"on": str(THEN), "agency": str(cast.bureau.pk), "q": words, "kind": kind}
        assert row.pk in keys("item", **asked), asked


@pytest.mark.parametrize("kind", ["item", "officer", "random"])
def test_a_move_to_a_new_agency_keeps_the_days_at_the_old_one(cast: Cast, kind: str) -> None:
    """The day on which the other agency was announced says nothing of what this one listed."""
    made: dict[str, Callable[[], Any]] = {
        "item": lambda: listed.item(cast, **DAYS),
        "officer": lambda: people.officer(cast.bureau),
        "random": lambda: prepared_draws.random_item(cast, **DAYS),
    }
    row = made[kind]()
    other = agencies.create(name="新设局", parent=cast.bureau, status="pending")
    agencies.update(other, status="confirmed")
    if kind == "item":
        items.update(row, agency=other)
    elif kind == "officer":
        officers.update(row, agency=other)
    else:
        mine = factories.inspection_item(other, on=OLD)
        random_checks.keep_item(row, agency=other, item=mine)

    name = {"random": "random-check-items"}.get(kind, f"{kind}-list")
    assert page(name, row, on=THEN, agency=cast.bureau.pk)


def test_an_agency_that_is_none_lists_nothing(officer: Officer) -> None:
    assert keys("officer", on=THEN, agency=10**8) == []
