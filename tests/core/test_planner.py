"""SQLite is told what its tables hold, so that a key is not looked for by a state that all rows have."""

import pytest
from django.db import connection

from core import planner, tasks
from tests.disclosure import factories

pytestmark = pytest.mark.django_db


@pytest.mark.sqlite  # PostgreSQL keeps its own
def test_sqlite_learns_how_much_an_index_tells() -> None:
    bureau = factories.agency()
    for _no in range(12):
        factories.published(bureau)
    assert tasks.learn_tables() > 100
    with connection.cursor() as cursor:
        cursor.execute("SELECT stat FROM sqlite_stat1 WHERE idx LIKE 'disclosure__status%'")
        # Rows altogether, with one state, with one day too, with one key.
        assert cursor.fetchall() == [("12 12 12 1",)]


@pytest.mark.postgres
def test_postgresql_is_left_to_itself() -> None:
    assert planner.learn() == 0
