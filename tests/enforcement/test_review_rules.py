"""The rules of the catalogue of review, to the cent and in words, for hits and misses alike."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enforcement.discretion import Bounds
from enforcement.models.kinds import ActionKind, PenaltyKind, Procedure
from enforcement.profiles import PROFILE_KEYS, Threshold, load
from enforcement.review_facts import BEYOND, DEPARTED, REDUCED, Row, Scale
from enforcement.review_rules import TESTS, WORDS, hits, words
from enforcement.review_scope import findings, in_profile

CITIZEN = {"person": Threshold(1_000_000, True, "第一条"), "org": Threshold(10_000_000, True, "")}
OPEN = {"person": Threshold(1_000_000, False, ""), "org": Threshold(10_000_000, False, "")}


def rule(test: str, **terms: Any) -> dict[str, Any]:
    """A rule of the catalogue."""
    return {"key": "k", "label": "本项", "article": "第一条", "test": test, **terms}


def facts(party: str = "person", **values: Any) -> Row:
    """An ordinary penalty."""
    return Row("penalty", "ordinary", party, **{"outcome": "penalty", **values})


# --- amounts ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("limits", "party", "fine", "hit", "said"),
    [
        (CITIZEN, "person", 1_200_000, True, "罚款12,000元 ≥ 10,000元（公民，含本数）"),
        (CITIZEN, "person", 1_000_000, True, "罚款10,000元 ≥ 10,000元（公民，含本数）"),
        (CITIZEN, "person", 999_999, False, "罚款9,999.99元 < 10,000元（公民，含本数）"),
        (CITIZEN, "sole_trader", 1_000_000, True, "罚款10,000元 ≥ 10,000元（个体工商户，含本数）"),
        (CITIZEN, "org", 1_000_000, False, "罚款10,000元 < 100,000元（法人或者其他组织，含本数）"),
        (OPEN, "org", 10_000_000, False, "罚款100,000元 ≤ 100,000元（法人或者其他组织，不含本数）"),
        (
            OPEN,
            "org",
            10_000_001,
            True,
            "罚款100,000.01元 > 100,000元（法人或者其他组织，不含本数）",
        ),
    ],
)
def test_an_amount_is_compared_to_the_cent_with_the_limit_of_the_party(
    limits: dict[str, Threshold], party: str, fine: int, hit: bool, said: str
) -> None:
    asked, row = rule("amount", limits=limits), facts(party, fine=fine)

    assert hits(row, asked) is hit
    assert words(row, asked) == said


def test_a_sole_trader_has_a_limit_of_his_own_where_the_list_gives_one() -> None:
    limits = {**CITIZEN, "sole_trader": Threshold(3_000_000, True, "")}
    row = facts("sole_trader", fine=2_999_999)

    assert not hits(row, rule("amount", limits=limits))
    assert hits(row, rule("amount", limits=CITIZEN))


@pytest.mark.parametrize(
    ("counted", "hit", "said"),
    [
        (
            "separate",
            False,
            "罚款6,000元 < 10,000元（公民，含本数）；没收5,000元 < 10,000元（公民，含本数）",
        ),
        ("sum", True, "罚款、没收合计11,000元 ≥ 10,000元（公民，含本数）"),
    ],
)
def test_fine_and_confiscation_count_each_for_itself_or_together(
    counted: str, hit: bool, said: str
) -> None:
    row = facts(fine=600_000, confiscated=500_000)
    asked = rule("amount", limits=CITIZEN, counted=counted)

    assert hits(row, asked) is hit
    assert words(row, asked) == said


@pytest.mark.parametrize(("of", "hit"), [(["confiscated"], True), (["fine"], False)])
def test_a_rule_may_look_at_the_value_of_what_is_taken_alone(of: list[str], hit: bool) -> None:
    row = facts(fine=900_000, confiscated=1_000_000)

    assert hits(row, rule("amount", limits=CITIZEN, of=of)) is hit


def test_no_amount_and_no_limit_are_said_in_words() -> None:
    assert words(facts(), rule("amount", limits=CITIZEN)) == "没有罚款、没收金额"
    only_citizens = {"person": CITIZEN["person"]}
    row = facts("org", fine=10**12)
    assert not hits(row, rule("amount", limits=only_citizens))
    assert words(row, rule("amount", limits=only_citizens)) == "本项未对法人或者其他组织规定数额"


@given(
    fine=st.integers(0, 3_000_000),
    taken=st.integers(0, 3_000_000),
    inclusive=st.booleans(),
    counted=st.sampled_from(["sum", "separate"]),
)
def test_adding_up_never_asks_for_less_and_the_edge_decides(
    fine: int, taken: int, inclusive: bool, counted: str
) -> None:
    limits = {"person": Threshold(1_000_000, inclusive, "")}
    row = facts(fine=fine, confiscated=taken)
    single = hits(row, rule("amount", limits=limits, counted="separate"))
    found = hits(row, rule("amount", limits=limits, counted=counted))

    least = 1_000_000 if inclusive else 1_000_001
    expected = fine + taken >= least if counted == "sum" else max(fine, taken) >= least
    assert found is expected
    assert found or not single


# --- which acts -------------------------------------------------------------------------------------
def test_a_rule_of_an_act_says_which_act_it_is_about() -> None:
    asked = rule("kind", kinds=["penalty"], procedures=["ordinary"])

    assert hits(facts(), asked)
    assert words(facts(), asked) == "本案为行政处罚（普通程序）"
    spot = Row("penalty", "simple", "person")
    assert not hits(spot, asked)
    assert words(spot, asked) == "本案为行政处罚（简易程序），不在行政处罚（普通程序）之列"


def test_all_decisions_are_hit_by_a_rule_without_limits_to_acts() -> None:
    for kind in ActionKind.values:
        assert hits(Row(kind, "ordinary", "org"), rule("kind"))


def test_all_but_the_simple_procedure_is_one_rule() -> None:
    asked = rule("kind", procedures=["ordinary", "permit", "inspection"])

    found = {each for each in Procedure.values if hits(Row("penalty", each, "org"), asked)}

    assert found == set(Procedure.values) - {"simple"}


@pytest.mark.parametrize("test", sorted(set(TESTS) - {"kind"}))
def test_every_rule_may_be_limited_to_acts(test: str) -> None:
    asked = rule(test, kinds=["permit"], **EVERYTHING)

    assert not hits(FULL, asked)
    assert words(FULL, asked).endswith("不在行政许可之列")


# --- penalties, outcomes, hearings ------------------------------------------------------------------
@pytest.mark.parametrize("kind", PenaltyKind.values)
def test_a_kind_of_penalty_is_named_when_it_is_listed(kind: str) -> None:
    row = facts(penalty_kinds=("warning", kind))
    label = PenaltyKind(kind).label

    assert hits(row, rule("penalty_kinds", penalty_kinds=[kind]))
    assert str(label) in words(row, rule("penalty_kinds", penalty_kinds=[kind]))


def test_kinds_that_are_not_listed_are_named_too() -> None:
    asked = rule("penalty_kinds", penalty_kinds=["revoke_licence"])

    row = facts(penalty_kinds=("warning", "fine"))
    assert words(row, asked) == "拟给予的处罚（警告、罚款）不在所列种类之中"
    assert words(facts(outcome="no_penalty"), asked) == "未拟给予行政处罚"


@pytest.mark.parametrize(
    ("outcome", "proceeding", "hit"),
    [("refused", "renew", True), ("refused", "change", True), ("refused", "", False)]
    + [("granted", "renew", False)],
)
def test_refusing_to_renew_or_change_is_told_from_refusing_anew(
    outcome: str, proceeding: str, hit: bool
) -> None:
    asked = rule("outcome", outcomes=["refused"], proceedings=["renew", "change"])
    row = Row("permit", "permit", "org", outcome=outcome, proceeding=proceeding)

    assert hits(row, asked) is hit
    assert ("不在" in words(row, asked)) is not hit


@pytest.mark.parametrize("outcome", ["refused", "withdrawn", "revoked"])
def test_the_outcome_of_a_permit_is_named(outcome: str) -> None:
    asked = rule("outcome", outcomes=["refused", "withdrawn", "revoked"])

    assert hits(Row("permit", "permit", "org", outcome=outcome), asked)
    granted = Row("permit", "permit", "org", outcome="granted")
    assert words(granted, asked) == "处理结果为准予许可，不在不予许可、撤回许可、撤销许可之列"


@pytest.mark.parametrize(
    ("test", "field", "yes", "no"),
    [
        ("hearing_held", "heard", "已举行听证", "未举行听证"),
        ("hearing_asked", "asked", "当事人已申请听证", "当事人未申请听证"),
    ],
)
def test_a_hearing_held_or_asked_for(test: str, field: str, yes: str, no: str) -> None:
    row = facts("person", **{field: True})
    assert hits(row, rule(test))
    assert words(row, rule(test)) == yes
    assert not hits(facts(), rule(test))
    assert words(facts(), rule(test)) == no


# --- discretion, coercion, judgement ----------------------------------------------------------------
BENCH = Bounds(1_000_000, 5_000_000)


@pytest.mark.parametrize(
    ("scale", "fine", "expected"),
    [
        (Scale("yuan", None, BENCH, Bounds(1_000_000, 2_000_000)), 999_999, (REDUCED,)),
        (Scale("yuan", None, BENCH, Bounds(1_000_000, 2_000_000)), 1_000_000, ()),
        (Scale("yuan", None, BENCH, Bounds(1_000_000, 2_000_000)), 2_000_001, (BEYOND,)),
        (Scale("yuan", None, BENCH, Bounds(0, 2_000_000, high_open=True)), 2_000_000, (BEYOND,)),
        (Scale("yuan", None, BENCH, Bounds(), "reduced"), 0, (REDUCED,)),
        (Scale("yuan", None, BENCH, Bounds(), "heavier"), 5_000_000, ()),
        (
            Scale("times", 1_000_000, Bounds(10_000, 50_000), Bounds(10_000, 20_000)),
            3_000_000,
            (BEYOND,),
        ),
        (Scale("times", 1_000_000, Bounds(10_000, 50_000)), 500_000, (REDUCED,)),
        (Scale("times", None, Bounds(10_000, 50_000)), 500_000, ()),
        (Scale("yuan", None, BENCH, Bounds(), "", "因当事人积极配合"), 2_000_000, (DEPARTED,)),
    ],
)
def test_reduced_beyond_and_departed_follow_from_the_benchmark(
    scale: Scale, fine: int, expected: tuple[str, ...]
) -> None:
    assert scale.weights(fine) == expected


def test_leaving_the_benchmark_is_said_in_words() -> None:
    asked = rule("benchmark", weights=[REDUCED, BEYOND])

    assert hits(facts(weights=(REDUCED,)), asked)
    assert words(facts(weights=(REDUCED,)), asked) == "本案减轻处罚"
    assert not hits(facts(weights=(DEPARTED,)), asked)
    assert words(facts(), asked) == "没有减轻处罚、超出裁量基准加重处罚"


def test_measures_of_the_case_are_named() -> None:
    asked = rule("measure", measures=["seal", "seize"])

    assert hits(facts(measures=("seal",)), asked)
    assert words(facts(measures=("seal",)), asked) == "本案采取了查封"
    assert not hits(facts(measures=("freeze",)), asked)
    assert words(facts(), asked) == "本案未采取查封、扣押"


@pytest.mark.parametrize(
    ("rows", "hit", "said"),
    [
        (
            (("auction", 12_000_000),),
            True,
            "拍卖或者依法处理财物120,000元 ≥ 100,000元（法人或者其他组织，含本数）",
        ),
        (
            (("auction", 9_999_999),),
            False,
            "拍卖或者依法处理财物99,999.99元 < 100,000元（法人或者其他组织，含本数）",
        ),
        ((("transfer", 12_000_000),), False, "本案没有拍卖或者依法处理财物"),
        ((), False, "本案没有拍卖或者依法处理财物"),
    ],
)
def test_selling_what_is_worth_much_is_significant(
    rows: tuple[tuple[str, int], ...], hit: bool, said: str
) -> None:
    asked = rule("forced", ways=["auction"], limits=CITIZEN)
    row = facts("org", forced=rows)

    assert hits(row, asked) is hit
    assert words(row, asked) == said


def test_a_way_of_force_without_a_limit_is_significant_in_itself() -> None:
    asked = rule("forced", ways=["demolish"])

    assert hits(facts(forced=(("demolish", 0),)), asked)
    assert words(facts(forced=(("demolish", 0),)), asked).startswith("强制拆除")


def test_a_head_of_judgement_is_never_read_off_the_facts() -> None:
    assert not hits(FULL, rule("asked"))
    assert "承办人" in words(FULL, rule("asked"))


EVERYTHING: dict[str, Any] = {
    "limits": CITIZEN,
    "penalty_kinds": ["fine"],
    "outcomes": ["penalty"],
    "weights": [REDUCED],
    "measures": ["seal"],
    "ways": ["auction"],
}
FULL = facts(
    fine=10**9,
    confiscated=10**9,
    penalty_kinds=("fine",),
    weights=(REDUCED,),
    heard=True,
    asked=True,
    measures=("seal",),
    forced=(("auction", 10**9),),
)


# --- every profile ----------------------------------------------------------------------------------
ROWS = st.builds(
    Row,
    st.sampled_from(ActionKind.values),
    st.sampled_from(Procedure.values),
    st.sampled_from(["person", "sole_trader", "org"]),
    outcome=st.sampled_from(["penalty", "no_penalty", "granted", "refused", "withdrawn"]),
    penalty_kinds=st.lists(st.sampled_from(PenaltyKind.values), max_size=3).map(tuple),
    fine=st.sampled_from([0, 499_999, 500_000, 1_000_000, 9_999_999, 10_000_000]),
    confiscated=st.sampled_from([0, 500_000, 10_000_000]),
    heard=st.booleans(),
    asked=st.booleans(),
)


@given(row=ROWS, key=st.sampled_from(PROFILE_KEYS))
def test_every_finding_has_words_and_an_article(row: Row, key: str) -> None:
    rules = in_profile(load(key), None)

    found = findings(row, rules)

    assert [each.rule for each in found] == [each["key"] for each in rules]
    assert all(each.words and each.article and each.label for each in found)
    assert {each.rule for each in found if each.hit} == {r["key"] for r in rules if hits(row, r)}


@given(row=ROWS, key=st.sampled_from(PROFILE_KEYS))
def test_no_ordinary_penalty_and_no_heard_decision_escapes_any_profile(row: Row, key: str) -> None:
    reviewed = any(hits(row, rule) for rule in in_profile(load(key), None))

    if row.heard or (row.kind == "penalty" and row.procedure == "ordinary"):
        assert reviewed


def test_every_test_has_its_words() -> None:
    assert set(TESTS) == set(WORDS)
