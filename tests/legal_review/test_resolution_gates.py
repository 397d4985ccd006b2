"""The heads' resolution opens the gate of the decision only whole, and only for its own text."""

from datetime import timedelta

import pytest

from enforcement.models import Decision, Discussion, DraftVersion
from enforcement.models.decision import CONTENT_FIELDS
from tests import factories
from tests.base import Cast
from tests.enforcement.dossier import again
from tests.legal_review import loops
from tests.legal_review.loops import TALKED
from tests.legal_review.raw import CLEAR, ISSUE, bend, issue, made
from tests.legal_review.test_reviews_against_sql import run
from tests.recording.bare import BlankPages

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def unprinted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recording.services.documents.pdf", BlankPages())


@pytest.fixture
def decision(cast: Cast) -> Decision:
    return factories.notified(cast.bureau)


def test_raw_sql_makes_what_the_heads_resolved(cast: Cast, decision: Decision) -> None:
    loops.upheld(decision)
    assert made(cast, decision)


DISCUSSION = "UPDATE enforcement_discussion SET {0}"
MEMBER = "UPDATE enforcement_discussionmember SET {0}"
OBJECTION = "UPDATE legal_review_reviewobjection SET {0}"
LESS = "DELETE FROM enforcement_discussionmember{0}"
ANY_MEMBER = "(SELECT MIN(id) FROM enforcement_discussionmember)"


@pytest.mark.parametrize(
    "statement",
    [
        DISCUSSION.format("about = 'serious'"),
        DISCUSSION.format("result = 'changed'"),
        DISCUSSION.format("result = 'returned'"),
        DISCUSSION.format("held_on = '2030-01-01'"),
        DISCUSSION.format("held_on = '2020-01-01'"),
        OBJECTION.format("status = 'unresolved'"),
        OBJECTION.format("status = 'settled'"),
        OBJECTION.format("status = 'rejected'"),
        OBJECTION.format("raised_on = '2020-01-01'"),
        MEMBER.format(f"vote = 'against' WHERE id > {ANY_MEMBER}"),
        MEMBER.format("vote = NULL"),
        LESS.format(f" WHERE id = {ANY_MEMBER}"),
        LESS.format(""),
    ],
)
def test_a_resolution_that_lacks_anything_opens_nothing(
    cast: Cast, decision: Decision, statement: str
) -> None:
    loops.upheld(decision)
    bend(statement)

    assert issue(cast, decision) == "NOT_REVIEWED"


def test_one_vote_against_two_carries(cast: Cast, decision: Decision) -> None:
    loops.upheld(decision)
    bend(MEMBER.format(f"vote = 'against' WHERE id = {ANY_MEMBER}"))
    assert made(cast, decision)


@pytest.mark.parametrize("who", ["reviewer", "officer1", "officer2"])
def test_the_vote_of_who_had_a_part_spoils_it(cast: Cast, decision: Decision, who: str) -> None:
    loops.upheld(decision)
    bend(MEMBER.format(f"name = %s WHERE id = {ANY_MEMBER}"), cast.people[who].name)

    assert issue(cast, decision) == "NOT_REVIEWED"


def test_the_resolution_holds_for_its_own_text_only(cast: Cast, decision: Decision) -> None:
    loops.upheld(decision)
    run("UPDATE enforcement_decision SET facts = '改写' WHERE id = %s", decision.pk)
    assert issue(cast, decision) == "NOT_REVIEWED"

    other = DraftVersion.objects.exclude(decision=decision).first()
    assert other is None
    values = {name: getattr(again(decision), name) for name in CONTENT_FIELDS}
    bent = DraftVersion.objects.create(
        decision=decision, sha256="9" * 64, frozen_by=cast.officer1, **values
    )
    run(CLEAR, bent.pk, decision.pk)
    assert issue(cast, decision) == "NOT_REVIEWED"
    bend(DISCUSSION.format("version_id = %s"), bent.pk)
    assert issue(cast, decision) == "NOT_REVIEWED", "the returned review was of another text"


def test_the_resolution_of_another_case_does_not_count(cast: Cast, decision: Decision) -> None:
    other = factories.notified(cast.bureau)
    row = loops.upheld(decision)
    run(CLEAR, row.review.version_id, other.pk)
    assert issue(cast, other) == "NOT_REVIEWED"


def test_neither_the_reviewer_nor_an_earlier_day_makes_it(cast: Cast, decision: Decision) -> None:
    loops.upheld(decision)
    assert issue(cast, decision, by=cast.reviewer.pk) == "NOT_REVIEWED"
    assert issue(cast, decision, on=TALKED - timedelta(days=1)) == "NOT_REVIEWED"
    assert run(ISSUE, TALKED, cast.head.pk, decision.pk) == 1


@pytest.mark.parametrize("what", ["notice", "hearing", "round"])
def test_what_comes_after_the_resolution_takes_it_away(
    cast: Cast, decision: Decision, what: str
) -> None:
    row = loops.upheld(decision)
    if what == "notice":
        factories.notify(again(decision), on=TALKED, waived_on=TALKED)
    elif what == "hearing":
        ask = "UPDATE enforcement_notice SET hearing_requested_on = %s WHERE decision_id = %s"
        run(ask, TALKED, decision.pk)
    else:
        factories.submit(again(decision), on=TALKED)
    run(CLEAR, row.review.version_id, decision.pk)

    # Which gate answers first differs by database.
    assert issue(cast, decision) in ("NOT_REVIEWED", "HEARING_PENDING")


def test_a_discussion_without_an_objection_opens_nothing(cast: Cast, decision: Decision) -> None:
    review = loops.returned(decision)
    discussion = Discussion.objects.create(
        decision=decision, about="objection", ground="x", called_by=cast.officer1, called_on=TALKED
    )
    held = (
        "UPDATE enforcement_discussion SET status = 'held', result = 'agreed', conclusion = '同意', "
        "held_on = %s, version_id = %s, recorded_by_id = %s WHERE id = %s"
    )
    run(held, TALKED, review.version_id, cast.head.pk, discussion.pk)
    run(CLEAR, review.version_id, decision.pk)

    assert issue(cast, decision) == "NOT_REVIEWED"
