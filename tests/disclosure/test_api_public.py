"""The public API: the pages' own queries as JSON, cursors, and refusals in words."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from disclosure.services import pipeline
from enforcement.models import Agency, Officer
from enforcement.services import items
from tests import factories as cases
from tests.disclosure import factories

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("today"),
]
LISTS = ["api-decision-list", "api-agency-list", "api-officer-list", "api-item-list"]


@pytest.fixture
def bureau() -> Agency:
    return factories.agency("云溪市城市管理局", division_code="411202")


def ids(client: Client, name: str = "api-decision-list", **query: str) -> list[Any]:
    response = client.get(reverse(name), query)
    assert response.status_code == 200, response.json()
    return [row["id"] for row in response.json()["results"]]


def test_a_decision_in_a_list_has_the_public_fields(client: Client, bureau: Agency) -> None:
    row = factories.published(bureau, doc_no="云城罚〔2026〕5号", uscc="91410000MA00000000")
    (given,) = client.get(reverse("api-decision-list")).json()["results"]
    assert given["id"] == str(row.pk)
    assert given["doc_no"] == "云城罚〔2026〕5号"
    assert given["agency"] == {"id": bureau.pk, "name": "云溪市城市管理局"}
    assert given["penalty_kinds"] == ["fine"]
    assert given["fine_cents"] == 200_000
    assert given["decided_on"] == "2026-03-16"
    assert given["url"] == f"http://testserver/decisions/{row.pk}/"


def test_one_decision_comes_in_full_with_its_duty(client: Client, bureau: Agency) -> None:
    row = cases.published(bureau, published_on=date(2026, 3, 31))
    given = client.get(reverse("api-decision-detail", args=[row.pk])).json()
    assert given["deadline"] == {"due_on": "2026-03-25", "provisional": False, "outcome": "late"}
    assert given["served_on"] == "2026-03-17"
    assert given["officers"] == (row.shown.officers if row.shown else None)
    assert "申请行政复议" in given["remedies"]
    assert given["document"].endswith("/document.pdf")


def test_the_filters_are_those_of_the_page(client: Client, bureau: Agency) -> None:
    row = factories.published(bureau, facts="擅自占用道路。", penalty_kinds=["warning"])
    factories.published(factories.agency(), kind="permit", on=date(2026, 2, 2))
    for query in (
        {"q": "道路"},
        {"kind": "penalty"},
        {"agency": str(bureau.pk)},
        {"region": "4112"},
        {"penalty": "warning"},
        {"from": "2026-03-01"},
        {"doc_no": row.shown.doc_no if row.shown else ""},
    ):
        assert ids(client, **query) == [str(row.pk)], query
    assert len(ids(client, party="晨星")) == 2
    assert len(ids(client, to="2026-03-01")) == 1


@pytest.mark.parametrize("name", LISTS)
def test_an_unknown_parameter_is_refused_by_name(client: Client, name: str) -> None:
    response = client.get(reverse(name), {"page": "2", "q": "x"})
    assert response.status_code == 400
    body = response.json()
    assert "未知的查询参数：page" in body["error"]
    assert "after" in body["error"]
    assert body["fields"] == {"page": ["没有这个参数。"]}


@pytest.mark.parametrize("name", LISTS)
def test_a_bad_cursor_is_refused(client: Client, name: str) -> None:
    response = client.get(reverse(name), {"after": "junk"})
    assert response.status_code == 400
    assert "翻页参数" in response.json()["error"]


@pytest.mark.parametrize(
    "query",
    [{"from": "x"}, {"kind": "x"}, {"agency": "?"}, {"from": "2026-02-01", "to": "2026-01-01"}],
)
def test_a_bad_value_is_refused_with_its_field(client: Client, query: dict[str, str]) -> None:
    response = client.get(reverse("api-decision-list"), query)
    assert response.status_code == 400
    assert set(response.json()["fields"]) <= set(query)
    assert response.json()["fields"]


def test_pages_lead_to_each_other_and_keep_the_filter(
    client: Client, bureau: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("disclosure.cursor.SIZE", 2)
    rows = [factories.published(bureau, facts="擅自占用道路。") for _index in range(5)]
    factories.published(bureau, facts="别的事。")
    url, seen = "/api/v1/decisions/?q=道路", []
    while url:
        page = client.get(url).json()
        seen += [row["id"] for row in page["results"]]
        url = page["next"]
    assert sorted(seen) == sorted(str(row.pk) for row in rows)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_asks_a_constant_number_of_queries(
    client: Client, bureau: Agency, name: str, django_assert_max_num_queries: Any
) -> None:
    for _index in range(6):
        factories.published(bureau)
        cases.officer(bureau)
    with django_assert_max_num_queries(2):
        client.get(reverse(name))


def test_agencies_officers_and_items_are_the_public_ones(client: Client, bureau: Agency) -> None:
    factories.agency("待确认局", status=Agency.Status.PENDING)
    officer, left = cases.officer(bureau, username="secret-login"), cases.officer(bureau)
    Officer.objects.filter(pk=left.pk).update(status=Officer.Status.LEFT)
    values: dict[str, Any] = {
        "agency": bureau,
        "kind": "penalty",
        "effective_from": date(2025, 1, 1),
    }
    item = items.create(**values, name="已公布事项", published_on=date(2025, 1, 1))
    items.create(**values, name="未公布事项", published_on=None)
    assert ids(client, "api-agency-list") == [bureau.pk]
    assert ids(client, "api-officer-list") == [officer.pk]
    assert ids(client, "api-item-list") == [item.pk]
    text = client.get(reverse("api-officer-list")).content.decode()
    assert "secret-login" not in text
    assert "account" not in text


def test_single_rows_answer_and_hidden_ones_do_not(client: Client, bureau: Agency) -> None:
    officer = cases.officer(bureau)
    hidden = factories.agency(status=Agency.Status.PENDING)
    shown = client.get(reverse("api-officer-detail", args=[officer.pk])).json()
    assert shown["certificates"][0]["number"] == officer.certificates.get().number
    assert client.get(reverse("api-agency-detail", args=[bureau.pk])).status_code == 200
    assert client.get(reverse("api-agency-detail", args=[hidden.pk])).status_code == 404
    assert client.get(reverse("api-item-detail", args=[1])).status_code == 404


def test_a_withdrawn_decision_answers_when_and_why(client: Client, bureau: Agency) -> None:
    row = cases.published(bureau)
    by = cases.user("publisher", bureau)
    pipeline.withdraw(row, by=by, on=date(2026, 4, 1), reason="决定被撤销。", ground="content")
    response = client.get(reverse("api-decision-detail", args=[row.pk]))
    assert response.status_code == 410
    assert response.json() == {
        "error": "该决定已经撤下。",
        "reason": "公开的文本含有依法不应公开的内容（政府信息公开条例第十四条、第十五条）：决定被撤销。",
        "withdrawn_on": "2026-04-01",
        "agency": "云溪市城市管理局",
    }


def test_the_schema_describes_every_endpoint_and_filter(client: Client) -> None:
    response = client.get(reverse("api-schema"), {"format": "json"})
    assert response.status_code == 200
    paths = response.json()["paths"]
    names = {p["name"] for p in paths["/api/v1/decisions/"]["get"]["parameters"]}
    wanted = {"q", "kind", "agency", "region", "party", "doc_no", "penalty", "from", "to", "after"}
    assert wanted <= names
    for path in ("agencies/", "officers/", "items/", "cases/", "publications/{id}/publish/"):
        assert f"/api/v1/{path}" in paths or f"/api/v1/{path.replace('{id}', '{pk}')}" in paths
    page = paths["/api/v1/decisions/"]["get"]["responses"]["200"]["content"]["application/json"]
    assert "next" in str(response.json()) and page
