"""What a rule of the catalogue compares: taken as typed when it is whole, refused by name when not,
and printed so that a reader knows what is reviewed."""

from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from core.errors import RuleError
from enforcement.models.kinds import ActionKind, PartyKind, PenaltyKind, Procedure
from enforcement.profiles import PROFILE_KEYS, Threshold, load
from enforcement.review_rules import PARTIES, TESTS
from enforcement.review_scope import in_profile
from enforcement.review_terms import LARGEST, cleaned, described, limit_words

ARTICLE = "行政处罚法第五十八条；国办发〔2018〕118号第十二条"
PERSON, TRADER, ORG = PartyKind.PERSON, PartyKind.SOLE_TRADER, PartyKind.ORG


def limit(cents: Any, *, inclusive: Any = True) -> dict[str, Any]:
    """A limit as a form gives it."""
    return {"cents": cents, "inclusive": inclusive}


def taken(test: str, **terms: Any) -> dict[str, Any]:
    """The terms of a rule about all acts."""
    return cleaned(test, [], [], terms)


def refused(test: str, kinds: Any = (), procedures: Any = (), **terms: Any) -> RuleError:
    """The refusal of a rule."""
    with pytest.raises(RuleError) as caught:
        cleaned(test, kinds, procedures, terms)
    return caught.value


# --- what is kept -----------------------------------------------------------------------------------
@pytest.mark.parametrize("test", ["kind", "hearing_held", "hearing_asked", "asked"])
def test_a_rule_that_compares_nothing_keeps_nothing(test: str) -> None:
    assert taken(test, limits={ORG: limit(1)}, outcomes=["refused"], ways=["auction"]) == {}


@pytest.mark.parametrize(
    ("test", "name", "chosen"),
    [
        ("penalty_kinds", "penalty_kinds", ["revoke_licence", "detention"]),
        ("outcome", "outcomes", ["refused", "revoked"]),
        ("benchmark", "weights", ["reduced", "departed"]),
        ("measure", "measures", ["freeze", "seal"]),
    ],
)
def test_a_list_is_kept_in_the_order_given_and_nothing_beside_it(
    test: str, name: str, chosen: list[str]
) -> None:
    found = taken(test, **{name: tuple(chosen)}, counted="sum", own="x", limits={ORG: limit(1)})

    assert found == {name: chosen}


def test_a_forced_execution_has_its_ways_and_limits_only_if_given() -> None:
    assert taken("forced", ways=["auction"]) == {"ways": ["auction"], "limits": {}}
    found = taken("forced", ways=["transfer"], limits={ORG: limit(1, inclusive=False)})
    assert found == {"ways": ["transfer"], "limits": {"org": limit(1, inclusive=False)}}


def test_proceedings_are_kept_when_they_are_named() -> None:
    assert taken("outcome", outcomes=["refused"], proceedings=[]) == {"outcomes": ["refused"]}
    found = taken("outcome", outcomes=["refused"], proceedings=("renew",))
    assert found == {"outcomes": ["refused"], "proceedings": ["renew"]}


@pytest.mark.parametrize(("typed", "kept"), [(None, "separate"), ("", "separate"), ("sum", "sum")])
def test_amounts_count_each_for_itself_unless_the_list_says_not(
    typed: str | None, kept: str
) -> None:
    found = taken("amount", of=["fine"], counted=typed, limits={PERSON: limit(1)})

    assert found["counted"] == kept


@pytest.mark.parametrize("cents", [1, 1_000_000, LARGEST - 1])
def test_an_amount_may_be_any_that_a_decision_can_name(cents: int) -> None:
    found = taken("amount", of=["confiscated"], limits={TRADER: limit(cents, inclusive="on")})

    assert found["limits"] == {"sole_trader": {"cents": cents, "inclusive": True}}


# --- what is refused --------------------------------------------------------------------------------
@pytest.mark.parametrize("test", ["", "guess", "KIND", "kind "])
def test_an_unknown_test_is_refused(test: str) -> None:
    error = refused(test)

    assert (error.message, error.article) == ("没有这种判断方法。", ARTICLE)
    assert (error.remedy, error.field) == ("请重新选择。", "test")


@pytest.mark.parametrize(
    ("kinds", "procedures", "field"),
    [
        (["war"], [], "kinds"),
        (["penalty", ""], [], "kinds"),
        ([], ["Ordinary"], "procedures"),
        (["penalty"], ["ordinary", "court"], "procedures"),
    ],
)
def test_acts_that_there_are_not_are_refused(
    kinds: list[str], procedures: list[str], field: str
) -> None:
    error = refused("kind", kinds, procedures)

    assert (error.field, error.message) == (field, "有无法识别的选项。")
    assert error.article == ARTICLE


@pytest.mark.parametrize(
    ("test", "field"),
    [
        ("penalty_kinds", "penalty_kinds"),
        ("amount", "of"),
        ("outcome", "outcomes"),
        ("benchmark", "weights"),
        ("measure", "measures"),
        ("forced", "ways"),
    ],
)
def test_nothing_chosen_is_refused_beside_what_was_to_be_chosen(test: str, field: str) -> None:
    empty: list[dict[str, Any]] = [{}, {field: []}]
    for terms in empty:
        error = refused(test, **terms)
        assert (error.field, error.message) == (field, "本项没有选择要比较的内容。")
        assert (error.article, error.remedy) == (ARTICLE, "请至少选择一项。")
    unknown = refused(test, **{field: ["nowhere"]})
    assert (unknown.field, unknown.remedy) == (field, "请重新选择。")


@pytest.mark.parametrize("cents", [0, -1, LARGEST, 1.5, "100", None])
def test_an_amount_that_is_none_is_refused_beside_its_party(cents: Any) -> None:
    error = refused("amount", of=["fine"], limits={PERSON: limit(100), ORG: limit(cents)})

    assert (error.field, error.message) == ("limit_org", "数额应当大于零。")
    assert (error.article, error.remedy) == (ARTICLE, "请核对数额。")


def test_an_amount_rule_without_any_amount_is_refused() -> None:
    error = refused("amount", of=["fine"], limits={})

    assert (error.field, error.message) == ("limit_person", "本项没有规定数额。")
    assert error.remedy == "请至少为一类当事人填写数额。"


@pytest.mark.parametrize("test", ["amount", "forced"])
def test_a_limit_for_a_party_that_there_is_not_is_refused(test: str) -> None:
    error = refused(test, of=["fine"], ways=["auction"], limits={"crown": limit(1)})

    assert (error.field, error.article) == ("limits", ARTICLE)


def test_fine_and_confiscation_are_counted_in_two_ways_only() -> None:
    error = refused("amount", of=["fine"], counted="average", limits={ORG: limit(1)})

    assert (error.field, error.message) == ("counted", "有无法识别的选项。")


def test_a_proceeding_that_there_is_not_is_refused() -> None:
    error = refused("outcome", outcomes=["refused"], proceedings=["renew", "steal"])

    assert error.field == "proceedings"


@given(
    test=st.sampled_from(sorted(TESTS)),
    kinds=st.lists(st.sampled_from([*ActionKind.values, "war"]), max_size=3),
    procedures=st.lists(st.sampled_from([*Procedure.values, "court"]), max_size=2),
    names=st.lists(st.sampled_from([*PenaltyKind.values, "flogging"]), max_size=3),
    cents=st.integers(-1, 3) | st.sampled_from([LARGEST - 1, LARGEST]),
)
def test_whatever_is_kept_can_be_printed_and_kept_again(
    test: str, kinds: list[str], procedures: list[str], names: list[str], cents: int
) -> None:
    given_terms = {
        "penalty_kinds": names,
        "of": ["fine"],
        "limits": {ORG: limit(cents)},
        "outcomes": ["refused"],
        "weights": ["beyond"],
        "measures": ["seal"],
        "ways": ["other"],
    }
    try:
        found = cleaned(test, kinds, procedures, given_terms)
    except RuleError as error:
        assert error.field and error.remedy and error.article == ARTICLE
        return
    assert cleaned(test, kinds, procedures, found) == found
    limits = {kind: Threshold(cents, True, "") for kind in found.get("limits", {})}
    assert described({"test": test, "kinds": kinds, **found, "limits": limits})


# --- in words ---------------------------------------------------------------------------------------
BOTH = {
    "org": Threshold(10_000_000, False, "第一条"),
    "person": Threshold(1_000_050, True, "第一条"),
}
SAID = "公民10,000.5元以上（含本数），法人或者其他组织100,000元以上（不含本数）"


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({"test": "kind"}, "全部决定"),
        ({"test": "kind", "kinds": ["inspection"]}, "行政检查"),
        (
            {"test": "kind", "kinds": ["penalty", "coercion"], "procedures": ["ordinary"]},
            "行政处罚、行政强制（普通程序）",
        ),
        ({"test": "kind", "procedures": ["permit"]}, "各类决定（许可程序）"),
        ({"test": "penalty_kinds", "penalty_kinds": ["fine", "detention"]}, "罚款、行政拘留"),
        ({"test": "amount", "of": ["fine"], "limits": BOTH}, f"罚款：{SAID}"),
        ({"test": "amount", "limits": BOTH}, f"罚款、没收分别计算：{SAID}"),
        (
            {"test": "amount", "of": ["fine", "confiscated"], "counted": "sum", "limits": BOTH},
            f"罚款、没收合并计算：{SAID}",
        ),
        ({"test": "outcome", "outcomes": ["refused", "revoked"]}, "不予许可、撤销许可"),
        (
            {"test": "outcome", "outcomes": ["refused"], "proceedings": ["renew", "change"]},
            "不予许可（限于延续、变更）",
        ),
        ({"test": "hearing_held", "kinds": ["permit"]}, "行政许可；已举行听证"),
        ({"test": "hearing_asked"}, "当事人申请听证"),
        ({"test": "benchmark", "weights": ["reduced", "departed"]}, "减轻处罚、偏离裁量基准"),
        ({"test": "measure", "measures": ["seal", "freeze"]}, "查封、冻结"),
        ({"test": "forced", "ways": ["auction"]}, "拍卖或者依法处理财物"),
        (
            {"test": "forced", "ways": ["transfer"], "limits": BOTH},
            f"划拨存款、汇款，金额：{SAID}",
        ),
        ({"test": "asked"}, "由承办人逐项判断并说明理由"),
    ],
)
def test_a_rule_is_printed_whole(rule: dict[str, Any], said: str) -> None:
    assert described(rule) == said


def test_the_published_words_are_chinese_whatever_the_reader_speaks() -> None:
    rule = {"test": "penalty_kinds", "kinds": ["penalty"], "penalty_kinds": ["fine"]}
    with translation.override("en"):
        assert described(rule) == "行政处罚；罚款"


def test_limits_are_named_in_one_order_however_they_were_kept() -> None:
    rows = {str(kind): Threshold(100, True, "") for kind in (ORG, TRADER, PERSON)}

    said = limit_words(rows)

    places = [said.index(str(name)) for name in PARTIES.values()]
    assert places == sorted(places)
    assert said.count("1元以上（含本数）") == 3
    assert limit_words({}) == ""


@pytest.mark.parametrize("key", PROFILE_KEYS)
def test_every_rule_of_every_place_is_printed(key: str) -> None:
    printed = [described(rule) for rule in in_profile(load(key), None)]

    assert all(printed)
    assert "全部决定" not in printed
