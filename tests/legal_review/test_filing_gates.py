"""What no statement changes of a filing: its decision, its package, its number, what was said."""

import uuid
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from core.triggers import refusal
from legal_review.models import FilingEntry, FilingPackage, PenaltyFiling
from legal_review.services import filing_inbox, penalty_filings
from tests import factories
from tests.base import Cast
from tests.legal_review.filed import LATER, again, asked, due, received, sent, unprinted

pytestmark = pytest.mark.django_db
TABLE = "legal_review_penaltyfiling"


@pytest.fixture(autouse=True)
def blank(monkeypatch: pytest.MonkeyPatch) -> None:
    unprinted(monkeypatch)


def refused(sql: str, *params: Any) -> str:
    """The code of the gate that refuses the statement; "CHECK" for a constraint, "" for none."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, params)
            transaction.set_rollback(True)
    except IntegrityError as error:
        return (refusal(error) or ("CHECK", ""))[0]
    return ""


def key(row: PenaltyFiling) -> str:
    """The key as the database writes it."""
    return str(row.pk) if connection.vendor == "postgresql" else row.pk.hex


@pytest.mark.parametrize(
    "change",
    [
        "reasons = '[]'",
        "created_at = '2020-01-01'",
        "agency_id = agency_id + 1",
        "deadline_id = deadline_id + 1",
    ],
)
def test_what_was_opened_stays(cast: Cast, change: str) -> None:
    row = due(cast)
    assert refused(f"UPDATE {TABLE} SET {change} WHERE id = %s", key(row)) == "APPEND_ONLY"  # noqa: S608  # our own text


def test_nothing_is_deleted(cast: Cast) -> None:
    sent(cast)
    for table in (TABLE, "legal_review_filingpackage", "legal_review_filingentry"):
        if table.endswith("entry"):
            received(cast)
        assert refused(f"DELETE FROM {table}") == "APPEND_ONLY"  # noqa: S608  # our own names


@pytest.mark.parametrize(
    "change", ["items = '[]'", "sent_on = '2020-01-01'", "ordinal = 9", "note = 'x'"]
)
def test_a_package_stays_as_sent(cast: Cast, change: str) -> None:
    sent(cast)
    assert refused(f"UPDATE legal_review_filingpackage SET {change}") == "APPEND_ONLY"  # noqa: S608  # our own text


def test_what_was_said_stays(cast: Cast) -> None:
    asked(cast)
    assert refused("UPDATE legal_review_filingentry SET text = 'x'") == "APPEND_ONLY"


def test_the_number_and_its_day_stay(cast: Cast) -> None:
    row = received(cast)
    for change in ("number = '另一号'", "received_on = '2026-01-01'", "sent_on = '2026-01-01'"):
        assert refused(f"UPDATE {TABLE} SET {change} WHERE id = %s", key(row)) == "FILING"  # noqa: S608  # our own text


def test_no_filing_is_marked_sent_without_a_package(cast: Cast) -> None:
    row = due(cast)
    sql = f"UPDATE {TABLE} SET status = 'sent', sent_on = %s, receiver_id = %s WHERE id = %s"  # noqa: S608  # our own names
    assert refused(sql, LATER, cast.justice.pk, key(row)) == "FILING"


def test_what_came_back_is_not_sent_again_without_another_package(cast: Cast) -> None:
    row = sent(cast)
    filing_inbox.give_back(row, by=cast.supervisor, on=LATER, text="缺。")
    sql = f"UPDATE {TABLE} SET status = 'sent' WHERE id = %s"  # noqa: S608  # our own names
    assert refused(sql, key(row)) == "FILING"
    penalty_filings.send(row, by=cast.reviewer, on=LATER, note="补。")
    assert again(row).status == "sent"


def test_nothing_comes_back_without_a_reason(cast: Cast) -> None:
    row = sent(cast)
    assert refused(f"UPDATE {TABLE} SET status = 'returned' WHERE id = %s", key(row)) == "FILING"  # noqa: S608  # our own names


def test_no_question_is_open_that_nobody_asked_and_none_ends_unanswered(cast: Cast) -> None:
    row, open_one = received(cast), asked(cast)
    sql = f"UPDATE {TABLE} SET status = %s WHERE id = %s"  # noqa: S608  # our own names
    assert refused(sql, "asked", key(row)) == "FILING"
    assert refused(sql, "received", key(open_one)) == "FILING"


def test_no_result_without_its_reasons_and_none_is_changed(cast: Cast) -> None:
    row = received(cast)
    sql = (
        f"UPDATE {TABLE} SET status = 'reviewed', result = 'clear', reviewed_on = %s WHERE id = %s"  # noqa: S608  # our own names
    )
    assert refused(sql, LATER, key(row)) == "FILING"
    filing_inbox.conclude(row, by=cast.supervisor, on=LATER, result="clear", text="好。")
    change = f"UPDATE {TABLE} SET result = 'advised' WHERE id = %s"  # noqa: S608  # our own names
    assert refused(change, key(row)) == "FILING"


@pytest.mark.parametrize("state", ["reviewed", "received", "returned", "asked"])
def test_no_step_is_left_out(cast: Cast, state: str) -> None:
    row = due(cast)
    assert refused(f"UPDATE {TABLE} SET status = %s WHERE id = %s", state, key(row))  # noqa: S608  # our own names


def opened(cast: Cast, **values: Any) -> PenaltyFiling:
    """A row written past the services, for the decision of another filing's kind."""
    row = due(cast)
    given = {"agency": cast.bureau, "deadline": row.deadline, "reasons": [], **values}
    return PenaltyFiling.objects.create(pk=uuid.uuid4(), **given)


def test_only_a_made_penalty_of_the_agency_is_filed(cast: Cast) -> None:
    draft = factories.draft(cast.bureau)
    made = factories.issued(cast.bureau, fine_cents=100_000)
    for values in ({"decision": draft}, {"decision": made, "agency": cast.other_bureau}):
        with pytest.raises(IntegrityError, match="FILING"), transaction.atomic():
            opened(cast, **values)


def test_a_decision_has_one_filing(cast: Cast) -> None:
    row = due(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        opened(cast, decision=row.decision)


def test_an_organ_files_nothing_with_itself(cast: Cast) -> None:
    row = due(cast)
    sql = f"UPDATE {TABLE} SET receiver_id = agency_id WHERE id = %s"  # noqa: S608  # our own names
    assert refused(sql, key(row)) in ("CHECK", "FILING")


def test_a_question_has_its_day_and_an_answer_has_none(cast: Cast) -> None:
    row = received(cast)
    base = {"filing": row, "text": "问。", "by": cast.supervisor, "on": LATER}
    for values in ({"kind": "question"}, {"kind": "answer", "due_on": LATER}):
        with pytest.raises(IntegrityError, match="question_has_day"), transaction.atomic():
            FilingEntry.objects.create(**base, **values)
    with pytest.raises(IntegrityError, match="says_something"), transaction.atomic():
        FilingEntry.objects.create(**{**base, "text": ""}, kind="answer")


def test_a_second_package_takes_no_ordinal_that_is_taken(cast: Cast) -> None:
    package = sent(cast).packages.get()
    package.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        package.save(force_insert=True)
    assert FilingPackage.objects.count() == 1
