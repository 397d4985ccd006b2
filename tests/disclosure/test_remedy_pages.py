"""The page that tells a reader the last day: from a decision or by hand, and what it must not keep."""

import re
from datetime import date
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from disclosure import remedy_days
from disclosure.services import pipeline
from enforcement.models import Agency
from tests import factories as cases
from tests.disclosure import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def bureau() -> Agency:
    return factories.agency(
        "云溪市城市管理局", government_name="云溪市人民政府", court_name="云溪市人民法院"
    )


def ask(client: Client, **query: Any) -> Any:
    return client.get(reverse("remedies"), query)


def days(response: Any) -> dict[str, str]:
    return {way.key: way.last_on.isoformat() for way in response.context["result"].ways}


def test_a_day_is_enough_for_an_answer(client: Client) -> None:
    response = ask(client, known_on="2026-03-16")
    page = response.content.decode()
    assert days(response) == {"review": "2026-05-15", "suit": "2026-09-16"}
    assert '<time datetime="2026-05-15">' in page
    assert "自2026-03-16的次日起算，60 日（自然日），至2026-05-15" in page
    assert "行政复议法第二十条" in page and "还剩 44 天" in page


def test_a_rolled_day_says_why(client: Client) -> None:
    page = ask(client, known_on="2025-08-02").content.decode()  # the sixtieth is 2025-10-01
    assert "该日为休息日（国庆节" in page
    assert "已经过了最后一天" in page


def test_in_english_the_reason_of_a_moved_day_is_english_too(client: Client) -> None:
    client.cookies["django_language"] = "en"
    page = ask(client, known_on="2026-03-24").content.decode()  # the sixtieth is a Saturday
    assert "a day of rest (Weekend), moved to 2026-05-25" in page


def test_what_decisions_say_is_quoted_in_chinese_throughout(client: Client) -> None:
    client.cookies["django_language"] = "en"
    page = ask(client).content.decode()
    quoted = re.findall(r'<p lang="zh-hans">(.+?)</p>', page)
    assert len(quoted) > 5
    assert [text for text in quoted if re.search("[A-Za-z]", text)] == []


def test_without_a_question_the_page_is_general_and_kept(client: Client) -> None:
    response = ask(client)
    assert "result" not in response.context
    assert response["Cache-Control"] == "public, max-age=60"


def test_an_answer_is_asked_for_again_and_not_for_search_engines(client: Client) -> None:
    response = ask(client, known_on="2026-03-16")
    assert "no-cache" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"
    assert not response.cookies


def test_a_decision_answers_for_itself(client: Client, bureau: Agency) -> None:
    row = cases.published(bureau)
    response = ask(client, decision=row.pk)
    page = response.content.decode()
    # Served the day after it was decided, as its page says.
    assert days(response) == {"review": "2026-05-18", "suit": "2026-09-17"}
    assert "云溪市人民政府" in page and "云溪市人民法院" in page
    assert 'name="rule"' not in page
    assert "晨星" not in page, "whom it was about is not needed here"


def test_the_reader_knows_better_when_the_decision_reached_them(
    client: Client, bureau: Agency
) -> None:
    row = cases.published(bureau)
    response = ask(client, decision=row.pk, known_on="2026-03-24")
    assert days(response)["review"] == "2026-05-25"  # 05-23 is a Saturday


def test_a_received_record_asks_for_the_day_it_lacks(client: Client, bureau: Agency) -> None:
    row = factories.published(bureau)
    response = ask(client, decision=row.pk)
    assert response.status_code == 200
    assert response.context["result"] is None
    assert "请填写您收到决定书的日期" in response.content.decode()


def test_an_on_the_spot_penalty_is_known_by_its_public_text(client: Client, bureau: Agency) -> None:
    plain = cases.published(bureau)
    assert remedy_days.of_decision(plain)["act"] == "penalty"
    assert plain.shown is not None
    plain.shown.remedies = "如不服本决定，应当先自收到本决定书之日起60日内申请行政复议。"
    assert remedy_days.of_decision(plain)["act"] == "on_the_spot"
    plain.kind = "permit"
    assert remedy_days.of_decision(plain)["act"] == "permit"


def test_a_special_law_is_chosen_by_what_the_decision_cites(client: Client, bureau: Agency) -> None:
    row = factories.published(bureau, basis="《中华人民共和国土地管理法》第八十三条")
    response = ask(client, decision=row.pk, known_on="2026-03-16")
    assert days(response)["suit"] == "2026-03-31"
    assert "土地管理法第八十三条" in response.content.decode()


def test_what_is_withdrawn_is_not_told_from_what_never_was(client: Client, bureau: Agency) -> None:
    row = cases.published(bureau)
    pipeline.withdraw(
        row,
        by=cases.user("publisher", bureau),
        on=date(2026, 4, 1),
        reason="决定被撤销。",
        ground="content",
    )
    gone = ask(client, decision=row.pk)
    never = ask(client, decision=uuid4())
    blank = str(row.pk)
    assert gone.status_code == never.status_code == 200
    assert gone.context["publication"] is never.context["publication"] is None
    assert blank not in gone.content.decode().split("<main", maxsplit=1)[1]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"known_on": "2026-04-02"}, "known_on"),  # tomorrow
        ({"known_on": "yesterday"}, "known_on"),
        ({"known_on": "2026-03-16", "act": "murder"}, "act"),
        ({"known_on": "2026-03-16", "told_on": "2026-03-15"}, "told_on"),
        ({"known_on": "2026-03-16", "reviewed_on": "2026-03-15"}, "reviewed_on"),
        ({"known_on": "2026-03-16", "made_on": "2026-03-17"}, "made_on"),
        ({"known_on": "2026-03-16", "special": "\ud800"}, "special"),
        ({"known_on": "2023-12-31"}, "__all__"),
    ],
)
def test_what_cannot_be_counted_is_explained(
    client: Client, query: dict[str, str], field: str
) -> None:
    # As a browser would never, and a machine may: half of a pair of surrogates.
    raw = {key: value.encode("utf-8", "surrogatepass") for key, value in query.items()}
    response = ask(client, **raw)
    assert response.status_code == 400
    assert field in response.context["form"].errors
    assert 'role="alert"' in response.content.decode()


@pytest.mark.parametrize("decision", ["x", "0" * 5000, "1' OR '1'='1"])
def test_a_nonsense_decision_is_no_decision(client: Client, decision: str) -> None:
    assert ask(client, decision=decision).status_code == 200


def test_an_act_of_which_nobody_was_told_is_counted_from_today(client: Client) -> None:
    response = ask(client, known_on="2026-01-05", told="none")
    assert days(response)["review"] == "2026-06-01"  # 60 days after 04-01 are a Sunday
    response = ask(client, known_on="2026-01-05", told="suit", told_on="2026-02-02")
    assert days(response) == {"review": "2026-04-03", "suit": "2026-07-06"}


def test_after_a_review_decision_only_the_suit_against_it_is_shown(client: Client) -> None:
    response = ask(
        client, known_on="2026-01-05", told="both", reviewed_on="2026-03-20", act="on_the_spot"
    )
    page = response.content.decode()
    assert days(response) == {"after_review": "2026-04-07"}  # 04-04 to 04-06 are days of rest
    assert "行政复议已经用过" in page
    assert "按您在 2026-03-20 收到复议决定书计算" in page and "按您在 2026-01-05" not in page
    assert "必须先申请行政复议" not in page
    result = page.split('class="filter reckon"')[0]
    assert "行政复议机关" not in result and "国务院" not in result
    assert "行政诉讼法第四十五条" in result and "行政诉讼法第四十六条" not in result


def test_after_the_review_of_a_province_the_state_council_stays_open(client: Client) -> None:
    asked = {"known_on": "2026-01-05", "rule": "provincial_government"}
    told = ask(client, **asked, reviewed_on="2026-03-20").content.decode()
    assert "也可以向国务院申请裁决" in told and "行政复议法第二十六条" in told
    assert "行政复议已经用过" not in ask(client, **asked).content.decode()


def test_in_english_the_court_is_english_and_no_sentence_mixes_names_of_laws(
    client: Client,
) -> None:
    client.cookies["django_language"] = "en"
    page = ask(client, known_on="2026-03-16").content.decode()
    assert "<dd>People&#x27;s court with jurisdiction</dd>" in page
    assert "有管辖权的人民法院" not in page.split('class="filter reckon"')[0]
    assert re.findall("Law art[^<]*[一-鿿]", page) == []


def test_what_held_a_reader_up_is_told_for_the_ways_that_are_open(client: Client) -> None:
    page = ask(client, known_on="2026-01-05").content.decode()
    for words, article in [
        ("申请复议的期限继续计算", "行政复议法第二十条第二款"),
        ("被耽误的时间不计入起诉期限", "行政诉讼法第四十八条第一款"),
        ("10 日内申请延长，是否准许由人民法院决定", "行政诉讼法第四十八条第二款"),
    ]:
        assert re.search(f'{words}。 <span class="muted">{article}</span>', page)
    page = ask(client, known_on="2026-01-05", reviewed_on="2026-03-20").content.decode()
    assert "被耽误的时间不计入起诉期限" in page and "申请复议的期限继续计算" not in page


ORGANS = [
    (
        "local_department",
        "本级人民政府",
        "People's government at the same level",
        "四条第一款第一项",
    ),
    (
        "judicial_reviewer",
        "本级人民政府或者上一级司法行政部门",
        "People's government at the same level or justice department one level up",
        "八条",
    ),
    ("vertical", "上一级主管部门", "Competent department one level up", "七条"),
    ("government", "上一级人民政府", "People's government one level up", "四条第一款第二项"),
    ("provincial_government", "作出决定的机关", "Deciding organ", "四条第二款"),
]


@pytest.mark.parametrize(("rule", "organ", "english", "article"), ORGANS)
def test_the_review_organ_is_called_what_the_law_calls_it(
    client: Client, rule: str, organ: str, english: str, article: str
) -> None:
    page = ask(client, known_on="2026-03-16", rule=rule).content.decode()
    assert f"<dt>行政复议机关</dt><dd>{organ}</dd>" in page
    assert f"行政复议法第二十{article}" in page
    client.cookies["django_language"] = "en"
    page = unescape(ask(client, known_on="2026-03-16", rule=rule).content.decode())
    assert f"<dd>{english}</dd>" in page


def test_the_general_rules_send_a_government_s_decision_to_the_government_above(
    client: Client,
) -> None:
    cases = dict(ask(client).context["cases"])
    assert "向上一级人民政府申请行政复议" in cases["市、县、区、乡、镇人民政府"].text
    said = cases["履行行政复议机构职责的司法行政部门"].text
    assert "向本级人民政府或者上一级司法行政部门申请行政复议" in said


def test_an_agency_is_told_by_the_names_the_register_has(client: Client, bureau: Agency) -> None:
    row = cases.published(bureau)
    assert ask(client, decision=row.pk).context["result"].organs.reviewers == ("云溪市人民政府",)
    Agency.objects.filter(pk=bureau.pk).update(remedy_rule="government")
    response = ask(client, decision=row.pk)
    assert response.context["result"].organs.reviewers == ("上一级人民政府",)


@pytest.mark.parametrize("rule", ["", "local_department", "vertical"])
def test_a_government_settles_who_owns_land_whoever_was_said_to_have_decided(
    client: Client, rule: str
) -> None:
    response = ask(client, known_on="2026-03-16", special="ownership", rule=rule)
    found = response.context["result"]
    assert found.organs.reviewers == ("上一级人民政府",)
    assert found.decided_by == "市、县、区、乡、镇人民政府"


@pytest.mark.parametrize("special", ["tax", "customs"])
@pytest.mark.parametrize("rule", ["", "local_department", "government"])
def test_a_tax_dispute_goes_one_level_up_whoever_was_said_to_have_decided(
    client: Client, special: str, rule: str
) -> None:
    response = ask(client, known_on="2026-03-16", special=special, rule=rule)
    found = response.context["result"]
    assert found.organs.reviewers == ("上一级主管部门",)
    assert found.organs.articles[0] == "行政复议法第二十七条"
    assert "行政复议法第二十四条" not in " ".join(found.organs.articles)
    page = response.content.decode()
    assert "税务和国家安全机关作出决定，行政复议机关据此确定" in page


@pytest.mark.parametrize(
    ("rule", "organ"), [("vertical", "上一级主管部门"), ("state_department", "作出决定的机关")]
)
def test_a_tax_organ_that_was_named_as_such_is_taken_at_its_word(
    client: Client, rule: str, organ: str
) -> None:
    response = ask(client, known_on="2026-03-16", special="tax", rule=rule)
    assert response.context["result"].organs.reviewers == (organ,)
    assert "据此确定" not in response.content.decode()


def test_a_tax_decision_does_not_go_to_the_government_of_its_register(
    client: Client, bureau: Agency
) -> None:
    row = factories.published(bureau, basis="《中华人民共和国税收征收管理法》第八十八条第一款")
    found = ask(client, decision=row.pk, known_on="2026-03-16").context["result"]
    assert found.organs.reviewers == ("上一级主管部门",)
    assert found.review_first and found.court == "云溪市人民法院"


def test_the_page_of_a_decision_leads_here(client: Client, bureau: Agency) -> None:
    row = cases.published(bureau)
    page = client.get(reverse("decision-detail", args=[row.pk])).content.decode()
    assert f"{reverse('remedies')}?decision={row.pk}" in page


def test_the_laws_of_the_page_are_named_by_their_names_in_english_too(client: Client) -> None:
    assert "依据：行政复议法（2023年修订）" in client.get(reverse("remedies")).content.decode()
    client.cookies["django_language"] = "en"
    assert ": 行政复议法 (revised 2023)" in client.get(reverse("remedies")).content.decode()
