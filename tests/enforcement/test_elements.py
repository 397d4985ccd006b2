"""行政处罚法 59: a penalty decision that leaves out an element is not made."""

from typing import Any

import pytest

from core.errors import RuleError
from enforcement.gates.elements import elements
from enforcement.models import Decision, Party
from enforcement.services import decisions
from tests import factories
from tests.enforcement import dossier, unsaved

PARTY = {"kind": "org", "name": "云溪市晨星商贸有限公司", "address": "云溪市示范路1号"}


def draft(party: dict[str, Any] | None = None, **changes: Any) -> Decision:
    """A full draft that is not saved, changed as given."""
    case = unsaved.case(procedure="ordinary")
    case.party = Party(**PARTY | (party or {}))
    return Decision(case=case, kind="penalty", **factories.content(**changes))


def said(row: Decision) -> list[tuple[str, str]]:
    return [(gap.message, gap.article) for gap in elements(row, dossier.ON)]


def test_a_full_draft_lacks_nothing() -> None:
    assert said(draft()) == []


@pytest.mark.parametrize(
    ("name", "what", "item"),
    [
        ("facts", "违反法律、法规、规章的事实", "二"),
        ("evidence", "认定事实的证据", "二"),
        ("result", "处罚的种类", "三"),
        ("basis", "处罚的依据", "三"),
        ("performance", "处罚的履行方式和期限", "四"),
    ],
)
@pytest.mark.parametrize("blank", ["", " \n　"])
def test_each_blank_element_is_named_with_its_item(
    name: str, what: str, item: str, blank: str
) -> None:
    words = (f"处罚决定书没有载明{what}。", f"行政处罚法第五十九条第一款第{item}项")
    assert said(draft(None, **{name: blank})) == [words]


@pytest.mark.parametrize(
    ("name", "what"), [("name", "当事人的姓名或者名称"), ("address", "当事人的地址")]
)
def test_the_party_is_named_with_its_address(name: str, what: str) -> None:
    (gap,) = elements(draft({name: " "}), dossier.ON)
    assert gap.message == f"处罚决定书没有载明{what}。"
    assert gap.article == "行政处罚法第五十九条第一款第一项"
    assert gap.remedy == "请在当事人信息中补充。"


def test_all_that_is_blank_is_named_at_once() -> None:
    row = draft({"address": ""}, evidence="", performance="")
    assert [gap.code for gap in elements(row, dossier.ON)] == [
        "element_address",
        "element_evidence",
        "element_performance",
    ]


def test_a_decision_not_to_punish_has_nothing_to_perform() -> None:
    assert said(draft(outcome="no_penalty", performance="")) == []


@pytest.mark.django_db
@pytest.mark.parametrize("procedure", ["ordinary", "simple"])
def test_the_gate_stands_before_the_decision_of_both_procedures(cast: Any, procedure: str) -> None:
    row = dossier.draft(cast.bureau, procedure=procedure, evidence="")
    assert ("element_evidence" in dossier.codes(row, dossier.ON)) == (procedure == "ordinary")


@pytest.mark.django_db
def test_a_blank_element_is_refused_when_the_decision_is_made(cast: Any) -> None:
    row = dossier.reviewed(dossier.draft(cast.bureau, performance=""))
    with pytest.raises(RuleError, match="没有载明处罚的履行方式和期限"):
        decisions.issue(row, by=cast.head, on=dossier.ON)
