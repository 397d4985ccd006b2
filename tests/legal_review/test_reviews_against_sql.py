"""A submission, its checklist and the list of reviewers hold against raw SQL of every shape."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from core.triggers import refusal
from enforcement.models import Decision
from enforcement.services import decisions
from legal_review.models import Qualification, Review, ReviewCheck
from tests import factories
from tests.base import Cast
from tests.enforcement.dossier import ON, again, draft, lead, reviewed, tell

pytestmark = pytest.mark.django_db


def key(value: Any) -> Any:
    """A parameter as the database of this run stores it."""
    if hasattr(value, "hex") and connection.vendor == "sqlite":
        return value.hex
    return str(value) if hasattr(value, "hex") else value


def run(statement: str, *params: Any) -> int:
    """Run a statement past every service; the number of rows it touched."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [key(value) for value in params])
        return int(cursor.rowcount)


def gate(statement: str, *params: Any) -> str:
    """The code of the gate that refused."""
    with pytest.raises(DatabaseError) as caught:
        run(statement, *params)
    found = refusal(caught.value)
    assert found is not None, caught.value
    assert found[1]
    return found[0]


def opened(decision: Decision, **values: Any) -> Review:
    """An open review of the draft as it stands, without a record behind it."""
    by = lead(decision.case)
    given = {
        "agency": decision.agency,
        "version": decisions.freeze(decision, by=by),
        "seal": "0" * 64,
        "declared": True,
        "submitted_by": by,
        "submitted_on": ON,
        **values,
    }
    return Review.objects.create(decision=decision, **given)


@pytest.fixture
def decision(cast: Cast) -> Decision:
    return draft(cast.bureau)


@pytest.fixture
def review(decision: Decision) -> Review:
    return opened(decision)


PASS = (
    "UPDATE legal_review_review SET status = 'passed', opinion = '同意', decided_on = %s, "
    "opinion_seal = seal, "
    "reviewer_id = %s WHERE id = %s"
)


def answered(review: Review) -> Review:
    """The review with one head answered."""
    ReviewCheck.objects.create(review=review, head="facts", label="事实清楚", result="pass")
    return review


# ------------------------------------------------------------------------------- open reviews
CHANGES: dict[str, Callable[[Cast, Review], Any]] = {
    "agency_id": lambda cast, row: cast.other_bureau.pk,
    "decision_id": lambda cast, row: draft(cast.bureau).pk,
    "version_id": lambda cast, row: opened(draft(cast.bureau)).version_id,
    "submitted_by_id": lambda cast, row: cast.officer2.pk,
    "submitted_on": lambda cast, row: ON - timedelta(days=1),
    "materials": lambda cast, row: '[{"kind": "x", "title": "x", "sha256": "x"}]',
    "seal": lambda cast, row: "1" * 64,
    "notice_id": lambda cast, row: tell(row.decision, on=ON).pk,
    "heard_on": lambda cast, row: ON,
    "reasons": lambda cast, row: '[{"rule": "x"}]',
    "round": lambda cast, row: 7,
    "created_at": lambda cast, row: "2020-01-01 00:00:00+00:00",
}


@pytest.mark.parametrize("column", CHANGES)
def test_what_was_submitted_stays_as_it_was_while_it_waits(
    cast: Cast, review: Review, column: str
) -> None:
    value = CHANGES[column](cast, review)
    statement = f"UPDATE legal_review_review SET {column} = %s WHERE id = %s"  # noqa: S608  # own column names
    assert gate(statement, value, review.pk) == "REVIEWED"


def test_a_review_stays_in_the_agency_of_its_decision(cast: Cast, decision: Decision) -> None:
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        opened(decision, agency=cast.other_bureau)
    assert (refusal(caught.value) or ("",))[0] == "OPEN_FIRST"


def test_a_foreign_reviewer_gets_no_case_by_moving_the_review_to_him(
    cast: Cast, review: Review
) -> None:
    stranger = factories.qualified_reviewer(cast.other_bureau)
    answered(review)
    both = PASS.replace("SET ", "SET agency_id = %s, ")
    refused = gate(both, cast.other_bureau.pk, ON, stranger.pk, review.pk)
    assert refused in ("REVIEWER", "REVIEWED")
    assert gate(PASS, ON, stranger.pk, review.pk) == "REVIEWER"
    assert run(PASS, ON, cast.reviewer.pk, review.pk) == 1


@pytest.mark.parametrize("status", ["passed", "returned"])
@pytest.mark.parametrize("column", ["reviewer_id", "decided_on", "opinion"])
def test_an_outcome_without_its_author_day_or_words_is_refused(
    cast: Cast, review: Review, status: str, column: str
) -> None:
    answered(review)
    empty = {"reviewer_id": "NULL", "decided_on": "NULL", "opinion": "''"}
    sets = {"reviewer_id": str(cast.reviewer.pk), "decided_on": f"'{ON}'", "opinion": "'好'"}
    sets["opinion_seal"] = "seal"
    sets[column] = empty[column]
    listed = ", ".join(f"{name} = {value}" for name, value in sets.items())
    with pytest.raises(DatabaseError):
        run(f"UPDATE legal_review_review SET status = '{status}', {listed}")  # noqa: S608  # own values
    assert Review.objects.get().status == "open"


def test_a_submission_without_the_declaration_is_no_submission(decision: Decision) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        opened(decision, declared=False)


def test_a_second_open_review_of_the_same_draft_is_refused(review: Review) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        opened(review.decision, round=2)
    assert Review.objects.count() == 1


@pytest.mark.sqlite
@pytest.mark.parametrize("verb", ["INSERT OR REPLACE", "REPLACE"])
def test_an_open_review_is_not_replaced_by_another_of_its_draft(review: Review, verb: str) -> None:
    columns = [field.column for field in Review._meta.concrete_fields]
    listed = ", ".join(f'"{name}"' for name in columns)
    taken = ", ".join("'00' || substr(id, 3)" if name == "id" else f'"{name}"' for name in columns)
    statement = (
        f"{verb} INTO legal_review_review ({listed}) SELECT {taken} FROM legal_review_review"  # noqa: S608  # own names
    )
    assert gate(statement) in ("NO_REPLACE", "OPEN_FIRST")
    assert Review.objects.get() == review


@pytest.mark.sqlite
def test_a_decision_is_not_replaced_by_another_of_its_case(decision: Decision) -> None:
    columns = [field.column for field in Decision._meta.concrete_fields]
    listed = ", ".join(f'"{name}"' for name in columns)
    taken = ", ".join("'00' || substr(id, 3)" if name == "id" else f'"{name}"' for name in columns)
    statement = (
        f"INSERT OR REPLACE INTO enforcement_decision ({listed}) "  # noqa: S608  # own names
        f"SELECT {taken} FROM enforcement_decision"
    )
    assert gate(statement) == "NO_REPLACE"
    assert Decision.objects.get() == decision


@pytest.mark.sqlite
def test_a_case_is_not_replaced_by_another_of_its_number(decision: Decision) -> None:
    columns = [str(field.column) for field in decision.case._meta.concrete_fields]
    listed = ", ".join(f'"{name}"' for name in columns)
    new = {"id": "'00' || substr(id, 3)", "status": "'draft'"}
    taken = ", ".join(new.get(name, f'"{name}"') for name in columns)
    statement = (
        f"INSERT OR REPLACE INTO enforcement_case ({listed}) SELECT {taken} FROM enforcement_case"  # noqa: S608  # own names
    )
    assert gate(statement) == "NO_REPLACE"


def test_nobody_reopens_what_was_taken_back(review: Review) -> None:
    assert run("UPDATE legal_review_review SET status = 'withdrawn' WHERE id = %s", review.pk) == 1
    for status in ("open", "passed", "returned"):
        statement = "UPDATE legal_review_review SET status = %s WHERE id = %s"
        assert gate(statement, status, review.pk) == "REVIEWED"


# ------------------------------------------------------------------------------- checklist
@pytest.mark.parametrize("column", ["review_id", "head", "label", "result", "note", "id"])
def test_no_answer_of_a_checklist_is_changed(review: Review, column: str) -> None:
    answered(review)
    statement = f"UPDATE legal_review_reviewcheck SET {column} = {column}"  # noqa: S608  # own column names
    assert gate(statement) == "APPEND_ONLY"
    assert gate("DELETE FROM legal_review_reviewcheck") == "APPEND_ONLY"


def test_a_head_is_answered_once(review: Review) -> None:
    answered(review)
    insert = (
        "INTO legal_review_reviewcheck (review_id, head, label, result, note) "
        "VALUES (%s, 'facts', 'x', 'pass', '')"
    )
    with pytest.raises(DatabaseError):
        run(f"INSERT {insert}", review.pk)
    if connection.vendor == "sqlite":
        assert gate(f"INSERT OR REPLACE {insert}", review.pk) == "APPEND_ONLY"
    assert ReviewCheck.objects.get().label == "事实清楚"


@pytest.mark.parametrize("result", ["", "PASS", "fine", "ok"])
def test_an_answer_is_one_of_the_three(review: Review, result: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        ReviewCheck.objects.create(review=review, head="facts", label="x", result=result)


# ------------------------------------------------------------------------------- frozen drafts
@pytest.mark.parametrize("column", ["facts", "sha256", "fine_cents", "decision_id", "frozen_at"])
def test_no_column_of_a_frozen_draft_is_written_again(review: Review, column: str) -> None:
    statement = f"UPDATE enforcement_draftversion SET {column} = {column}"  # noqa: S608  # own column names
    assert gate(statement) == "APPEND_ONLY"
    assert gate("DELETE FROM enforcement_draftversion") == "APPEND_ONLY"


# ------------------------------------------------------------------------------- reviewers
QUALIFIED: dict[str, Callable[[Cast], Any]] = {
    "account_id": lambda cast: cast.officer1.pk,
    "agency_id": lambda cast: cast.other_bureau.pk,
    "ground": lambda cast: "earlier_reviewer",
    "number": lambda cast: "A1",
    "reviewing_since": lambda cast: ON - timedelta(days=9000),
    "valid_from": lambda cast: ON - timedelta(days=9000),
}


@pytest.mark.parametrize("column", QUALIFIED)
def test_a_qualification_is_not_handed_on_or_dated_back(cast: Cast, column: str) -> None:
    statement = f"UPDATE legal_review_qualification SET {column} = %s"  # noqa: S608  # own column names
    assert gate(statement, QUALIFIED[column](cast)) == "QUALIFIED"


def test_a_qualification_ends_once_and_is_never_deleted(cast: Cast) -> None:
    end = "UPDATE legal_review_qualification SET ended_on = %s"
    assert run(end, ON) == 1
    assert gate(end, None) == "QUALIFIED"
    assert gate(end, ON + timedelta(days=1)) == "QUALIFIED"
    assert gate("DELETE FROM legal_review_qualification") == "QUALIFIED"
    assert Qualification.objects.get(account=cast.reviewer).ended_on == ON


@pytest.mark.parametrize("days", [-1, 0, 1])
def test_the_qualification_holds_up_to_the_day_before_its_end(
    cast: Cast, review: Review, days: int
) -> None:
    answered(review)
    end = "UPDATE legal_review_qualification SET ended_on = %s"
    run(end, ON + timedelta(days=days))
    if days > 0:
        assert run(PASS, ON, cast.reviewer.pk, review.pk) == 1
    else:
        assert gate(PASS, ON, cast.reviewer.pk, review.pk) == "REVIEWER"


# ------------------------------------------------------------------------------- after the review
def test_who_gave_the_opinion_does_not_join_the_handlers(cast: Cast) -> None:
    row = reviewed(draft(cast.bureau))
    officer = factories.officer(cast.bureau, cast.reviewer)
    insert = (
        "INSERT INTO enforcement_caseofficer (case_id, officer_id, part, since) "
        "VALUES (%s, %s, 'assist', %s)"
    )
    assert gate(insert, row.case_id, officer.pk, ON) == "REVIEWER"
    assert not row.case.assignments.filter(officer=officer).exists()


@pytest.mark.parametrize("kind", ["permit", "inspection", "coercion", "levy"])
def test_a_draft_does_not_leave_review_by_another_kind(cast: Cast, kind: str) -> None:
    row = draft(cast.bureau)
    statement = "UPDATE enforcement_decision SET kind = %s WHERE id = %s"
    assert gate(statement, kind, row.pk) == "OTHER_CASE"
    assert again(row).kind == "penalty"


@pytest.mark.parametrize(
    ("kinds", "confiscated"), [('["fine", "order_closure"]', 0), ('["warning"]', 1), ('["x"]', 0)]
)
def test_an_on_the_spot_case_carries_no_heavy_penalty(
    cast: Cast, kinds: str, confiscated: int
) -> None:
    row = draft(cast.bureau, procedure="simple")
    issue = (
        "UPDATE enforcement_decision SET status = 'issued', doc_no = 'X1', remedies = 'x', "
        "issued_on = %s, issued_by_id = %s, penalty_kinds = %s, confiscated_cents = %s WHERE id = %s"
    )
    values = (ON, cast.officer1.pk, kinds, confiscated, row.pk)
    assert gate(issue, *values) == "NOT_SIMPLE"
    assert run(issue, ON, cast.officer1.pk, '["warning", "fine"]', 0, row.pk) == 1
