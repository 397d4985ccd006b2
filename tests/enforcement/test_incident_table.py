"""The table of procedural measures and the moves of each kind agree with each other and the law."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enforcement import flows
from enforcement.incidents import attachments, ending, measures
from enforcement.models import Incident
from enforcement.models.incident import DECIDED, OPEN
from enforcement.profiles import load

KINDS = list(Incident.Kind.values)
MOVES = sorted({name for flow in flows.INCIDENT.values() for name in flow.moves})


def test_each_kind_has_a_row_and_a_table_of_moves() -> None:
    assert list(measures()) == KINDS
    assert sorted(flows.INCIDENT) == sorted(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_every_measure_is_approved_or_refused_before_anything_else(kind: str) -> None:
    flow = flows.INCIDENT[kind]
    first = {name for name, move in flow.moves.items() if "applied" in move.sources}
    assert first == {"approve", "refuse"}
    assert all(move.article for move in flow.moves.values())


@pytest.mark.parametrize("kind", KINDS)
def test_every_clock_of_a_move_is_a_period_of_the_profile(kind: str) -> None:
    row = measures()[kind]
    moves = {"apply", *flows.INCIDENT[kind].moves}
    assert set(row.clocks) <= moves
    for key in row.clocks.values():
        assert load("sanmenxia_gov").period(key).article


def test_the_periods_of_a_suspected_crime_are_those_of_the_rule() -> None:
    rules = load("sanmenxia_gov")
    found = {
        move: (rules.period(key).count, rules.period(key).unit)
        for move, key in measures()["crime_transfer"].clocks.items()
    }
    assert found == {
        "apply": (3, "day"),
        "approve": (24, "hour"),
        "send": (3, "day"),
        "decline": (3, "day"),
        "accept": (3, "day"),
    }
    assert rules.value("transfer.min_officers") == 2


def test_the_five_papers_of_the_rule_are_asked_for() -> None:
    assert [row.key for row in attachments()] == ["letter", "report", "goods", "opinion", "other"]
    assert [row.key for row in attachments() if row.made] == ["letter", "report"]


def test_grounds_of_closing_know_the_measures_behind_them() -> None:
    assert ending("transferred") == ("crime_transfer", "jurisdiction_transfer")
    assert ending("terminated") == ("termination",)
    assert ending("filing_withdrawn") == ("filing_withdrawal",)
    assert ending("executed") == ()


def test_every_state_is_reached_and_every_open_one_can_be_left() -> None:
    for kind, flow in flows.INCIDENT.items():
        reached = {"applied", *(move.target for move in flow.moves.values())}
        sources = {state for move in flow.moves.values() for state in move.sources}
        assert sources <= reached, kind
        assert {state for state in reached if state in OPEN} <= sources, kind


@given(st.sampled_from(KINDS), st.lists(st.sampled_from(MOVES), max_size=12))
def test_no_course_of_moves_is_decided_without_approval_or_leaves_the_table(
    kind: str, names: list[str]
) -> None:
    flow, row, done = flows.INCIDENT[kind], Incident(kind=kind), list[str]()
    for name in names:
        allowed = {move.name: move for move in flow.allowed(row)}
        if name in allowed:
            row.status = allowed[name].target
            done.append(name)
    assert row.status in (*OPEN, *DECIDED)
    if done:
        assert done[0] in ("approve", "refuse")
    if "refuse" in done:
        assert done == ["refuse"]
    blocked = set(measures()[kind].blocks)
    assert "ended" not in blocked
    assert "refused" not in blocked
