"""Points of a file: sections from 100 down to 0, vetoes, grades, and several sheets as one result."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import RuleError
from enforcement.models.kinds import ActionKind
from enforcement.profiles import PROFILE_KEYS
from supervision import prechecks, scoring, sheets
from supervision.sheets import Sheet
from supervision.templatetags.points import points as shown
from tests.base import day

ON = day(6, 1)
ALL = [sheet.key for sheet in sheets.in_force(ON)]
SECTIONS = {
    "subject": 10,
    "filing": 8,
    "evidence": 22,
    "weighing": 15,
    "notice": 15,
    "decision": 12,
    "service": 8,
    "publicity": 4,
    "file": 6,
}


def national() -> Sheet:
    return sheets.find("national", ON)


def total(kind: str = "penalty", **findings: int) -> Decimal:
    return total_of(findings, kind)


def total_of(findings: dict[str, int], kind: str = "penalty") -> Decimal:
    return scoring.score(national(), kind, findings).total


# --- the sheets ---------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ALL)
def test_a_sheet_shares_out_a_hundred_points(key: str) -> None:
    sheet = sheets.find(key, ON)

    assert {row.key: row.points for row in sheet.sections} == SECTIONS
    assert sum(row.points for row in sheet.sections) == 100


@pytest.mark.parametrize("key", ALL)
def test_every_line_belongs_to_a_section_and_has_a_check_that_exists(key: str) -> None:
    sheet = sheets.find(key, ON)
    known = {row.key for row in sheet.sections} | {""}

    assert len({line.key for line in sheet.lines}) == len(sheet.lines)
    assert {line.section for line in sheet.lines} <= known
    assert {line.check for line in sheet.lines} - {""} <= set(prechecks.CHECKS)
    assert all(line.points > 0 and line.most >= line.points for line in sheet.lines if line.section)
    assert all(set(line.kinds) <= set(ActionKind.values) for line in sheet.lines)


@pytest.mark.parametrize("key", ALL)
@pytest.mark.parametrize("kind", ["penalty", "permit", "coercion", "inspection"])
def test_each_kind_of_file_is_asked_about_every_section(key: str, kind: str) -> None:
    asked = {line.section for line in sheets.find(key, ON).of_kind(kind)}

    assert asked - {""} == set(SECTIONS)


def test_a_penalty_is_asked_about_sixty_lines() -> None:
    assert 55 <= len(national().of_kind("penalty")) <= 70


def test_each_section_of_a_penalty_can_lose_all_its_points() -> None:
    found = scoring.score(national(), "penalty", {row.key: 99 for row in national().lines})

    assert set(found.sections.values()) == {Decimal(0)}


def test_the_grades_are_three_in_henan_and_four_elsewhere() -> None:
    labels = {key: [row.label for row in sheets.find(key, ON).grades] for key in ALL}

    assert labels["henan"] == ["优秀", "合格", "不合格"]
    assert labels["guangdong"] == labels["national"] == ["优秀", "良好", "合格", "不合格"]


def test_guangdong_has_its_five_vetoes() -> None:
    vetoes = [line.label for line in sheets.find("guangdong", ON).lines if line.veto]

    assert len(vetoes) == 5
    assert "违反法定程序" in vetoes


def test_sanmenxia_uses_the_sheet_of_henan_and_others_the_common_one() -> None:
    usual = {key: sheets.usual(key, ON) for key in PROFILE_KEYS}

    assert usual.pop("sanmenxia_gov") == "henan"
    assert set(usual.values()) == {"national"}


def test_a_sheet_is_not_in_force_before_its_day() -> None:
    with pytest.raises(RuleError, match="没有名为“national”的有效评分表"):
        sheets.find("national", day(12, 31, 2025))


# --- one sheet ----------------------------------------------------------------------------------


def test_a_file_without_findings_keeps_all_points() -> None:
    assert scoring.score(national(), "penalty", {}) == scoring.Score(
        Decimal(100), {key: Decimal(points) for key, points in SECTIONS.items()}, (), "优秀"
    )


def test_each_finding_takes_its_points_up_to_the_most() -> None:
    assert total(e_inquiry=1) == 98
    assert total(e_inquiry=2) == 96
    assert total(e_inquiry=9) == 96


def test_half_points_are_counted_exactly() -> None:
    assert total(a_form=1) == Decimal("99.5")
    assert total(a_form=3) == 99


def test_a_section_never_falls_below_zero() -> None:
    found = scoring.score(national(), "penalty", {"p_time": 9, "p_hidden": 9, "p_told": 9})

    assert found.sections["publicity"] == 0
    assert found.total == 96


def test_a_veto_makes_the_file_zero_whatever_the_points() -> None:
    found = scoring.score(national(), "penalty", {"v_law": 1})

    assert (found.total, found.vetoes, found.grade) == (Decimal(0), ("v_law",), "不合格")
    assert found.sections["subject"] == 10


def test_a_line_that_is_not_asked_of_the_kind_takes_nothing() -> None:
    assert total("permit", w_ground=5) == 100
    assert total("permit", v_untold=1) == 100


@pytest.mark.parametrize(
    ("score", "grade"),
    [
        *(("100", "优秀"), ("90", "优秀"), ("89.99", "良好"), ("75", "良好"), ("74.99", "合格")),
        *(("60", "合格"), ("59.99", "不合格"), ("0", "不合格")),
    ],
)
def test_the_least_score_of_a_grade_earns_it(score: str, grade: str) -> None:
    assert sheets.find("guangdong", ON).grade(Decimal(score)) == grade


LINES = [line.key for line in national().lines]


@given(st.dictionaries(st.sampled_from(LINES), st.integers(0, 99)))
def test_a_score_lies_between_nothing_and_a_hundred(findings: dict[str, int]) -> None:
    found = scoring.score(national(), "penalty", findings)

    assert 0 <= found.total <= 100
    assert all(points >= 0 for points in found.sections.values())
    assert found.vetoes == () or found.total == 0


@given(st.dictionaries(st.sampled_from(LINES), st.integers(0, 9)), st.sampled_from(LINES))
def test_one_finding_more_never_gains_a_point(findings: dict[str, int], key: str) -> None:
    more = {**findings, key: findings.get(key, 0) + 1}

    assert total_of(more) <= total_of(findings)


# --- several sheets -----------------------------------------------------------------------------


def result(*totals: str, method: str = "average", vetoed: str = "") -> scoring.Result:
    pairs = [(Decimal(one), one == vetoed) for one in totals]
    return scoring.result(pairs, method=method, threshold=Decimal(10))


def test_two_near_scores_are_averaged() -> None:
    assert result("80", "85.5") == scoring.Result(Decimal("82.75"), "average", Decimal("5.5"))
    assert result("80.25", "80.5").total == Decimal("80.38")


def test_a_difference_of_the_threshold_is_averaged_and_more_is_not() -> None:
    assert result("80", "90").total == 85
    assert result("80", "90.5").total is None


def test_two_who_disagree_about_a_veto_are_never_averaged() -> None:
    assert result("0", "5", vetoed="0").total is None


def test_two_who_agree_on_a_veto_make_zero() -> None:
    both = scoring.result([(Decimal(0), True)] * 2, method="average", threshold=Decimal(10))

    assert both.total == 0


def test_the_median_stands_for_three() -> None:
    assert result("60", "95", "92") == scoring.Result(Decimal("92.00"), "median", Decimal(35))


def test_by_consensus_the_meeting_decides() -> None:
    assert result("80", "80", method="consensus").total is None


@given(st.lists(st.decimals(0, 100, places=2), min_size=3, max_size=5))
def test_the_result_of_many_lies_among_them(totals: list[Decimal]) -> None:
    found = scoring.result([(one, False) for one in totals], method="average", threshold=Decimal(0))

    assert found.total is not None
    assert min(totals) <= found.total <= max(totals)


# --- how points are written -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("points", "words"),
    [
        ("96.0", "96"),
        ("96.00", "96"),
        ("96.50", "96.5"),
        ("97.25", "97.25"),
        ("97.255", "97.26"),
        ("100.00", "100"),
        ("0.00", "0"),
        ("0", "0"),
    ],
)
def test_points_are_written_the_same_before_and_after_they_were_kept(
    points: str, words: str
) -> None:
    assert scoring.text(Decimal(points)) == words
    assert shown(points) == shown(Decimal(points)) == words


def test_no_points_are_no_words() -> None:
    assert shown(None) == shown("") == ""


@given(st.decimals(min_value=0, max_value=100, places=2))
def test_written_points_are_read_as_the_same_points(points: Decimal) -> None:
    assert Decimal(scoring.text(points)) == points
