"""What was told binds: heavier in kind or amount, or other in facts or basis, is told again."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enforcement.gates.told import above_notice
from enforcement.models.kinds import PenaltyKind
from enforcement.services import notices
from tests.enforcement import unsaved

CENTS = st.integers(min_value=0, max_value=10**12)
KINDS = st.lists(st.sampled_from(PenaltyKind.values), unique=True)
CONTENT = st.fixed_dictionaries(
    {"penalty_kinds": KINDS, "fine_cents": CENTS, "confiscated_cents": CENTS}
)
FINE: dict[str, Any] = {
    "penalty_kinds": ["warning", "fine", "confiscate_goods"],
    "fine_cents": 200_000,
    "confiscated_cents": 9_600,
}
REMEDY = "请重新告知，并重新送法制审核。"


@pytest.mark.parametrize(
    ("change", "heavier"),
    [
        ({}, False),
        ({"fine_cents": 199_999}, False),
        ({"fine_cents": 200_001}, True),
        ({"fine_cents": 0, "penalty_kinds": ["warning", "confiscate_goods"]}, False),
        ({"confiscated_cents": 9_599}, False),
        ({"confiscated_cents": 9_601}, True),
        # What is saved on the fine does not pay for a greater confiscation.
        ({"fine_cents": 0, "confiscated_cents": 9_601}, True),
        ({"confiscated_cents": 0, "fine_cents": 200_001}, True),
        ({"penalty_kinds": []}, False),
        ({"penalty_kinds": ["warning"]}, False),
        ({"penalty_kinds": ["fine", "confiscate_goods", "warning"]}, False),
        ({"penalty_kinds": ["fine", "fine"]}, False),
        # Lighter in the order of the annual report, but it was never mentioned.
        ({"penalty_kinds": ["criticism"]}, True),
        ({"penalty_kinds": ["confiscate_income"]}, True),
        ({"penalty_kinds": ["warning", "fine", "confiscate_goods", "other"]}, True),
    ],
)
def test_a_draft_is_heavier_in_any_amount_or_any_new_kind(
    change: dict[str, Any], heavier: bool
) -> None:
    told = unsaved.notice(unsaved.decision(**FINE))
    draft = unsaved.decision(**(FINE | change))

    assert notices.heavier(draft, told) == heavier
    assert [gap.message for gap in above_notice(draft, told)] == (
        ["拟作出的处罚超出已告知的种类或数额。"] if heavier else []
    )


@pytest.mark.parametrize(
    ("field", "text", "otherwise"),
    [
        ("facts", f"  {unsaved.TOLD['facts']}\n", False),
        ("basis", f"\t{unsaved.TOLD['basis']}　", False),
        ("facts", unsaved.TOLD["facts"].replace("12", "13"), True),
        ("facts", "", True),
        ("basis", unsaved.TOLD["basis"] + "第二款", True),
        ("basis", unsaved.TOLD["basis"].replace("中华人民共和国", ""), True),
    ],
)
def test_facts_and_basis_are_those_that_were_told(field: str, text: str, otherwise: bool) -> None:
    told = unsaved.notice(unsaved.decision())
    change: dict[str, Any] = {field: text}
    draft = unsaved.decision(**change)

    assert notices.told_otherwise(draft, told) == otherwise
    found = [gap.message for gap in above_notice(draft, told)]
    assert found == (["事实或者依据与已告知的不一致。"] if otherwise else [])


@pytest.mark.parametrize("field", ["evidence", "result", "order", "discretion", "performance"])
def test_what_need_not_be_told_may_change(field: str) -> None:
    told = unsaved.notice(unsaved.decision(**FINE))
    draft = unsaved.decision(**(FINE | {field: "另行写明。"}))

    assert above_notice(draft, told) == []


def test_heavier_and_otherwise_are_two_gaps_with_one_remedy() -> None:
    told = unsaved.notice(unsaved.decision(**FINE))
    draft = unsaved.decision(**(FINE | {"fine_cents": 200_001, "facts": "另一事实。"}))

    gaps = above_notice(draft, told)

    assert [gap.code for gap in gaps] == ["above_notice", "above_notice"]
    assert {gap.remedy for gap in gaps} == {REMEDY}
    assert all("第四十四条" in gap.article and "第四十五条" in gap.article for gap in gaps)


@given(CONTENT)
def test_no_draft_is_heavier_than_itself(content: dict[str, Any]) -> None:
    row = unsaved.decision(**content)

    assert not notices.heavier(row, unsaved.notice(row))
    assert not notices.told_otherwise(row, unsaved.notice(row))


@given(told=CONTENT, draft=CONTENT)
def test_of_two_contents_each_within_the_other_both_are_the_same(
    told: dict[str, Any], draft: dict[str, Any]
) -> None:
    left, right = unsaved.decision(**told), unsaved.decision(**draft)

    both = not notices.heavier(left, unsaved.notice(right)) and not notices.heavier(
        right, unsaved.notice(left)
    )

    same = (set(told["penalty_kinds"]), told["fine_cents"], told["confiscated_cents"]) == (
        set(draft["penalty_kinds"]),
        draft["fine_cents"],
        draft["confiscated_cents"],
    )
    assert both == same


@given(told=CONTENT, fine=CENTS, confiscated=CENTS, dropped=st.integers(0, 13))
def test_taking_away_is_never_heavier(
    told: dict[str, Any], fine: int, confiscated: int, dropped: int
) -> None:
    lighter = {
        "penalty_kinds": told["penalty_kinds"][dropped:],
        "fine_cents": min(fine, told["fine_cents"]),
        "confiscated_cents": min(confiscated, told["confiscated_cents"]),
    }

    assert not notices.heavier(
        unsaved.decision(**lighter), unsaved.notice(unsaved.decision(**told))
    )
