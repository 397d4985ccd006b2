"""Officers, items, articles and the check of a code: public fields only, plain answers."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from disclosure.services import pipeline
from enforcement.models import Agency, Item, Officer
from enforcement.services import items, officers
from tests import factories as cases
from tests.disclosure import factories

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("today"),
]
START = date(2021, 7, 15)


@pytest.fixture
def bureau() -> Agency:
    return factories.agency("云溪市城市管理局")


def item(of: Agency, **fields: Any) -> Item:
    values = {
        "agency": of,
        "kind": "penalty",
        "name": "对擅自占用道路的处罚",
        "basis_text": "《城市道路管理条例》第三十九条",
        "effective_from": date(2025, 1, 1),
        "published_on": date(2025, 1, 1),
        **fields,
    }
    return items.create(**values)


def page(client: Client, name: str, *args: Any, **query: str) -> str:
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200
    return response.content.decode()


# ------------------------------------------------------------------------------- officers
def test_an_officer_shows_the_published_fields_and_no_account(
    client: Client, bureau: Agency
) -> None:
    row = cases.officer(bureau, name="安巡一", username="secret-login")
    number = row.certificates.get().number
    for text in (page(client, "officer-list"), page(client, "officer-detail", row.pk)):
        for words in ("安巡一", "云溪市城市管理局", "科员", number, "云溪市"):
            assert words in text
        assert "secret-login" not in text


def test_officers_are_found_by_name_number_and_agency(client: Client, bureau: Agency) -> None:
    row = cases.officer(bureau, name="安巡一")
    other = cases.officer(factories.agency(), name="别某人")
    number = row.certificates.get().number
    for query in ({"q": "安巡"}, {"q": number.lower()}, {"agency": str(bureau.pk)}):
        text = page(client, "officer-list", **query)
        assert "安巡一" in text
        assert other.name not in text


def test_an_officer_who_left_is_in_no_list(client: Client, bureau: Agency) -> None:
    row = cases.officer(bureau, name="安离任")
    Officer.objects.filter(pk=row.pk).update(status=Officer.Status.LEFT)
    assert "安离任" not in page(client, "officer-list")
    assert client.get(reverse("officer-detail", args=[row.pk])).status_code == 404


def test_an_officer_without_a_valid_certificate_is_told_apart(
    client: Client, bureau: Agency
) -> None:
    row = cases.officer(bureau, valid_to=date(2026, 3, 31))
    assert "没有有效的行政执法证" in page(client, "officer-detail", row.pk)


def test_the_list_of_officers_asks_a_constant_number_of_queries(
    client: Client, bureau: Agency, django_assert_num_queries: Any
) -> None:
    for count in (1, 12):
        for _index in range(count):
            cases.officer(bureau)
        with django_assert_num_queries(4):
            page(client, "officer-list")


# ------------------------------------------------------------------------------- items
def test_an_item_shows_its_basis_as_it_reads_today(client: Client, bureau: Agency) -> None:
    factories.statute(
        "城市道路管理条例",
        (date(1996, 10, 1), date(2019, 3, 24), {39: "旧文。"}),
        (date(2019, 3, 24), None, {39: "今文。"}),
    )
    text = page(client, "item-detail", item(bureau).pk)
    assert "今文。" in text
    assert "旧文。" not in text
    assert "?on=2026-04-01" in text


def test_an_item_says_when_the_library_lacks_its_basis(client: Client, bureau: Agency) -> None:
    assert "法律库没有收录" in page(client, "item-detail", item(bureau).pk)


def test_only_published_items_in_force_are_listed(client: Client, bureau: Agency) -> None:
    item(bureau, name="已公布事项")
    item(bureau, name="未公布事项", published_on=None)
    item(bureau, name="已失效事项", effective_to=date(2026, 3, 31))
    text = page(client, "item-list")
    assert "已公布事项" in text
    assert "未公布事项" not in text
    assert "已失效事项" not in text


def test_items_are_filtered_by_kind_and_words(client: Client, bureau: Agency) -> None:
    item(bureau, name="对占道的处罚")
    item(bureau, name="占道检查", kind="inspection")
    text = page(client, "item-list", kind="inspection", q="占道")
    assert "占道检查" in text
    assert "对占道的处罚" not in text
    assert client.get(reverse("item-list"), {"kind": "x"}).status_code == 400


def test_items_page_through_without_counting(
    client: Client, bureau: Agency, django_assert_num_queries: Any
) -> None:
    for index in range(31):
        item(bureau, name=f"事项{index}")
    with django_assert_num_queries(3):
        response = client.get(reverse("item-list"))
    cursor = response.context["page"].next_cursor
    assert len(client.get(reverse("item-list"), {"after": cursor}).context["page"].rows) == 1


# ------------------------------------------------------------------------------- articles
def test_an_article_names_its_version_and_its_neighbours(client: Client) -> None:
    law = factories.statute("行政处罚法", (START, None, {1: "首条。", 2: "次条。", 3: "末条。"}))
    text = page(client, "statute-article", law.pk, "2", on="2026-01-01")
    assert "次条。" in text
    assert "自 2021-07-15 起施行" in text
    assert reverse("statute-article", args=[law.pk, "1"]) in text
    assert reverse("statute-article", args=[law.pk, "3"]) in text


def test_a_day_before_the_law_is_answered_in_words(client: Client) -> None:
    law = factories.statute("行政处罚法", (START, None, {1: "首条。"}))
    url = reverse("statute-article", args=[law.pk, "1"])
    response = client.get(url, {"on": "1990-01-01"})
    assert response.status_code == 404
    assert "法律库未收录该日有效的文本" in response.content.decode()
    missing = client.get(reverse("statute-article", args=[law.pk, "99"]))
    assert missing.status_code == 404
    assert "没有这一条" in missing.content.decode()


@pytest.mark.parametrize("on", ["x", "2026-13-01", "99999-01-01", "\x01"])
def test_a_day_that_is_none_is_refused_in_words(client: Client, on: str) -> None:
    law = factories.statute("行政处罚法", (START, None, {1: "首条。"}))
    response = client.get(reverse("statute-article", args=[law.pk, "1"]), {"on": on})
    assert response.status_code == 422
    assert "不是日期" in response.content.decode()


def test_article_one_of_article_fifty_three_has_its_own_page(client: Client) -> None:
    law = factories.statute("行政处罚法", (START, None, {53: "本条。"}))
    version = law.versions.get()
    version.articles.create(ordinal=2, no=53, suffix=1, label="第五十三条之一", text="之一。")
    assert "之一。" in page(client, "statute-article", law.pk, "53-1")
    assert client.get(f"/statutes/{law.pk}/articles/99999/").status_code == 404


# ------------------------------------------------------------------------------- verify
def test_a_certificate_is_answered_with_its_state_today(client: Client, bureau: Agency) -> None:
    row = cases.officer(bureau, name="安巡一")
    number = row.certificates.get().number
    text = page(client, "verify-code", number.lower())
    assert "安巡一" in text
    assert '<span class="badge badge-good">有效</span>' in text


def states() -> dict[str, tuple[dict[str, Any], str]]:
    return {
        "expired": ({"valid_to": date(2026, 3, 31)}, "已过有效期"),
        "future": ({"valid_from": date(2026, 4, 2)}, "尚未生效"),
    }


@pytest.mark.parametrize("case", list(states()))
def test_a_certificate_out_of_its_period_says_so(client: Client, bureau: Agency, case: str) -> None:
    dates, words = states()[case]
    row = cases.officer(bureau, **dates)
    assert words in page(client, "verify-code", row.certificates.get().number)


@pytest.mark.parametrize(
    ("status", "words"), [(Officer.Status.LEFT, "已注销"), (Officer.Status.SUSPENDED, "已暂扣")]
)
def test_an_officer_out_of_post_has_no_valid_certificate(
    client: Client, bureau: Agency, status: str, words: str
) -> None:
    row = cases.officer(bureau)
    officers.set_status(row, status, on=timezone.localdate())
    assert words in page(client, "verify-code", row.certificates.get().number)


def test_the_newest_of_two_certificates_with_one_number_counts(
    client: Client, bureau: Agency
) -> None:
    row = cases.officer(bureau, valid_to=date(2025, 12, 31))
    first = row.certificates.get()
    officers.certify(
        row,
        number=first.number,
        issuer=first.issuer,
        area=first.area,
        valid_from=date(2026, 1, 1),
        valid_to=date(2030, 12, 31),
    )
    text = page(client, "verify-code", first.number)
    assert "有效</span>" in text
    assert "已过有效期" not in text


def test_a_document_number_tells_whether_it_is_published(client: Client, bureau: Agency) -> None:
    row = factories.published(bureau, doc_no="云城罚〔2026〕5号")
    text = page(client, "verify-code", "云城罚[2026]5号")
    assert "已公开" in text
    assert reverse("decision-detail", args=[row.pk]) in text


def test_a_withdrawn_document_leads_to_the_reason(client: Client, bureau: Agency) -> None:
    row = cases.published(bureau)
    by = cases.user("publisher", bureau)
    pipeline.withdraw(row, by=by, on=date(2026, 4, 1), reason="决定被撤销。", ground="content")
    text = page(client, "verify-code", row.shown.doc_no if row.shown else "")
    assert "已撤下" in text
    assert "晨星" not in text


@pytest.mark.parametrize("code", ["YX000000", "云罚〔2026〕9号", "'; --", "%00", "*", "　", "号"])
def test_an_unknown_code_is_404_in_plain_words(client: Client, bureau: Agency, code: str) -> None:
    factories.published(bureau, doc_no="")
    response = client.get(reverse("verify-code", args=[code]))
    assert response.status_code == 404
    assert "没有查到" in response.content.decode()


def test_the_form_leads_to_the_page_of_a_known_code(client: Client) -> None:
    factories.published(factories.agency(), doc_no="云罚〔2026〕9号")
    response = client.get(reverse("verify"), {"code": " 云罚〔2026〕9号 "})
    assert response.status_code == 302
    assert response["Location"] == reverse("verify-code", args=["云罚〔2026〕9号"])
    for code in ("", "a/b", ".."):
        refused = client.get(reverse("verify"), {"code": code})
        assert refused.status_code == 400
        assert 'class="field-errors"' in refused.content.decode()
