"""A decision's paper that leaves a legal element blank is not made, and the element is named."""

import tomllib
from typing import Any

import pytest
from django.utils import translation

from core.errors import RuleError
from core.models import NumberUse
from enforcement.models import Decision
from recording import contexts, elements, kinds
from tests import factories
from tests.base import Cast, day

pytestmark = pytest.mark.django_db
ON = day(3, 16)
TABLE: dict[str, Any] = tomllib.loads(elements.TABLE.read_text(encoding="utf-8"))


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
    rows = [*TABLE[kind]["elements"], *([TABLE[kind]["owed"]] if "owed" in TABLE[kind] else [])]
    places = [place for place, _zh, _en in rows]
    assert elements.blank(kind, together(places), owed=True) == []
    for place, name, english in rows:
        others = together([each for each in places if each != place])
        assert elements.blank(kind, others, owed=True) == [name]
        with translation.override("en"):
            assert elements.blank(kind, others, owed=True) == [english]


def test_every_kind_of_the_table_is_a_kind_of_document() -> None:
    assert TABLE.keys() <= kinds.document_kinds().keys()


def test_a_paper_the_table_does_not_know_is_not_refused() -> None:
    elements.refuse_blank("closing_approval", {})
    assert elements.blank("closing_approval", {}) == []


def test_what_needs_no_payment_needs_no_way_of_it() -> None:
    name = TABLE["penalty_decision"]["owed"][1]
    assert name not in elements.blank("penalty_decision", {})
    assert name in elements.blank("penalty_decision", {}, owed=True)


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
