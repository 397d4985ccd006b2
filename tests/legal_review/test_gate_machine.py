"""Random sequences over services, ORM and raw SQL find no way round the gates of a decision."""

import os
from collections.abc import Iterator
from contextlib import suppress

import pytest
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enforcement.models import (
    Certificate,
    Decision,
    User,
)
from legal_review.models import Qualification, Review
from tests import factories
from tests.base import Cast
from tests.legal_review.gate_moves import (
    ON,
    REFUSALS,
    Action,
    World,
    call_heads,
    edit,
    expire,
    issue,
    judge,
    leave,
    negotiate,
    object_to,
    orm_check,
    people,
    raw_clearance,
    raw_hearing,
    raw_issue,
    raw_objection,
    raw_pass,
    raw_resolution,
    raw_scope,
    raw_text,
    resolve,
    send_back,
    submit,
    supplement,
    tell_again,
    unqualify,
    withdraw,
)
from tests.machine import forbidden
from tests.recording.bare import BlankPages

RUNS = int(os.environ.get("PORTAL_MACHINE_RUNS", "60"))


votes = st.sampled_from(
    [("agree",) * 3, ("agree", "agree", "against"), ("agree", "against", "against"), ("agree",) * 2]
)
actions = st.one_of(
    st.builds(edit, st.sampled_from(["甲事实", "乙事实"])),
    st.builds(submit, people),
    st.builds(judge, people, st.sampled_from(["pass", "pass", "pass", "fail"])),
    st.builds(send_back, people),
    st.builds(withdraw),
    st.builds(object_to),
    st.builds(negotiate, agreed=st.booleans()),
    st.builds(call_heads),
    st.builds(resolve, votes, st.sampled_from(["agreed", "agreed", "returned"])),
    st.builds(supplement),
    st.builds(tell_again),
    st.builds(issue, people, st.integers(-3, 3)),
    st.builds(raw_issue, people, st.integers(-3, 3)),
    st.builds(raw_clearance),
    st.builds(raw_pass, people),
    st.builds(raw_text, st.sampled_from(["facts", "result", "basis"])),
    st.builds(raw_scope),
    st.builds(raw_hearing, st.sampled_from(["hearing_requested_on", "hearing_closed_on"])),
    st.builds(raw_resolution, whole=st.booleans()),
    st.builds(raw_objection, st.sampled_from(["unresolved", "upheld", "settled"])),
    st.builds(expire, st.integers(-5, 5)),
    st.builds(leave),
    st.builds(unqualify),
    st.builds(orm_check),
)
# Long enough, and often enough through the front door, that some sequences do issue.
PASSING = [submit("officer1"), judge("reviewer", "pass")]
RESOLVING = [
    submit("officer1"),
    send_back("reviewer"),
    object_to(),
    negotiate(agreed=False),
    call_heads(),
    resolve(("agree",) * 3, "agreed"),
]
MAKING = [issue("head", 0), raw_issue("head", 0), raw_clearance()]
likely = st.sampled_from([*PASSING, *RESOLVING, *MAKING])
# A lawful way with anything thrown in between reaches further than chance does.
ways = st.sampled_from([PASSING, RESOLVING])


@st.composite
def disturbed(draw: st.DrawFn) -> list[Action]:
    """A lawful way to the decision with up to three other actions at any place."""
    steps = [*draw(ways), draw(st.sampled_from(MAKING[:2]))]
    for other in draw(st.lists(st.one_of(likely, actions), max_size=3)):
        steps.insert(draw(st.integers(0, len(steps))), other)
    return steps


sequences = st.one_of(
    disturbed(), st.lists(st.one_of(likely, likely, actions), min_size=3, max_size=14)
)


def assert_lawful(world: World) -> bool:
    """Whether the decision was made; fails when it was made unlawfully."""
    row = world.decision
    if row.status in (Decision.Status.DRAFT, Decision.Status.ABANDONED):
        return False
    passed, resolved = forbidden.passed(row), forbidden.resolved(row)
    assert passed or resolved, "made without a passed review of this text or a resolution on it"
    for review in (*passed, *(one.review for one in resolved)):
        assert_independent(review, row)
    return True


def assert_independent(review: Review, row: Decision) -> None:
    assert review.reviewer_id is not None
    reviewer = User.objects.get(pk=review.reviewer_id)
    assert reviewer.pk not in {row.issued_by_id, row.drafted_by_id, review.submitted_by_id}
    assert not row.case.assignments.filter(officer__account=reviewer).exists()
    assert reviewer.agency_id == row.agency_id
    assert Qualification.objects.filter(
        account=reviewer, valid_from__lte=review.decided_on
    ).exists()
    assert review.decided_on is not None
    assert row.issued_on is not None
    assert review.decided_on <= row.issued_on


def certified_on_issue(world: World) -> bool:
    row = world.decision
    handlers = Certificate.objects.valid(row.issued_on or ON).filter(
        officer__assignments__case=row.case_id, officer__assignments__until=None
    )
    return handlers.values("officer").distinct().count() >= 2


@pytest.mark.django_db
@settings(
    max_examples=RUNS,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(sequence=sequences)
def test_no_sequence_of_actions_makes_an_unreviewed_decision(
    told: World, sequence: list[Action]
) -> None:
    with transaction.atomic():
        made = False
        for action in sequence:
            try:
                with transaction.atomic():
                    action(told)
            except REFUSALS:
                continue
            if not made and assert_lawful(told):
                made = True
                assert certified_on_issue(told), "made with fewer than two certified officers"
        transaction.set_rollback(True)


@pytest.fixture
def told(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A case that only lacks its review and its decision; no paper is printed."""
    monkeypatch.setattr("recording.services.documents.pdf", BlankPages())
    yield World(cast, factories.notified(cast.bureau))


@pytest.mark.django_db
@pytest.mark.parametrize("way", ["passing", "resolving"])
def test_both_lawful_ways_do_make_the_decision(told: World, way: str) -> None:
    steps = {"passing": PASSING, "resolving": RESOLVING}[way]
    for action in (*steps, issue("head", 0)):
        action(told)

    assert assert_lawful(told)
    assert certified_on_issue(told)
    assert bool(forbidden.resolved(told.decision)) is (way == "resolving")


@pytest.mark.django_db
@pytest.mark.parametrize("missing", range(len(RESOLVING)))
def test_no_step_of_the_resolution_can_be_left_out(told: World, missing: int) -> None:
    for action in (*RESOLVING[:missing], *RESOLVING[missing + 1 :], raw_clearance()):
        with suppress(*REFUSALS), transaction.atomic():
            action(told)
    with pytest.raises(DatabaseError), transaction.atomic():
        raw_issue("head", 0)(told)
