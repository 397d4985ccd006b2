"""What is absolute about a visit holds against raw SQL, on both databases."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from core.triggers import refusal
from enforcement.models import Case, InspectionTask, TaskRating
from enforcement.services import visits
from tests import factories
from tests.base import Cast, day
from tests.enforcement import visits as made
from tests.enforcement.prepared_visits import cap, in_state, line
from tests.enforcement.visits import FIRST, ON

pytestmark = pytest.mark.django_db
FILE = "UPDATE enforcement_case SET status = 'filed', number = '云市监检任〔2026〕9号', filed_on = '2026-03-03' WHERE id = %s"
RATING = "enforcement_taskrating"


def run(sql: str, *values: Any) -> None:
    """One statement, undone when it is refused."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def refused(sql: str, *values: Any) -> tuple[str, str]:
    """Code and words of the gate that refuses the statement, or the name of the constraint."""
    with pytest.raises(IntegrityError) as caught:
        run(sql, *values)
    return refusal(caught.value) or (str(caught.value), "")


def key(row: Case | InspectionTask) -> str:
    """The key of a row as its column holds it."""
    return row.pk.hex if connection.vendor == "sqlite" else str(row.pk)


def rated(cast: Cast) -> TaskRating:
    """What an enterprise said of a visit."""
    return visits.rate(in_state(cast, "arrived"), stars=2, text="生硬。", at=factories.at(FIRST))


# ------------------------------------------------------------- no inspection without a task
@pytest.mark.parametrize("state", ["none", "planned", "cancelled", "taken_back"])
def test_an_inspection_is_not_begun_without_an_approved_task(cast: Cast, state: str) -> None:
    if state == "none":
        case = factories.case(cast.bureau, kind="inspection", procedure="inspection")
    else:
        task = made.planned(cast)
        case = task.case
        values: dict[str, Any] = {"cancelled": {"status": "cancelled", "cancel_reason": "停业"}}
        approval = {"approved_on": ON, "approved_by": cast.unithead, "code": "A" * 24}
        values["taken_back"] = {**values["cancelled"], **approval}
        InspectionTask.objects.filter(pk=task.pk).update(**values.get(state, {"grade": ""}))
    code, words = refused(FILE, key(case))
    assert code == "INSPECTION_TASK"
    assert "请先审批检查任务" in words
    assert Case.objects.get(pk=case.pk).status == "draft"


def test_with_an_approved_task_the_inspection_begins(cast: Cast) -> None:
    task = made.planned(cast)
    approval = {"approved_on": ON, "approved_by": cast.unithead, "code": "A" * 24}
    InspectionTask.objects.filter(pk=task.pk).update(status="approved", **approval)
    run(FILE, key(task.case))
    assert Case.objects.get(pk=task.case_id).status == "filed"


def test_the_task_of_another_case_opens_no_door(cast: Cast) -> None:
    made.approved(cast)
    other = made.planned(cast)
    assert refused(FILE, key(other.case))[0] == "INSPECTION_TASK"


def test_other_kinds_of_cases_need_no_task(cast: Cast) -> None:
    case = factories.case(cast.bureau)
    run(FILE, key(case))
    assert Case.objects.get(pk=case.pk).status == "filed"


def test_a_case_that_stays_a_draft_may_be_amended(cast: Cast) -> None:
    case = made.planned(cast).case
    run("UPDATE enforcement_case SET place = '门前' WHERE id = %s", key(case))
    assert Case.objects.get(pk=case.pk).place == "门前"


# ----------------------------------------------------------------- an opinion once given stays
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {table} SET stars = 5",
        "UPDATE {table} SET text = ''",
        "UPDATE {table} SET rated_at = '2026-01-01 00:00:00+00:00'",
        "UPDATE {table} SET stars = stars",
        "DELETE FROM {table}",
        "DELETE FROM {table} WHERE stars < 3",
    ],
)
def test_an_opinion_is_neither_changed_nor_removed(cast: Cast, statement: str) -> None:
    row = rated(cast)
    code, words = refused(statement.format(table=RATING))
    assert code == "APPEND_ONLY"
    assert "请追加一条更正记录" in words
    assert list(TaskRating.objects.values_list("stars", "text")) == [(row.stars, row.text)]


@pytest.mark.sqlite
@pytest.mark.parametrize("columns", ["id, task_id", "task_id"])
def test_an_opinion_is_not_replaced_by_another(cast: Cast, columns: str) -> None:
    row = rated(cast)
    values: dict[str, Any] = {"id": row.pk, "task_id": row.task_id.hex}
    names = columns.split(", ")
    marks = ", ".join(["%s"] * len(names))
    sql = (
        f"INSERT OR REPLACE INTO {RATING} ({columns}, stars, text, rated_at)"  # noqa: S608  # our own names
        f" VALUES ({marks}, 5, '', '2026-03-04')"
    )
    assert refused(sql, *(values[name] for name in names))[0] == "APPEND_ONLY"
    assert TaskRating.objects.get().stars == 2


@pytest.mark.parametrize("stars", [0, 6, 100])
def test_an_opinion_is_one_to_five(cast: Cast, stars: int) -> None:
    task = in_state(cast, "arrived")
    with pytest.raises(IntegrityError, match="rating_of_one_to_five"), transaction.atomic():
        TaskRating.objects.create(task=task, stars=stars, rated_at=factories.at(FIRST))


# ------------------------------------------------------------------------ what a row must hold
@pytest.mark.parametrize(
    ("state", "setting", "name"),
    [
        ("planned", "status = 'approved'", "task_begun_is_approved"),
        ("approved", "approved_by_id = NULL", "task_begun_is_approved"),
        ("closed", "code = ''", "task_begun_is_approved"),
        ("notified", "notice_on = NULL", "task_visit_is_notified"),
        ("approved", "status = 'recorded'", "task_visit_is_notified"),
        ("told", "notice_on = NULL", "task_visit_is_notified"),
        ("notified", "status = 'cancelled'", "task_cancelled_has_reason"),
        ("cancelled", "cancel_reason = ''", "task_cancelled_has_reason"),
        ("planned", "visit_to = '2026-03-03'", "task_visit_period"),
        ("planned", "source = 'plan'", "task_of_plan_names_it"),
        ("approved", "visits_before = 2", "task_over_cap_has_exception"),
        ("arrived", "cap = 0", "task_over_cap_has_exception"),
        ("approved", "cap = 0, exception = 'plan'", "task_over_cap_has_exception"),
        (
            "approved",
            "cap = 0, exception = 'data', source_note = ''",
            "task_over_cap_has_exception",
        ),
    ],
)
def test_no_statement_makes_a_task_what_it_may_not_be(
    cast: Cast, state: str, setting: str, name: str
) -> None:
    task = in_state(cast, state)
    sql = f"UPDATE enforcement_inspectiontask SET {setting} WHERE id = %s"  # noqa: S608  # our own table
    assert name in refused(sql, key(task))[0]


@pytest.mark.parametrize(
    ("state", "setting"),
    [
        ("planned", "status = 'cancelled', cancel_reason = '停业'"),
        ("notified", "notice_on = NULL, no_notice_reason = '突发'"),
        ("planned", "visit_to = '2026-03-04'"),
        ("planned", "visit_to = NULL"),
        ("approved", "visits_before = 1, cap = 2"),
        ("approved", "visits_before = 9, cap = NULL"),
        ("approved", "cap = 0, exception = 'data', source_note = '预警7号'"),
    ],
)
def test_what_the_rules_allow_the_database_takes(cast: Cast, state: str, setting: str) -> None:
    task = in_state(cast, state)
    run(f"UPDATE enforcement_inspectiontask SET {setting} WHERE id = %s", key(task))  # noqa: S608  # our own table


def test_no_two_visits_share_a_code_and_unapproved_ones_have_none(cast: Cast) -> None:
    assert {made.planned(cast).code, made.planned(cast).code} == {""}
    first, second = made.approved(cast), made.approved(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        InspectionTask.objects.filter(pk=second.pk).update(code=first.code)


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"first_month": 0}, "plan_months"),
        ({"last_month": 13}, "plan_months"),
        ({"first_month": 9, "last_month": 8}, "plan_months"),
        ({"count": 0}, "plan_counts_somebody"),
    ],
)
def test_no_line_of_a_plan_is_nonsense(cast: Cast, values: dict[str, int], name: str) -> None:
    row = line(cast)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(**values)


def test_no_limit_ends_before_it_begins(cast: Cast) -> None:
    row = cap(cast, 1, valid_from=ON, valid_to=ON)
    with pytest.raises(IntegrityError, match="cap_period"), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(valid_to=day(3, 2))
