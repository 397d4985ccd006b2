"""Every public page answers, in both languages, small and without a cookie."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from disclosure.services import records
from enforcement.models import Agency
from enforcement.services import items
from tests import factories as cases
from tests.disclosure import factories

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("today"),
]
KILOBYTES_100 = 100 * 1024
PLAIN = [
    *("home", "decision-list", "agency-list", "officer-list", "item-list", "verify"),
    *("remedies", "open-data", "decision-feed", "decision-csv", "sitemap", "sitemap-pages"),
    *("robots", "api-decision-list", "api-agency-list", "api-officer-list", "api-item-list"),
]


@pytest.fixture
def bureau() -> Agency:
    return factories.agency("云溪市城市管理局", powers="查处违法建设。", division_code="411202")


@pytest.mark.parametrize("name", PLAIN)
def test_an_empty_portal_answers_every_page(client: Client, name: str) -> None:
    assert client.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", PLAIN)
def test_no_public_page_sets_a_cookie(client: Client, bureau: Agency, name: str) -> None:
    factories.published(bureau)
    response = client.get(reverse(name))
    assert not response.cookies
    assert "Cookie" in response["Vary"]
    assert "public" in response["Cache-Control"]


@pytest.mark.parametrize("name", ["home", "decision-list", "agency-list", "officer-list"])
def test_a_full_page_stays_small(client: Client, bureau: Agency, name: str) -> None:
    for _index in range(25):
        factories.published(bureau, content="罚款人民币2000元，" * 60)
        cases.officer(bureau)
    assert len(client.get(reverse(name)).content) < KILOBYTES_100


def test_home_shows_what_is_new_and_where_to_go(client: Client, bureau: Agency) -> None:
    row = factories.published(bureau)
    page = client.get("/").content.decode()
    assert reverse("decision-detail", args=[row.pk]) in page
    for name in ("remedies", "verify", "open-data", "agency-list"):
        assert f'href="{reverse(name)}"' in page


def test_home_counts_what_is_late_in_plain_sight(client: Client) -> None:
    bureau = factories.agency()
    cases.published(bureau, published_on=date(2026, 3, 31))
    response = client.get("/")
    assert (response.context["timeliness"].late, response.context["timeliness"].met) == (1, 0)
    assert "年逾期公开" in response.content.decode()


def test_home_does_not_grow_queries_with_rows(
    client: Client, bureau: Agency, django_assert_max_num_queries: Any
) -> None:
    for _index in range(8):
        factories.published(bureau)
    with django_assert_max_num_queries(9):
        client.get("/")


def test_home_shows_first_what_became_public_last(client: Client, bureau: Agency) -> None:
    for decided, on in ((20, 24), (2, 30)):
        row = factories.record(bureau, on=date(2026, 3, decided), title=f"甲{decided}案")
        records.publish_record(row, by=None, on=date(2026, 3, on))
    page = client.get("/").content.decode()
    assert page.index("甲2案") < page.index("甲20案"), "published late, so it is the news"


def test_an_agency_page_shows_its_powers_rules_and_timeliness(client: Client) -> None:
    bureau = factories.agency("陵川县民政局", profile="lingchuan_civil", duties="社会组织登记。")
    page = client.get(reverse("agency-detail", args=[bureau.pk])).content.decode()
    assert "社会组织登记。" in page
    assert "7 个工作日" in page
    assert "国办发〔2018〕118号第六条" in page
    assert "民政规章的三个自然日严于行政处罚法的三个工作日" in page
    assert "已逾期尚未公开" in page


def test_an_unconfirmed_agency_has_no_page(client: Client) -> None:
    hidden = factories.agency("待确认局", status=Agency.Status.PENDING)
    assert client.get(reverse("agency-detail", args=[hidden.pk])).status_code == 404
    assert "待确认局" not in client.get(reverse("agency-list")).content.decode()


def test_agencies_are_found_by_name_and_region(client: Client, bureau: Agency) -> None:
    factories.agency("别处交通局", division_code="650104")
    url = reverse("agency-list")
    assert [a.pk for a in client.get(url, {"q": "城市 管理"}).context["page"].rows] == [bureau.pk]
    assert [a.pk for a in client.get(url, {"region": "41"}).context["page"].rows] == [bureau.pk]
    assert client.get(url, {"region": "4x"}).status_code == 400


def test_the_remedies_page_names_the_periods_of_the_law(client: Client) -> None:
    page = client.get(reverse("remedies")).content.decode()
    assert "60 日内" in page
    assert "应当先自收到本决定书之日起60日内" in page
    assert "行政诉讼法第四十六条第一款" in page


def test_pages_are_english_on_request_and_the_law_stays_chinese(
    client: Client, bureau: Agency
) -> None:
    factories.published(bureau)
    client.cookies["django_language"] = "en"
    response = client.get(reverse("decision-list"))
    assert '<html lang="en">' in response.content.decode()
    assert "晨星商贸" in response.content.decode()


def test_several_kinds_of_power_are_listed_as_the_reader_writes(
    client: Client, bureau: Agency
) -> None:
    for kind in ("penalty", "permit"):
        items.create(
            agency=bureau,
            kind=kind,
            name=f"{kind}事项",
            effective_from=date(2026, 1, 5),
            published_on=date(2026, 1, 5),
        )
    address = reverse("agency-detail", args=[bureau.pk])
    assert "行政处罚、行政许可" in client.get(address).content.decode()
    client.cookies["django_language"] = "en"
    assert "penalty, Administrative permit" in client.get(address).content.decode()


def test_crawlers_find_the_sitemap_and_keep_out_of_the_office(client: Client) -> None:
    text = client.get("/robots.txt").content.decode()
    assert "Sitemap: http://testserver/sitemap.xml" in text
    assert "Disallow: /office/" in text


def test_the_sitemap_lists_every_public_decision_by_month(client: Client, bureau: Agency) -> None:
    march = factories.published(bureau, on=date(2026, 3, 16))
    january = factories.published(bureau, on=date(2026, 1, 5))
    index = client.get("/sitemap.xml").content.decode()
    assert "/sitemap-2026-3.xml" in index
    assert "/sitemap-2026-2.xml" in index
    first = client.get("/sitemap-2026-3.xml").content.decode()
    assert str(march.pk) in first
    assert str(january.pk) not in first
    assert client.get("/sitemap-2026-13.xml").status_code == 404
    assert client.get("/sitemap-9999-12.xml").status_code == 404


def test_open_data_names_every_parameter_of_the_contract(client: Client) -> None:
    page = client.get(reverse("open-data")).content.decode()
    for name in ("q", "kind", "agency", "region", "party", "doc_no", "penalty", "from", "to"):
        assert f'<td class="mono">{name}</td>' in page
