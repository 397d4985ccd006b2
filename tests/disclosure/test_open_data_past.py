"""The lists of an old snapshot, told again as they stood: by a reader who comes when they have changed."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from rest_framework import serializers as drf

from core.triggers import refusal
from disclosure import open_data, serializers, verify_open_data
from disclosure.models import Publication, SnapshotLine
from disclosure.open_data_past import PAST
from disclosure.services import open_data as snapshots
from disclosure.services import pipeline
from enforcement.models import Agency, Item, ListVersion, Officer, RegisterEntry
from enforcement.services import benchmarks, items, registers
from enforcement.services import list_withholding as withholding
from tests import deeds, factories, gauges
from tests.base import Cast
from tests.disclosure import factories as made
from tests.disclosure import inspection_rows
from tests.disclosure.test_open_data import everything, fetched, lines
from tests.enforcement import listed, prepared_draws
from tests.registers import changed, opened, published

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
ON = timezone.localdate()
OLD, THEN, MOVED = (ON - timedelta(days=days) for days in (60, 20, 10))
MARK = "龘"
Rows = list[dict[str, Any]]


def told(table: str, day: Any = THEN) -> Rows:
    return [json.loads(line["row"]) for line in lines(day, table) if "row" in line]


def ended(table: str, day: Any = THEN) -> list[str]:
    return [line["gone"]["why"] for line in lines(day, table) if "gone" in line]


def an_item(cast: Cast) -> Callable[[], object]:
    row = listed.item(cast, name=f"{MARK}名的处罚", effective_from=OLD, published_on=OLD)
    return lambda: listed.published(cast, listed.fresh(row), MOVED, name="新名的处罚")


def an_agency(cast: Cast) -> Callable[[], object]:
    Agency.objects.filter(pk=cast.bureau.pk).update(office_addr=f"{MARK}路1号")
    return lambda: listed.published(cast, listed.fresh(cast.bureau), MOVED, office_addr="新路2号")


def an_officer(cast: Cast) -> Callable[[], object]:
    row = Officer.objects.filter(agency=cast.bureau).order_by("pk")[0]
    Officer.objects.filter(pk=row.pk).update(post=f"{MARK}科员")
    return lambda: listed.published(cast, listed.fresh(row), MOVED, post="科长")


def a_random_item(cast: Cast) -> Callable[[], object]:
    days: dict[str, Any] = {"effective_from": OLD, "published_on": OLD}
    row = prepared_draws.random_item(cast, name=f"{MARK}抽查", **days)
    return lambda: listed.published(cast, listed.fresh(row), MOVED, name="新的抽查")


def a_plan(cast: Cast) -> Callable[[], object]:
    item = factories.inspection_item(cast.bureau, on=OLD)
    values = {"target": f"{MARK}企业", "published_on": OLD, "year": THEN.year}
    row = inspection_rows.plan(cast, item, **values)
    return lambda: listed.published(cast, listed.fresh(row), MOVED, target="新的企业")


def a_cap(cast: Cast) -> Callable[[], object]:
    values = {"basis": f"{MARK}公告", "published_on": OLD, "valid_from": OLD}
    row = inspection_rows.cap(cast, **values)
    return lambda: listed.published(cast, listed.fresh(row), MOVED, basis="公告2号")


def a_deed(cast: Cast) -> Callable[[], object]:
    row = deeds.deed(cast, valid_from=OLD, valid_to=ON, powers=f"{MARK}项检查")
    return lambda: deeds.changed(cast, row, MOVED, powers="检查")


def an_entry(cast: Cast) -> Callable[[], object]:
    draft = opened(cast.bureau, cast.listadmin, "channel", scope=f"{MARK}范围")
    row = published(draft, cast.listadmin, cast.head, on=OLD, valid_from=OLD)
    return lambda: changed(row, cast.listadmin, cast.head, valid_from=MOVED, scope="新的范围")


CHANGES = {
    "items": an_item,
    "agencies": an_agency,
    "officers": an_officer,
    "random-check-items": a_random_item,
    "inspection-plans": a_plan,
    "inspection-caps": a_cap,
    "delegations": a_deed,
    "entries": an_entry,
}


@pytest.mark.parametrize("table", CHANGES)
def test_a_changed_row_has_its_text_of_the_day(cast: Cast, tmp_path: Path, table: str) -> None:
    change = CHANGES[table](cast)
    snapshots.take(THEN)
    before = told(table)
    assert MARK in json.dumps(before, ensure_ascii=False)

    change()
    snapshots.take(ON)

    assert MARK not in everything(ON)
    assert told(table) == before and ended(table) == []
    found = verify_open_data.check(fetched(THEN, tmp_path / "then"))
    assert found[table] == {"public": len(before)}


def test_every_list_that_is_asked_of_a_day_has_a_past(cast: Cast) -> None:
    gauges.benchmark(cast.bureau)
    snapshots.take(THEN)
    before = {table: told(table) for table in PAST if lines_of(table)}
    assert {"discretion", "review-catalogue", "recording-items"} <= before.keys()

    for table in before:
        keys = [line.key for line in SnapshotLine.objects.of(table, THEN)]
        rows = PAST[table].told(keys, THEN, ON)
        texts = dict(open_data.TABLES[table].said(rows))
        assert [json.loads(texts[key]) for key in keys] == before[table], table


def lines_of(table: str) -> bool:
    return SnapshotLine.objects.of(table, THEN).exists()


def test_a_benchmark_that_was_replaced_stays_in_the_days_it_held(cast: Cast) -> None:
    given = gauges.values(published_on=None, effective_from=OLD)
    row = benchmarks.create(by=cast.listadmin, agency=cast.bureau, steps=gauges.STEPS, **given)
    gauges.announced(row, by=cast.listadmin, head=cast.head, on=OLD)
    snapshots.take(THEN)
    before = told("discretion")
    assert [each["id"] for each in before] == [row.pk]

    benchmarks.end(row, by=cast.listadmin, on=MOVED, reason="云市监规〔2026〕3号废止")
    snapshots.take(ON)

    assert not SnapshotLine.objects.of("discretion", ON).exists()
    assert told("discretion") == before


# ------------------------------------------------------------------------------- what is gone is gone
def test_what_ended_stays_in_the_days_it_held(cast: Cast) -> None:
    change = an_item(cast)
    snapshots.take(THEN)
    change()
    snapshots.take(ON)
    before = told("items")
    items.update(Item.objects.get(pk=before[0]["id"]), by=cast.listadmin, effective_to=ON)

    assert told("items") == before and MARK in everything(THEN)


def test_what_was_taken_back_is_told_of_no_day(cast: Cast) -> None:
    change = an_item(cast)
    snapshots.take(THEN)
    change()
    snapshots.take(ON)
    (row,) = told("items")
    items.update(Item.objects.get(pk=row["id"]), by=cast.listadmin, published_on=None)

    assert told("items") == [] and MARK not in everything(THEN)
    snapshots.take(ON + timedelta(days=1))
    assert {line.salt for line in SnapshotLine.objects.filter(table="items")} == {""}


def test_a_text_taken_out_of_the_history_is_in_no_file(cast: Cast) -> None:
    change = an_item(cast)
    snapshots.take(THEN)
    change()
    snapshots.take(ON)
    assert MARK in everything(THEN)
    first = ListVersion.objects.filter(kind="item").held().order_by("valid_from")[0]

    withholding.ask(first, by=cast.listadmin, reason="含个人信息")
    withholding.agree(first, by=cast.head, on=ON, opinion="同意")

    assert MARK not in everything(THEN) and ended("items") == ["changed"]


def test_an_entry_that_is_withdrawn_is_told_of_no_day(cast: Cast) -> None:
    change = an_entry(cast)
    snapshots.take(THEN)
    change()
    snapshots.take(ON)
    assert MARK in everything(THEN)
    registers.withdraw(RegisterEntry.objects.get(), by=cast.listadmin, on=ON, reason="误登。")

    assert MARK not in everything(THEN) and ended("entries") == ["withdrawn"]


def test_an_entry_that_ended_stays_in_the_days_it_held(cast: Cast) -> None:
    change = an_entry(cast)
    snapshots.take(THEN)
    change()
    snapshots.take(ON)
    before = told("entries")
    entry = RegisterEntry.objects.get()
    registers.withdraw(entry, by=cast.listadmin, on=ON, reason="拆除。", ground="end")

    assert told("entries") == before and MARK in everything(THEN) and ended("entries") == []


@pytest.mark.parametrize(("ground", "why"), [("end", "ended"), ("withdraw", "withdrawn")])
def test_a_line_that_is_told_no_more_says_whether_its_entry_ended(
    cast: Cast, ground: str, why: str
) -> None:
    an_entry(cast)
    snapshots.take(THEN)
    entry, end = RegisterEntry.objects.get(), THEN - timedelta(days=1)
    registers.withdraw(entry, by=cast.listadmin, on=end, reason="拆除。", ground=ground)

    (gone,) = [line["gone"] for line in lines(THEN, "entries")]
    assert gone == {"why": why, "on": end.isoformat()}


# ------------------------------------------------------------------------------- decisions, another release
class Longer(serializers.WholeDecision):
    """Decisions as a later release might tell them."""

    motto = drf.CharField(source="kind")


def test_a_release_that_tells_more_of_a_decision_takes_nothing_from_the_days_before(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, gone = (made.published(cast.bureau, facts=f"{MARK}{no}。") for no in range(2))
    snapshots.take(THEN)
    before = told("decisions")
    table = open_data.TABLES["decisions"]
    monkeypatch.setitem(open_data.TABLES, "decisions", open_data.Table(table.rows, Longer))
    snapshots.take(MOVED)
    assert told("decisions") == before and "motto" in told("decisions", MOVED)[0]

    pipeline.withdraw(gone, by=None, on=ON, reason="经行政复议，决定被撤销。")
    assert {row["id"] for row in told("decisions")} == {str(kept.pk)}
    snapshots.take(ON)
    assert {row["id"] for row in told("decisions")} == {str(kept.pk)}
    salts = SnapshotLine.objects.filter(table="decisions", key=str(gone.pk)).values_list("salt")
    assert set(salts) == {("",)}, "of all its days"


def test_the_former_text_of_a_corrected_decision_is_in_no_file(cast: Cast) -> None:
    row = made.published(cast.bureau)
    snapshots.take(THEN)
    Publication.objects.filter(pk=row.pk).update(publish_until=ON + timedelta(days=900))
    assert ended("decisions") == ["changed"]
    snapshots.take(ON)
    assert ended("decisions") == ["changed"]
    assert SnapshotLine.objects.get(table="decisions", last_day=THEN).salt == ""


# ------------------------------------------------------------------------------- the database
def test_an_ended_line_loses_its_salt_and_nothing_else(cast: Cast) -> None:
    change = an_item(cast)
    snapshots.take(THEN)
    change()
    snapshots.take(ON)
    line = SnapshotLine.objects.filter(table="items", last_day=THEN)
    assert line.get().salt
    running = SnapshotLine.objects.filter(table="items", last_day=None)
    harms: list[Callable[[], object]] = [
        lambda: line.update(last_day=None),
        lambda: line.update(last_day=MOVED),
        lambda: line.update(salt="0" * 64),
        lambda: running.update(salt="0" * 64),
    ]
    for harm in harms:
        with pytest.raises(DatabaseError) as refused, transaction.atomic():
            harm()
        assert refusal(refused.value) is not None
    line.update(salt="")
    assert line.get().salt == ""
