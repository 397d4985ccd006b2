"""What an abolished agency listed keeps the days on which it was listed, with versions or without."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core import audit
from disclosure.services import open_data as snapshots
from enforcement import lists
from enforcement.models import Officer
from enforcement.services import (
    agencies,
    items,
    list_records,
    list_versions,
    officers,
    random_checks,
)
from tests import people
from tests.base import Cast
from tests.disclosure import inspection_rows
from tests.disclosure.test_open_data_past import ended, told
from tests.enforcement import listed, prepared_draws

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
ON = timezone.localdate()
OLD, THEN, YESTERDAY = (ON - timedelta(days=days) for days in (60, 20, 1))
DAYS: dict[str, Any] = {"effective_from": OLD, "published_on": OLD}


def close(cast: Cast) -> None:
    list_versions.change(
        listed.fresh(cast.bureau), by=cast.listadmin, on=ON, changes={"status": "closed"}
    )


def status(name: str, pk: int, on: Any) -> int:
    return Client().get(reverse(name, args=[pk]), {"on": str(on)}).status_code


def keys(name: str, **asked: Any) -> list[int]:
    answer = Client().get(reverse(f"api-{name}"), {key: str(each) for key, each in asked.items()})
    return [row["id"] for row in answer.json()["results"]]


ROWS: dict[str, Callable[[Cast], Any]] = {
    "officer": lambda cast: people.officer(cast.bureau),
    "item": lambda cast: listed.item(cast, **DAYS),
    "random-check-item": lambda cast: prepared_draws.random_item(cast, **DAYS),
    "inspection-cap": lambda cast: inspection_rows.cap(cast, published_on=OLD, valid_from=OLD),
}
FIELD = {"officer": "post", "item": "fee", "random-check-item": "ratio", "inspection-cap": "basis"}


@pytest.mark.parametrize("versions", [0, 1, 2], ids=["none", "first", "changed"])
@pytest.mark.parametrize("kind", ROWS)
def test_a_row_has_the_days_before_its_agency_was_abolished(
    cast: Cast, kind: str, versions: int
) -> None:
    row = ROWS[kind](cast)
    if versions == 1:
        list_records.first(row, list_records.said_today(row), ON)
    if versions == 2:
        changes: dict[str, Any] = {FIELD[kind]: "另一内容"}
        listed.published(cast, listed.fresh(row), THEN, **changes)
    assert list_records.versions(row).count() == versions
    page = {"officer": "officer-detail", "item": "item-detail"}.get(kind, kind)
    assert status(page, row.pk, YESTERDAY) == 200
    close(cast)

    assert status(page, row.pk, YESTERDAY) == 200
    assert status(page, row.pk, ON) == 404
    assert status(page, row.pk, OLD - timedelta(1)) == (200 if kind == "officer" else 404)


@pytest.mark.parametrize("name", ["officer-list", "item-list"])
def test_the_lists_of_its_days_still_have_them(cast: Cast, name: str) -> None:
    people.officer(cast.bureau)
    listed.item(cast, **DAYS)
    asked = {"on": YESTERDAY, "agency": cast.bureau.pk}
    before = keys(name, **asked)
    assert before
    close(cast)

    assert keys(name, **asked) == before and keys(name, on=YESTERDAY) != []
    page = Client().get(reverse(name), {key: str(each) for key, each in asked.items()})
    assert f"?on={YESTERDAY}" in page.content.decode()
    assert not keys(name, on=ON, agency=cast.bureau.pk)


@pytest.mark.parametrize("table", ["officers", "items"])
def test_the_snapshot_of_a_day_keeps_them(cast: Cast, table: str) -> None:
    people.officer(cast.bureau)
    listed.item(cast, **DAYS)
    snapshots.take(THEN)
    before = told(table)
    assert before
    close(cast)
    snapshots.take(ON)

    assert told(table) == before and ended(table) == []


def test_what_came_with_its_agency_is_told_from_the_day_of_that(cast: Cast) -> None:
    made = agencies.create(name="筹建局", parent=cast.bureau, status="pending")
    row = listed.item(cast, agency=made, **DAYS)
    listed.published(cast, made, ON, status="confirmed")
    assert list_records.versions(row).count() == 0
    agencies.update(listed.fresh(made), by=cast.listadmin, status="closed")

    since = list_records.since(listed.fresh(row), lists.content(row), ON)
    assert since >= ON, "not before it was public"
    assert status("item-detail", row.pk, YESTERDAY) == 404


@pytest.mark.parametrize("versions", [True, False])
def test_what_is_written_after_the_closing_takes_nothing(cast: Cast, versions: bool) -> None:
    row, officer = listed.item(cast, **DAYS), people.officer(cast.bureau)
    if versions:
        listed.published(cast, listed.fresh(row), THEN, fee="每件10元")
    close(cast)
    items.update(listed.fresh(row), by=cast.listadmin, fee="秘密")
    items.update(listed.fresh(row), by=cast.listadmin, effective_to=ON)
    officers.set_status(officer, "left", by=cast.listadmin, on=ON)
    officers.update(listed.fresh(officer), by=cast.listadmin, post="秘密")

    answer = Client().get(reverse("item-detail", args=[row.pk]), {"on": str(YESTERDAY)})
    assert answer.status_code == 200
    assert ("每件10元" if versions else "不收费") in answer.content.decode()
    assert "秘密" not in answer.content.decode()
    answer = Client().get(reverse("officer-detail", args=[officer.pk]), {"on": str(YESTERDAY)})
    assert answer.status_code == 200 and "秘密" not in answer.content.decode()


def test_an_officer_who_left_before_versions_were_kept_keeps_the_days(cast: Cast) -> None:
    row = people.officer(cast.bureau)
    Officer.objects.filter(pk=row.pk).update(status="left")
    data = {"from": "active", "to": "left", "on": ON}
    audit.append("officer.status", obj=row, actor=cast.listadmin, data=data)

    assert status("officer-detail", row.pk, YESTERDAY) == 200
    assert status("officer-detail", row.pk, ON) == 404


def test_what_is_announced_again_is_told_from_that_day(cast: Cast) -> None:
    row = listed.item(cast, **DAYS)
    agencies.update(cast.bureau, by=cast.listadmin, status="pending")
    agencies.update(listed.fresh(cast.bureau), by=cast.listadmin, status="confirmed")

    assert status("item-detail", row.pk, ON) == 200
    said = lists.content(listed.fresh(row))
    assert list_records.since(listed.fresh(row), said, ON) >= ON


def test_a_line_of_random_checks_that_ends_keeps_its_days(cast: Cast) -> None:
    row = prepared_draws.random_item(cast, **DAYS)
    plan = prepared_draws.random_plan(cast, check_item=row, year=OLD.year, published_on=OLD)
    random_checks.keep_plan(plan, by=cast.listadmin, count=1)
    random_checks.keep_item(row, by=cast.listadmin, effective_to=ON)

    assert [each.valid_from for each in list_records.versions(row)] == [OLD, ON]
    assert list_records.versions(plan).first().valid_from == OLD
    assert [status("random-check-item", row.pk, day) for day in (YESTERDAY, ON)] == [200, 404]
