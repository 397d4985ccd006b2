"""The decision list: every filter of the contract, Chinese words of any length, constant queries."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from disclosure import search
from disclosure.services import pipeline
from enforcement.models import Agency
from tests import factories as cases
from tests.disclosure import factories

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("today"),
]
URL = "/decisions/"


@pytest.fixture
def bureau() -> Agency:
    return factories.agency("云溪市城市管理局", division_code="411202", uscc="11411200MB0A12345X")


def found(client: Client, **query: str) -> list[Any]:
    response = client.get(URL, query)
    assert response.status_code == 200, response.content.decode()
    return [row.pk for row in response.context["page"].rows]


def test_one_character_finds_a_decision(client: Client, bureau: Agency) -> None:
    row = factories.published(bureau, facts="擅自占用道路。")
    factories.published(bureau, facts="未按规定停车。")
    assert found(client, q="占") == [row.pk]


def test_two_characters_find_a_decision(client: Client, bureau: Agency) -> None:
    row = factories.published(bureau, facts="擅自占用道路。")
    assert found(client, q="道路") == [row.pk]


def test_a_long_phrase_finds_only_the_decision_that_holds_it(
    client: Client, bureau: Agency
) -> None:
    row = factories.published(bureau, facts="未取得建设工程规划许可证擅自搭建彩钢棚。")
    factories.published(bureau, facts="擅自搭建的彩钢棚未取得许可证，规划建设工程。")
    assert found(client, q="未取得建设工程规划许可证擅自搭建") == [row.pk]


def test_several_words_must_all_be_there(client: Client, bureau: Agency) -> None:
    row = factories.published(bureau, facts="擅自占用道路摆摊。")
    factories.published(bureau, facts="擅自占用道路。")
    assert found(client, q="道路 摆摊") == [row.pk]


@pytest.mark.parametrize("q", ["《》", "%", "_", "'", '"', "\\", "(", "NOT", "*", "a' OR 1=1 --"])
def test_signs_a_search_engine_knows_are_only_text(client: Client, bureau: Agency, q: str) -> None:
    factories.published(bureau)
    assert found(client, q=q) == []


@pytest.mark.parametrize(
    "written", ["云试罚〔2026〕88号", "云试罚[2026]88号", "云试罚（2026）第88号"]
)
def test_a_document_number_is_found_however_it_is_written(
    client: Client, bureau: Agency, written: str
) -> None:
    row = factories.published(bureau, doc_no="云试罚〔2026〕88号")
    factories.published(bureau, doc_no="云试罚〔2026〕188号")
    assert found(client, doc_no=written) == [row.pk]
    assert found(client, q=written) == [row.pk]


def test_filters_narrow_by_kind_agency_region_party_and_penalty(
    client: Client, bureau: Agency
) -> None:
    other = factories.agency("别处交通局", division_code="650104")
    row = factories.published(
        bureau, kind="penalty", party_name="云溪市朝阳餐饮有限公司", penalty_kinds=["warning"]
    )
    factories.published(other, kind="permit", penalty_kinds=[])
    assert found(client, kind="penalty") == [row.pk]
    assert found(client, agency=str(bureau.pk)) == [row.pk]
    assert found(client, agency="11411200mb0a12345x") == [row.pk]
    assert found(client, region="4112") == [row.pk]
    assert found(client, region="411200") == [row.pk]
    assert found(client, party="朝阳餐饮") == [row.pk]
    assert found(client, penalty="warning") == [row.pk]
    assert found(client, penalty="detention") == []
    assert found(client, kind="penalty", region="65") == []


def test_dates_bound_the_day_of_the_decision_on_both_ends(client: Client, bureau: Agency) -> None:
    early = factories.published(bureau, on=date(2026, 2, 2))
    late = factories.published(bureau, on=date(2026, 3, 16))
    assert found(client, **{"from": "2026-02-02", "to": "2026-03-15"}) == [early.pk]
    assert found(client, **{"from": "2026-03-16"}) == [late.pk]
    assert found(client) == [late.pk, early.pk]


BAD = [
    {"from": "gestern"},
    {"from": "2026-03-02", "to": "2026-03-01"},
    {"kind": "nonsense"},
    {"agency": "局"},
    {"region": "12345"},
    {"q": "长" * 101},
]


@pytest.mark.parametrize("query", BAD)
def test_a_bad_filter_is_explained_and_kept_in_the_form(
    client: Client, bureau: Agency, query: dict[str, str]
) -> None:
    factories.published(bureau)
    response = client.get(URL, query)
    assert response.status_code == 400
    page = response.content.decode()
    assert 'class="field-errors"' in page
    assert 'class="result"' not in page


def test_an_agency_nobody_has_is_an_empty_list(client: Client, bureau: Agency) -> None:
    factories.published(bureau)
    response = client.get(URL, {"agency": "999999999999"})
    assert response.context["page"].rows == []
    assert "没有符合条件的决定" in response.content.decode()


def test_pages_follow_the_cursor_and_keep_the_filter(client: Client, bureau: Agency) -> None:
    rows = [factories.published(bureau, facts="擅自占用道路。") for _index in range(23)]
    first = client.get(URL, {"q": "道路"})
    cursor = first.context["page"].next_cursor
    assert f"q=%E9%81%93%E8%B7%AF&amp;after={cursor}" in first.content.decode()
    second = client.get(URL, {"q": "道路", "after": cursor})
    seen = [row.pk for page in (first, second) for row in page.context["page"].rows]
    assert sorted(seen) == sorted(row.pk for row in rows)
    assert client.get(URL, {"after": "junk"}).status_code == 200


def test_facets_count_and_link_one_step_further(client: Client, bureau: Agency) -> None:
    for _index in range(3):
        factories.published(bureau, kind="penalty")
    factories.published(factories.agency("别处交通局"), kind="permit")
    response = client.get(URL)
    kinds = response.context["links"][0].links
    assert [(link.label, link.count) for link in kinds] == [("行政处罚", 3), ("行政许可", 1)]
    assert kinds[0].url == "?kind=penalty"
    narrowed = client.get(URL, {"kind": "penalty"}).context["links"][0].links[0]
    assert (narrowed.current, narrowed.url) == (True, "?")
    assert found(client, kind="penalty", q="罚款") != []


def test_the_count_stops_at_the_cap(bureau: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "CAP", 3)
    for _index in range(5):
        factories.published(bureau)
    counted = search.facets({}, date(2026, 4, 1))
    assert (counted.total, counted.capped) == (3, True)


def test_the_list_asks_the_same_number_of_queries_for_one_row_and_for_twenty(
    client: Client, bureau: Agency, django_assert_num_queries: Any
) -> None:
    factories.published(bureau)
    with django_assert_num_queries(4):
        client.get(URL, {"q": "晨星"})
    for _index in range(19):
        factories.published(factories.agency())
    with django_assert_num_queries(4):
        client.get(URL, {"q": "晨星"})


def test_found_words_are_marked_and_nothing_else_is_markup(client: Client, bureau: Agency) -> None:
    factories.published(bureau, title="占道<script>alert(1)</script>案", content="占道经营。")
    page = client.get(URL, {"q": "占道"}).content.decode()
    assert "<mark>占道</mark>" in page
    assert "<script>alert" not in page


def test_a_withdrawn_decision_leaves_every_list_at_once(client: Client) -> None:
    bureau = factories.agency()
    row = cases.published(bureau)
    assert found(client, q="过期") == [row.pk]
    pipeline.withdraw(
        row,
        by=cases.user("publisher", bureau),
        on=date(2026, 4, 1),
        reason="决定被撤销。",
        ground="content",
    )
    assert found(client, q="过期") == []
    assert found(client) == []
    assert f"<id>urn:uuid:{row.pk}" not in client.get(reverse("decision-feed")).content.decode()
    assert str(row.pk) not in client.get(reverse("sitemap-month", args=[2026, 3])).content.decode()


def test_a_decision_is_gone_after_its_last_day(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = factories.published(factories.agency(), publish_until="2026-04-01")
    assert found(client) == [row.pk]
    assert list(search.decisions({}, date(2026, 4, 1))) == [row]
    assert list(search.decisions({}, date(2026, 4, 2))) == []


def test_export_holds_the_rows_of_the_filter_and_runs_no_formula(
    client: Client, bureau: Agency
) -> None:
    factories.published(bureau, title="=HYPERLINK(1)案", facts="擅自占用道路。")
    factories.published(bureau, title="别的案", facts="别的事。")
    response = client.get(reverse("decision-csv"), {"q": "道路"})
    text = response.content.decode("utf-8-sig")
    assert text.splitlines()[0].startswith("文号,案件名称")
    assert "'=HYPERLINK(1)案" in text
    assert "别的案" not in text
    assert "2000.00" in text


def test_a_long_export_names_its_next_part(
    client: Client, bureau: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("disclosure.views.public.decisions.EXPORT", 2)
    for _index in range(3):
        factories.published(bureau)
    response = client.get(reverse("decision-csv"))
    link = response["Link"].split(">")[0].removeprefix("<http://testserver")
    assert len(client.get(link).content.decode().splitlines()) == 2


def test_a_bad_export_or_feed_filter_is_refused_in_words(client: Client) -> None:
    for name in ("decision-csv", "decision-feed"):
        response = client.get(reverse(name), {"from": "x"})
        assert response.status_code == 422
        assert "有误" in response.content.decode()


def test_the_feed_lists_the_newest_under_the_filter(client: Client, bureau: Agency) -> None:
    row = factories.published(bureau, kind="penalty")
    factories.published(bureau, kind="permit")
    response = client.get(reverse("decision-feed"), {"kind": "penalty"})
    text = response.content.decode()
    assert response["Content-Type"].startswith("application/atom+xml")
    assert text.count("<entry>") == 1
    assert f"urn:uuid:{row.pk}" in text
