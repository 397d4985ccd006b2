"""A query that finds nothing leads on, tells nothing of what is not public, and found words are marked."""

import re
from datetime import date
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse

from disclosure import entries, helping, sample, search
from disclosure.filters import DecisionFilter
from disclosure.models import Publication
from disclosure.services import pipeline
from disclosure.templatetags.decisions import where
from enforcement.models import Agency
from tests import factories as cases
from tests.disclosure import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
TODAY = factories.TODAY


@pytest.fixture
def bureau() -> Agency:
    return factories.agency("云溪市城市管理局", division_code="411202")


def hints(**asked: str) -> list[tuple[str, int]]:
    """(label, count) of what is offered."""
    form = DecisionFilter(asked)
    assert form.is_valid()
    return [(hint.label, hint.count) for hint in helping.offer(form, TODAY).hints]


def test_each_condition_that_stands_in_the_way_can_be_taken_away(bureau: Agency) -> None:
    factories.published(bureau, kind="penalty", facts="擅自占用道路。")
    factories.published(bureau, kind="penalty", facts="别的。")
    assert hints(q="道路", kind="permit") == [("去掉“执法类别”", 1)]
    assert hints(q="摆摊", kind="penalty") == [("去掉“关键词”", 2)]
    assert hints(q="道路 摆摊") == [("去掉关键词“摆摊”", 1)]
    assert hints(q="没有") == []


def test_following_a_hint_finds_what_it_counts(client: Client, bureau: Agency) -> None:
    factories.published(bureau, kind="penalty", facts="擅自占用道路。", penalty_kinds=["warning"])
    form = DecisionFilter({"q": "道路 摆摊", "penalty": "warning", "from": "2026-01-01"})
    assert form.is_valid()
    offered = helping.offer(form, TODAY).hints
    assert offered
    for hint in offered:
        response = client.get("/decisions/" + hint.url)
        assert response.context["facets"].total == hint.count, hint


def test_counts_of_hints_stop(bureau: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(helping, "MOST", 2)
    for _no in range(4):
        factories.published(bureau, facts="擅自占用道路。")
    form = DecisionFilter({"q": "道路 摆摊"})
    assert form.is_valid()
    (hint,) = helping.offer(form, TODAY).hints
    assert (hint.count, hint.capped) == (2, True)


def test_a_number_under_another_prefix_is_looked_for_by_its_year_and_serial(bureau: Agency) -> None:
    factories.published(bureau, doc_no="云试罚〔2026〕88号")
    assert hints(doc_no="云溪罚[2026]第88号") == [("只按年份和序号查找文号", 1)]
    assert hints(q="云溪罚（2026）88") == [("只按年份和序号查找文号", 1)]


def test_a_name_of_an_agency_or_an_item_leads_there(client: Client, bureau: Agency) -> None:
    cases.inspection_item(bureau, on=date(2026, 1, 5))
    page = client.get("/decisions/", {"q": "城市管理"}).content.decode()
    items = client.get("/decisions/", {"q": "食品经营"}).content.decode()
    assert reverse("item-list") + "?q=" in items and reverse("item-list") + "?q=" not in page
    assert reverse("agency-detail", args=[bureau.pk]) in page
    nothing = client.get("/decisions/", {"q": "没有这样的词"}).content.decode()
    assert reverse("agency-detail", args=[bureau.pk]) not in nothing
    assert reverse("ledger") in nothing
    assert reverse("complaint-new") + "?about=information" in nothing


def test_help_for_what_was_withdrawn_is_the_help_for_what_never_was(client: Client) -> None:
    bureau = factories.agency()
    factories.published(bureau, facts="擅自占用道路。")

    def told(word: str) -> str:
        answer = client.get("/decisions/", {"q": f"道路 {word}", "kind": "penalty"})
        return answer.content.decode().replace(word, "").replace(quote(word), "")

    row = cases.published(bureau)
    pipeline.withdraw(
        row,
        by=cases.user("publisher", bureau),
        on=date(2026, 4, 1),
        reason="决定被撤销。",
        ground="content",
    )
    assert row.shown is not None
    assert told("过期食品") == told("从未有过")


@pytest.mark.parametrize("written", ["13812345678", "11010519491231002X", "豫A12345"])
def test_whoever_asks_for_a_person_is_offered_nothing(bureau: Agency, written: str) -> None:
    factories.published(bureau)
    form = DecisionFilter({"q": f"晨星 {written}", "kind": "penalty"})
    assert form.is_valid()
    assert helping.offer(form, TODAY) == helping.Help()


def test_a_hint_never_asks_for_a_person_either(bureau: Agency) -> None:
    """Words that together are no number may be one when another is left out."""
    factories.published(bureau)
    assert hints(q="1381234 厂 5678") == []


# ---------------------------------------------------------------------------------- marks
def test_the_piece_shown_is_the_one_with_the_word(client: Client, bureau: Agency) -> None:
    row = factories.published(
        bureau, facts="当事人在河边搭建彩钢棚。", content="罚款人民币2000元。"
    )
    page = client.get("/decisions/", {"q": "彩钢"}).content.decode()
    assert "搭建<mark>彩钢</mark>棚" in page
    assert "罚款人民币2000元" in client.get("/decisions/").content.decode()
    assert row.shown is not None
    assert where(row.shown, "罚款") == row.shown.result == where(row.shown, "")


@pytest.mark.parametrize(
    "q", ["<script>", "(" * 99, "&amp;", "b&gt;", "<b> 彩钢", "\\", "'\"><img src=x>"]
)
def test_no_words_bring_markup_into_the_list(client: Client, bureau: Agency, q: str) -> None:
    text = "搭建<b>彩钢</b>棚<script>alert(1)</script>&amp;"
    factories.published(bureau, title=text, facts=text, content=text)
    answer = client.get("/decisions/", {"q": q})
    assert answer.status_code == 200
    results = re.findall('<ul class="results">.*?</ul>', answer.content.decode(), re.DOTALL)
    tags = re.findall(r"</?([^ >]*)[^>]*>", "".join(results))
    assert set(tags) <= {"ul", "li", "p", "span", "time", "h2", "a", "mark"}, results
    shown = client.get("/decisions/", {"q": "彩钢"}).content.decode()
    assert "搭建&lt;b&gt;<mark>彩钢</mark>&lt;/b&gt;棚&lt;script&gt;" in shown


# ---------------------------------------------------------------------------------- very many
def test_very_many_are_told_from_a_sample_without_counts(
    client: Client, bureau: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.published(bureau, kind="penalty", facts="擅自占用道路。")
    rows = [
        sample.Row(no, "道路", "", bureau.pk, kind, "411202", date.max, "[]")
        for no, kind in enumerate(["permit", "penalty", "penalty"])
    ]
    monkeypatch.setattr(sample, "current", lambda: sample.Sample(rows, 100_000))
    asked = [entries.Term("道路", "text")]
    monkeypatch.setattr(entries, "worded", lambda rows, *_: entries.holding(rows, asked))
    found = search.facets({"q": "道路"}, TODAY)
    assert (found.total, found.capped) == (search.CAP, True)
    assert list(found.kinds.items()) == [("penalty", 0), ("permit", 0)]
    page = client.get("/decisions/", {"q": "道路"}).content.decode()
    assert "10,000+" in page and '<span class="count">' not in page
    monkeypatch.setattr(sample, "current", lambda: sample.Sample(rows, 3 * search.CAP // 2))
    assert search.facets({"q": "道路"}, TODAY).total == Publication.objects.count()
