"""One organisation's path across agencies: what is on it, what never is, and that nothing lingers."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from core.identifiers import check_id_card, uscc_check_char
from disclosure import organisations
from disclosure.models import Publication
from disclosure.services import pipeline
from enforcement.models import Agency
from tests import factories as cases
from tests.disclosure import factories
from tests.disclosure.factories import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
CODE, OTHER = "91350100M000100Y43", "91410000MA3X000003"
TRADER = "92350100M000100Y4" + uscc_check_char("92350100M000100Y4")
CARD = "11010519491231002X"


@pytest.fixture
def market() -> Agency:
    return factories.agency("云溪市市场监督管理局")


@pytest.fixture
def city() -> Agency:
    return factories.agency("云溪市城市管理局")


def about(of: Agency, code: str = CODE, **fields: Any) -> Publication:
    return factories.published(of, uscc=code, **fields)


def ask(client: Client, code: str = CODE, **query: str) -> Any:
    return client.get(reverse("organisation", args=[code]), query)


def listed(response: Any) -> list[Any]:
    return [row.pk for row in response.context["page"].rows]


def test_the_path_crosses_agencies_newest_first(
    client: Client, market: Agency, city: Agency
) -> None:
    old = about(market, on=date(2025, 3, 3))
    new = about(city, on=date(2026, 3, 9), kind="inspection", penalty_kinds=[], fine_cents=0)
    about(city, OTHER)
    response = ask(client)
    assert listed(response) == [new.pk, old.pk]
    found = response.context["organisation"]
    assert (found.total, found.agencies, found.years) == (2, 2, {2026: 1, 2025: 1})
    page = response.content.decode()
    assert "云溪市市场监督管理局" in page and "云溪市城市管理局" in page


def test_it_is_narrowed_by_kind_and_year_and_offers_only_what_there_is(
    client: Client, market: Agency
) -> None:
    old = about(market, on=date(2025, 3, 3))
    about(market, kind="permit")
    assert listed(ask(client, year="2025")) == [old.pk]
    assert listed(ask(client, kind="penalty")) == [old.pk]
    assert listed(ask(client, kind="permit", year="2025")) == []
    for query in ({"kind": "coercion"}, {"year": "2024"}, {"year": "x\x00"}):
        assert ask(client, **query).status_code == 400


def test_its_feed_and_the_way_there_are_linked(client: Client, market: Agency) -> None:
    row = about(market)
    assert f"{reverse('decision-feed')}?party={CODE}" in ask(client).content.decode()
    path = reverse("organisation", args=[CODE])
    assert path in client.get(reverse("decision-detail", args=[row.pk])).content.decode()
    assert path in client.get(reverse("decision-list")).content.decode()


def test_search_engines_do_not_keep_it_and_readers_always_ask_again(
    client: Client, market: Agency
) -> None:
    about(market)
    response = ask(client)
    assert response["X-Robots-Tag"] == "noindex"
    assert "no-cache" in response["Cache-Control"]
    assert CODE not in client.get("/sitemap.xml").content.decode()


def test_it_says_nothing_of_sums(client: Client, market: Agency) -> None:
    """Never a ranking by fines (行政处罚法 74): no total and no order by amount."""
    small = about(market, fine_cents=100, content="罚款。", on=date(2026, 3, 9))
    large = about(market, fine_cents=9_876_500, content="罚款。", on=date(2026, 3, 2))
    response = ask(client)
    assert listed(response) == [small.pk, large.pk]
    assert "98,7" not in response.content.decode()


@pytest.mark.parametrize(
    "fields",
    [
        {"party_kind": "person", "party_name": "王小明"},
        {"party_kind": "sole_trader", "party_name": "云溪市王小明食品店"},
    ],
)
def test_people_have_no_path_even_under_the_code_of_an_organisation(
    client: Client, market: Agency, fields: dict[str, str]
) -> None:
    row = about(market, **fields)
    assert ask(client).status_code == 404
    page = client.get(reverse("decision-detail", args=[row.pk])).content.decode()
    assert "/organisations/" not in page
    about(market, fine_cents=1)
    assert row.pk not in listed(ask(client))


@pytest.mark.parametrize("code", [TRADER, CARD, "91350100M000100Y44"])
def test_the_code_of_a_trader_a_card_or_a_slip_opens_nothing(
    client: Client, market: Agency, code: str
) -> None:
    row = about(market, code)
    assert ask(client, code).status_code == 404
    page = client.get(reverse("decision-detail", args=[row.pk])).content.decode()
    assert "/organisations/" not in page


@given(st.from_regex(r"[1-9][0-9]{5}(19|20)[0-9]{2}(0[1-9]|1[0-2])[0-9]{5}[0-9X]", fullmatch=True))
def test_no_identity_card_is_ever_taken_for_an_organisation(code: str) -> None:
    assert organisations.may_have_page(code) <= (not check_id_card(code).valid)


def test_the_last_thing_gone_is_as_if_there_had_never_been_any(
    client: Client, market: Agency, django_assert_num_queries: Any
) -> None:
    first, second = about(market, on=date(2026, 3, 2)), about(market)
    by = cases.user("publisher", market)
    pipeline.withdraw(first, by=by, on=TODAY, reason="决定被撤销。", ground="content")
    assert listed(ask(client)) == [second.pk], "gone at once"
    pipeline.expire(second, on=TODAY)
    gone, never = ask(client), ask(client, OTHER)
    assert gone.status_code == never.status_code == 404
    assert gone.content.replace(CODE.encode(), b"") == never.content.replace(OTHER.encode(), b"")
    fresh = {"X-Request-ID": ""}
    assert {**gone.headers, **fresh} == {**never.headers, **fresh}
    for code in (CODE, OTHER):  # and the same work, so that the time says nothing either
        with django_assert_num_queries(2):
            ask(client, code)


@pytest.mark.parametrize("code", ["9" * 17, "9" * 19, "91350100m000100y43", "913501\x000M000100Y"])
def test_what_is_no_code_is_no_page(client: Client, code: str) -> None:
    assert client.get(f"/organisations/{code}/").status_code in (400, 404)


def test_a_permit_says_until_when_it_runs(client: Client, market: Agency) -> None:
    company = cases.party(market, uscc=CODE)
    terms = {"valid_from": date(2025, 1, 1), "valid_to": date(2026, 4, 20)}
    cases.published(market, procedure="permit", of=company, **terms)
    page = ask(client).content.decode()
    assert "有效期至 2026-04-20" in page


def test_the_number_of_queries_does_not_grow(
    client: Client, market: Agency, django_assert_num_queries: Any
) -> None:
    about(market)
    ask(client)
    with django_assert_num_queries(5):
        ask(client)
    for day in range(2, 9):
        about(market, on=date(2026, 3, day))
    with django_assert_num_queries(5):
        ask(client)
