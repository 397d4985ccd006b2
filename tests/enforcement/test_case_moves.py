"""The tables of moves: what exists, what is final, and that nothing else can happen."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.flow import Flow
from enforcement.flows import CASE, DECISION
from enforcement.models import Case, Decision

FLOWS: dict[str, Flow[Any]] = {"case": CASE, "decision": DECISION}
FINAL = {"case": {"rejected", "archived"}, "decision": {"revoked", "abandoned"}}
STATES = {"case": Case.Status.values, "decision": Decision.Status.values}
PAIRS = [(name, state) for name, states in STATES.items() for state in states]


def row(name: str, state: str) -> Case | Decision:
    """A row in the state."""
    return Case(status=state) if name == "case" else Decision(status=state)


def moves(name: str, state: str) -> dict[str, str]:
    """The open moves and where they lead."""
    return {move.name: move.target for move in FLOWS[name].allowed(row(name, state))}


@pytest.mark.parametrize(
    ("name", "state", "open_moves"),
    [
        ("case", "draft", {"file": "filed", "reject": "rejected"}),
        ("case", "filed", {"decide": "decided", "close": "closed"}),
        ("case", "decided", {"reopen": "filed", "close": "closed"}),
        ("case", "closed", {"archive": "archived"}),
        ("case", "archived", {}),
        ("case", "rejected", {}),
        ("decision", "draft", {"issue": "issued", "abandon": "abandoned"}),
        ("decision", "issued", {"serve": "served", "revoke": "revoked"}),
        ("decision", "served", {"revoke": "revoked"}),
        ("decision", "revoked", {}),
        ("decision", "abandoned", {}),
    ],
)
def test_each_state_has_exactly_its_moves(
    name: str, state: str, open_moves: dict[str, str]
) -> None:
    assert moves(name, state) == open_moves


@pytest.mark.parametrize(("name", "state"), PAIRS)
def test_only_final_states_have_no_way_on(name: str, state: str) -> None:
    assert (not moves(name, state)) is (state in FINAL[name])


@pytest.mark.parametrize("name", FLOWS)
def test_every_state_is_reached_from_the_first(name: str) -> None:
    reached, ahead = {"draft"}, ["draft"]
    while ahead:
        for target in moves(name, ahead.pop()).values():
            if target not in reached:
                reached.add(target)
                ahead.append(target)

    assert reached == set(STATES[name])


@pytest.mark.parametrize("name", FLOWS)
def test_every_move_has_words_and_all_but_giving_up_an_article(name: str) -> None:
    for key, move in FLOWS[name].moves.items():
        assert str(move.label).strip(), key
        assert bool(move.article) is (key != "abandon"), key
        assert move.target not in move.sources


@pytest.mark.parametrize(("name", "state"), PAIRS)
def test_a_state_is_shown_in_words(name: str, state: str) -> None:
    shown = FLOWS[name].display(row(name, state))

    assert shown and shown != state


@given(st.lists(st.sampled_from(sorted(CASE.moves)), max_size=12))
def test_a_case_is_archived_only_after_it_was_filed_and_closed(names: list[str]) -> None:
    state, past = "draft", []
    for name in names:
        target = moves("case", state).get(name)
        if target is not None:
            state = target
            past.append(name)

    if state == "archived":
        assert past[0] == "file"
        assert past[-2:] == ["close", "archive"]
    assert past.count("reopen") <= past.count("decide")
    assert past.count("decide") - past.count("reopen") in {0, 1}
    if "reject" in past:
        assert past == ["reject"]


@given(st.lists(st.sampled_from(sorted(DECISION.moves)), max_size=10))
def test_a_decision_is_served_once_and_only_between_issue_and_revocation(
    names: list[str],
) -> None:
    state, past = "draft", []
    for name in names:
        target = moves("decision", state).get(name)
        if target is not None:
            state = target
            past.append(name)

    lawful = [["issue", "serve", "revoke"][:n] for n in range(4)]
    assert past in [*lawful, ["issue", "revoke"], ["abandon"]]


@pytest.mark.parametrize(
    ("kind", "waiting", "turned_down"),
    [("penalty", "待立案", "不予立案"), ("permit", "待受理", "不予受理")],
)
def test_an_application_is_accepted_and_a_penalty_case_filed(
    kind: str, waiting: str, turned_down: str
) -> None:
    assert Case(kind=kind, status="draft").get_status_display() == waiting
    assert Case(kind=kind, status="rejected").get_status_display() == turned_down
    assert Case(kind=kind, status="decided").get_status_display() == "已决定"
