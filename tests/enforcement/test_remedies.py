"""The remedy block: the right organ, the right court, the right order, for each decision."""

from datetime import date
from typing import Any

import pytest
from django.utils import translation

from core.errors import RuleError
from enforcement.models.kinds import ActionKind, Procedure
from enforcement.remedies import Remedies, label, law, remedies, rule_choices, source, table

ON = date(2026, 11, 21)
GOVERNMENT = "示例县人民政府"
SUPERIOR = "示例市民政局"
AGENCY = "示例县民政局"
COURT = "示例县人民法院"


def block(**changes: Any) -> Remedies:
    """The remedies of an ordinary penalty of a county department, changed as given."""
    values: dict[str, Any] = {
        "kind": ActionKind.PENALTY,
        "procedure": Procedure.ORDINARY,
        "on": ON,
        "agency_name": AGENCY,
        "government_name": GOVERNMENT,
        "superior_name": SUPERIOR,
        "court_name": COURT,
    }
    return remedies(**{**values, **changes})


def test_an_ordinary_decision_offers_review_by_the_government_or_the_court() -> None:
    made = block()
    assert not made.review_first
    assert made.reviewers == (GOVERNMENT,)
    assert f"60日内向{GOVERNMENT}申请行政复议" in made.text
    assert f"6个月内依法向{COURT}提起行政诉讼" in made.text
    assert SUPERIOR not in made.text
    assert "行政复议法第二十四条第一款第一项" in made.articles
    assert "行政诉讼法第四十六条第一款" in made.articles


@pytest.mark.parametrize("kind", [ActionKind.PERMIT, ActionKind.INSPECTION, ActionKind.COERCION])
def test_other_kinds_of_decision_offer_the_same_choice(kind: str) -> None:
    made = block(kind=kind, procedure=Procedure.ORDINARY)
    assert "60日" in made.text
    assert "6个月" in made.text
    assert not made.through_agency


def test_an_on_the_spot_penalty_must_go_to_review_first() -> None:
    made = block(procedure=Procedure.SIMPLE)
    assert made.review_first
    assert f"应当先自收到本决定书之日起60日内向{GOVERNMENT}申请行政复议" in made.text
    assert "15日内" in made.text
    assert "6个月" not in made.text
    assert any(article.startswith("行政复议法第二十三条") for article in made.articles)
    assert "行政诉讼法第四十五条" in made.articles


def test_silence_or_refusal_of_the_reviewer_opens_the_court_after_review_first() -> None:
    made = block(procedure=Procedure.SIMPLE)
    assert "不予受理、驳回申请或者逾期不作答复" in made.text
    assert "行政复议法第三十四条" in made.articles


def test_only_a_penalty_is_on_the_spot() -> None:
    assert not block(kind=ActionKind.PERMIT, procedure=Procedure.SIMPLE).review_first


@pytest.mark.parametrize(
    ("changes", "through"),
    [
        ({"procedure": Procedure.SIMPLE}, True),
        ({"monitored": True}, True),
        ({}, False),
        ({"kind": ActionKind.PERMIT, "monitored": True}, False),
    ],
)
def test_on_the_spot_and_monitored_penalties_may_be_contested_through_the_agency(
    changes: dict[str, Any], through: bool
) -> None:
    made = block(**changes)
    assert made.through_agency is through
    assert ("通过本机关提交" in made.text) is through


def test_a_monitored_penalty_by_the_ordinary_procedure_keeps_the_choice() -> None:
    assert not block(monitored=True).review_first


@pytest.mark.parametrize(
    ("ground", "number"),
    [("natural_resources", "二"), ("inaction", "三"), ("information_refusal", "四")],
)
def test_the_other_grounds_of_review_first_cite_their_own_item(ground: str, number: str) -> None:
    made = block(kind=ActionKind.PERMIT, review_first_ground=ground)
    assert made.review_first
    assert f"行政复议法第二十三条第一款第{number}项、第二款" in made.articles


@pytest.mark.parametrize(
    ("rule", "reviewers"),
    [
        ("local_department", (GOVERNMENT,)),
        ("authorised_organisation", (GOVERNMENT,)),
        ("dispatched_organ", (GOVERNMENT,)),
        ("dispatched_office", (GOVERNMENT,)),
        ("dispatched_office_of_a_division", (GOVERNMENT, "派出机构所在地的人民政府")),
        ("judicial_reviewer", (GOVERNMENT, SUPERIOR)),
        ("vertical", (SUPERIOR,)),
        ("government", (SUPERIOR,)),
        ("provincial_government", (AGENCY,)),
        ("state_department", (AGENCY,)),
    ],
)
def test_the_reviewing_organ_follows_the_deciding_organ(
    rule: str, reviewers: tuple[str, ...]
) -> None:
    made = block(rule=rule)
    assert made.reviewers == reviewers
    assert f"向{'或者'.join(reviewers)}申请行政复议" in made.text


@pytest.mark.parametrize(
    ("rule", "place"),
    [
        ("dispatched_organ", "第一款第三项"),
        ("dispatched_office", "第四款"),
        ("dispatched_office_of_a_division", "第四款"),
    ],
)
def test_what_a_government_and_what_its_department_sets_up_are_told_apart(
    rule: str, place: str
) -> None:
    assert f"行政复议法第二十四条{place}" in block(rule=rule).articles


def test_the_government_of_a_place_is_named_in_the_language_of_the_reader() -> None:
    with translation.override("en"):
        made = block(rule="dispatched_office_of_a_division")
    assert made.reviewers == (GOVERNMENT, "People's government of the office's location")


def test_a_judicial_department_that_is_itself_the_reviewer_offers_both_organs() -> None:
    assert f"向{GOVERNMENT}或者{SUPERIOR}申请行政复议" in block(rule="judicial_reviewer").text


@pytest.mark.parametrize("rule", ["provincial_government", "state_department"])
def test_review_by_the_deciding_organ_itself_may_go_on_to_the_state_council(rule: str) -> None:
    made = block(rule=rule)
    assert "国务院申请裁决" in made.text
    assert "行政复议法第二十六条" in made.articles


def test_no_other_decision_mentions_the_state_council() -> None:
    assert "国务院" not in block().text


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        (ActionKind.PENALTY, True),
        (ActionKind.COERCION, True),
        (ActionKind.LEVY, True),
        (ActionKind.PERMIT, False),
        (ActionKind.INSPECTION, False),
    ],
)
def test_decisions_to_be_carried_out_say_that_they_are_not_suspended(kind: str, told: bool) -> None:
    assert ("不停止执行" in block(kind=kind).text) is told


def test_a_penalty_cites_its_own_rule_on_suspension() -> None:
    assert "行政处罚法第七十三条第一款" in block().articles
    assert "行政处罚法第七十三条第一款" not in block(kind=ActionKind.COERCION).articles


def test_detention_may_be_postponed_on_request() -> None:
    assert "暂缓执行" in block(detention=True).text
    assert "暂缓执行" not in block().text


def test_without_a_named_court_the_competent_one_is_meant() -> None:
    assert "向有管辖权的人民法院提起" in block(court_name="").text


@pytest.mark.parametrize(
    ("rule", "absent"), [("local_department", "government_name"), ("vertical", "superior_name")]
)
def test_a_reviewing_organ_without_a_name_is_refused(rule: str, absent: str) -> None:
    with pytest.raises(RuleError, match="缺少行政复议机关的名称") as refused:
        block(rule=rule, **{absent: ""})
    assert refused.value.field == absent
    assert refused.value.article


def test_unknown_rules_and_grounds_are_refused_in_words() -> None:
    with pytest.raises(RuleError, match="不存在的复议管辖规则"):
        block(rule="by_guess")
    with pytest.raises(RuleError, match="不存在的复议前置事由"):
        block(review_first_ground="by_guess")


def test_the_new_law_applies_from_its_first_day_and_not_before() -> None:
    assert block(on=date(2024, 1, 1)).text == block().text
    with pytest.raises(RuleError, match="2023-12-31"):
        block(on=date(2023, 12, 31))


def test_outdated_wording_is_never_produced() -> None:
    for rule, _label in rule_choices():
        for procedure in Procedure.values:
            text = block(rule=rule, procedure=procedure).text
            assert "3个月" not in text
            assert "上一级主管部门" not in text
            assert "{" not in text
            assert text.endswith("。")


def test_every_rule_of_the_law_has_a_label_and_an_article() -> None:
    rules = law(ON)["rules"]
    assert [key for key, _label in rule_choices()] == list(rules)
    assert all(
        rule["label"] and rule["article"].startswith("行政复议法") for rule in rules.values()
    )


def test_the_laws_keep_their_names_and_what_is_said_of_them_does_not() -> None:
    assert source(ON) == law(ON)["source"]
    with translation.override("en"):
        words = source(ON)
    assert "行政复议法 (" in words and not set(words) & set("（）、年")


@pytest.mark.parametrize("name", ["act", "special"])
def test_a_reader_of_english_reads_what_each_choice_is_in_english(name: str) -> None:
    rows = [*table(name), *law(ON)["rules"].values()]
    with translation.override("en"):
        english = [label(row) for row in rows]
    with translation.override("zh-hans"):
        chinese = [label(row) for row in rows]
    assert all(text.isascii() and text.strip() for text in english)
    assert chinese == [row["label"] for row in rows]
    assert len(set(english)) == len(english)
