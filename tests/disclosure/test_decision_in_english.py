"""A decision's page in the language of its reader: kinds of party and of penalty; the files stay Chinese."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from disclosure import kind_fields, presentation, projection, search, wording
from disclosure.models import Publication, PublicFile
from disclosure.redaction.spans import rules
from enforcement.models.kinds import PartyKind, PenaltyKind
from tests import factories
from tests.base import Cast
from tests.disclosure import factories as received
from tests.disclosure.exchanging import give_codes
from tests.messages import CHINESE

pytestmark = pytest.mark.django_db
# The label of it has the mark in itself by which the kinds are joined.
LAST = PenaltyKind.OTHER.value
ENGLISH = "Other administrative penalty set by law or administrative regulation"
PARTIES = [
    ("org", "Legal person or unincorporated organisation"),
    ("sole_trader", "Sole trader"),
    ("person", "Natural person"),
]


def facts(row: Publication, language: str = "en") -> dict[str, str]:
    """What the page says beside the text, by its names."""
    url = reverse("decision-detail", args=[row.pk])
    page = Client().get(url, headers={"accept-language": language}).content.decode()
    pairs = re.findall(r"<dt>(.*?)</dt><dd[^>]*>(.*?)</dd>", page, re.S)
    return {name: re.sub("<[^>]+>", "", text).strip() for name, text in pairs}


def told(row: Publication, language: str) -> dict[str, str]:
    """The sections of the text by their headings."""
    assert row.shown is not None
    with translation.override(language):
        found = presentation.sections(row.shown, row.decided_on)
    return {one.heading: "".join(part.text for part in one.parts) for one in found}


@pytest.mark.parametrize(("kind", "name"), PARTIES)
def test_the_kind_of_party_is_in_the_reader_s_language(cast: Cast, kind: str, name: str) -> None:
    row = received.published(cast.bureau, party_kind=kind)
    assert facts(row)["Type of counterparty"] == name
    assert facts(row, "zh-hans")["行政相对人类别"] == str(PartyKind(kind).label)


def test_the_names_of_the_facts_have_no_chinese_in_english(cast: Cast) -> None:
    give_codes(cast)
    row = factories.published(cast.bureau)
    found = facts(row)
    assert found["Unified social credit code of the deciding agency"] == row.agency.uscc
    assert not [name for name in found if CHINESE.search(name)]


def test_the_kinds_of_penalty_of_a_received_record_are_in_the_reader_s_language(
    cast: Cast,
) -> None:
    row = received.published(cast.bureau, penalty_kinds=["warning", LAST, "fine"])
    assert told(row, "en")["Kinds of penalty"] == f"Warning, {ENGLISH}, Fine"
    assert told(row, "zh-hans")["处罚类别"] == "警告、法律、行政法规规定的其他行政处罚、罚款"
    assert row.shown is not None
    assert ["处罚类别", "警告、法律、行政法规规定的其他行政处罚、罚款"] in row.shown.sections


def test_a_kind_that_nobody_knows_stays_as_it_was_sent(cast: Cast) -> None:
    row = received.published(cast.bureau, penalty_kinds=["fine", "罚款及训诫", "训诫"])
    assert told(row, "en")["Kinds of penalty"] == "Fine, 罚款及训诫, 训诫"


def test_other_sections_stay_as_they_are_written(cast: Cast) -> None:
    row = received.published(cast.bureau, content="警告、罚款")
    assert told(row, "en")["Text of the decision"] == "警告、罚款"


def test_the_copy_and_the_api_stay_chinese_whoever_asks(cast: Cast) -> None:
    row = received.published(cast.bureau)
    found = search.find(row.pk, timezone.localdate())
    assert found.shown is not None
    with translation.override("en"):
        copy = presentation.document(found, found.shown, timezone.localdate())
    assert ("行政相对人类别", "法人及非法人组织") in copy["about"]
    assert ["处罚类别", "罚款"] in copy["sections"]
    url = reverse("api-decision-detail", args=[row.pk])
    answer = Client().get(url, headers={"accept-language": "en"}).json()
    assert answer["data_items"]["party_kind"] == "法人及非法人组织"
    assert answer["data_items"]["penalty_kinds_text"] == "罚款"


def written(heading: str, text: str) -> str:
    """What an English reader sees of a section."""
    with translation.override("en"):
        return wording.said(heading, text)


@pytest.mark.parametrize(
    ("heading", "text", "told"),
    [
        ("是否联合检查", "否", "No"),
        ("许可类别", "普通", "Ordinary"),
        ("检查方式", "现场检查", "On-site inspection"),
        ("检查结果", "未发现问题", "No problem found"),
        (
            "强制种类",
            "查封；划拨存款、汇款；代履行",
            "Sealing; Transfer of deposits; Performance by substitute",
        ),
        ("有效期至", "长期", "No end"),
        ("许可类别", "普通许可", "普通许可"),
        ("决定内容", "否", "否"),
    ],
)
def test_an_enumeration_is_in_the_reader_s_language(heading: str, text: str, told: str) -> None:
    assert written(heading, text) == told
    assert wording.said(heading, text) == text


def test_every_enumerated_section_has_a_heading_and_every_word_a_translation() -> None:
    found = wording._enumerated()
    keys = {
        key
        for named in (projection.RECORD_HEADINGS, *kind_fields.HEADINGS.values())
        for key, heading in named.items()
        if heading in found
    }
    assert keys == set(wording.ENUMERATED)
    for heading, (words, _mark) in found.items():
        for word in words:
            assert not CHINESE.search(written(heading, word)), (heading, word)


def test_what_is_hidden_and_why_is_in_the_reader_s_language(cast: Cast) -> None:
    row = received.published(cast.bureau, facts="当事人电话13900001234。")
    url = reverse("decision-detail", args=[row.pk])
    page = Client().get(url, headers={"accept-language": "en"}).content.decode()
    part = page.split("What is hidden")[1].split("</section>")[0]
    assert "Mobile telephone numbers, in 1 place. Contact details of a natural person (" in part
    assert row.shown is not None
    assert {span["reason"] for span in row.shown.spans} == {rules()["MOBILE"].reason}
    with translation.override("en"):
        copy = presentation.document(row, row.shown, timezone.localdate())
    assert copy["hidden"] == [("手机号码", 1, rules()["MOBILE"].reason)]


def test_every_rule_of_redaction_has_its_english_words() -> None:
    for rule in rules().values():
        assert not CHINESE.search(rule.label_en)
        assert not CHINESE.search(rule.reason_en.split(" (")[0])
        assert rule.reason_en.split(" (")[1].rstrip(")") in rule.reason


def test_the_reasons_of_a_file_are_in_the_reader_s_language() -> None:
    file = PublicFile(areas=[[{"why": "PERSON"}, {"why": "MOBILE"}, {"why": "PERSON"}]])
    assert file.reasons == ["自然人姓名", "手机号码"]
    with translation.override("en"):
        assert file.reasons == ["Names of natural persons", "Mobile telephone numbers"]
