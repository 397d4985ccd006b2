"""What the lists without words read of the publications: one page in the order of its index, no whole texts."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from disclosure import search
from enforcement.models import Agency
from tests.base import Cast
from tests.disclosure import factories
from tests.disclosure.factories import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
TABLE = 'FROM "disclosure_publication"'
TEXTS = re.compile(r'"(basis|remedies|content|sections|officers|fields)"')
FILTERS: list[dict[str, str]] = [
    {},
    {"kind": "penalty"},
    {"agency": "own"},
    {"from": "2026-03-01", "to": "2026-03-31"},
    {"kind": "penalty", "agency": "own", "from": "2026-01-01"},
]
LISTS = ("decision-list", "api-decision-list", "home")


@pytest.fixture
def bureau(cast: Cast) -> Agency:
    for _each in range(3):
        factories.published(cast.bureau)
    return cast.bureau


def statements(name: str, query: dict[str, str]) -> list[str]:
    """What an answer asks of the publications."""
    with CaptureQueriesContext(connection) as asked:
        assert Client().get(reverse(name), query).status_code == 200
    return [each["sql"] for each in asked.captured_queries if TABLE in each["sql"]]


def given(query: dict[str, str], bureau: Agency) -> dict[str, str]:
    return {**query, **({"agency": str(bureau.pk)} if "agency" in query else {})}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_reads_no_whole_text(bureau: Agency, name: str) -> None:
    found = statements(name, {})
    assert found
    for sql in found:
        chosen = sql[: sql.index(TABLE)]
        assert not TEXTS.search(chosen), chosen


@pytest.mark.parametrize("query", FILTERS, ids=str)
@pytest.mark.parametrize("name", LISTS[:2])
def test_a_list_never_reads_more_than_its_pages(
    bureau: Agency, name: str, query: dict[str, str]
) -> None:
    for sql in statements(name, given(query, bureau)):
        assert " LIMIT " in sql, sql
        assert " OFFSET " not in sql, sql
        most = max(int(number) for number in re.findall(r" LIMIT (\d+)", sql))
        assert most <= search.CAP + 1, sql


@pytest.mark.sqlite  # the plans of PostgreSQL need many rows
@pytest.mark.parametrize("query", FILTERS, ids=str)
def test_a_page_is_read_in_the_order_of_an_index(bureau: Agency, query: dict[str, str]) -> None:
    values: dict[str, Any] = dict(given(query, bureau))
    values |= {
        name: values.pop(url) for url, name in (("from", "since"), ("to", "until")) if url in values
    }
    rows = search.listed(search.decisions(values, TODAY)).order_by(f"-{search.ORDER}", "-pk")[:21]
    plan = rows.explain()
    assert "TEMP B-TREE FOR ORDER BY" not in plan, plan
    (way,) = (line for line in plan.splitlines() if " disclosure_publication " in line)
    assert " USING INDEX " in way, plan


def test_the_next_page_reads_as_much_as_the_first(bureau: Agency) -> None:
    with CaptureQueriesContext(connection) as first:
        page = search.page({}, TODAY, size=1, shape=search.listed)
    with CaptureQueriesContext(connection) as later:
        last = search.page({}, TODAY, page.next_cursor, size=1, shape=search.listed)
    assert len(first) == len(later) == 1
    assert page.rows != last.rows
    for sql in (first.captured_queries[0]["sql"], later.captured_queries[0]["sql"]):
        assert sql.rstrip().endswith("LIMIT 2")
