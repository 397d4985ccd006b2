"""Walks through the public lists while rows come and go: each row that stays is met once."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.pages import cursor_page, write_cursor
from disclosure import search
from disclosure.models import Publication
from disclosure.services import pipeline
from enforcement.models import Agency
from tests.disclosure import factories
from tests.disclosure.factories import TODAY

pytestmark = pytest.mark.django_db
STEPS = settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
CHOICES = st.lists(st.booleans(), min_size=1, max_size=4)
DAYS = st.dates(min_value=date(2026, 3, 1), max_value=date(2026, 3, 4))


@pytest.fixture
def bureau() -> Agency:
    return factories.agency("云溪市城市管理局", division_code="411202")


def public() -> Any:
    """The rows of the public list, in no order."""
    return search.decisions({}, TODAY)


def page(after: str, size: int) -> tuple[list[Publication], str]:
    found = cursor_page(public(), after, size=size, field=search.ORDER, strict=True)
    return found.rows, found.next_cursor


def clear() -> None:
    """Everything of the example before is out of reach."""
    for row in Publication.objects.filter(status="published"):
        pipeline.expire(row, on=TODAY)


@STEPS
@given(st.lists(DAYS, min_size=1, max_size=9), st.integers(1, 4))
def test_every_row_is_met_once_and_in_order(bureau: Agency, days: list[date], size: int) -> None:
    clear()
    made = {factories.published(bureau, on=on).pk for on in days}
    met: list[Publication] = []
    after = ""
    while True:
        rows, after = page(after, size)
        assert len(rows) <= size
        met += rows
        if not after:
            break
    assert [row.pk for row in met] == list(dict.fromkeys(row.pk for row in met))
    assert {row.pk for row in met} == made
    order = [(row.decided_on, row.pk) for row in met]
    assert order == sorted(order, reverse=True)


@STEPS
@given(st.lists(DAYS, min_size=2, max_size=6), st.lists(DAYS, max_size=4), CHOICES)
def test_rows_that_come_meanwhile_hide_and_repeat_none(
    bureau: Agency, days: list[date], later: list[date], choices: list[bool]
) -> None:
    clear()
    stay = {factories.published(bureau, on=on).pk for on in days}
    met: list[Any] = []
    after, coming = "", list(later)
    while True:
        rows, after = page(after, 2)
        met += [row.pk for row in rows]
        if not after:
            break
        if coming and choices[len(met) % len(choices)]:
            factories.published(bureau, on=coming.pop())
    assert len(met) == len(set(met))
    assert stay <= set(met)


@STEPS
@given(st.lists(DAYS, min_size=3, max_size=6), st.data())
def test_rows_that_go_meanwhile_hide_no_other(
    bureau: Agency, days: list[date], data: st.DataObject
) -> None:
    clear()
    rows = [factories.published(bureau, on=on) for on in days]
    gone = data.draw(st.sampled_from(rows))
    first, after = page("", 1)
    pipeline.expire(gone, on=TODAY)
    met = [row.pk for row in first]
    while after:
        found, after = page(after, 1)
        met += [row.pk for row in found]
    assert {row.pk for row in rows} - {gone.pk} <= set(met)
    assert len(met) == len(set(met))


@pytest.mark.parametrize("moved", [-400, -1, 0, 1, 400])
def test_a_cursor_behind_any_day_is_a_place_in_the_list(bureau: Agency, moved: int) -> None:
    row = factories.published(bureau)
    place = Publication(pk=row.pk, decided_on=row.decided_on + timedelta(days=moved))
    rows, after = page(write_cursor(place, search.ORDER), 5)
    assert [one.pk for one in rows] == ([row.pk] if moved > 0 else [])
    assert after == ""


def test_a_cursor_tells_nothing_that_the_list_does_not(bureau: Agency) -> None:
    rows = [factories.published(bureau) for _each in range(2)]
    _first, after = page("", 1)
    assert len(after) < 120
    known = {write_cursor(row, search.ORDER) for row in rows}
    assert after in known


@pytest.mark.usefixtures("today")
def test_the_api_leads_through_all_pages_with_the_question_kept(
    client: Client, bureau: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("disclosure.cursor.SIZE", 2)
    wanted = [factories.published(bureau, facts="占用道路 & 桥面。") for _each in range(5)]
    factories.published(bureau, kind="permit", facts="占用道路。")
    query = {"q": "道路", "kind": "penalty", "agency": str(bureau.pk)}
    url, met = f"{reverse('api-decision-list')}?q=道路&kind=penalty&agency={bureau.pk}", []
    for _step in range(10):
        given = client.get(url).json()
        met += [row["id"] for row in given["results"]]
        if given["next"] is None:
            break
        url = given["next"]
        asked = parse_qs(urlsplit(url).query)
        assert {name: asked[name] for name in query} == {k: [v] for k, v in query.items()}
    assert sorted(met) == sorted(str(row.pk) for row in wanted)


@pytest.mark.usefixtures("today")
def test_a_cursor_of_one_list_is_refused_or_harmless_in_another(
    client: Client, bureau: Agency
) -> None:
    rows = [factories.published(bureau) for _each in range(2)]
    cursor = write_cursor(rows[0], search.ORDER)
    for name in ("api-agency-list", "api-officer-list", "api-item-list"):
        response = client.get(reverse(name), {"after": cursor})
        assert response.status_code == 400, name
        assert "翻页参数" in response.json()["error"]
    page_of = client.get(reverse("agency-list"), {"after": cursor})
    assert page_of.status_code == 200


@pytest.mark.usefixtures("today")
def test_the_months_of_the_sitemap_hold_every_row_once(client: Client, bureau: Agency) -> None:
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 2, 28), date(2026, 3, 1)]
    rows = {str(factories.published(bureau, on=on).pk): on for on in days}
    index = client.get(reverse("sitemap")).content.decode()
    met: dict[str, list[tuple[int, int]]] = {key: [] for key in rows}
    for year, month in [(2025, 12), (2026, 1), (2026, 2), (2026, 3)]:
        url = reverse("sitemap-month", args=[year, month])
        assert url in index
        text = client.get(url).content.decode()
        for key in rows:
            met[key] += [(year, month)] if key in text else []
    assert met == {key: [(on.year, on.month)] for key, on in rows.items()}
    assert index.count("<loc>") == 5


MONTHS = [
    (2026, 0),
    (2026, 13),
    (0, 1),
    (9999, 12),
    (10000, 1),
    (2**31, 1),
    (1, 2**63),
    (10**30, 1),
]


@pytest.mark.parametrize(("year", "month"), MONTHS)
def test_a_month_that_is_none_is_not_found(client: Client, year: int, month: int) -> None:
    assert client.get(reverse("sitemap-month", args=[year, month])).status_code == 404


@pytest.mark.parametrize("cursor", ["x", "eyJ4IjoxfQ", "\ud800", "0" * 300])
@pytest.mark.parametrize("query", [{}, {"q": "过期"}])
def test_a_broken_cursor_never_gives_the_first_part_of_the_file_again(
    client: Client, cursor: str, query: dict[str, str]
) -> None:
    given: dict[str, str | bytes] = {**query, "after": cursor.encode("utf-8", "surrogatepass")}
    answer = client.get(reverse("decision-csv"), given)
    assert answer.status_code == 422
    assert "翻页参数" in answer.content.decode()
