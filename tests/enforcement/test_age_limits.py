"""Fourteen and eighteen on the day of the act: birthdays, leap days, years that never came."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.identifiers import age_on
from enforcement.gates.content import age
from enforcement.models import Decision
from tests.enforcement import unsaved

ACT = date(2026, 3, 2)
BIRTHS = st.dates(min_value=date(1900, 1, 1), max_value=date(2030, 12, 31))


def penalty(
    birth: date | None,
    *,
    act: date = ACT,
    reason: str = "",
    party: str = "person",
    outcome: str = "penalty",
) -> Decision:
    """A penalty for an act of the day."""
    case = unsaved.case(party_kind=party, birth=birth, act_to=act)
    return unsaved.decision(
        case, penalty_kinds=["warning"], circumstances={"minor": reason}, outcome=outcome
    )


def said(row: Decision) -> str:
    """What the gate says, "" when it is open."""
    return "".join(gap.message for gap in age(row, date(2026, 11, 20)))


@pytest.mark.parametrize(
    ("birth", "act", "age"),
    [
        (date(2012, 3, 2), date(2026, 3, 1), 13),
        (date(2012, 3, 2), date(2026, 3, 2), 13),  # the birthday itself does not count yet
        (date(2012, 3, 2), date(2026, 3, 3), 14),
        (date(2012, 2, 29), date(2026, 2, 28), 13),  # born on a leap day, no such day this year
        (date(2012, 2, 29), date(2026, 3, 1), 14),
        (date(2008, 2, 29), date(2024, 2, 29), 15),
        (date(2008, 2, 29), date(2024, 3, 1), 16),
        (date(2011, 12, 31), date(2025, 12, 31), 13),
        (date(2011, 12, 31), date(2026, 1, 1), 14),
        (date(2012, 1, 1), date(2026, 1, 1), 13),
        (date(2012, 1, 1), date(2026, 1, 2), 14),
    ],
)
def test_a_year_of_age_is_complete_on_the_day_after_the_birthday(
    birth: date, act: date, age: int
) -> None:
    assert age_on(birth, act) == age


@given(birth=BIRTHS, days=st.integers(min_value=1, max_value=40_000))
def test_nobody_grows_younger_or_two_years_in_a_day(birth: date, days: int) -> None:
    on = birth + timedelta(days=days)

    assert age_on(birth, on + timedelta(days=1)) - age_on(birth, on) in {0, 1}


@given(birth=BIRTHS, years=st.integers(min_value=1, max_value=100))
def test_whole_years_pass_in_whole_years(birth: date, years: int) -> None:
    after = date(birth.year + years, birth.month, min(birth.day, 28)) + timedelta(days=2)

    assert age_on(birth, after) == years if birth.day <= 28 else age_on(birth, after) <= years


@pytest.mark.parametrize(
    ("birth", "reason", "words"),
    [
        (date(2012, 3, 2), "从轻。", "不满十四周岁"),
        (date(2012, 3, 1), "从轻。", ""),
        (date(2012, 3, 1), "", "不满十八周岁"),
        (date(2012, 3, 1), "\n\t 　", "不满十八周岁"),
        (date(2008, 3, 2), "", "不满十八周岁"),
        (date(2008, 3, 1), "", ""),
        (date(2026, 3, 1), "从轻。", "不满十四周岁"),
        (date(2027, 1, 1), "从轻。", "不满十四周岁"),  # a slip of the pen never opens the gate
        (date(1900, 1, 1), "", ""),
        (None, "从轻。", "没有登记出生日期"),
    ],
)
def test_the_gate_asks_for_the_age_at_the_time_of_the_act(
    birth: date | None, reason: str, words: str
) -> None:
    found = said(penalty(birth, reason=reason))

    assert words in found
    assert bool(found) == bool(words)


def test_the_age_on_the_day_of_the_decision_does_not_matter() -> None:
    birth = date(2012, 3, 2)

    assert "十四" in said(penalty(birth, act=ACT, reason="从轻。"))
    assert said(penalty(birth, act=ACT + timedelta(days=1), reason="从轻。")) == ""


def test_the_end_of_a_continued_act_counts_not_its_beginning_or_discovery() -> None:
    row = penalty(date(2012, 3, 1), reason="从轻。")
    row.case.act_from, row.case.discovered_on = date(2025, 1, 1), date(2026, 10, 1)
    assert said(row) == ""

    row.case.act_to = None
    row.case.discovered_on = date(2026, 3, 1)
    assert "十四" in said(row)


@pytest.mark.parametrize("party", ["org", "sole_trader"])
def test_only_natural_persons_have_an_age(party: str) -> None:
    assert said(penalty(None, party=party)) == ""
    assert said(penalty(date(2020, 1, 1), party=party)) == ""


@pytest.mark.parametrize("birth", [None, date(2020, 1, 1), date(2010, 1, 1)])
def test_sparing_a_child_needs_no_age(birth: date | None) -> None:
    assert said(penalty(birth, outcome="no_penalty")) == ""


@given(birth=BIRTHS, reason=st.sampled_from(["", "从轻处罚。"]))
def test_a_penalty_passes_exactly_when_the_law_allows_it(birth: date, reason: str) -> None:
    age = age_on(birth, ACT)
    allowed = age >= 18 or (age >= 14 and bool(reason))

    assert (said(penalty(birth, reason=reason)) == "") == allowed
