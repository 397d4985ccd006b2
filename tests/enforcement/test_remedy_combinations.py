"""The remedy block over every combination of kind, procedure, organ and ground."""

from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import RuleError
from enforcement import remedies
from enforcement.models.kinds import PROCEDURES
from enforcement.remedies import Remedies

NEW_LAW = date(2024, 1, 1)
ON = date(2026, 3, 16)
RULES = [key for key, _label in remedies.rule_choices()]
COMBINATIONS = [
    (str(kind), str(procedure), rule)
    for kind, procedures in PROCEDURES.items()
    for procedure, rule in product(procedures, RULES)
]
NAMES = {
    "agency_name": "云溪市城市管理局",
    "government_name": "云溪市人民政府",
    "superior_name": "示例省住房和城乡建设厅",
    "court_name": "云溪市人民法院",
}
GROUNDS = ["natural_resources", "inaction", "information_refusal", "other_statute"]


def made(kind: str, procedure: str, rule: str, **changes: Any) -> Remedies:
    """The remedies of one combination."""
    values = {"on": ON, **NAMES, **changes}
    return remedies.remedies(kind=kind, procedure=procedure, rule=rule, **values)


@pytest.mark.parametrize(("kind", "procedure", "rule"), COMBINATIONS)
def test_every_combination_says_who_when_and_why(kind: str, procedure: str, rule: str) -> None:
    found = made(kind, procedure, rule)

    assert found.text.startswith("如不服本决定，")
    assert found.text.endswith("。")
    assert "{" not in found.text and "None" not in found.text
    assert all(name in found.text for name in found.reviewers)
    assert NAMES["court_name"] in found.text
    assert found.text.count("60日内") == 1
    assert found.articles and all(article.strip() for article in found.articles)
    assert len(set(found.articles)) == len(found.articles)


@pytest.mark.parametrize(("kind", "procedure", "rule"), COMBINATIONS)
def test_review_comes_first_exactly_on_the_spot(kind: str, procedure: str, rule: str) -> None:
    found = made(kind, procedure, rule)
    first = procedure == "simple"

    assert found.review_first is first
    assert found.through_agency is first
    assert ("应当先自收到" in found.text) is first
    assert ("6个月内" in found.text) is not first
    assert ("15日内" in found.text) is first


@pytest.mark.parametrize(("kind", "procedure", "rule"), COMBINATIONS)
@pytest.mark.parametrize("ground", GROUNDS)
def test_another_ground_of_review_first_holds_for_every_kind(
    kind: str, procedure: str, rule: str, ground: str
) -> None:
    found = made(kind, procedure, rule, review_first_ground=ground)

    assert found.review_first
    assert "6个月" not in found.text
    # On the spot is its own ground and is named, whatever else was given.
    numeral = {"natural_resources": "二", "inaction": "三", "information_refusal": "四"}
    shown = "一" if procedure == "simple" else numeral.get(ground, "五")
    assert f"行政复议法第二十三条第一款第{shown}项、第二款" in found.articles


@pytest.mark.parametrize("rule", RULES)
def test_only_the_highest_organs_review_themselves(rule: str) -> None:
    own = NAMES["agency_name"] in made("penalty", "ordinary", rule).reviewers

    assert own is (rule in {"provincial_government", "state_department"})
    assert ("国务院" in made("penalty", "ordinary", rule).text) is own


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("missing", ["government_name", "superior_name", "agency_name"])
def test_only_the_name_that_is_needed_must_be_known(rule: str, missing: str) -> None:
    needed = NAMES[missing] in made("penalty", "ordinary", rule).reviewers
    if not needed:
        assert made("penalty", "ordinary", rule, **{missing: ""}).text
        return
    with pytest.raises(RuleError) as refused:
        made("penalty", "ordinary", rule, **{missing: ""})
    assert refused.value.field == missing
    assert refused.value.article.startswith("行政复议法")
    assert "执法主体资料" in refused.value.remedy


@pytest.mark.parametrize(
    ("on", "known"),
    [
        (NEW_LAW - timedelta(days=1), False),
        (NEW_LAW, True),
        (NEW_LAW + timedelta(days=1), True),
        (date(2099, 12, 31), True),
        (date.min, False),
    ],
)
def test_the_law_is_that_of_the_day_of_the_decision(on: date, known: bool) -> None:
    if known:
        assert made("penalty", "ordinary", RULES[0], on=on).text
        return
    with pytest.raises(RuleError, match="适用旧法") as refused:
        made("penalty", "ordinary", RULES[0], on=on)
    assert refused.value.field == "issued_on"
    assert on.isoformat() in refused.value.message


@pytest.mark.parametrize(
    ("procedure", "monitored", "through"),
    [
        ("simple", False, True),
        ("simple", True, True),
        ("ordinary", True, True),
        ("ordinary", False, False),
    ],
)
def test_an_application_through_the_agency_is_offered_for_two_kinds_of_penalty(
    procedure: str, monitored: bool, through: bool
) -> None:
    found = made("penalty", procedure, RULES[0], monitored=monitored)

    assert found.through_agency is through
    assert ("可以通过本机关提交" in found.text) is through
    assert ("行政复议法第三十二条第一款" in found.articles) is through


@given(
    combination=st.sampled_from(COMBINATIONS),
    monitored=st.booleans(),
    detention=st.booleans(),
)
def test_every_sentence_has_its_article(
    combination: tuple[str, str, str], monitored: bool, detention: bool
) -> None:
    kind, procedure, rule = combination
    found = made(kind, procedure, rule, monitored=monitored, detention=detention)
    plain = made(kind, procedure, rule)

    assert found.text.count("。") - plain.text.count("。") == len(found.articles) - len(
        plain.articles
    )
    assert ("行政处罚法第七十三条第二款" in found.articles) is detention
