"""Random sequences over services, ORM and raw SQL find no way round the gates of a decision."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import RuleError
from enforcement import drafts
from enforcement.models import CaseOfficer, Certificate, Decision, DraftVersion, User
from enforcement.services import decisions
from legal_review import services as reviews
from legal_review.models import Qualification, Review, ReviewCheck
from recording.services import issuance
from tests import factories
from tests.base import Cast

ON = factories.DECIDED
REFUSALS = (RuleError, PermissionDenied, DatabaseError)
PEOPLE = (
    *("officer1", "officer2", "unithead", "reviewer", "head"),
    *("publisher", "listadmin", "supervisor", "outsider"),
)
people = st.sampled_from(PEOPLE)
Action = Callable[["World"], None]


class World:
    """One case that was told and recorded, and everybody who may try something."""

    def __init__(self, cast: Cast, decision: Decision) -> None:
        self.cast = cast
        self.pk = decision.pk

    @property
    def decision(self) -> Decision:
        return Decision.objects.select_related("case", "agency", "clearance").get(pk=self.pk)

    @property
    def review(self) -> Review:
        found = Review.objects.filter(decision=self.pk).order_by("-round").first()
        if found is None:
            raise RuleError("no review yet")
        return found

    def sql(self, statement: str, *params: Any) -> None:
        plain = [
            p.hex if connection.vendor == "sqlite" and hasattr(p, "hex") else p for p in params
        ]
        with connection.cursor() as cursor:
            cursor.execute(statement, plain)


def edit(text: str) -> Action:
    return lambda w: _done(decisions.edit(w.decision, by=w.cast.officer1, content={"facts": text}))


def submit(who: str) -> Action:
    return lambda w: _done(
        reviews.submit(
            w.decision,
            by=w.cast.people[who],
            on=ON - timedelta(days=2),
            declared=True,
            answers=factories.answers(w.cast.bureau),
        )
    )


def judge(who: str, result: str) -> Action:
    def act(w: World) -> None:
        checks = factories.checks(w.cast.bureau, result)
        reviews.approve(
            w.review,
            by=w.cast.people[who],
            on=ON - timedelta(days=1),
            opinion="同意",
            checks=checks,
        )

    return act


def withdraw() -> Action:
    return lambda w: _done(reviews.withdraw(w.review, by=w.cast.officer1, on=ON))


def issue(who: str, days: int) -> Action:
    day = ON + timedelta(days=days)
    return lambda w: _done(issuance.issue(w.decision, by=w.cast.people[who], on=day))


def raw_issue(who: str, days: int) -> Action:
    day = ON + timedelta(days=days)
    return lambda w: w.sql(
        "UPDATE enforcement_decision SET status = 'issued', doc_no = 'R〔2026〕1号', remedies = 'x', "
        "issued_on = %s, issued_by_id = %s WHERE id = %s",
        day,
        w.cast.people[who].pk,
        w.pk,
    )


def raw_clearance() -> Action:
    def act(w: World) -> None:
        version = DraftVersion.objects.filter(decision=w.pk).order_by("-pk").first()
        w.sql(
            "UPDATE enforcement_decision SET clearance_id = %s WHERE id = %s",
            version.pk if version else None,
            w.pk,
        )

    return act


def raw_pass(who: str) -> Action:
    return lambda w: w.sql(
        "UPDATE legal_review_review SET status = 'passed', opinion = 'x', decided_on = %s, "
        "reviewer_id = %s WHERE decision_id = %s AND status = 'open'",
        ON,
        w.cast.people[who].pk,
        w.pk,
    )


def raw_text(column: str) -> Action:
    statement = f"UPDATE enforcement_decision SET {column} = %s WHERE id = %s"  # noqa: S608  # own column names
    return lambda w: w.sql(statement, "改写", w.pk)


def raw_scope() -> Action:
    return lambda w: w.sql(
        "UPDATE enforcement_decision SET review_required = %s WHERE id = %s", False, w.pk
    )


def expire(days: int) -> Action:
    return lambda w: _done(
        Certificate.objects.filter(officer=w.cast.officers[1]).update(
            valid_to=ON + timedelta(days=days)
        )
    )


def leave() -> Action:
    return lambda w: _done(
        CaseOfficer.objects.filter(
            case=w.decision.case_id, officer=w.cast.officers[1], until=None
        ).update(until=ON)
    )


def unqualify() -> Action:
    return lambda w: _done(
        Qualification.objects.filter(account=w.cast.reviewer).update(ended_on=date(2026, 1, 1))
    )


def orm_check() -> Action:
    return lambda w: _done(
        ReviewCheck.objects.create(review=w.review, head="extra", label="x", result="pass")
    )


def _done(result: object) -> None:
    """Discard what a service returns: only the rows count."""


actions = st.one_of(
    st.builds(edit, st.sampled_from(["甲事实", "乙事实"])),
    st.builds(submit, people),
    st.builds(judge, people, st.sampled_from(["pass", "pass", "pass", "fail"])),
    st.builds(withdraw),
    st.builds(issue, people, st.integers(-3, 3)),
    st.builds(raw_issue, people, st.integers(-3, 3)),
    st.builds(raw_clearance),
    st.builds(raw_pass, people),
    st.builds(raw_text, st.sampled_from(["facts", "result", "basis"])),
    st.builds(raw_scope),
    st.builds(expire, st.integers(-5, 5)),
    st.builds(leave),
    st.builds(unqualify),
    st.builds(orm_check),
)
# Long enough, and often enough through the front door, that some sequences do issue.
likely = st.sampled_from(
    [submit("officer1"), judge("reviewer", "pass"), issue("head", 0), raw_issue("head", 0)]
)
sequences = st.lists(st.one_of(likely, likely, actions), min_size=3, max_size=14)


def assert_lawful(world: World) -> bool:
    """Whether the decision was made; fails when it was made unlawfully."""
    row = world.decision
    if row.status in (Decision.Status.DRAFT, Decision.Status.ABANDONED):
        return False
    passed = [
        review
        for review in Review.objects.filter(decision=row, status=Review.Status.PASSED)
        if drafts.same(row, review.version) and review.version_id == row.clearance_id
    ]
    assert passed, "issued without a passed review of exactly this text"
    for review in passed:
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
    max_examples=40,
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
        assert_lawful(told)
        transaction.set_rollback(True)


@pytest.fixture
def told(cast: Cast) -> World:
    """A case that only lacks its review and its decision."""
    return World(cast, factories.notified(cast.bureau))


@pytest.mark.django_db
def test_the_lawful_sequence_does_make_the_decision(told: World) -> None:
    for action in (submit("officer1"), judge("reviewer", "pass"), issue("head", 0)):
        action(told)

    assert assert_lawful(told)
    assert certified_on_issue(told)
