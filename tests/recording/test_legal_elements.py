"""A decision's paper that leaves a legal element blank is not made, and the element is named."""

from typing import Any

import pytest
from django.utils import translation

from core.errors import RuleError
from core.models import NumberUse
from enforcement.elements import demands
from enforcement.models import Decision
from recording import contexts, elements, kinds
from tests import factories
from tests.base import Cast, day

pytestmark = pytest.mark.django_db
ON = day(3, 16)
TABLE = demands()


def said(place: str) -> dict[str, Any]:
    """A context that says something at one place."""
    holder, _dot, key = place.rpartition(".")
    if holder:
        return {holder: {key: "如实"}}
    if place.isascii():
        return {place: "如实"}
    return {"sections": [contexts.section(place, "如实")]}


def together(places: list[str]) -> dict[str, Any]:
    """A context that says something at each place."""
    parts = [said(place) for place in places]
    party = {key: text for part in parts for key, text in part.get("party", {}).items()}
    sections = [row for part in parts for row in part.get("sections", [])]
    plain = {place: "如实" for place in places if place.isascii() and "." not in place}
    return {**plain, "party": party, "sections": sections}


@pytest.mark.parametrize("kind", TABLE)
def test_each_element_is_missed_alone_and_by_its_name(kind: str) -> None:
    rows = TABLE[kind].elements
    places = [row.place for row in rows]
    assert elements.blank(kind, together(places)) == []
    for row in rows:
        others = together([each for each in places if each != row.place])
        assert elements.blank(kind, others) == [row.label_zh]
        with translation.override("en"):
            assert elements.blank(kind, others) == [row.label_en]


def test_every_kind_of_the_table_is_a_kind_of_document() -> None:
    assert TABLE.keys() <= kinds.document_kinds().keys()


def test_a_paper_the_table_does_not_know_is_not_refused() -> None:
    elements.refuse_blank("closing_approval", {})
    assert elements.blank("closing_approval", {}) == []


def test_the_gate_asks_the_draft_for_no_other_elements_than_the_paper() -> None:
    # 第五十九条第一款: party, facts and evidence, kind and basis, performance, remedies, organ.
    asked = [(row.column, row.item) for row in TABLE["penalty_decision"].elements if row.column]
    assert asked == [
        ("party.name", "一"),
        ("party.address", "一"),
        ("facts", "二"),
        ("evidence", "二"),
        ("basis", "三"),
        ("result", "三"),
        ("performance", "四"),
    ]


@pytest.mark.parametrize("text", ["", "  ", "\u3000"])
def test_blanks_say_nothing(text: str) -> None:
    context = {"party": {"name": text}, "sections": [{"heading": "决定", "paragraphs": [text]}]}
    names = elements.blank("no_penalty_decision", context)
    assert {"当事人的姓名或者名称", "决定的内容"} <= set(names)


def test_a_decision_whose_paper_is_silent_on_remedies_is_not_made(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    decision = factories.draft(cast.bureau, on=ON, procedure="simple")
    whole = contexts.for_decision
    monkeypatch.setattr(contexts, "for_decision", lambda row: {**whole(row), "remedies": " "})

    with pytest.raises(RuleError) as refused:
        factories.issue(decision, on=ON)

    assert "《当场行政处罚决定书》缺少“申请行政复议" in refused.value.message
    assert refused.value.article == "行政处罚法第五十二条"
    assert Decision.objects.get(pk=decision.pk).status == Decision.Status.DRAFT
    assert not NumberUse.objects.filter(series__kind="decision.penalty").exists()
