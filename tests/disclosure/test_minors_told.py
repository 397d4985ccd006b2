"""A received record whose words make its party out to be a minor waits for a person (未成年人保护法 103)."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import example, given
from hypothesis import strategies as st

from core.identifiers import id_check_char
from core.models import Alert, AuditEntry
from disclosure import eligibility, minors
from disclosure.models import ExternalRecord, Publication
from disclosure.services import doubts, order, records
from enforcement.citations import number_text
from tests.base import Cast, day
from tests.disclosure import exchanging, factories
from tests.disclosure.exchanging import outcomes, sent, token
from tests.disclosure.factories import TODAY

ON = day(3, 20)
NAME = "祁小满"
YOUNG = "当事人祁小满，男，15岁，擅自燃放烟花。"


def told(*texts: str, on: date = ON) -> bool:
    return minors.told(texts, on=on, adult=18)


def id_card(born: date) -> str:
    first = f"411202{born:%Y%m%d}001"
    return first + id_check_char(first)


@pytest.mark.parametrize(
    "text",
    [
        YOUNG,
        "当事人祁小满，男，十五岁。",
        "当事人祁小满（17周岁）。",
        "当事人：祁小满，男，2011年2月9日出生，住云溪市。",
        "出生日期：2011-02-09",
        "出生日期：20110209",
        "祁小满，男，二〇一一年二月九日出生。",
        "当事人系未成年人，依法从轻处罚。",
        "当事人为未成年人，且系初次违法。",
        "因当事人尚未成年，不予罚款。",
        "已满十四周岁不满十八周岁，应当从轻处罚。",
        "作案时未满18周岁。",
        "监护人：祁永福，系当事人父亲。",
        "由其监护人严加管教。",
        "责令当事人的父母严加管教。",
        "年龄：１６岁",
    ],
)
def test_what_is_said_of_who_acted_tells(text: str) -> None:
    assert told(text)
    assert told("", "其他内容。", text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "当事人向未成年人出售卷烟。",
        "该网吧接纳未成年人上网。",
        "依据《中华人民共和国未成年人保护法》第五十九条。",
        "当事人为未成年人提供住宿。",
        "当事人，男，45岁。",
        "当事人，男，1984年5月2日出生。",
        "适合3岁以上儿童的玩具。",
        "幼儿配方奶粉，适用于12岁以下。",
        "年满18周岁。",
        "招用未满十六周岁的未成年人。",
        "罚款15元，共15件，使用15年。",
        "未在法定期限内监护。",
    ],
)
def test_what_is_said_of_others_or_of_adults_does_not(text: str) -> None:
    assert not told(text)


@given(st.dates(date(1950, 1, 1), ON))
@example(date(2008, 3, 19))
@example(date(2008, 3, 20))
def test_a_number_of_an_identity_card_tells_the_age_on_the_day(born: date) -> None:
    """Years are full on the day after the birthday."""
    young = ON.year - born.year - ((ON.month, ON.day) <= (born.month, born.day)) < 18
    assert told(f"当事人身份证号{id_card(born)}。") is young


@given(st.integers(1, 99), st.booleans())
def test_an_age_counts_below_eighteen(age: int, words: bool) -> None:
    written = number_text(age) if words else str(age)
    assert told(f"当事人祁小满，男，{written}岁。") is (age < 18)


@pytest.mark.parametrize(
    ("born", "minor"),
    [
        ("2008年3月19日", False),
        ("2008年3月20日", True),
        ("2008年3月", True),
        ("2008年2月", False),
    ],
)
def test_the_day_of_birth_is_counted_to_the_day(born: str, minor: bool) -> None:
    assert told(f"出生日期：{born}") is minor


# --------------------------------------------------------------------------------- a record of one
pytest_db = pytest.mark.django_db


def taken(cast: Cast, **fields: Any) -> Publication:
    given = {"party_kind": "person", "party_name": NAME, "facts": YOUNG, **fields}
    return records.publish_record(factories.record(cast.bureau, **given), by=None, on=TODAY)


@pytest_db
@pytest.mark.parametrize("kind", ["penalty", "permit", "inspection"])
@pytest.mark.parametrize("where", ["facts", "content", "full_text", "title"])
def test_it_is_public_nowhere_until_a_person_says_so(cast: Cast, kind: str, where: str) -> None:
    row = taken(cast, kind=kind, **{"facts": "擅自燃放烟花。", where: YOUNG})
    assert row.record is not None and eligibility.doubts(row.record) == ["minor"]
    assert (row.status, row.first_published_on) == ("pending", None)
    assert Client().get(reverse("decision-detail", args=[row.pk])).status_code == 404


@pytest_db
def test_an_organisation_is_no_minor_whatever_its_record_tells(cast: Cast) -> None:
    row = taken(
        cast, party_kind="org", party_name="云溪市晨星商贸有限公司", facts=f"雇用者称：{YOUNG}"
    )
    assert row.status == "published"


@pytest_db
def test_the_page_asks_and_the_answer_keeps_it_off(cast: Cast) -> None:
    row = taken(cast)
    page, reader = reverse("publication-order", args=[row.pk]), cast.client("publisher")
    html = reader.get(page).content.decode()
    assert "当事人可能是未成年人" in html and "未成年人保护法第一百零三条" in html
    assert "治安管理处罚法第一百三十六条" not in html
    answer = reader.post(page, {"answer": "minor", "reason": "户籍证明：2011年出生。"})
    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.status, row.withheld_code, row.approved_by) == ("withheld", "minor", cast.publisher)
    assert not row.automatic.exists(), "a person has decided"


@pytest_db
def test_an_adult_is_published_and_may_be_put_right_later(cast: Cast) -> None:
    row = order.rule(taken(cast), by=cast.publisher, on=TODAY, answer="public", reason="1995年生。")
    assert row.status == "published"
    assert row.record is not None
    source = ExternalRecord.objects.get(pk=row.record.pk)
    source.fields = {**source.fields, "content": "罚款人民币100元。"}
    source.save()
    again = records.publish_record(source, by=None, on=TODAY)
    assert again.shown is not None and "100元" in again.shown.result


@pytest_db
def test_both_doubts_are_asked_together(cast: Cast) -> None:
    row = taken(cast, organ="云溪市公安局交通警察支队")
    assert row.record is not None and eligibility.doubts(row.record) == ["sealed", "minor"]
    html = cast.client("publisher").get(reverse("publication-order", args=[row.pk]))
    for words in ("治安管理处罚法第一百三十六条", "未成年人保护法第一百零三条"):
        assert words in html.content.decode()


# --------------------------------------------------------------------------------- sent once more
@pytest_db
def test_a_public_record_sent_again_in_doubt_is_not_shown_and_its_agency_is_warned(
    cast: Cast,
) -> None:
    exchanging.give_codes(cast)
    key, plain = token(cast), {"party_name": "祁试满", "party_kind": "自然人", "uscc": ...}
    first = exchanging.record(cast.bureau, **plain, facts="销售超过保质期的饼干。")
    assert outcomes(sent(key, first)) == ["created"]
    row = Publication.objects.get()
    assert row.status == "published" and row.shown is not None
    shown = row.shown.pk

    answer = sent(key, {**first, "facts": "当事人系未成年人，殴打他人。"})

    assert outcomes(answer) == ["rejected"]
    assert "未成年人保护法第一百零三条" in str(answer)
    row.refresh_from_db()
    assert (row.status, row.shown_id) == ("published", shown)
    assert row.record is not None and "未成年" not in str(row.record.fields)
    warned = Alert.objects.filter(level=Alert.Level.DOUBT)
    assert {alert.recipient for alert in warned} == {cast.publisher, cast.publisher2}
    assert all(alert.url == reverse("publication-detail", args=[row.pk]) for alert in warned)
    assert warned[0].text_en != warned[0].text and "may not be public" in warned[0].text_en
    assert "未成年" not in warned[0].text.replace("未成年人保护法", "")
    assert cast.client("publisher").get(warned[0].url).status_code == 200
    assert AuditEntry.objects.filter(action="publication.doubt", object_id=str(row.pk)).exists()
    assert outcomes(sent(key, {**first, "facts": "当事人系未成年人，再次报送。"})) == ["rejected"]
    assert warned.count() == 2, "each is warned once"
    assert outcomes(sent(key, {**first, "facts": "销售过期饼干。"})) == ["updated"]


@pytest_db
def test_a_doubt_about_public_order_is_no_update_either(cast: Cast) -> None:
    row = factories.published(cast.bureau)
    assert row.record is not None
    source = ExternalRecord.objects.get(pk=row.record.pk)
    source.fields = {**source.fields, "facts": "殴打他人，违反《治安管理处罚法》第四十三条。"}
    with pytest.raises(doubts.DoubtError, match="治安管理处罚法第一百三十六条"):
        records.publish_record(source, by=None, on=TODAY)
