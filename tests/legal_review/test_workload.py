"""Who takes the next draft: versed in it, with the least to do, who waited longest. Pure."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legal_review.workload import Candidate, choose, weight

pytestmark = pytest.mark.one_database
KIND = "penalty"
WEIGHTS = {"penalty": 2, "inspection": 1, "other": 1, "heard": 3, "again": 1}
PEOPLE = st.lists(
    st.builds(
        Candidate,
        reviewer=st.integers(1, 99),
        load=st.integers(0, 40),
        share=st.integers(1, 100),
        kinds=st.sampled_from([(), ("penalty",), ("permit",), ("penalty", "permit")]),
        last=st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    ),
    max_size=8,
    unique_by=lambda row: row.reviewer,
)


def test_without_candidates_nobody_is_chosen() -> None:
    assert choose([], KIND) is None


@pytest.mark.parametrize(
    ("people", "wanted"),
    [
        ([Candidate(1, 4), Candidate(2, 2)], 2),
        ([Candidate(1, 4, share=100), Candidate(2, 3, share=50)], 1),
        ([Candidate(1, 0, kinds=("permit",)), Candidate(2, 9)], 2),
        ([Candidate(1, 9, kinds=("penalty",)), Candidate(2, 3)], 2),
        ([Candidate(1, 0, kinds=("permit",))], 1),
        ([Candidate(2, 1, last=date(2026, 3, 1)), Candidate(1, 1, last=date(2026, 3, 2))], 2),
        ([Candidate(2, 1), Candidate(1, 1, last=date(2026, 3, 2))], 2),
        ([Candidate(2, 1), Candidate(1, 1)], 1),
    ],
)
def test_the_order_of_choice(people: list[Candidate], wanted: int) -> None:
    chosen = choose(people, KIND)
    assert chosen is not None
    assert chosen.reviewer == wanted


@given(people=PEOPLE)
def test_nobody_versed_is_passed_over_for_a_more_strained_one(people: list[Candidate]) -> None:
    chosen = choose(people, KIND)
    if not people:
        assert chosen is None
        return
    assert chosen in people
    fit = [row for row in people if row.fits(KIND)]
    assert chosen.fits(KIND) or not fit
    assert all(chosen.strain <= row.strain for row in fit or people)


@given(people=PEOPLE)
def test_the_order_of_the_list_makes_no_difference(people: list[Candidate]) -> None:
    assert choose(people, KIND) == choose(list(reversed(people)), KIND)


@given(count=st.integers(1, 60), people=st.integers(1, 6))
def test_equal_drafts_are_spread_evenly(count: int, people: int) -> None:
    loads = dict.fromkeys(range(people), 0)
    for _turn in range(count):
        chosen = choose([Candidate(key, load) for key, load in loads.items()], KIND)
        assert chosen is not None
        loads[chosen.reviewer] += 2
    assert max(loads.values()) - min(loads.values()) <= 2


@pytest.mark.parametrize(
    ("kind", "heard", "rounds", "wanted"),
    [
        ("penalty", False, 1, 2),
        ("penalty", True, 1, 5),
        ("penalty", True, 2, 6),
        ("inspection", False, 3, 2),
        ("unheard", False, 1, 1),
    ],
)
def test_what_a_review_weighs(kind: str, heard: bool, rounds: int, wanted: int) -> None:
    assert weight(kind, heard=heard, rounds=rounds, weights=WEIGHTS) == wanted


def test_what_is_kept_of_a_choice() -> None:
    assert Candidate(7, 3, 50, ("permit",)).told(KIND) == {
        "reviewer": 7,
        "load": 3,
        "share": 50,
        "fit": False,
    }
