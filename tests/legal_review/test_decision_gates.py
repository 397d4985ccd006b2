"""The gates of a decision hold against raw SQL, on whichever database the suite runs."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from core.triggers import refusal
from enforcement.models import Case, CaseOfficer, Decision, DraftVersion
from legal_review.models import Qualification, Review, ReviewCheck
from tests import factories
from tests.base import Cast

pytestmark = pytest.mark.django_db
ON = factories.DECIDED


def key(value: Any) -> Any:
    """A primary key as the database of this run stores it."""
    if hasattr(value, "hex") and connection.vendor == "sqlite":
        return value.hex
    return str(value) if hasattr(value, "hex") else value


def sql(statement: str, *params: Any) -> int:
    """Run a statement as a person with a database prompt would; returns the rows it touched."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [key(value) for value in params])
        return int(cursor.rowcount)


def refused(statement: str, *params: Any) -> str:
    """The code of the gate that refused the statement."""
    with pytest.raises(DatabaseError) as caught:
        sql(statement, *params)
    found = refusal(caught.value)
    assert found is not None, caught.value
    assert found[1], "a refusal says why in words"
    return found[0]


ISSUE = (
    "UPDATE enforcement_decision SET status = 'issued', doc_no = 'X〔2026〕9号', remedies = '复议', "
    "issued_on = %s, issued_by_id = %s WHERE id = %s"
)


def test_raw_sql_cannot_issue_a_draft_that_was_never_reviewed(cast: Cast) -> None:
    decision = factories.notified(cast.bureau)

    assert refused(ISSUE, ON, cast.head.pk, decision.pk) == "NOT_REVIEWED"


def test_raw_sql_can_issue_what_review_passed(cast: Cast) -> None:
    decision = factories.reviewed(cast.bureau)

    assert sql(ISSUE, ON, cast.head.pk, decision.pk) == 1


def test_claiming_that_no_review_is_required_does_not_help(cast: Cast) -> None:
    decision = factories.notified(cast.bureau)
    sql("UPDATE enforcement_decision SET review_required = %s WHERE id = %s", False, decision.pk)

    assert refused(ISSUE, ON, cast.head.pk, decision.pk) == "NOT_REVIEWED"


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("facts", "另一个事实"),
        ("result", "罚款人民币9000元。"),
        ("fine_cents", 900_000),
        ("penalty_kinds", '["fine", "revoke_licence"]'),
        ("basis", "《食品安全法》第一条"),
        ("outcome", "no_penalty"),
        ("order", "责令停业"),
        ("valid_to", date(2030, 1, 1)),
    ],
)
def test_any_raw_edit_after_review_closes_the_gate(cast: Cast, column: str, value: Any) -> None:
    decision = factories.reviewed(cast.bureau)
    sql(f'UPDATE enforcement_decision SET "{column}" = %s WHERE id = %s', value, decision.pk)  # noqa: S608  # own column names

    assert refused(ISSUE, ON, cast.head.pk, decision.pk) == "NOT_REVIEWED"


def test_the_clearance_of_another_decision_does_not_count(cast: Cast) -> None:
    passed = factories.reviewed(cast.bureau)
    other = factories.notified(cast.bureau)
    sql(
        "UPDATE enforcement_decision SET clearance_id = %s WHERE id = %s",
        passed.clearance_id,
        other.pk,
    )

    assert refused(ISSUE, ON, cast.head.pk, other.pk) == "NOT_REVIEWED"


def test_a_review_dated_after_the_decision_does_not_count(cast: Cast) -> None:
    decision = factories.reviewed(cast.bureau)

    assert refused(ISSUE, ON - timedelta(days=9), cast.head.pk, decision.pk) == "NOT_REVIEWED"


def test_the_reviewer_cannot_be_the_one_who_decides(cast: Cast) -> None:
    decision = factories.reviewed(cast.bureau)

    assert refused(ISSUE, ON, cast.reviewer.pk, decision.pk) == "NOT_REVIEWED"


def test_a_decision_cannot_be_inserted_as_issued(cast: Cast) -> None:
    decision = factories.reviewed(cast.bureau)
    clone = Decision.objects.get(pk=decision.pk)
    clone.pk, clone.status, clone.doc_no = None, "issued", "X〔2026〕8号"
    clone.issued_on, clone.issued_by, clone.remedies = ON, cast.head, "复议"

    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        clone.save(force_insert=True)
    assert refusal(caught.value) is not None


@pytest.mark.sqlite
def test_insert_or_replace_cannot_overwrite_a_decision(cast: Cast) -> None:
    decision = factories.issued(cast.bureau)

    code = refused(
        "INSERT OR REPLACE INTO enforcement_decision SELECT * FROM enforcement_decision WHERE id = %s",
        decision.pk,
    )
    assert code in {"NO_REPLACE", "DRAFT_FIRST"}


def test_one_expired_certificate_closes_the_gate(cast: Cast) -> None:
    decision = factories.reviewed(cast.bureau)
    sql(
        "UPDATE enforcement_certificate SET valid_to = %s WHERE officer_id = %s",
        ON - timedelta(days=1),
        cast.officers[1].pk,
    )

    assert refused(ISSUE, ON, cast.head.pk, decision.pk) == "TWO_OFFICERS"


def test_a_certificate_withdrawn_on_the_day_no_longer_counts(cast: Cast) -> None:
    decision = factories.reviewed(cast.bureau)
    sql(
        "UPDATE enforcement_certificate SET ended_on = %s WHERE officer_id = %s",
        ON,
        cast.officers[0].pk,
    )

    assert refused(ISSUE, ON, cast.head.pk, decision.pk) == "TWO_OFFICERS"


def test_a_certificate_valid_to_the_very_day_counts(cast: Cast) -> None:
    decision = factories.reviewed(cast.bureau)
    sql(
        "UPDATE enforcement_certificate SET valid_to = %s WHERE officer_id = %s",
        ON,
        cast.officers[1].pk,
    )

    assert sql(ISSUE, ON, cast.head.pk, decision.pk) == 1


def test_two_assignments_of_one_officer_are_not_two_officers(cast: Cast) -> None:
    decision = factories.reviewed(cast.bureau)
    sql(
        "UPDATE enforcement_caseofficer SET until = %s WHERE case_id = %s AND officer_id = %s",
        ON,
        decision.case_id,
        cast.officers[1].pk,
    )

    assert refused(ISSUE, ON, cast.head.pk, decision.pk) == "TWO_OFFICERS"


def test_a_case_is_not_filed_by_sql_without_two_certified_officers(cast: Cast) -> None:
    case = factories.case(cast.bureau)
    CaseOfficer.objects.filter(case=case, officer=cast.officers[1]).update(until=ON)

    code = refused(
        "UPDATE enforcement_case SET status = 'filed', number = 'N1', filed_on = %s WHERE id = %s",
        ON,
        case.pk,
    )
    assert code == "TWO_OFFICERS"


@pytest.mark.parametrize(
    ("column", "value"),
    [("procedure", "simple"), ("kind", "permit"), ("number", "别的号"), ("status", "draft")],
)
def test_a_filed_case_keeps_its_procedure_kind_and_number(
    cast: Cast, column: str, value: str
) -> None:
    case = factories.case(cast.bureau, filed=True)

    statement = f'UPDATE enforcement_case SET "{column}" = %s WHERE id = %s'  # noqa: S608  # own column names
    assert refused(statement, value, case.pk) == "FILED"


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("facts", "改写"),
        ("fine_cents", 1),
        ("issued_on", date(2026, 1, 5)),
        ("doc_no", "别的号"),
        ("status", "draft"),
        ("remedies", "没有救济"),
    ],
)
def test_what_was_decided_is_never_rewritten(cast: Cast, column: str, value: Any) -> None:
    decision = factories.issued(cast.bureau)

    statement = f'UPDATE enforcement_decision SET "{column}" = %s WHERE id = %s'  # noqa: S608  # own column names
    assert refused(statement, value, decision.pk) == "DECIDED"


def test_a_decision_that_was_made_cannot_be_deleted(cast: Cast) -> None:
    decision = factories.issued(cast.bureau)

    assert refused("DELETE FROM enforcement_decision WHERE id = %s", decision.pk) == "DECIDED"


def test_a_revoked_decision_stays_revoked(cast: Cast) -> None:
    decision = factories.issued(cast.bureau)
    sql("UPDATE enforcement_decision SET status = 'revoked' WHERE id = %s", decision.pk)

    assert (
        refused("UPDATE enforcement_decision SET status = 'issued' WHERE id = %s", decision.pk)
        == "DECIDED"
    )


PASS = (
    "UPDATE legal_review_review SET status = 'passed', opinion = '同意', decided_on = %s, "
    "opinion_seal = seal, "
    "reviewer_id = %s WHERE id = %s"
)


def checked(review: Review, result: str = "pass") -> Review:
    """The review with one head of its checklist answered."""
    code = "facts.unclear" if result == "fail" else None
    ReviewCheck.objects.create(
        review=review, head="facts", label="事实清楚", result=result, code=code
    )
    return review


def test_raw_sql_can_pass_a_review_by_the_qualified_reviewer(cast: Cast) -> None:
    review = checked(factories.submitted(cast.bureau))

    assert sql(PASS, ON, cast.reviewer.pk, review.pk) == 1


@pytest.mark.parametrize("who", ["officer1", "officer2", "unithead", "head"])
def test_nobody_else_passes_a_review(cast: Cast, who: str) -> None:
    review = checked(factories.submitted(cast.bureau))
    person = cast.people[who]

    assert refused(PASS, ON, person.pk, review.pk) == "REVIEWER"


@pytest.mark.parametrize("who", ["officer1", "officer2"])
def test_a_handler_with_a_qualification_still_cannot_review_the_case(cast: Cast, who: str) -> None:
    review = checked(factories.submitted(cast.bureau))
    person = cast.people[who]
    qualify(person, cast)

    assert refused(PASS, ON, person.pk, review.pk) == "REVIEWER"


def qualify(person: Any, cast: Cast) -> Qualification:
    """Give an account a review qualification."""
    return Qualification.objects.create(
        account=person,
        agency=cast.bureau,
        ground="legal_profession",
        reviewing_since=date(2020, 1, 1),
        valid_from=date(2020, 1, 1),
    )


def test_a_qualified_reviewer_of_another_agency_cannot_review(cast: Cast) -> None:
    review = checked(factories.submitted(cast.bureau))
    stranger = factories.qualified_reviewer(cast.other_bureau)

    assert refused(PASS, ON, stranger.pk, review.pk) == "REVIEWER"


def test_a_qualification_that_ended_that_day_does_not_count(cast: Cast) -> None:
    review = checked(factories.submitted(cast.bureau))
    Qualification.objects.filter(account=cast.reviewer).update(ended_on=ON)

    assert refused(PASS, ON, cast.reviewer.pk, review.pk) == "REVIEWER"


def test_a_review_without_a_checklist_does_not_pass(cast: Cast) -> None:
    review = factories.submitted(cast.bureau)

    assert refused(PASS, ON, cast.reviewer.pk, review.pk) == "REVIEWER"


def test_a_failed_head_keeps_the_review_from_passing(cast: Cast) -> None:
    review = checked(factories.submitted(cast.bureau), result="fail")

    assert refused(PASS, ON, cast.reviewer.pk, review.pk) == "REVIEWER"


def test_a_review_cannot_be_inserted_as_passed(cast: Cast) -> None:
    review = factories.submitted(cast.bureau)
    clone = Review.objects.get(pk=review.pk)
    clone.pk, clone.status, clone.reviewer = None, "passed", cast.reviewer
    clone.opinion, clone.decided_on = "同意", ON

    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        clone.save(force_insert=True)
    assert refusal(caught.value) is not None


def test_the_submitted_version_cannot_be_swapped_under_an_open_review(cast: Cast) -> None:
    review = factories.submitted(cast.bureau)
    other = factories.submitted(cast.bureau)

    statement = "UPDATE legal_review_review SET version_id = %s WHERE id = %s"
    assert refused(statement, other.version_id, review.pk) == "REVIEWED"


def test_a_decided_opinion_is_never_rewritten(cast: Cast) -> None:
    decision = factories.reviewed(cast.bureau)
    review = Review.objects.get(decision=decision)

    statement = "UPDATE legal_review_review SET opinion = '改写' WHERE id = %s"
    assert refused(statement, review.pk) == "REVIEWED"


def test_a_review_is_never_deleted(cast: Cast) -> None:
    review = factories.submitted(cast.bureau)

    assert refused("DELETE FROM legal_review_review WHERE id = %s", review.pk) == "REVIEWED"


def test_a_frozen_draft_is_never_changed_or_deleted(cast: Cast) -> None:
    version = factories.submitted(cast.bureau).version

    for statement in (
        "UPDATE enforcement_draftversion SET facts = 'x' WHERE id = %s",
        "DELETE FROM enforcement_draftversion WHERE id = %s",
    ):
        assert refused(statement, version.pk) == "APPEND_ONLY"
    assert DraftVersion.objects.get(pk=version.pk).facts == version.facts


def test_a_sealed_case_is_never_unsealed(cast: Cast) -> None:
    case = factories.case(cast.bureau, filed=True)
    Case.objects.filter(pk=case.pk).update(sealed=True)

    assert refused("UPDATE enforcement_case SET sealed = %s WHERE id = %s", False, case.pk) == (
        "FILED"
    )


def test_the_orm_meets_the_same_gate(cast: Cast) -> None:
    decision = factories.notified(cast.bureau)

    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(
            status="issued",
            doc_no="Y〔2026〕1号",
            remedies="复议",
            issued_on=ON,
            issued_by=cast.head,
        )
    found = refusal(caught.value)
    assert found is not None
    assert found[0] == "NOT_REVIEWED"
