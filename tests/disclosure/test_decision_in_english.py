"""A decision's page in the language of its reader: kinds of party and of penalty; the files stay Chinese."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from disclosure import presentation, search
from disclosure.models import Publication
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
