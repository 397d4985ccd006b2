"""The second pass makes every statement of the first again, by as few tests as it takes."""

from pathlib import Path

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from tests import statements
from tests.statements import Made, cover, recorded, shape, written_down


def made(test: str, shapes: str, seconds: float = 0.1) -> Made:
    return Made(test, seconds, frozenset(shapes))


def test_a_test_that_adds_nothing_is_not_asked_again() -> None:
    assert cover([made("a", "xyz"), made("b", "xy"), made("c", "z")]) == {"a"}


def test_of_two_ways_the_cheaper_is_taken() -> None:
    rows = [made("slow", "xy", 9.0), made("one", "x"), made("two", "y")]
    assert cover(rows) == {"one", "two"}


def test_a_test_without_statements_is_left_out() -> None:
    assert cover([made("pure", "")]) == set()


@pytest.mark.parametrize(
    "name",
    [
        "tests/recording/test_rows_against_sql.py::test_one",
        "tests/legal_review/test_decision_gates.py::test_one",
        "tests/core/test_audit_concurrency.py::test_one",
        "tests/test_moves_in_the_database.py::test_one",
    ],
)
def test_a_test_about_the_database_is_always_asked_again(name: str) -> None:
    assert cover([made("cheap", "x", 0.0), made(name, "x", 9.0)]) == {name}


@given(
    st.dictionaries(
        st.text("abcdef", min_size=1, max_size=3),
        st.tuples(st.frozensets(st.sampled_from("stuvwxyz")), st.floats(0, 5)),
        max_size=12,
    )
)
def test_no_statement_is_lost_and_no_test_chosen_twice_for_it(
    tests: dict[str, tuple[frozenset[str], float]],
) -> None:
    rows = [Made(name, cost, shapes) for name, (shapes, cost) in sorted(tests.items())]
    chosen = [row for row in rows if row.test in cover(rows)]
    every = frozenset().union(*(row.shapes for row in rows))
    assert frozenset().union(*(row.shapes for row in chosen)) == every
    assert len(chosen) <= len(every)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SELECT a FROM t WHERE b = 1", "SELECT a FROM t WHERE b = 22"),
        ("SELECT a FROM t WHERE b IN (%s, %s)", "SELECT a FROM t WHERE b IN (%s)"),
        ("INSERT INTO t (a) VALUES (%s)", "INSERT INTO t (a) VALUES (%s), (%s)"),
        ("SAVEPOINT s1_x1", "SAVEPOINT s7_x22"),
        ("UPDATE t SET a = 'x'", "UPDATE t SET a = 'yy'"),
    ],
)
def test_statements_that_differ_in_values_are_one(one: str, other: str) -> None:
    assert shape(one) == shape(other)


def test_other_columns_make_another_statement() -> None:
    assert shape("SELECT a FROM t") != shape("SELECT b FROM t")


@pytest.mark.django_db
def test_what_a_test_asks_the_database_is_written_down(tmp_path: Path) -> None:
    with written_down("tests/x.py::test_one", tmp_path), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.execute("SELECT 2")
    with written_down("tests/a.py::test_none", tmp_path):
        pass
    none, one = recorded(tmp_path)
    assert (none.test, none.shapes) == ("tests/a.py::test_none", frozenset())
    assert one.shapes == {statements.shape("SELECT 3")}
    assert one.seconds >= 0
