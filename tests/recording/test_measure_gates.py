"""What binds measures and executions binds raw SQL too, on both databases (CL 17-28, 35-52)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from core.triggers import refusal
from enforcement.models import (
    CustodyEntry,
    ForcedExecution,
    Measure,
    MeasureItem,
    MeasureRelease,
    MeasureTest,
)
from enforcement.services import measure_course, measure_end
from tests import coercion
from tests.base import Cast, day
from tests.coercion import END, ON
from tests.factories import at

Rows = dict[str, Any]


@pytest.fixture
def held(cast: Cast) -> Measure:
    return coercion.in_force(coercion.case(cast.bureau))


def sql(statement: str, *values: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def refused(code: str, statement: str, *values: Any) -> None:
    """The statement is refused by the gate or constraint of that name."""
    with pytest.raises(IntegrityError) as error:
        sql(statement, *values)
    found = refusal(error.value)
    assert (found[0] if found else str(error.value)) == code or code in str(error.value)


M, ITEM = "UPDATE enforcement_measure SET ", "UPDATE enforcement_measureitem SET "


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("MEASURE", "status = 'approved'"),
        ("MEASURE", "status = 'planned'"),
        ("MEASURE", "doc_no = '另号'"),
        ("MEASURE", "reason = '另一理由'"),
        ("MEASURE", "from_on = '2026-03-20', papers_on = '2026-03-20'"),
        ("PERIOD", "until_on = '2026-06-30'"),
        ("PERIOD", "until_on = '2026-04-01'"),
        ("measure_extended_in_time", "extended_until = '2026-05-15'"),
        (
            "measure_extended_in_time",
            "extended_until = '2026-05-15', extended_on = '2026-04-15', extension_reason = '复杂',"
            " extended_by_id = created_by_id",
        ),
        (
            "measure_extended_in_time",
            "extended_until = '2026-05-15', extended_on = '2026-04-10', extension_reason = '',"
            " extended_by_id = created_by_id",
        ),
        ("measure_papers_on_the_spot", "papers_on = NULL"),
        ("measure_confiscated_in_time", "status = 'confiscated', ended_on = '2026-04-16'"),
        ("measure_ended_has_day", "status = 'released'"),
    ],
)
def test_a_measure_in_force_does_not_change(held: Measure, code: str, change: str) -> None:
    with pytest.raises(IntegrityError) as error:
        sql(f"{M}{change} WHERE id = %s", held.pk)
    assert code in str(error.value) or "MEASURE" in str(error.value)


def test_a_measure_starts_as_a_request(held: Measure) -> None:
    values = {
        field.attname: getattr(held, field.attname)
        for field in Measure._meta.local_fields
        if field.attname not in ("id", "created_at")
    }
    with pytest.raises(IntegrityError, match="APPROVAL_FIRST"), transaction.atomic():
        Measure.objects.create(**values)


def test_nothing_is_in_force_without_approval(cast: Cast) -> None:
    planned = coercion.planned(coercion.case(cast.bureau))
    with pytest.raises(IntegrityError):
        sql(
            f"{M}status = 'in_force', started_at = %s, from_on = %s, until_on = %s,"
            " papers_on = %s, doc_no = 'x' WHERE id = %s",
            *(at(ON), ON, END, ON, planned.pk),
        )


def test_a_seal_without_papers_in_hand_is_never_in_force(cast: Cast) -> None:
    row = coercion.judged(coercion.planned(coercion.case(cast.bureau)), when=at(ON, 9))
    begin = (
        f"{M}status = 'in_force', started_at = %s, from_on = %s, until_on = %s, doc_no = 'x',"
        " papers_on = %s WHERE id = %s"
    )
    for papers in (None, day(3, 17)):
        refused("measure_papers_on_the_spot", begin, at(ON), ON, END, papers, row.pk)
    sql(begin, at(ON), ON, END, ON, row.pk)


def test_an_execution_is_not_decided_over_an_open_defence(cast: Cast) -> None:
    row = coercion.urged(coercion.binding(cast.bureau))
    decide = (
        "UPDATE enforcement_forcedexecution SET status = 'decided', decided_on = '2026-04-20',"
        " decided_by_id = created_by_id, doc_no = 'x', power_basis = 'x', defence_on = %s,"
        " defence_answered_on = %s WHERE id = %s"
    )
    for answered in (None, day(4, 21)):
        refused("forced_decided_after_urging", decide, day(4, 9), answered, row.pk)
    sql(decide, day(4, 9), day(4, 10), row.pk)


def test_what_ran_out_can_only_be_released(held: Measure) -> None:
    measure_end.expire_all(END)
    for change in ("status = 'in_force'", "extended_until = '2026-06-01'", "reason = '另'"):
        with pytest.raises(IntegrityError):
            sql(f"{M}{change} WHERE id = %s", held.pk)
    coercion.released(Measure.objects.get(pk=held.pk), on=END, ground="expired")
    refused("MEASURE", f"{M}end_note = 'x' WHERE id = %s", held.pk)


def test_an_extension_is_not_given_twice(cast: Cast, held: Measure) -> None:
    measure_course.extend(held, by=cast.head, on=day(4, 10), reason="复杂")
    refused("ONE_EXTENSION", f"{M}extended_on = '2026-04-11' WHERE id = %s", held.pk)
    refused("PERIOD", f"{M}extended_until = '2026-06-30' WHERE id = %s", held.pk)


DELETED: list[Callable[[Measure], tuple[str, Any]]] = [
    lambda row: ("enforcement_measure", row.pk),
    lambda row: ("enforcement_measureitem", row.items.get().pk),
    lambda row: ("enforcement_custodyentry", CustodyEntry.objects.get().pk),
    lambda row: ("enforcement_measuretest", MeasureTest.objects.get().pk),
]


@pytest.mark.parametrize("which", DELETED)
def test_nothing_of_a_measure_is_deleted(
    cast: Cast, held: Measure, which: Callable[[Measure], tuple[str, Any]]
) -> None:
    measure_course.log_custody(held, by=cast.officer1, at=at(ON, 15), keeper="库管员", text="入库")
    measure_course.exclude_test(
        held,
        by=cast.officer1,
        subject="检验",
        body="中心",
        from_on=day(3, 20),
        until_on=day(3, 21),
        notified_on=day(3, 19),
    )
    table, key = which(held)
    with pytest.raises(IntegrityError):
        sql(f"DELETE FROM {table} WHERE id = %s", key)  # noqa: S608  # table names above


@pytest.mark.parametrize(
    "change", ["quantity = 1", "name = '别的'", "held = FALSE", "identity = 'x'"]
)
def test_the_inventory_stays_as_it_was_handed_over(held: Measure, change: str) -> None:
    key = held.items.get().pk
    refused("INVENTORY", f"{ITEM}{change} WHERE id = %s", key)


def test_nothing_is_slipped_into_a_handed_inventory(held: Measure) -> None:
    with pytest.raises(IntegrityError, match="INVENTORY"), transaction.atomic():
        MeasureItem.objects.create(
            measure=held,
            name="别的",
            quantity=1,
            unit="件",
            state="完好",
            place="库房",
            owner="某人",
            relevance="涉案",
            identity="别的",
        )


def test_an_object_is_held_once(cast: Cast, held: Measure) -> None:
    other = coercion.case(cast.bureau, title="另一案", cause="另一违法行为")
    with pytest.raises(IntegrityError), transaction.atomic():
        row = Measure.objects.create(
            case=other, kind="seal", basis="条", reason="理", days=3, created_by=cast.officer1
        )
        same = held.items.get()
        same.pk, same.measure = None, row
        same.save(force_insert=True)


def test_custody_and_releases_are_only_added(cast: Cast, held: Measure) -> None:
    entry = measure_course.log_custody(
        held, by=cast.officer1, at=at(ON, 15), keeper="库管员", text="入库"
    )
    refused("APPEND_ONLY", "UPDATE enforcement_custodyentry SET text = 'x' WHERE id = %s", entry.pk)
    row = coercion.released(held, on=day(3, 20))
    assert MeasureRelease.objects.count() == 1
    refused(
        "APPEND_ONLY", "UPDATE enforcement_measurerelease SET reason = 'x' WHERE id = %s", row.pk
    )


def test_a_case_with_goods_held_is_not_closed_by_sql(held: Measure) -> None:
    close = "UPDATE enforcement_case SET status = 'closed', ended_on = '2026-03-25' WHERE id = %s"
    key = held.case_id if connection.vendor == "postgresql" else held.case_id.hex
    refused("MEASURE_HELD", close, key)
    coercion.released(held, on=day(3, 20))
    sql(close, key)


def test_an_execution_starts_with_the_urging_and_ends_for_good(cast: Cast) -> None:
    row = coercion.urged(coercion.binding(cast.bureau))
    key = row.pk
    with pytest.raises(IntegrityError):
        sql("UPDATE enforcement_forcedexecution SET status = 'decided' WHERE id = %s", key)
    refused("EXECUTED", "DELETE FROM enforcement_forcedexecution WHERE id = %s", key)
    row.pk, row.status = None, "decided"
    with pytest.raises(IntegrityError, match="URGE_FIRST"), transaction.atomic():
        row.save(force_insert=True)
    assert ForcedExecution.objects.count() == 1
