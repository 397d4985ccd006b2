"""The tables of execution refuse raw statements that the law of collection does not know (§16.18)."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from core.triggers import refusal
from enforcement.models import Payment
from tests.base import Cast, day
from tests.enforcement.fine_states import EXECUTION, Fine, kept, reach
from tests.enforcement.fined import DUE, FINE

pytestmark = pytest.mark.django_db
TABLES = {model._meta.model_name: model._meta.db_table for model in EXECUTION}
EVERY = "spot turn_in bank stay end urge hear ask accept executed defer grant"


def run(sql: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def code_of(sql: str, *values: Any) -> tuple[str, str]:
    """Code and words of the gate that refused the statement; a constraint has neither."""
    before = kept()
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        run(sql, *values)
    assert kept() == before
    return refusal(caught.value) or ("CHECK", "")


def update(name: str, column: str) -> str:
    return f"UPDATE {TABLES[name]} SET {column} = %s"  # noqa: S608  # names of this test


FROZEN: dict[str, dict[str, Any]] = {
    "payment": {
        "cents": 1,
        "kind": "surcharge",
        "way": "bank",
        "ground": "small",
        "receipt_no": "9",
        "note": "改。",
        "paid_on": "2026-01-01",
        "ashore_on": "2026-04-01",
        "created_at": "2026-01-01 00:00:00",
    },
    "deferral": {
        "applied_on": "2026-01-01",
        "reason": "改。",
        "until": "2027-01-01",
        "schedule": "[1]",
    },
    "stay": {"kind": "reconsideration", "number": "9", "since": "2026-01-01"},
    "urging": {"served_on": "2026-01-01", "until": "2027-01-01", "owed_cents": 9},
    "courtapplication": {"applied_on": "2026-01-01", "court": "乙法院", "owed_cents": 9},
}
SETTLED: dict[str, list[tuple[str, Any]]] = {
    "payment": [
        ("turned_in_on", "2026-03-16"),
        ("turned_in_on", None),
        ("banked_on", "2026-03-30"),
        ("banked_on", None),
    ],
    "deferral": [("status", "refused"), ("opinion", "改。"), ("decided_on", "2026-03-11")],
    "stay": [
        ("until", "2026-12-31"),
        ("result", "撤销。"),
        ("outcome", "revoked"),
        ("outcome", None),
        ("ended_at", "2026-01-01 00:00:00"),
    ],
    "urging": [("answer", "改。"), ("defence", "改。"), ("defended_on", None)],
    "courtapplication": [
        ("ruling", "改。"),
        ("status", "ended"),
        ("ended_on", "2026-12-31"),
        ("accepted_on", "2026-05-05"),
    ],
}


@pytest.mark.parametrize("name", TABLES)
def test_what_was_recorded_is_not_rewritten(cast: Cast, name: str) -> None:
    reach(cast, EVERY)
    for column, value in FROZEN[name].items():
        assert code_of(update(name, column), value)[0] in {"APPEND_ONLY", "ONCE"}, column


@pytest.mark.parametrize("name", TABLES)
def test_what_has_ended_stays_as_it_ended(cast: Cast, name: str) -> None:
    reach(cast, EVERY)
    for column, value in SETTLED[name]:
        code, words = code_of(update(name, column), value)
        assert code == "ONCE", column
        assert "另作记录说明" in words


def test_a_review_that_ended_does_not_run_again(cast: Cast) -> None:
    reach(cast, "stay end")
    # Two gates refuse it; which one speaks first is the database's own order.
    assert code_of(update("stay", "status"), "running")[0] in {"ONCE", "STAY_OUTCOME_EARLY"}
    both = f"UPDATE {TABLES['stay']} SET status = %s, outcome = NULL"  # noqa: S608  # names of this test
    assert code_of(both, "running")[0] == "ONCE"


def test_no_row_of_the_execution_is_deleted(cast: Cast) -> None:
    reach(cast, EVERY)
    for table in TABLES.values():
        sql = f"DELETE FROM {table}"  # noqa: S608  # names of this test
        assert code_of(sql)[0] == "APPEND_ONLY", table


@pytest.mark.sqlite
def test_replacing_a_row_is_refused_like_deleting_it(cast: Cast) -> None:
    reach(cast, EVERY)
    for table in TABLES.values():
        sql = f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"  # noqa: S608  # as above
        assert code_of(sql)[0] in {"APPEND_ONLY", "OVERPAID"}, table


def copied(fine: Fine, **changes: Any) -> None:
    """The rows of payments once more, as a statement of its own would write them."""
    paid = fine.row.payments.latest("pk")
    values = {field.attname: getattr(paid, field.attname) for field in paid._meta.fields}
    values |= {"id": None, "created_at": timezone.now(), **changes}
    Payment.objects.bulk_create([Payment(**values)])


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"cents": FINE - 10_000}, ""),
        ({"cents": FINE - 9_999}, "OVERPAID"),
        ({"kind": "surcharge", "cents": FINE}, ""),
        ({"kind": "surcharge", "cents": FINE + 1}, "OVERPAID"),
        ({"kind": "confiscation", "cents": 1}, "OVERPAID"),
        ({"cents": 0}, "CHECK"),
        ({"cents": -1}, "CHECK"),
        ({"receipt_no": ""}, "CHECK"),
        ({"ground": "small"}, "CHECK"),
        ({"way": "on_spot"}, "CHECK"),
        ({"ashore_on": DUE}, "CHECK"),
        ({"turned_in_on": DUE}, "CHECK"),
    ],
)
def test_a_bulk_insert_keeps_to_the_sum_of_the_decision(
    cast: Cast, changes: dict[str, Any], code: str
) -> None:
    fine = reach(cast)
    fine.pay(cents=10_000)
    if not code:
        copied(fine, **changes)
        assert fine.row.payments.count() == 2
        return
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        copied(fine, **changes)
    assert (refusal(caught.value) or ("CHECK", ""))[0] == code
    assert fine.row.payments.count() == 1


OPEN_ENDS: list[tuple[str, str, str, Any]] = [
    ("defer", "deferral", "status", "granted"),
    ("defer", "deferral", "decided_on", "2026-03-12"),
    ("stay", "stay", "until", "2026-04-01"),
    ("urge", "urging", "answer", "无。"),
    ("urge", "urging", "defended_on", "2026-03-20"),
    ("urge ask", "courtapplication", "status", "ended"),
    ("urge ask", "courtapplication", "ended_on", "2026-06-06"),
    ("spot", "payment", "banked_on", "2026-03-18"),
    ("spot", "payment", "turned_in_on", "2026-03-15"),
]


@pytest.mark.parametrize(("path", "name", "column", "value"), OPEN_ENDS)
def test_a_row_does_not_end_by_halves(
    cast: Cast, path: str, name: str, column: str, value: object
) -> None:
    reach(cast, path)
    assert code_of(update(name, column), value) == ("CHECK", "")


# All that an end needs but one thing: that is set to NULL or blank, which no comparison refuses.
HOLLOW: dict[str, tuple[str, str, dict[str, Any], list[str]]] = {
    "a review without its last day": (
        "stay",
        "stay",
        {
            **{"status": "ended", "until": "2026-04-01", "result": "驳回诉讼请求。"},
            "outcome": "dismissed",
        },
        ["until"],
    ),
    "an answer to no defence": (
        "urge",
        "urging",
        {"defended_on": "2026-03-20", "defence": "无力。", "adopted": False, "answer": "不采纳。"},
        ["defended_on", "adopted"],
    ),
    "an end of the court without its day": (
        "urge ask accept",
        "courtapplication",
        {"status": "ended", "ended_on": "2026-06-06", "ruling": "云执1号裁定"},
        ["ended_on"],
    ),
    "an execution by the court without its day": (
        "urge ask accept",
        "courtapplication",
        {"status": "executed", "ended_on": "2026-06-06", "ruling": "云执1号裁定"},
        ["ended_on"],
    ),
}


@pytest.mark.parametrize("what", HOLLOW)
def test_an_end_without_its_day_is_refused(cast: Cast, what: str) -> None:
    path, name, whole, needed = HOLLOW[what]
    reach(cast, path)
    columns = ", ".join(f"{column} = %s" for column in whole)
    sql = f"UPDATE {TABLES[name]} SET {columns}"  # noqa: S608  # names of this test
    for column in needed:
        assert code_of(sql, *{**whole, column: None}.values()) == ("CHECK", ""), column
    run(sql, *whole.values())


def test_money_for_a_decision_no_longer_in_effect_is_refused_in_words(cast: Cast) -> None:
    fine = reach(cast)
    fine.pay(cents=10_000)
    run("UPDATE enforcement_decision SET status = 'revoked', revoked_on = %s", day(3, 20))
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        copied(fine, cents=1)
    found = refusal(caught.value)
    assert found is not None
    assert found[0] == "UNSERVED"
    assert "不能收缴" in found[1]
