"""Raw SQL against inventories, tests, custody, releases and executions (行政强制法 24-28, 35-52)."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from core.triggers import refusal
from enforcement.models import (
    Case,
    Decision,
    ForcedExecution,
    Measure,
    MeasureTest,
    Substitution,
)
from enforcement.services import forced, measure_course, substitution
from tests import coercion
from tests.base import Cast, day
from tests.coercion import DECIDED, ON, URGED
from tests.enforcement import coerced
from tests.factories import at
from tests.recording.bare import BlankPages

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
EXECUTION, WORK = "enforcement_forcedexecution", "enforcement_substitution"


def refused(statement: str, *values: Any) -> str:
    """The code of the gate or the text of the constraint that refuses the statement."""
    with pytest.raises(IntegrityError) as error:
        run(statement, *values)
    found = refusal(error.value)
    return found[0] if found else str(error.value)


def run(statement: str, *values: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def changed(table: str, change: str, key: Any) -> str:
    return refused(f"UPDATE {table} SET {change} WHERE id = %s", key)  # noqa: S608  # names of ours


@pytest.fixture
def held(cast: Cast) -> Measure:
    return coerced.in_force(coercion.case(cast.bureau))


@pytest.fixture
def decision(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Decision:
    monkeypatch.setattr("recording.services.documents.pdf", BlankPages())
    return coercion.binding(cast.bureau)


@pytest.fixture
def urged(cast: Cast, decision: Decision) -> ForcedExecution:
    return forced.urge(
        decision,
        by=cast.officer1,
        on=URGED,
        way="restore",
        perform_until=day(4, 17),
        perform_how="自行清除。",
        number="催一号",
    )


@pytest.fixture
def ordered(cast: Cast, decision: Decision) -> Substitution:
    return substitution.order(
        decision, by=cast.head, on=DECIDED, number="代一号", what=coercion.order()
    )


# ------------------------------------------------------------------------------- the inventory
@pytest.mark.parametrize(
    "change",
    [
        "name = '别的'",
        "mark = '别的'",
        "quantity = 1",
        "unit = '箱'",
        "owner = '别人'",
        "relevance = '别的'",
        "identity = '别的'",
        "held = FALSE",
    ],
)
def test_a_line_of_the_inventory_stays(held: Measure, change: str) -> None:
    assert changed("enforcement_measureitem", change, held.items.get().pk) == "INVENTORY"


def test_goods_that_were_returned_are_not_held_again(held: Measure) -> None:
    coerced.ended(held, "released")
    key = held.items.get().pk
    assert changed("enforcement_measureitem", "held = TRUE", key) == "INVENTORY"
    run("UPDATE enforcement_measureitem SET place = '已退还' WHERE id = %s", key)


@pytest.mark.parametrize("change", ["quantity = 0", "quantity = -1", "relevance = ''"])
def test_a_line_is_reasoned_even_before_it_is_handed_over(cast: Cast, change: str) -> None:
    row = coercion.planned(coercion.case(cast.bureau)).items.get()
    assert changed("enforcement_measureitem", change, row.pk)


# ------------------------------------------------------------------------------- tests and custody
@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        (day(3, 15), day(3, 20), day(3, 15)),  # before the measure
        (day(4, 16), day(4, 20), day(4, 10)),  # after its last day
        (day(3, 20), day(3, 19), day(3, 19)),  # ends before it begins
        (day(3, 20), day(3, 22), day(3, 21)),  # told too late
    ],
)
def test_a_test_outside_the_period_is_refused(
    cast: Cast, held: Measure, first: date, last: date, told: date
) -> None:
    row = MeasureTest(
        measure=held,
        subject="检验",
        body="中心",
        from_on=first,
        until_on=last,
        notified_on=told,
        created_by=cast.officer1,
    )
    codes = "PERIOD|measure_test_told_before"
    with pytest.raises(IntegrityError, match=codes), transaction.atomic():
        row.save(force_insert=True)


@pytest.mark.parametrize("verb", ["UPDATE", "DELETE"])
@pytest.mark.parametrize("table", ["custodyentry", "measuretest", "measurerelease"])
def test_what_was_recorded_of_a_measure_is_only_added_to(
    cast: Cast, held: Measure, table: str, verb: str
) -> None:
    measure_course.log_custody(held, by=cast.officer1, at=at(ON, 15), keeper="库管员", text="入库")
    measure_course.exclude_test(
        held,
        by=cast.officer1,
        subject="检验",
        body="中心",
        from_on=day(3, 18),
        until_on=day(3, 18),
        notified_on=day(3, 18),
    )
    coerced.ended(coerced.fresh(held), "released")
    verbs = {
        "UPDATE": f"UPDATE enforcement_{table} SET created_by_id = created_by_id",  # noqa: S608  # ours
        "DELETE": f"DELETE FROM enforcement_{table}",  # noqa: S608  # ours
    }
    assert refused(verbs[verb]) == "APPEND_ONLY"


@pytest.mark.parametrize("table", ["measure", "measureitem"])
def test_neither_measure_nor_goods_are_deleted(held: Measure, table: str) -> None:
    key = held.pk if table == "measure" else held.items.get().pk
    code = refused(f"DELETE FROM enforcement_{table} WHERE id = %s", key)  # noqa: S608  # names of ours
    assert code == ("MEASURE" if table == "measure" else "INVENTORY")


@pytest.mark.parametrize("state", ["in_force", "due_release"])
@pytest.mark.parametrize("status", ["closed", "archived"])
def test_a_case_is_not_ended_while_goods_are_held(cast: Cast, state: str, status: str) -> None:
    row = coerced.in_state(coercion.case(cast.bureau), state)
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        Case.objects.filter(pk=row.case_id).update(status=status, ended_on=day(4, 20))
    found = refusal(error.value)
    assert found and (found[0] == "MEASURE_HELD" or status == "archived")
    assert Case.objects.get(pk=row.case_id).status == "filed"


# ------------------------------------------------------------------------------- executions
@pytest.mark.parametrize(
    ("change", "name"),
    [
        ("perform_until = urged_on", "forced_urged_with_time"),
        ("urging_no = ''", "forced_urged_with_time"),
        ("status = 'decided'", "forced_decided_after_urging"),
        ("status = 'executed'", "forced_"),
        (
            "status = 'decided', decided_on = '2026-04-17', decided_by_id = created_by_id,"
            " doc_no = 'x', power_basis = 'x'",
            "forced_decided_after_urging",
        ),
        (
            "status = 'decided', decided_on = '2026-04-18', decided_by_id = created_by_id,"
            " doc_no = 'x', power_basis = ''",
            "forced_decided_after_urging",
        ),
        (
            "status = 'decided', decided_on = '2026-04-18', decided_by_id = created_by_id,"
            " doc_no = 'x', power_basis = 'x', defence_on = '2026-04-10'",
            "forced_decided_after_urging",
        ),
    ],
)
def test_an_execution_keeps_the_order_of_the_law(
    urged: ForcedExecution, change: str, name: str
) -> None:
    assert name in changed(EXECUTION, change, urged.pk)


def test_an_execution_has_its_hours(cast: Cast, urged: ForcedExecution) -> None:
    forced.decide(
        urged, by=cast.head, on=DECIDED, number="执一号", power_basis="条", reason="理", means="法"
    )
    for hours in ("", ", started_at = '2026-04-27 02:00:00+00:00'"):
        found = changed(EXECUTION, f"status = 'executed'{hours}", urged.pk)
        assert "forced_executed_has_time" in found


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ("doc_no = ''", "substitution_order_is_complete"),
        ("performer = ''", "substitution_order_is_complete"),
        ("budget_cents = -1", "substitution_order_is_complete"),
        ("planned_on = '2026-04-19'", "substitution_order_is_complete"),
        ("status = 'executed'", "substitution_executed_is_complete"),
        (
            "status = 'executed', urged_on = '2026-04-22', signatures = 'x', supervisors = 'x'",
            "substitution_executed_is_complete",
        ),
    ],
)
def test_a_substitution_is_whole(ordered: Substitution, change: str, name: str) -> None:
    assert name in changed(WORK, change, ordered.pk)


@pytest.mark.parametrize("table", [EXECUTION, WORK])
def test_what_was_performed_is_over(
    cast: Cast, urged: ForcedExecution, ordered: Substitution, table: str
) -> None:
    row: ForcedExecution | Substitution = urged if table == EXECUTION else ordered
    forced.perform(row, by=cast.officer1, on=day(4, 22), record="已清除。")
    for change in ("record = 'x'", "status = 'urged'", "means = 'x'"):
        assert changed(table, change, row.pk) == "EXECUTED"


@pytest.mark.parametrize("table", [EXECUTION, WORK])
def test_no_execution_is_deleted(urged: ForcedExecution, ordered: Substitution, table: str) -> None:
    key = urged.pk if table == EXECUTION else ordered.pk
    assert refused(f"DELETE FROM {table} WHERE id = %s", key) == "EXECUTED"  # noqa: S608  # names of ours


@pytest.mark.parametrize("status", ["decided", "executed", "performed"])
def test_no_execution_starts_but_with_the_urging(urged: ForcedExecution, status: str) -> None:
    urged.pk, urged.status = None, status
    with pytest.raises(IntegrityError, match="URGE_FIRST"), transaction.atomic():
        urged.save(force_insert=True)
    assert ForcedExecution.objects.count() == 1


@pytest.mark.parametrize("status", ["urged", "executed", "performed"])
def test_no_substitution_starts_but_with_its_order(ordered: Substitution, status: str) -> None:
    ordered.pk, ordered.status = None, status
    with pytest.raises(IntegrityError, match="URGE_FIRST"), transaction.atomic():
        ordered.save(force_insert=True)
    assert Substitution.objects.count() == 1
