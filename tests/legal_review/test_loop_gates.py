"""Seal, outcome, supplements, objection and resolution hold against raw SQL on both databases."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.db import DatabaseError

from enforcement.models import Decision
from enforcement.models.decision import CONTENT_FIELDS
from legal_review import decision_gates, services
from legal_review.models import (
    Review,
    ReviewCheck,
    ReviewHandling,
    ReviewObjection,
    ReviewProblem,
    ReviewSupplement,
)
from tests import factories
from tests.base import Cast
from tests.enforcement.dossier import again
from tests.legal_review import loops
from tests.legal_review.loops import DAYS, ON, RETURNED
from tests.legal_review.raw import CLEAR, ISSUE, bend, issue, made, stopped
from tests.legal_review.test_reviews_against_sql import PASS, gate, opened, run
from tests.recording.bare import BlankPages

pytestmark = pytest.mark.django_db
RETURN = PASS.replace("passed", "returned")


@pytest.fixture(autouse=True)
def unprinted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recording.services.documents.pdf", BlankPages())


@pytest.fixture
def decision(cast: Cast) -> Decision:
    return factories.notified(cast.bureau)


@pytest.fixture
def review(decision: Decision) -> Review:
    return factories.submit(decision, on=DAYS.submitted)


def head(review: Review, result: str = "pass", code: str | None = None) -> Review:
    """The review with a head of its checklist answered."""
    ReviewCheck.objects.create(
        review=review, head="documents", label="文书", result=result, code=code, note="略"
    )
    return review


def test_the_gate_compares_every_column_of_the_content() -> None:
    assert sorted(decision_gates.CONTENT) == sorted(CONTENT_FIELDS)


# ------------------------------------------------------------------------------- the submission
@pytest.mark.parametrize("seal", [None, "", "0" * 63, "0" * 65])
def test_a_submission_is_sealed(cast: Cast, decision: Decision, seal: str | None) -> None:
    assert stopped(lambda: opened(decision, seal=seal)) in ("SEALED", "")
    assert not Review.objects.exists()


def test_a_submission_brings_no_outcome_along(cast: Cast, decision: Decision) -> None:
    notice = decision.notices.get()
    assert stopped(lambda: opened(decision, notice=notice, opinion_seal="0" * 64)) == "SEALED"
    assert opened(decision, notice=notice).status == "open"


def test_a_submission_names_the_notice_that_stands(cast: Cast, decision: Decision) -> None:
    old = decision.notices.get()
    new = factories.notify(decision, on=DAYS.waived)
    for wrong in (None, old, factories.notified(cast.bureau).notices.get()):
        assert stopped(partial(opened, decision, notice=wrong)) == "SEALED"
    assert opened(decision, notice=new).notice == new


def test_a_hearing_that_is_asked_for_is_awaited(cast: Cast, decision: Decision) -> None:
    notice = decision.notices.get()
    ask = "UPDATE enforcement_notice SET hearing_requested_on = %s WHERE id = %s"
    close = "UPDATE enforcement_notice SET hearing_closed_on = %s WHERE id = %s"
    run(ask, DAYS.waived, notice.pk)
    assert stopped(lambda: opened(decision, notice=notice)) == "SEALED"
    bend(close, ON, notice.pk)
    assert stopped(lambda: opened(decision, notice=notice)) == "SEALED"
    early = {"notice": notice, "heard_on": ON, "submitted_on": ON - timedelta(days=1)}
    assert stopped(lambda: opened(decision, **early)) == "SEALED"
    assert opened(decision, notice=notice, heard_on=ON).heard_on == ON


@pytest.mark.parametrize("number", [0, 1])
def test_rounds_follow_each_other(cast: Cast, review: Review, number: int) -> None:
    services.withdraw(review, by=cast.officer1, on=DAYS.submitted)
    notice = review.notice
    code = stopped(lambda: opened(again(review.decision), notice=notice, round=number))
    assert code == "OPEN_FIRST"
    assert opened(again(review.decision), notice=notice, round=2).round == 2


# ------------------------------------------------------------------------------- the outcome
def test_an_outcome_names_the_seal_it_was_given_on(cast: Cast, review: Review) -> None:
    head(review)
    for wrong in ("NULL", "'" + "1" * 64 + "'"):
        bent = PASS.replace("opinion_seal = seal", f"opinion_seal = {wrong}")
        assert gate(bent, RETURNED, cast.reviewer.pk, review.pk) == "SEALED"
    assert run(PASS, RETURNED, cast.reviewer.pk, review.pk) == 1


def test_after_a_supplement_the_outcome_rests_on_its_seal(cast: Cast, review: Review) -> None:
    row = services.ask(review, by=cast.reviewer, on=DAYS.submitted, items="检验报告")
    head(review)
    assert gate(PASS, RETURNED, cast.reviewer.pk, review.pk) == "SEALED"
    done = services.answer(row, by=cast.officer1, on=DAYS.submitted, text="已补。")
    assert gate(PASS, RETURNED, cast.reviewer.pk, review.pk) == "SEALED"
    good = PASS.replace("opinion_seal = seal", f"opinion_seal = '{done.seal}'")
    assert run(good, RETURNED, cast.reviewer.pk, review.pk) == 1


def test_a_seal_is_not_written_while_the_review_is_open(review: Review) -> None:
    statement = "UPDATE legal_review_review SET opinion_seal = seal WHERE id = %s"
    assert gate(statement, review.pk) == "SEALED"


def test_a_new_notice_under_an_open_review_leaves_nothing_to_pass(
    cast: Cast, review: Review
) -> None:
    head(review)
    factories.notify(again(review.decision), on=DAYS.submitted)
    assert gate(PASS, RETURNED, cast.reviewer.pk, review.pk) == "SEALED"


def test_a_return_names_its_problem(cast: Cast, review: Review) -> None:
    head(review, "fail", "documents.missing")
    assert gate(RETURN, RETURNED, cast.reviewer.pk, review.pk) == "PROBLEM"
    ReviewProblem.objects.create(review=review, kind="materials")
    assert run(RETURN, RETURNED, cast.reviewer.pk, review.pk) == 1


@pytest.mark.parametrize("result", ["fail", "flaw"])
@pytest.mark.parametrize("code", [None, ""])
def test_a_head_found_wanting_has_its_code(review: Review, result: str, code: str | None) -> None:
    assert stopped(lambda: head(review, result, code)) == "ANSWER"
    assert head(review, result, "documents.form").checks.count() == 1


def test_a_flaw_passes_only_where_the_rules_know_it() -> None:
    for profile, free in (("national", True), ("sanmenxia_gov", False), ("xinshi_urban", True)):
        agency = factories.agency(profile=profile)
        review = head(factories.submitted(agency), "flaw", "documents.form")
        by = factories.someone(agency, "reviewer")
        if free:
            assert run(PASS, RETURNED, by.pk, review.pk) == 1
        else:
            assert gate(PASS, RETURNED, by.pk, review.pk) == "REVIEWER"


def test_an_office_below_follows_the_profile_of_the_one_above() -> None:
    above = factories.agency(profile="sanmenxia_gov")
    office = factories.agency(parent=above, profile="")
    review = head(factories.submitted(office), "flaw", "documents.form")
    by = factories.someone(office, "reviewer")
    assert gate(PASS, RETURNED, by.pk, review.pk) == "REVIEWER"


def test_a_flaw_is_handled_before_the_decision() -> None:
    agency = factories.agency(profile="national")
    review = head(factories.submitted(agency), "flaw", "documents.form")
    by, chief = factories.someone(agency, "reviewer"), factories.someone(agency, "head")
    run(PASS, RETURNED, by.pk, review.pk)
    run(CLEAR, review.version_id, review.decision_id)
    issue_it = (ISSUE, ON, chief.pk, review.decision_id)
    assert gate(*issue_it) == "NOT_REVIEWED"
    services.handle(
        Review.objects.get(pk=review.pk), by=loops.handler(review), on=ON, text="已补签章。"
    )
    assert run(*issue_it) == 1


@pytest.mark.parametrize("row", ["check", "problem", "supplement"])
def test_nothing_is_added_to_an_opinion_that_was_given(
    cast: Cast, review: Review, row: str
) -> None:
    ended = factories.send_back(review, on=RETURNED)
    acts: dict[str, Callable[[], object]] = {
        "check": lambda: ReviewCheck.objects.create(
            review=ended, head="extra", label="x", result="pass"
        ),
        "problem": lambda: ReviewProblem.objects.create(review=ended, kind="other"),
        "supplement": lambda: ReviewSupplement.objects.create(
            review=ended, items="x", asked_by=cast.reviewer, asked_on=ON
        ),
    }
    assert stopped(acts[row]) == "REVIEWED"


# ------------------------------------------------------------------------------- what voids it
def test_a_notice_after_the_pass_takes_it_away(cast: Cast, review: Review) -> None:
    factories.approve(review, on=RETURNED)
    factories.notify(again(review.decision), on=RETURNED, waived_on=RETURNED)
    run(CLEAR, review.version_id, review.decision_id)

    assert issue(cast, review.decision) == "NOT_REVIEWED"


@pytest.mark.parametrize("ended", [False, True])
def test_a_hearing_after_the_pass_takes_it_away(cast: Cast, review: Review, ended: bool) -> None:
    factories.approve(review, on=RETURNED)
    ask = "UPDATE enforcement_notice SET hearing_requested_on = %s WHERE decision_id = %s"
    run(ask, RETURNED, review.decision_id)
    if ended:
        close = "UPDATE enforcement_notice SET hearing_closed_on = %s WHERE decision_id = %s"
        bend(close, RETURNED, review.decision_id)

    # Which gate answers first differs by database.
    assert issue(cast, review.decision) in ("NOT_REVIEWED", "HEARING_PENDING")


@pytest.mark.parametrize("state", ["open", "returned"])
def test_a_later_round_takes_the_pass_away(cast: Cast, review: Review, state: str) -> None:
    factories.approve(review, on=RETURNED)
    second = factories.submit(again(review.decision), on=RETURNED)
    if state == "returned":
        factories.send_back(second, on=RETURNED)
    run(CLEAR, review.version_id, review.decision_id)

    assert issue(cast, review.decision) == "NOT_REVIEWED"


def test_a_later_round_that_was_taken_back_leaves_the_pass(cast: Cast, review: Review) -> None:
    factories.approve(review, on=RETURNED)
    second = factories.submit(again(review.decision), on=RETURNED)
    services.withdraw(second, by=cast.officer1, on=RETURNED)
    assert issue(cast, review.decision) == "NOT_REVIEWED", "the service took the clearance"
    run(CLEAR, review.version_id, review.decision_id)

    assert made(cast, review.decision)


# ------------------------------------------------------------------------------- the loops' rows
def test_an_objection_runs_its_course_by_sql_too(cast: Cast, decision: Decision) -> None:
    review = loops.returned(decision)
    row = loops.objected(review)
    up = "UPDATE legal_review_reviewobjection SET status = 'upheld' WHERE id = %s"
    with pytest.raises(DatabaseError):
        run(up, row.pk)
    failed = loops.negotiated(row)
    with pytest.raises(DatabaseError):
        run(up, failed.pk)
    waits = loops.called(failed)
    assert gate(up, waits.pk) == "NOT_DISCUSSED"
    down = up.replace("upheld", "rejected")
    assert gate(down, waits.pk) == "NOT_DISCUSSED"
    done = loops.resolved(waits)
    for state in ("raised", "unresolved", "rejected", "settled"):
        assert gate(up.replace("upheld", state), done.pk) in ("REVIEWED", "NOT_DISCUSSED", "MOVE")


@pytest.mark.parametrize(
    "column",
    ["grounds", "raised_by_id", "raised_on", "review_id", "unit_view", "outcome", "negotiated_on"],
)
def test_what_was_said_of_an_objection_stays(cast: Cast, decision: Decision, column: str) -> None:
    row = loops.negotiated(loops.objected(loops.returned(decision)))
    others = {
        "raised_by_id": cast.officer2.pk,
        "raised_on": ON,
        "negotiated_on": ON,
        "review_id": factories.submitted(cast.bureau).pk,
    }
    statement = f"UPDATE legal_review_reviewobjection SET {column} = %s WHERE id = %s"  # noqa: S608  # own column names
    assert gate(statement, others.get(column, "改写"), row.pk) in ("REVIEWED", "APPEND_ONLY")


@pytest.mark.parametrize(
    "table",
    ["reviewsupplement", "reviewhandling", "reviewobjection", "reviewproblem"],
)
def test_no_row_of_the_loops_is_deleted(cast: Cast, decision: Decision, table: str) -> None:
    review = factories.submit(decision, on=DAYS.submitted)
    services.ask(review, by=cast.reviewer, on=DAYS.submitted, items="检验报告")
    factories.send_back(review, on=RETURNED)
    services.handle(review, by=cast.officer1, on=RETURNED, text="已处理。")
    loops.objected(review)
    assert gate(f"DELETE FROM legal_review_{table}") == "APPEND_ONLY"  # noqa: S608  # own names


@pytest.mark.parametrize("column", ["items", "asked_on", "asked_by_id", "answer", "seal"])
def test_a_supplement_is_written_once(cast: Cast, review: Review, column: str) -> None:
    row = services.ask(review, by=cast.reviewer, on=DAYS.submitted, items="检验报告")
    services.answer(row, by=cast.officer1, on=DAYS.submitted, text="已补。")
    value = {"asked_on": ON, "asked_by_id": cast.officer1.pk}.get(column, "改写")
    statement = f"UPDATE legal_review_reviewsupplement SET {column} = %s WHERE id = %s"  # noqa: S608  # own column names
    assert gate(statement, value, row.pk) in ("REVIEWED", "APPEND_ONLY")


@pytest.mark.parametrize("state", ["open", "withdrawn"])
def test_only_an_opinion_is_handled_or_objected_to(cast: Cast, review: Review, state: str) -> None:
    if state == "withdrawn":
        services.withdraw(review, by=cast.officer1, on=DAYS.submitted)
    by = cast.officer1
    assert (
        stopped(lambda: ReviewHandling.objects.create(review=review, text="x", by=by, on=ON))
        == "REVIEWED"
    )
    assert (
        stopped(
            lambda: ReviewObjection.objects.create(
                review=review, grounds="x", raised_by=by, raised_on=ON
            )
        )
        == "REVIEWED"
    )


def test_a_pass_is_not_objected_to_by_sql(cast: Cast, review: Review) -> None:
    passed = factories.approve(review, on=RETURNED)
    code = stopped(
        lambda: ReviewObjection.objects.create(
            review=passed, grounds="x", raised_by=cast.officer1, raised_on=ON
        )
    )
    assert code == "REVIEWED"
