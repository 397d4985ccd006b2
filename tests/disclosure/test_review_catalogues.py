"""The public register of the catalogues of review: which list each agency applied on which day."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from disclosure import review_catalogues
from enforcement.models import Agency
from enforcement.profiles import PROFILE_KEYS, load
from enforcement.services import catalogues
from tests import factories
from tests.base import Cast, day
from tests.catalogues import FROM, ON, TEXT, begun, published, put

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
LATER = day(5, 1)


@pytest.fixture
def client(db: None) -> Client:
    return Client()


@pytest.fixture
def listed(cast: Cast) -> Cast:
    """A bureau with a list of its own since FROM, and a wider one since LATER."""
    first = begun(cast.bureau, cast.listadmin)
    put(first, cast.listadmin)
    published(first, cast.listadmin, cast.head)
    second = begun(cast.bureau, cast.listadmin, on=FROM, doc_no="云市监规〔2026〕2号")
    put(second, cast.listadmin, label="全部决定", kinds=[])
    published(second, cast.listadmin, cast.head, on=FROM, valid_from=LATER)
    return cast


def shown(client: Client, name: str, *args: Any, query: str = "") -> str:
    answer = client.get(reverse(name, args=args) + query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_the_contract_names_the_address() -> None:
    assert reverse("review-catalogue-list") == "/review-catalogue/"


@pytest.mark.parametrize(
    ("on", "there", "absent"),
    [
        ("2026-03-31", "三门峡", "云市监规〔2026〕1号"),
        ("2026-04-01", "云市监规〔2026〕1号", "云市监规〔2026〕2号"),
        ("2026-05-01", "云市监规〔2026〕2号", "云市监规〔2026〕1号"),
    ],
)
def test_the_register_shows_the_list_of_the_day(
    listed: Cast, client: Client, on: str, there: str, absent: str
) -> None:
    text = shown(client, "review-catalogue-list", query=f"?agency={listed.bureau.pk}&on={on}")

    assert there in text
    assert absent not in text


def test_the_page_of_an_agency_has_every_rule_with_its_article(
    listed: Cast, client: Client
) -> None:
    text = shown(client, "review-catalogue-detail", listed.bureau.pk, query="?on=2026-04-15")

    assert "行政检查的处理决定" in text and "云市监规〔2026〕1号第二条" in text
    assert "公民10,000元以上（含本数）" in text
    assert "全部决定" not in text
    assert "是否涉及重大公共利益" in text
    assert text.count(">法定<") == 2
    assert "江以宁" not in text and "同意公布" not in text


def test_every_version_stays_readable_by_its_day(listed: Cast, client: Client) -> None:
    text = shown(client, "review-catalogue-detail", listed.bureau.pk)

    assert 'href="?on=2026-04-01"' in text and 'href="?on=2026-05-01"' in text
    early = shown(client, "review-catalogue-detail", listed.bureau.pk, query="?on=2026-01-01")
    assert "三政办〔2019〕16号三（三）2" in early


def test_drafts_and_lists_handed_in_are_not_public(cast: Cast, client: Client) -> None:
    row = begun(cast.bureau, cast.listadmin)
    catalogues.submit(row, by=cast.listadmin, on=ON, valid_from=FROM)

    text = shown(client, "review-catalogue-detail", cast.bureau.pk, query="?on=2027-01-01")

    assert TEXT["doc_no"] not in text


def test_an_agency_that_is_not_announced_has_no_page(client: Client) -> None:
    row = factories.agency(status=Agency.Status.PENDING)
    answer = client.get(reverse("review-catalogue-detail", args=[row.pk]))
    assert answer.status_code == 404
    assert row.name not in shown(client, "review-catalogue-list")


@pytest.mark.parametrize("query", ["?on=2026-13-01", "?agency=%00x"])
def test_a_question_nobody_can_answer_is_a_400(client: Client, query: str) -> None:
    assert client.get(reverse("review-catalogue-list") + query).status_code == 400


@pytest.mark.parametrize("key", PROFILE_KEYS)
def test_an_agency_without_a_list_shows_its_local_rules(client: Client, key: str) -> None:
    agency = factories.agency(profile=key)

    found = review_catalogues.applied(agency, ON)

    assert found.version is None
    assert found.facts == []
    assert load(key).name in found.title
    assert all(line.criteria and line.article for line in found.lines)
    assert len(found.questions) == len(load(key).review_questions())
    assert found.source in shown(client, "review-catalogue-detail", agency.pk)


def test_an_agency_below_shows_the_list_it_applies(listed: Cast, client: Client) -> None:
    below = factories.agency(parent=listed.bureau)

    text = shown(client, "review-catalogue-list", query=f"?agency={below.pk}&on=2026-04-02")

    assert TEXT["title"] in text
    assert "云溪市市场监督管理局" in text
    detail = shown(client, "review-catalogue-detail", below.pk, query="?on=2026-04-02")
    assert "行政检查的处理决定" in detail


# --- open data -------------------------------------------------------------------------------------
def test_the_api_gives_the_lists_of_a_day(listed: Cast, client: Client) -> None:
    url = reverse("api-review-catalogue-list")

    rows = client.get(url, {"agency": listed.bureau.pk, "on": "2026-04-15"}).json()["results"]

    (row,) = rows
    assert row["agency"]["id"] == listed.bureau.pk
    assert (row["on"], row["version"]["valid_from"]) == ("2026-04-15", "2026-04-01")
    keys = [rule["key"] for rule in row["rules"]]
    assert keys[-1] == "own_7"
    assert [rule["key"] for rule in row["rules"] if rule["lawful"]] == [
        "ordinary_penalty",
        "hearing_held",
    ]
    assert row["url"].endswith(reverse("review-catalogue-detail", args=[listed.bureau.pk]))


def test_the_api_gives_one_list_and_null_where_there_is_no_version(
    cast: Cast, client: Client
) -> None:
    body = client.get(reverse("api-review-catalogue-detail", args=[cast.bureau.pk])).json()

    assert body["version"] is None
    assert len(body["questions"]) == 6
    assert client.get(reverse("api-review-catalogue-detail", args=[10**9])).status_code == 404


def test_the_api_refuses_a_parameter_it_does_not_know(client: Client) -> None:
    answer = client.get(reverse("api-review-catalogue-list"), {"year": "2026"})
    assert answer.status_code == 400


def test_every_announced_agency_is_in_the_register(listed: Cast, client: Client) -> None:
    rows = client.get(reverse("api-review-catalogue-list")).json()["results"]

    names = [row["agency"]["name"] for row in rows]
    assert names == [agency.name for agency in Agency.objects.public().order_by("path")]


def test_the_way_there_is_on_the_front_page_and_in_the_open_data(client: Client) -> None:
    for name in ("home", "open-data", "sitemap-pages"):
        path = "api-review-catalogue-list" if name == "open-data" else "review-catalogue-list"
        assert reverse(path) in shown(client, name)


@pytest.mark.parametrize("profile", PROFILE_KEYS)
def test_the_page_says_what_is_handed_in_and_what_is_looked_at(
    cast: Cast, client: Client, profile: str
) -> None:
    Agency.objects.filter(pk=cast.bureau.pk).update(profile=profile)
    rules = load(profile)
    told = shown(client, "review-catalogue-detail", cast.bureau.pk, query="?on=2026-04-01")
    materials, focus = told.split("应提交的审核材料")[1].split("审核重点")
    for rows, text in ((rules.review_materials(), materials), (rules.review_heads(), focus)):
        assert rows
        for row in rows:
            assert str(row["label"]) in text and str(row["article"]) in text


def test_before_the_rules_were_public_neither_is_told(cast: Cast, client: Client) -> None:
    told = shown(client, "review-catalogue-detail", cast.bureau.pk, query="?on=1990-01-01")
    assert "应提交的审核材料" not in told and "审核重点" not in told
    applied = review_catalogues.applied(cast.bureau, day(1, 1, 1990))
    assert (applied.materials, applied.focus) == ([], [])
