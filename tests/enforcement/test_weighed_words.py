"""What a benchmark and its application say in words, and the day whose benchmark counts. No database."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from enforcement import circumstances, weighing
from enforcement.circumstances import EASES, MAY_SPARE, MUST_SPARE, SPARES
from enforcement.gates.discretion import reasons
from enforcement.models import Benchmark, Decision, Tier
from enforcement.services.benchmarks import Step
from tests.enforcement import unsaved

ACT, ON = date(2026, 3, 2), date(2026, 3, 16)
FACT = "有书证证明。"
CODES = list(circumstances.table())
OF_AGE = [row.code for row in circumstances.table().values() if any(row.ages)]
SPARED: dict[str, Any] = {"outcome": "no_penalty", "penalty_kinds": []}
TAUGHT = {"education": "当场进行了法制教育。"}


def chosen(**changes: Any) -> Benchmark:
    """A benchmark of five to ten times the value of the goods, not saved."""
    values = {
        "violation": "乱堆垃圾",
        "basis": "《某条例》第二十条",
        "penalty_kinds": ["fine", "warning"],
        "unit": "times",
        "base_name": "货值金额",
        "low": 50_000,
        "high": 100_000,
        "issuer": "某局",
        "doc_no": "某规1号",
        "effective_from": date(2025, 1, 1),
        "published_on": date(2025, 1, 2),
    }
    return Benchmark(**{**values, **changes})


def drafted(**content: Any) -> Decision:
    """A draft in an unsaved case of a known day."""
    return unsaved.decision(unsaved.case(act_to=ACT), **content)


def aged(code: str, birth: date | None, **content: Any) -> list[str]:
    """The codes of the gaps of a draft against a person born on the day."""
    case = unsaved.case(party_kind="person", birth=birth, act_to=ACT)
    row = unsaved.decision(case, circumstances={code: FACT}, **content)
    return [gap.code for gap in reasons(row, ON)]


# ------------------------------------------------------------------------- the table
@pytest.mark.parametrize("code", CODES)
def test_each_circumstance_reads_in_both_languages(code: str) -> None:
    row = circumstances.table()[code]

    assert row.label == row.label_zh
    with translation.override("en"):
        assert row.label == row.label_en
        assert row.label_en.isascii()


@pytest.mark.parametrize("code", CODES)
def test_only_age_and_health_are_kept_from_the_public(code: str) -> None:
    row = circumstances.table()[code]
    personal = "第三十条" in row.article or "第三十一条" in row.article

    assert row.private is personal
    line = f"法定情节：{row.label_zh}（{row.article}）。事实：{FACT}"
    draft = drafted(circumstances={code: FACT})
    assert weighing.applied(draft).lines == [line]
    assert weighing.applied(draft, public=True).lines == ([] if personal else [line])


@pytest.mark.parametrize("effect", sorted({row.effect for row in circumstances.table().values()}))
def test_circumstances_are_picked_by_their_effect(effect: str) -> None:
    found = circumstances.of(CODES, effect)

    assert found == [row for row in circumstances.table().values() if row.effect == effect]
    assert circumstances.of([], effect) == []


def test_what_eases_spares_nobody_and_the_other_way_round() -> None:
    assert not set(circumstances.of(CODES, *EASES)) & set(circumstances.of(CODES, *SPARES))


@pytest.mark.parametrize("code", CODES)
def test_a_ground_is_either_one_to_ease_or_none(code: str) -> None:
    eases = circumstances.table()[code].effect in EASES

    assert weighing.eased(drafted(circumstances={code: FACT})) is eases
    assert weighing.eased(drafted(circumstances=None)) is False


# ------------------------------------------------------------------------- outcome and grounds
@pytest.mark.parametrize("code", [code for code in CODES if code not in OF_AGE])
def test_each_circumstance_against_a_penalty_and_against_none(code: str) -> None:
    row = circumstances.table()[code]
    stated = {"circumstances": {code: FACT}, "weighing": TAUGHT}
    punished = reasons(drafted(penalty_kinds=["warning"], **stated), ON)
    spared = reasons(drafted(**SPARED, **stated), ON)

    assert [gap.code for gap in punished] == (["must_spare"] if row.effect == MUST_SPARE else [])
    assert [gap.code for gap in spared] == ([] if row.effect in SPARES else ["spared"])
    for gap in punished:
        assert (gap.article, row.label_zh in gap.message) == (row.article, True)
        assert gap.remedy == "请改为不予处罚，或者更正认定的情节。"


@pytest.mark.parametrize(
    "code", [row.code for row in circumstances.table().values() if row.educate]
)
def test_who_is_spared_by_article_33_is_educated(code: str) -> None:
    birth = date(2014, 1, 1) if code in OF_AGE else None
    untaught = aged(code, birth, weighing={"education": ""}, **SPARED)

    assert untaught == ["education"]
    assert aged(code, birth, weighing=TAUGHT, **SPARED) == []


def test_who_may_be_spared_may_be_punished_all_the_same() -> None:
    (row,) = circumstances.of(CODES, MAY_SPARE)

    assert reasons(drafted(circumstances={row.code: FACT}, penalty_kinds=["warning"]), ON) == []


@pytest.mark.parametrize(
    ("birth", "stated"),
    [
        (date(2012, 3, 3), "under_age"),  # thirteen
        (date(2012, 3, 2), "under_age"),  # the birthday itself
        (date(2012, 3, 1), "minor"),
        (date(2008, 3, 2), "minor"),  # eighteen from tomorrow on
        (date(2008, 3, 1), ""),
        (date(1980, 1, 1), ""),
    ],
)
def test_on_the_day_of_the_act_one_age_holds_and_no_other(birth: date, stated: str) -> None:
    for code in OF_AGE:
        gaps = aged(code, birth, weighing=TAUGHT, **SPARED)
        assert ("age_stated" in gaps) is (code != stated)


def test_the_refusal_of_an_age_names_the_circumstance_and_its_article() -> None:
    case = unsaved.case(party_kind="person", birth=date(1980, 1, 1), act_to=ACT)
    row = unsaved.decision(case, circumstances={"minor": FACT}, penalty_kinds=["warning"])

    (gap,) = reasons(row, ON)
    assert gap.message == "当事人行为时不属于“已满十四周岁不满十八周岁的未成年人有违法行为”。"
    assert (gap.article, gap.remedy) == ("行政处罚法第三十条", "请在“裁量”中更正法定情节。")


def test_a_reduced_penalty_names_article_and_way_out() -> None:
    (gap,) = reasons(drafted(tier=Tier(degree="reduced")), ON)

    assert (gap.code, gap.message) == ("reduced", "减轻处罚没有写明法定情节。")
    assert (gap.article, gap.remedy) == (
        "行政处罚法第三十二条",
        "请在“裁量”中选择法定情节并写明事实。",
    )


# ------------------------------------------------------------------------- the day of the act
@pytest.mark.parametrize(
    ("ended", "found", "counts"),
    [
        (date(2024, 12, 31), date(2026, 3, 2), date(2024, 12, 31)),
        (None, date(2026, 3, 2), date(2026, 3, 2)),
        (date(2026, 3, 2), date(2026, 3, 2), date(2026, 3, 2)),
    ],
)
def test_the_end_of_the_act_counts_else_its_discovery(
    ended: date | None, found: date, counts: date
) -> None:
    case = unsaved.case(act_from=date(2020, 1, 1), act_to=ended, discovered_on=found)

    assert weighing.day_of_act(case) == counts


# ------------------------------------------------------------------------- the fine
@pytest.mark.parametrize(
    ("fine", "base", "side"),
    [
        (49_999, 10_000, "below"),
        (50_000, 10_000, ""),
        (100_000, 10_000, ""),
        (100_001, 10_000, "above"),
        (0, 10_000, ""),  # no fine leaves no range
        (50_000, None, ""),  # and nothing is compared with an unknown base
        (50_000, 0, ""),
    ],
)
def test_a_fine_is_below_inside_or_above_the_range(fine: int, base: int | None, side: str) -> None:
    row = drafted(benchmark=chosen(), fine_cents=fine, base_cents=base)

    assert weighing.outside(row) == side


@pytest.mark.parametrize("unit", ["days", "none"])
def test_a_range_of_days_says_nothing_of_a_fine(unit: str) -> None:
    row = drafted(benchmark=chosen(unit=unit, low=5, high=10), fine_cents=10**9)

    assert weighing.fine(row) is None
    assert weighing.outside(row) == ""


def test_without_a_benchmark_nothing_is_compared() -> None:
    row = drafted(fine_cents=10**9)

    assert (weighing.fine(row), weighing.outside(row)) == (None, "")
    assert (weighing.fits(row), weighing.departures(row)) == ([], [])


# ------------------------------------------------------------------------- the words
def test_the_fields_of_a_benchmark_are_those_that_say_something() -> None:
    pairs = dict(weighing.facts(chosen(effective_to=date(2026, 6, 1), measure_name="面积")))

    assert pairs["处罚种类"] == "罚款、警告"
    assert pairs["法定幅度"] == "货值金额的5倍以上10倍以下"
    assert pairs["情节计量"] == "面积"
    assert pairs["失效日期"] == date(2026, 6, 1)
    assert "所细化的上级基准" not in pairs
    bare = dict(weighing.facts(chosen(unit="none", low=None, high=None, published_on=None)))
    assert not {"法定幅度", "失效日期", "公布日期", "情节计量"} & set(bare)


@pytest.mark.parametrize(
    ("tier", "words"),
    [
        (Tier(low=50_000, high=70_000, high_open=True), "货值金额的5倍以上7倍以下（不含本数）"),
        (Tier(standard="没收违法所得"), "没收违法所得"),
        (Tier(low=50_000, standard="并处没收"), "货值金额的5倍以上；并处没收"),
        (Tier(), ""),
    ],
)
def test_a_tier_says_its_range_and_its_standard(tier: Tier, words: str) -> None:
    assert weighing.tier_words(chosen(), tier) == words


def test_a_reduced_tier_without_amounts_says_where_it_lies() -> None:
    assert weighing.tier_words(chosen(), Tier(degree="reduced")) == (
        "低于法定最低幅度，应当写明法定减轻情节"
    )
    assert weighing.tier_words(chosen(), Tier(degree="reduced", high=1)) != ""


@pytest.mark.parametrize(("fine", "left"), [(99_999, False), (100_000, True), (500_000, True)])
def test_a_reduced_fine_lies_below_the_range(fine: int, left: bool) -> None:
    row = chosen(unit="yuan", low=100_000, high=1_000_000, base_name="")
    tier = Tier(benchmark=row, degree="reduced")
    draft = drafted(benchmark=row, tier=tier, fine_cents=fine)

    assert weighing._not_reduced(draft, tier) is left


@pytest.mark.parametrize(
    ("fields", "terms"),
    [
        ({"conditions": ["首次发现"]}, ["首次发现"]),
        ({"measure_from": Decimal("20.00")}, ["倾倒数量（立方米）20以上"]),
        (
            {
                "conditions": ["首次发现"],
                "measure_from": Decimal(20),
                "measure_to": Decimal("99.5"),
            },
            ["首次发现", "倾倒数量（立方米）20以上99.5以下（不含本数）"],
        ),
        ({}, []),
    ],
)
def test_a_tier_says_its_conditions_and_the_range_of_its_measure(
    fields: dict[str, Any], terms: list[str]
) -> None:
    assert Tier(benchmark=chosen(measure_name="倾倒数量（立方米）"), **fields).terms == terms


def test_a_decision_says_its_kinds_of_penalty_with_their_amounts() -> None:
    row = drafted(
        penalty_kinds=["warning", "fine", "confiscate_goods"],
        fine_cents=123_450,
        confiscated_cents=5_000,
    )

    assert weighing.penalty_words(row) == "警告；罚款1,234.5元；没收非法财物；没收金额50元"
    assert weighing.penalty_words(drafted(penalty_kinds=[])) == ""


def test_measure_and_base_are_printed_where_the_benchmark_counts_them() -> None:
    row = chosen(measure_name="销售数量（袋）")
    tier = Tier(benchmark=row, degree="lighter", low=50_000, high=70_000)
    draft = drafted(benchmark=row, tier=tier, base_cents=9_650, weighing={"measure": "12"})

    assert weighing.applied(draft).benchmark[1:3] == ["销售数量（袋）：12。", "货值金额：96.5元。"]
    draft.base_cents, draft.weighing = None, {"measure": ""}
    assert len(weighing.applied(draft).benchmark) == 2


def test_a_benchmark_without_a_tier_is_not_printed_as_applied() -> None:
    assert weighing.applied(drafted(benchmark=chosen())).benchmark == []


@pytest.mark.parametrize(
    ("step", "within", "amounts"),
    [
        (Step("exempt"), False, False),
        (Step("waived"), False, False),
        (Step("reduced", high=1), False, True),
        (Step("lighter", low=1), True, True),
        (Step("grave"), True, False),
        (Step("slight", low=0), True, True),
    ],
)
def test_a_step_knows_whether_it_lies_in_the_range(step: Step, within: bool, amounts: bool) -> None:
    assert (step.within_range, step.has_amounts) == (within, amounts)
    assert step.label == str(Tier(degree=step.degree))
    assert Tier(degree=step.degree).within_range is within


# ------------------------------------------------------------------------- languages
def test_a_document_is_chinese_throughout_whoever_has_it_made() -> None:
    draft = drafted(benchmark=chosen(), tier=Tier(degree="normal", low=50_000, high=70_000))
    said = weighing.applied(draft).lines
    with translation.override("en"):
        assert weighing.applied(draft).lines == said
    assert "适用“一般处罚”阶次：货值金额的5倍以上7倍以下。" in said


def test_a_page_says_amounts_and_tiers_as_its_reader_speaks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tier = Tier(degree="normal", low=50_000, high=70_000)
    draft = drafted(benchmark=chosen(), tier=tier, fine_cents=200_000, penalty_kinds=["fine"])
    monkeypatch.setattr(weighing, "fits", lambda _draft: [tier])
    with translation.override("en"):
        assert weighing.fine_words(draft) == "2,000 yuan"
        assert weighing.penalty_words(draft) == "Fine: 2,000 yuan"
        lines = "".join(line for line in weighing.departing(draft) if "ange" in line)
    assert "at least 5 times" in lines and "元" not in lines
