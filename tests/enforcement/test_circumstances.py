"""行政处罚法 30-33: the circumstances a draft states, and the outcome they allow."""

from datetime import date
from importlib import import_module
from typing import Any

import pytest

from enforcement import circumstances, weighing
from enforcement.circumstances import EASES, MUST_SPARE, SPARES
from enforcement.gates.discretion import reasons
from enforcement.models import Benchmark, Decision, Tier
from tests.enforcement import unsaved

ACT, ON = date(2026, 3, 2), date(2026, 3, 16)
FACT = "有书证证明。"
SPARED: dict[str, Any] = {"outcome": "no_penalty", "penalty_kinds": []}
TAUGHT = {"education": "当场进行了法制教育。"}


def row(*codes: str, birth: date | None = None, party: str = "org", **content: Any) -> Decision:
    """A draft that states the circumstances."""
    case = unsaved.case(party_kind=party, birth=birth, act_to=ACT)
    return unsaved.decision(case, circumstances=dict.fromkeys(codes, FACT) or None, **content)


def said(decision: Decision) -> list[str]:
    """The codes of the gaps."""
    return [gap.code for gap in reasons(decision, ON)]


# ------------------------------------------------------------------------- the table
def test_the_five_items_of_article_32_ease() -> None:
    rows = [row for row in circumstances.table().values() if "第三十二条" in row.article]

    assert [row.article[-4:] for row in rows] == [f"条第{n}项"[-4:] for n in "一二三四五"]
    assert {row.effect for row in rows} == {"must_ease"}


def test_the_three_grounds_of_article_33_spare_and_educate() -> None:
    rows = [row for row in circumstances.table().values() if "第三十三条" in row.article]

    assert [row.effect for row in rows] == [MUST_SPARE, "may_spare", MUST_SPARE]
    assert all(row.educate for row in rows)


def test_the_database_knows_the_same_grounds_to_reduce() -> None:
    gates = import_module("enforcement.migrations.0016_discretion_gates")
    named = {row.code for row in circumstances.table().values() if row.effect in EASES}

    assert {word.strip("() '") for word in gates.GROUNDS.split(",")} == named


def test_every_circumstance_has_its_words_and_article() -> None:
    for found in circumstances.table().values():
        assert found.label
        assert "行政处罚法第" in found.article
        assert found.effect in {*EASES, *SPARES, "heavier"}


def test_a_code_that_is_gone_says_nothing() -> None:
    assert circumstances.of(["gone", "merit"]) == [circumstances.table()["merit"]]
    assert circumstances.of(None) == []


# ------------------------------------------------------------------------- 不予处罚
@pytest.mark.parametrize(
    ("codes", "taught", "closed"),
    [
        ([], True, ["spared"]),
        (["merit"], True, ["spared"]),  # eases, and does not spare
        (["heavier_by_law"], True, ["spared"]),
        (["slight"], False, ["education"]),
        (["slight"], True, []),
        (["first_time"], False, ["education"]),
        (["first_time"], True, []),
        (["no_fault"], False, ["education"]),
        (["incapable"], False, []),
        (["not_established"], False, []),
        (["too_late"], False, []),
        (["not_established", "slight"], False, ["education"]),
    ],
)
def test_not_to_punish_needs_its_ground_and_the_education(
    codes: list[str], taught: bool, closed: list[str]
) -> None:
    assert said(row(*codes, weighing=TAUGHT if taught else None, **SPARED)) == closed


def test_the_refusals_name_article_and_way_out() -> None:
    (bare,) = reasons(row(**SPARED), ON)
    (untaught,) = reasons(row("slight", **SPARED), ON)

    assert "第三十三条" in bare.article
    assert "选择不予处罚的法定情节" in bare.remedy
    assert untaught.article == "行政处罚法第三十三条第三款"
    assert "教育" in untaught.message


# ------------------------------------------------------------------------- 处罚
@pytest.mark.parametrize(
    ("codes", "closed"),
    [
        ([], []),
        (["merit"], []),
        (["first_time"], []),  # 可以不予处罚
        (["slight"], ["must_spare"]),
        (["no_fault"], ["must_spare"]),
        (["incapable"], ["must_spare"]),
        (["partly_incapable"], []),
        (["emergency", "heavier_by_law"], []),
    ],
)
def test_who_must_be_spared_is_not_punished(codes: list[str], closed: list[str]) -> None:
    assert said(row(*codes, penalty_kinds=["warning"])) == closed


@pytest.mark.parametrize("code", [row.code for row in circumstances.table().values()])
def test_only_a_ground_of_articles_30_to_32_reduces(code: str) -> None:
    birth = date(2010, 1, 1) if code == "minor" else None
    tier = Tier(degree="reduced")
    decision = row(code, tier=tier, party="person" if birth else "org", birth=birth)

    assert ("reduced" not in said(decision)) is (circumstances.table()[code].effect in EASES)


def test_a_tier_within_the_range_asks_for_no_ground() -> None:
    assert said(row(tier=Tier(degree="lighter"))) == []


# ------------------------------------------------------------------------- age
@pytest.mark.parametrize(
    ("birth", "code", "right"),
    [
        (date(2012, 3, 2), "under_age", True),  # fourteen on the day itself does not count yet
        (date(2012, 3, 1), "under_age", False),
        (date(2012, 3, 2), "minor", False),
        (date(2012, 3, 1), "minor", True),
        (date(2008, 3, 2), "minor", True),
        (date(2008, 3, 1), "minor", False),
    ],
)
def test_a_circumstance_of_age_is_stated_only_at_that_age(
    birth: date, code: str, right: bool
) -> None:
    closed = said(row(code, birth=birth, party="person", weighing=TAUGHT, **SPARED))

    assert ("age_stated" not in closed) is right


def test_an_organisation_has_no_age() -> None:
    assert "age_stated" in said(row("minor"))


def test_an_unknown_day_of_birth_is_asked_for_elsewhere() -> None:
    assert said(row("minor", party="person", penalty_kinds=["warning"])) == []


# ------------------------------------------------------------------------- the words
def applied() -> Decision:
    """A draft that says everything."""
    chosen = Benchmark(
        violation="乱堆垃圾",
        unit="yuan",
        low=100_000,
        high=500_000,
        issuer="某局",
        doc_no="某规1号",
    )
    tier = Tier(
        benchmark=chosen, degree="lighter", conditions=["当场改正"], low=100_000, high=200_000
    )
    weighed = {"conditions": ["当场改正", "别的"], "departure": "数量接近上一阶次", **TAUGHT}
    return row("merit", "partly_incapable", benchmark=chosen, tier=tier, weighing=weighed)


def test_the_decision_says_how_the_benchmark_was_applied() -> None:
    assert weighing.applied(applied()).lines == [
        "法定情节：配合行政机关查处违法行为有立功表现（行政处罚法第三十二条第四项）。事实：有书证证明。",
        "法定情节：尚未完全丧失辨认或者控制自己行为能力的精神病人、智力残疾人有违法行为"
        "（行政处罚法第三十一条）。事实：有书证证明。",
        "教育情况：当场进行了法制教育。",
        "适用裁量基准：某局制定的裁量基准（某规1号），违法行为“乱堆垃圾”，法定幅度为1,000元以上5,000元以下。",
        "符合“当场改正”，适用“从轻处罚”阶次：1,000元以上2,000元以下。",
        "偏离该阶次的理由：数量接近上一阶次",
    ]


def test_the_public_reads_nothing_of_age_and_health() -> None:
    lines = "\n".join(weighing.applied(applied(), public=True).lines)

    assert "立功" in lines
    assert "精神病" not in lines


def test_a_draft_without_a_benchmark_adds_no_line() -> None:
    assert weighing.applied(row()).lines == []
