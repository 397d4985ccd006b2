"""What the database itself keeps of a file review, whoever writes to it."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Model

from supervision.models import (
    Campaign,
    FileReview,
    Mark,
    Objection,
    Rectification,
    RectificationEntry,
    ScoreSheet,
)
from supervision.services import campaigns, follow_up, scores
from tests import factories
from tests.base import Cast, day
from tests.supervision import prepared
from tests.supervision.prepared import SCORED, archived, drawn, file_of, planned, scored, sheets_of

pytestmark = pytest.mark.django_db
LISTS, RESULT, SIGNED = "REVIEW_LISTS", "REVIEW_RESULT", "REVIEW_SIGNED"


def key(row: Model) -> Any:
    """The key as the database writes it."""
    uuid = hasattr(row.pk, "hex") and connection.vendor == "sqlite"
    return row.pk.hex if uuid else row.pk


def refused(sql: str, *params: Any) -> str:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, params)
    except IntegrityError as error:
        return str(error)
    return ""


def change(row: Model, what: str) -> str:
    """What the database says to an UPDATE of the row; "" when it allows it."""
    return refused(f"UPDATE {row._meta.db_table} SET {what} WHERE id = %s", key(row))  # noqa: S608  # own names


def remove(row: Model) -> str:
    return refused(f"DELETE FROM {row._meta.db_table} WHERE id = %s", key(row))  # noqa: S608  # own names


# --- the campaign -------------------------------------------------------------------------------


def test_a_plan_may_be_changed_until_it_is_committed_to(cast: Cast) -> None:
    archived(cast.bureau)
    row = planned(cast)
    assert change(row, "title = '改名'") == ""
    campaigns.commit(row, by=cast.supervisor, at=factories.at(prepared.COMMITTED))

    assert Campaign.objects.get().title == "改名"
    assert LISTS in change(row, "title = '又改'")


FROZEN = [
    *("title = 'x'", "count = 9", "period_to = '2026-12-31'", "kinds = '[]'", "sheet_key = 'x'"),
    *("reviewers_each = 3", "source_name = 'x'", "source_how = 'x'", "seed_mask = 'x'"),
    *("seed_day = '2026-06-04'", "lists = 'x'", "commitment = 'x'", "sheet = '{}'"),
]


def test_what_was_committed_to_stays(cast: Cast) -> None:
    archived(cast.bureau)
    row = prepared.committed(cast)

    assert {what: LISTS in change(row, what) for what in FROZEN} == dict.fromkeys(FROZEN, True)
    assert "评查计划应当保留" in remove(row)


def test_seed_checkpoint_and_day_of_the_draw_stay(cast: Cast) -> None:
    archived(cast.bureau)
    row = drawn(cast)

    for what in ("seed_value = '1'", "checkpoint = 'x'", "drawn_on = '2026-06-04'"):
        assert LISTS in change(row, what), what


@pytest.mark.parametrize("state", ["planning", "committed", "abandoned"])
def test_a_drawn_campaign_goes_neither_back_nor_away(cast: Cast, state: str) -> None:
    archived(cast.bureau)

    assert change(drawn(cast), f"status = '{state}'")


def test_a_plan_is_not_drawn_without_a_commitment(cast: Cast) -> None:
    row = planned(cast)

    for state in ("committed", "scoring", "closed"):
        assert change(row, f"status = '{state}'"), state
    assert Campaign.objects.get().status == "planning"


@pytest.mark.parametrize(
    "what", ["rate = 10", "count = NULL", "period_to = '2025-12-31'", "reviewers_each = 1"]
)
def test_a_plan_that_counts_twice_or_not_or_has_one_reviewer_is_no_row(
    cast: Cast, what: str
) -> None:
    assert change(planned(cast), what)


# --- the files and their sheets -----------------------------------------------------------------


def test_a_drawn_file_is_neither_replaced_nor_removed(cast: Cast) -> None:
    file = file_of(cast)
    other = archived(cast.bureau, 2)

    assert "不能更换" in refused(
        "UPDATE supervision_filereview SET case_id = %s WHERE id = %s", key(other), key(file)
    )
    for what in ("ordinal = 9", "added_reason = 'x'"):
        assert "不能更换" in change(file, what), what
    assert "不能更换" in remove(file)


def test_a_file_comes_once_into_a_campaign(cast: Cast) -> None:
    file = file_of(cast)

    with pytest.raises(IntegrityError), transaction.atomic():
        FileReview.objects.create(
            campaign=file.campaign, case=file.case, agency=file.agency, ordinal=2
        )


@pytest.mark.parametrize("state", ["scored", "objected", "answered", "third"])
def test_a_file_has_no_result_without_its_moves(cast: Cast, state: str) -> None:
    assert change(file_of(cast), f"status = '{state}'")


def test_a_score_lies_between_0_and_100_and_is_0_with_a_veto(cast: Cast) -> None:
    file = file_of(cast)

    for what in ("score = 100.01", "score = -1", f"score = 1, vetoed = {true()}"):
        assert change(file, what), what
    assert change(file, f"score = 0, vetoed = {true()}") == ""


def true() -> str:
    return "1" if connection.vendor == "sqlite" else "true"


def test_a_told_result_changes_only_with_the_answer_to_an_objection(cast: Cast) -> None:
    file = scored(cast, {"d_law": 1}, {"d_law": 1})
    for what in ("score = 100", "grade = 'x'", "way = 'x'", "told_on = '2026-06-09'"):
        assert RESULT in change(file, what), what
    follow_up.object_to(file, by=cast.head, on=SCORED, text="依据已经写明。")

    assert RESULT in change(file, "score = 100")
    assert change(file, "score = 100, status = 'answered'") == ""


def test_a_reviewer_has_one_sheet_for_a_file(cast: Cast) -> None:
    file = file_of(cast)
    person = sheets_of(file)[0].reviewer

    with pytest.raises(IntegrityError), transaction.atomic():
        ScoreSheet.objects.create(file=file, reviewer=person, ordinal=3)


def test_an_open_sheet_passes_to_nobody_and_does_not_vanish(cast: Cast) -> None:
    first, second = sheets_of(file_of(cast))

    for what in ("ordinal = 7", f"reviewer_id = {second.reviewer_id}"):
        assert change(first, what), what
    assert remove(first)
    assert change(first, "opinion = '草稿'") == ""


def test_a_signature_has_its_total_and_its_moment(cast: Cast) -> None:
    first = sheets_of(file_of(cast))[0]

    assert change(first, "status = 'signed'")
    assert change(first, "status = 'signed', total = 90")


def test_a_recused_sheet_is_closed_like_a_signed_one(cast: Cast) -> None:
    first = sheets_of(file_of(cast))[0]
    scores.recuse(first, by=first.reviewer, reason="亲属。")

    assert SIGNED in change(first, "recusal_reason = 'x'")
    assert SIGNED in change(first, "status = 'open'")
    assert SIGNED in change(first.marks.all()[0], "findings = 1")


def test_a_mark_keeps_its_line_and_what_was_proposed(cast: Cast) -> None:
    first, second = sheets_of(file_of(cast))
    mark = first.marks.get(item="e_inquiry")

    for what in ("item = 'x'", "proposed = 0", "proposed = NULL"):
        assert change(mark, what), what
    assert remove(mark)
    assert refused(
        "UPDATE supervision_mark SET sheet_id = %s WHERE id = %s", key(second), key(mark)
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Mark.objects.create(sheet=first, item="e_inquiry")


def test_who_had_a_part_gets_no_sheet_from_the_database_either(cast: Cast) -> None:
    file = file_of(cast)
    decided = factories.issue(factories.reviewed(cast.bureau), on=factories.DECIDED)
    other = FileReview.objects.create(
        campaign=file.campaign, case=decided.case, agency=cast.bureau, ordinal=2
    )
    assert decided.issued_by == cast.head
    people = {decided.drafted_by, decided.issued_by, cast.reviewer, decided.case.created_by}

    for person in (*people, *map(factories.account_of, factories.staff_of(decided.case))):
        with pytest.raises(IntegrityError, match="REVIEW_RECUSAL"), transaction.atomic():
            ScoreSheet.objects.create(file=other, reviewer=person, ordinal=9)
    assert ScoreSheet.objects.create(file=other, reviewer=cast.supervisor, ordinal=9).pk


# --- what follows -------------------------------------------------------------------------------


@pytest.fixture
def objection(cast: Cast) -> Objection:
    file = scored(cast, {"d_law": 1}, {"d_law": 1})
    return follow_up.object_to(file, by=cast.head, on=SCORED, text="依据已经写明。")


def test_an_objection_stays_as_it_was_made(objection: Objection) -> None:
    for what in ("text = 'x'", "made_on = '2026-06-09'", "score_before = 1", "grade_before = 'x'"):
        assert change(objection, what), what
    assert remove(objection)


def test_an_answer_is_given_once(cast: Cast, objection: Objection) -> None:
    file = FileReview.objects.get(pk=objection.file_id)
    follow_up.answer(file, by=cast.supervisor, on=SCORED, result="rejected", text="依据不足。")

    for what in ("result = 'upheld'", "answer = 'x'", "answered_on = '2026-06-10'", "result = ''"):
        assert RESULT in change(objection, what), what


@pytest.fixture
def demand(cast: Cast) -> Rectification:
    file = scored(cast, {"d_law": 1}, {"d_law": 1})
    return follow_up.demand_rectification(file, by=cast.supervisor, on=SCORED, text="补正引用。")


def test_a_demand_keeps_its_words_and_its_day(demand: Rectification) -> None:
    for what in ("demand = 'x'", "due_on = '2026-12-31'", "demanded_on = '2026-06-09'"):
        assert change(demand, what), what
    assert remove(demand)


def test_a_demand_is_confirmed_only_after_a_report(demand: Rectification) -> None:
    assert change(demand, "status = 'confirmed'")
    assert change(demand, "status = 'reported'") == ""
    assert change(demand, "status = 'confirmed'") == ""
    assert change(demand, "status = 'demanded'")


def test_reports_and_answers_are_only_added(cast: Cast, demand: Rectification) -> None:
    entry = follow_up.report(demand, by=cast.unithead, on=day(6, 20), text="已整改。")

    for what in ("text = 'x'", "kind = 'confirmed'"):
        assert change(entry, what), what
    assert remove(entry)
    assert RectificationEntry.objects.get().text == "已整改。"
