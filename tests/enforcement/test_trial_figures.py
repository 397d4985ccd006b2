"""The figures of a trial: what is counted, how it is grouped, and what a reviewer would have to do."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enforcement.models.kinds import ActionKind
from enforcement.review_trial import RuleTally, Tally, Trial

SINCE, UNTIL = date(2025, 1, 1), date(2025, 12, 31)
OUTCOMES = [(before, after) for before in (False, True) for after in (False, True)]


def tally(*rows: tuple[bool, bool]) -> Tally:
    """Decisions as (reviewed before, reviewed after)."""
    found = Tally()
    for before, after in rows:
        found.count(before=before, after=after)
    return found


@pytest.mark.parametrize(
    ("before", "after", "gained", "lost", "unchanged"),
    [
        (False, False, 0, 0, 1),
        (True, True, 0, 0, 1),
        (False, True, 1, 0, 0),
        (True, False, 0, 1, 0),
    ],
)
def test_one_decision_is_gained_lost_or_unchanged(
    before: bool,  # noqa: FBT001  # a column of the table above
    after: bool,  # noqa: FBT001  # a column of the table above
    gained: int,
    lost: int,
    unchanged: int,
) -> None:
    found = tally((before, after))

    assert (found.gained, found.lost, found.unchanged) == (gained, lost, unchanged)
    assert (found.decisions, found.before, found.after) == (1, before, after)


@given(rows=st.lists(st.sampled_from(OUTCOMES)))
def test_every_decision_is_in_exactly_one_of_the_three(rows: list[tuple[bool, bool]]) -> None:
    found = tally(*rows)

    assert found.decisions == len(rows) == found.gained + found.lost + found.unchanged
    assert found.after == found.before + found.gained - found.lost
    assert min(found.gained, found.lost, found.unchanged) >= 0
    assert found.before <= found.decisions


def test_a_trial_of_nothing_is_all_noughts() -> None:
    trial = Trial(SINCE, UNTIL, reviewers=3)

    assert [count for _name, count in trial.summary] == ["0"] * 6
    assert [rows for _name, rows in trial.groups] == [[], [], []]
    assert trial.load == []
    assert trial.changed == []


def test_the_summary_names_its_counts_in_one_order() -> None:
    trial = Trial(SINCE, UNTIL, reviewers=1, total=tally(*OUTCOMES, (True, False)))

    assert trial.summary == [
        ("期间内的决定", "5"),
        ("现行清单送审", "3"),
        ("本版本送审", "2"),
        ("新增送审", "1"),
        ("不再送审", "2"),
        ("不变", "2"),
    ]


def test_groups_are_by_kind_by_agency_and_by_month() -> None:
    small, large = tally((True, True)), tally(*OUTCOMES)
    trial = Trial(
        SINCE,
        UNTIL,
        reviewers=1,
        kinds={"permit": small, "penalty": large},
        units={"甲局": small, "乙局": large},
        months={"2025-11": large, "2025-02": small},
    )

    assert trial.groups == [
        ("按执法类别", [("行政处罚", large), ("行政许可", small)]),
        ("按机关", [("乙局", large), ("甲局", small)]),
        ("按月份", [("2025-02", small), ("2025-11", large)]),
    ]


@pytest.mark.parametrize("kind", ActionKind.values)
def test_every_kind_of_act_has_its_name_in_the_groups(kind: str) -> None:
    trial = Trial(SINCE, UNTIL, reviewers=1, kinds={kind: Tally()})

    assert trial.groups[0][1] == [(str(ActionKind(kind).label), Tally())]


@pytest.mark.parametrize(
    ("reviewers", "before", "after"), [(1, 2.0, 3.0), (2, 1.0, 1.5), (4, 0.5, 0.75)]
)
def test_the_load_of_a_month_is_shared_by_who_reviews(
    reviewers: int, before: float, after: float
) -> None:
    month = tally((True, True), (True, True), (False, True), (False, False))
    trial = Trial(SINCE, UNTIL, reviewers=reviewers, months={"2025-02": month, "2025-01": Tally()})

    assert trial.load == [("2025-01", 0.0, 0.0), ("2025-02", before, after)]


def test_where_nobody_reviews_there_is_no_load_to_share() -> None:
    trial = Trial(SINCE, UNTIL, reviewers=0, months={"2025-03": tally((True, True))})

    assert trial.load == [("2025-03", None, None)]


def test_two_trials_do_not_share_their_counts() -> None:
    first, second = Trial(SINCE, UNTIL, reviewers=1), Trial(SINCE, UNTIL, reviewers=1)
    first.total.count(before=True, after=True)
    first.rules["own"] = RuleTally("本项", "第一条", 1, 1)
    first.months.setdefault("2025-01", Tally()).count(before=True, after=False)

    assert second.total == Tally()
    assert not second.rules and not second.months
