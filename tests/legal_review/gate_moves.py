"""What anybody may try on one case: by services, by the ORM and by raw SQL."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection
from hypothesis import strategies as st

from core.errors import RuleError
from enforcement.models import (
    CaseOfficer,
    Certificate,
    Decision,
    Discussion,
    DiscussionMember,
    DraftVersion,
)
from enforcement.services import decisions
from legal_review import services as reviews
from legal_review.models import Qualification, Review, ReviewCheck, ReviewObjection
from recording.services import issuance
from tests import factories
from tests.base import Cast
from tests.legal_review import loops

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

    @property
    def objection(self) -> ReviewObjection:
        found: ReviewObjection | None = (
            ReviewObjection.objects.filter(review__decision=self.pk).order_by("-pk").first()
        )
        if found is None:
            raise RuleError("no objection yet")
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
            handled="已处理",
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


def send_back(who: str) -> Action:
    return lambda w: _done(
        reviews.send_back(
            w.review,
            by=w.cast.people[who],
            on=ON - timedelta(days=1),
            opinion="证据不足",
            checks=factories.checks(w.cast.bureau, "fail"),
        )
    )


def object_to() -> Action:
    return lambda w: _done(loops.objected(w.review, on=ON - timedelta(days=1)))


def negotiate(*, agreed: bool) -> Action:
    return lambda w: _done(loops.negotiated(w.objection, agreed=agreed, on=ON - timedelta(days=1)))


def call_heads() -> Action:
    return lambda w: _done(loops.called(w.objection, on=ON - timedelta(days=1)))


def resolve(votes: tuple[str, ...], result: str) -> Action:
    return lambda w: _done(
        loops.resolved(w.objection, on=ON, voices=loops.voices(*votes), result=result)
    )


def supplement() -> Action:
    def act(w: World) -> None:
        awaited = w.review.supplements.filter(status="asked").first()
        if awaited is None:
            reviews.ask(w.review, by=w.cast.reviewer, on=ON - timedelta(days=2), items="报告")
        else:
            reviews.answer(awaited, by=w.cast.officer1, on=ON - timedelta(days=1), text="已补")

    return act


def tell_again() -> Action:
    day = ON - timedelta(days=1)
    return lambda w: _done(factories.notify(w.decision, on=day, waived_on=day))


def raw_hearing(column: str) -> Action:
    statement = f"UPDATE enforcement_notice SET {column} = %s WHERE decision_id = %s"  # noqa: S608  # own column names
    return lambda w: w.sql(statement, ON - timedelta(days=1), w.pk)


def raw_resolution(*, whole: bool) -> Action:
    """A discussion written by hand, with members who never voted or voted at will."""

    def act(w: World) -> None:
        version = DraftVersion.objects.filter(decision=w.pk).order_by("pk").last()
        if version is None:
            raise RuleError("nothing was frozen yet")
        row = Discussion.objects.create(
            decision=w.decision,
            about="objection",
            ground="x",
            called_by=w.cast.officer1,
            called_on=ON,
        )
        w.sql(
            "UPDATE enforcement_discussion SET status = 'held', result = 'agreed', "
            "conclusion = 'x', held_on = %s, version_id = %s, recorded_by_id = %s WHERE id = %s",
            ON,
            version.pk,
            w.cast.head.pk,
            row.pk,
        )
        for name, post in loops.VOTERS if whole else loops.VOTERS[:2]:
            DiscussionMember.objects.create(
                discussion=row, name=name, post=post, opinion="同意", vote="agree"
            )

    return act


def raw_objection(state: str) -> Action:
    return lambda w: w.sql(
        "UPDATE legal_review_reviewobjection SET status = %s, negotiated_on = %s, "
        "recorded_by_id = %s, unit_view = 'x', review_view = 'x', outcome = 'x', discussion_id = "
        "(SELECT MAX(x.id) FROM enforcement_discussion x WHERE x.decision_id = %s) "
        "WHERE review_id IN (SELECT r.id FROM legal_review_review r WHERE r.decision_id = %s)",
        state,
        ON,
        w.cast.head.pk,
        w.pk,
        w.pk,
    )


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
        "opinion_seal = seal, reviewer_id = %s WHERE decision_id = %s AND status = 'open'",
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
