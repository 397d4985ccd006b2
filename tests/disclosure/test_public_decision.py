"""One decision: text with linked articles, dates, timeliness, PDF; and what is left when it ends."""

import uuid
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core import pdf
from disclosure import presentation
from disclosure.models import Publication
from disclosure.services import duties, pipeline
from enforcement.models import Agency
from tests import factories as cases
from tests.disclosure import factories

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("today"),
]
OLD, NEW = date(2015, 10, 1), date(2026, 3, 10)


@pytest.fixture
def bureau() -> Agency:
    return factories.agency("云溪市市场监督管理局")


def url(row: Publication, name: str = "decision-detail") -> str:
    return reverse(name, args=[row.pk])


def text(client: Client, row: Publication, name: str = "decision-detail") -> str:
    return client.get(url(row, name)).content.decode()


def food_law() -> Any:
    return factories.statute(
        "中华人民共和国食品安全法",
        (OLD, NEW, {34: "旧的第三十四条。"}),
        (NEW, None, {34: "新的第三十四条。"}),
    )


def test_the_page_shows_the_decision_with_its_dates_and_remedies(
    client: Client, bureau: Agency
) -> None:
    page = text(client, cases.published(bureau))
    for words in ("销售超过保质期的饼干12袋", "罚款人民币2000元", "申请行政复议", "2,000.00 元"):
        assert words in page
    for day in ("2026-03-16", "2026-03-17", "2026-03-18"):
        assert f'<time datetime="{day}">' in page
    assert "在法定期限内公开" in page


def test_officers_are_named_with_a_certificate_to_check(client: Client, bureau: Agency) -> None:
    row = cases.published(bureau)
    name, number = row.shown.officers[0] if row.shown else ("", "")
    page = text(client, row)
    assert name in page
    assert reverse("verify-code", args=[number]) in page


def test_a_citation_leads_to_the_article_as_of_the_day(client: Client, bureau: Agency) -> None:
    law = food_law()
    early = factories.published(bureau, on=date(2026, 2, 2))
    late = factories.published(bureau, on=date(2026, 3, 16))
    path = reverse("statute-article", args=[law.pk, "34"])
    assert f'<a href="{path}?on=2026-02-02">' in text(client, early)
    assert f'<a href="{path}?on=2026-03-16">' in text(client, late)
    assert "旧的第三十四条。" in client.get(f"{path}?on=2026-02-02").content.decode()
    assert "新的第三十四条。" in client.get(f"{path}?on=2026-03-16").content.decode()


def test_a_decision_links_to_the_text_of_the_day_of_the_act(client: Client, bureau: Agency) -> None:
    law = food_law()
    article = law.versions.get(effective_from=OLD).articles.get()
    refs = [{"text": "第三十四条第十项", "article": article.pk, "statute": law.pk, "note": ""}]
    row = cases.published(bureau, basis_refs=refs)
    path = reverse("statute-article", args=[law.pk, "34"])
    assert f'<a href="{path}?on={OLD}">第三十四条第十项</a>' in text(client, row)


def test_a_citation_the_library_lacks_says_so(client: Client, bureau: Agency) -> None:
    page = text(client, factories.published(bureau, basis="《云溪市养犬条例》第九条"))
    assert 'title="法律库未收录该日有效的文本"' in page


def test_a_late_publication_says_by_how_much(client: Client, bureau: Agency) -> None:
    row = cases.published(bureau, published_on=date(2026, 3, 31))
    assert "逾期公开 4 个工作日" in text(client, row)
    assert "逾期公开 4 个工作日" in text(client, row, "decision-derivation")


def test_a_publication_on_the_weekend_after_the_last_day_is_late_by_one(bureau: Agency) -> None:
    row = cases.published(bureau, on=date(2026, 3, 18), published_on=date(2026, 3, 28))
    timing = presentation.timing(row)
    assert timing is not None
    assert (timing.deadline.due_on, timing.late_by) == (date(2026, 3, 27), 1)


def test_the_deadline_is_derived_day_by_day(client: Client, bureau: Agency) -> None:
    row = cases.published(bureau)
    page = text(client, row, "decision-derivation")
    assert "第 7 个工作日" in page
    assert "起算日，不计入" in page
    assert "2026-03-25" in page
    assert row.deadline is not None
    assert row.deadline.article in page


def test_a_record_that_nobody_can_judge_says_so(client: Client, bureau: Agency) -> None:
    row = factories.published(bureau, on=date(2016, 3, 1))
    assert "未评判公开是否及时" in text(client, row, "decision-derivation")
    assert "没有可以适用的公开期限" in text(client, row)
    assert "在法定期限内公开" not in text(client, row)


def test_the_page_asks_few_queries_whatever_it_cites(
    client: Client, bureau: Agency, django_assert_num_queries: Any
) -> None:
    food_law()
    row = factories.published(bureau, basis="《中华人民共和国食品安全法》第三十四条，" * 20)
    with django_assert_num_queries(
        5
    ):  # the objections come with the row; the files are asked for apart
        client.get(url(row))


def test_the_pdf_holds_the_public_text(client: Client, bureau: Agency) -> None:
    response = client.get(url(cases.published(bureau), "decision-pdf"))
    assert response["Content-Type"] == "application/pdf"
    words = pdf.text(response.content).replace("\n", "").replace("\r", "")
    assert "罚款人民币2000元" in words
    assert "不替代送达当事人的决定书" in words


def test_the_card_for_other_sites_names_nobody(client: Client, bureau: Agency) -> None:
    row = cases.published(bureau)
    head = text(client, row).split("<body", maxsplit=1)[0]
    card = "".join(line for line in head.splitlines() if "<meta" in line)
    assert "云溪市市场监督管理局" in card
    assert "晨星" not in card


def withdrawn(row: Publication) -> Publication:
    by = cases.user("publisher", row.agency)
    return pipeline.withdraw(
        row, by=by, on=date(2026, 4, 1), reason="决定被依法撤销。", ground="content"
    )


NAMES = ["decision-detail", "decision-pdf", "decision-derivation", "api-decision-detail"]


@pytest.mark.parametrize("name", NAMES)
def test_a_withdrawn_decision_answers_410_with_the_reason_and_no_party(
    client: Client, bureau: Agency, name: str
) -> None:
    row = withdrawn(cases.published(bureau))
    response = client.get(url(row, name))
    page = response.content.decode()
    assert response.status_code == 410
    assert "决定被依法撤销。" in page
    for hidden in ("晨星", "饼干", row.shown.doc_no if row.shown else "-"):
        assert hidden not in page
    assert "no-cache" in response["Cache-Control"]


@pytest.mark.parametrize("name", NAMES)
def test_an_expired_decision_answers_404_without_a_party(
    client: Client, bureau: Agency, name: str
) -> None:
    row = pipeline.expire(cases.published(bureau), on=date(2026, 4, 1))
    response = client.get(url(row, name))
    assert response.status_code == 404
    assert "晨星" not in response.content.decode()


@pytest.mark.parametrize("name", NAMES)
def test_a_decision_on_its_way_to_the_public_answers_404(
    client: Client, bureau: Agency, name: str
) -> None:
    row = cases.approved(cases.issued(bureau))
    assert client.get(url(row, name)).status_code == 404


@pytest.mark.parametrize("name", NAMES)
def test_a_withheld_decision_answers_404(client: Client, bureau: Agency, name: str) -> None:
    row = duties.open_duty(cases.issued(bureau))
    by = cases.user("publisher", bureau)
    pipeline.withhold(row, by=by, on=date(2026, 4, 1), code="privacy", reason="涉及隐私。")
    assert client.get(url(row, name)).status_code == 404


@pytest.mark.parametrize("name", NAMES)
def test_an_unknown_number_answers_404(client: Client, name: str) -> None:
    assert client.get(reverse(name, args=[uuid.uuid4()])).status_code == 404


def test_text_is_cut_at_the_longest_citation_first() -> None:
    links = [
        presentation.Link("第三条", "/3", ""),
        presentation.Link("第三条第一款", "/3-1", ""),
    ]
    parts = list(presentation.split("依据第三条第一款、第三条处理", links))
    assert [(p.text, p.url) for p in parts] == [
        ("依据", ""),
        ("第三条第一款", "/3-1"),
        ("、", ""),
        ("第三条", "/3"),
        ("处理", ""),
    ]
    assert list(presentation.split("", links)) == []
