"""What the database itself keeps of a sample and its second reviews, whoever writes to it."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from enforcement.models import User
from legal_review.models import Review
from supervision.models import QualitySample, SecondCheck, SecondReview
from supervision.services import second_reviews
from tests import factories
from tests.base import Cast
from tests.supervision import sampled
from tests.supervision.sampled import LOOKED, passed, planned, seconds
from tests.supervision.test_review_triggers import change, remove

pytestmark = pytest.mark.django_db
LISTS, SIGNED, APART = "QUALITY_LISTS", "QUALITY_SIGNED", "QUALITY_APART"


def test_a_plan_may_be_changed_until_it_is_committed_to(cast: Cast) -> None:
    row = planned(cast)

    assert change(row, "title = '改名'") == ""


COMMITTED = [
    *("title = 'x'", "count = 9", "month = '2026-02-01'", "source_name = 'x'", "lists = 'x'"),
    *("source_url = 'x'", "source_how = 'x'", "seed_mask = 'x'", "seed_day = '2026-06-04'"),
    *("commitment = 'x'", "people = '{}'"),
]


def test_what_was_committed_to_stays(cast: Cast) -> None:
    passed(cast.bureau)
    row = sampled.committed(cast)

    assert {what: LISTS in change(row, what) for what in COMMITTED} == dict.fromkeys(
        COMMITTED, True
    )
    assert "应当保留" in remove(row)


def test_the_draw_stays_and_is_not_taken_back(cast: Cast) -> None:
    passed(cast.bureau)
    row = sampled.drawn(cast)

    for what in ("seed_value = '1'", "checkpoint = 'x'", "drawn_on = '2026-06-04'"):
        assert LISTS in change(row, what), what
    for state in ("planning", "committed", "abandoned"):
        assert "MOVE" in change(row, f"status = '{state}'"), state


def test_a_plan_is_not_drawn_without_a_commitment(cast: Cast) -> None:
    row = planned(cast)

    for state in ("committed", "scoring", "closed"):
        assert change(row, f"status = '{state}'"), state


@pytest.mark.parametrize("what", ["rate = 10", "count = NULL"])
def test_a_plan_that_counts_twice_or_not_at_all_is_no_row(cast: Cast, what: str) -> None:
    assert change(planned(cast), what)


def test_a_month_is_not_sampled_twice(cast: Cast) -> None:
    row = planned(cast)
    values = {
        field.attname: getattr(row, field.attname)
        for field in QualitySample._meta.concrete_fields
        if field.attname != "id"
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        QualitySample.objects.create(**values)


# --- the second reviews -------------------------------------------------------------------------


def test_a_second_review_is_neither_exchanged_nor_removed(cast: Cast) -> None:
    sheet = sampled.sheet_of(cast)

    for what in ("ordinal = 9", "turn = 2", f"reviewer_id = {cast.outsider.pk}"):
        assert "不能更换" in change(sheet, what), what
    assert "应当保留" in remove(sheet)


def test_nobody_of_the_agency_reviews_again_nor_who_gave_or_asked_for_the_opinion(
    cast: Cast,
) -> None:
    sheet = sampled.sheet_of(cast)
    review = Review.objects.get(pk=sheet.review_id)
    moved: list[User] = [cast.reviewer, review.submitted_by]
    colleague = factories.qualified_reviewer(cast.bureau)
    for person in moved:
        person.agency = cast.other_bureau
        person.save(update_fields=["agency"])

    for person in (*moved, colleague):
        with pytest.raises(IntegrityError, match=APART), transaction.atomic():
            SecondReview.objects.create(
                sample=sheet.sample, review=review, reviewer=person, ordinal=1, turn=7
            )


OVER = [
    *("outcome = 'return'", "opinion = 'x'", "signed_at = NULL", "reason = 'x'"),
    *("status = 'open'", "status = 'recused'"),
]


def test_a_signed_second_review_stays_and_takes_a_note_only(cast: Cast) -> None:
    sheet = sampled.sign(sampled.sheet_of(cast))

    for what in OVER:
        assert change(sheet, what), what
    assert change(sheet, "note = '已研究'") == ""


def test_a_sheet_is_not_signed_without_outcome_and_opinion(cast: Cast) -> None:
    sheet = sampled.sheet_of(cast)

    assert change(sheet, "status = 'signed'")
    assert change(sheet, "status = 'barred'")
    assert SecondReview.objects.get(pk=sheet.pk).status == "open"


def test_the_answers_of_a_signed_sheet_stay(cast: Cast) -> None:
    sheet = sampled.sign(sampled.sheet_of(cast))
    check = sheet.checks.all()[0]

    for what in ("result = 'fail'", "note = 'x'"):
        assert SIGNED in change(check, what), what
    assert remove(check)
    with pytest.raises(IntegrityError, match=SIGNED), transaction.atomic():
        SecondCheck.objects.create(sheet=sheet, head="new", label="新")


def test_an_answer_moves_to_no_other_sheet_and_is_one_of_those_known(cast: Cast) -> None:
    sheet = sampled.sheet_of(cast)
    check = sheet.checks.all()[0]

    assert change(check, "result = 'some'")
    assert change(check, "head = 'other'")
    assert change(check, "result = 'none'") == ""


def test_a_sheet_that_was_left_takes_no_more_answers(cast: Cast) -> None:
    sheet = sampled.sheet_of(cast, people=seconds(cast, 1))
    second_reviews.recuse(sheet, by=sheet.reviewer, on=LOOKED, reason="熟人。")

    assert SIGNED in change(sheet.checks.all()[0], "result = 'pass'")


def test_a_sheet_begins_open(cast: Cast) -> None:
    sheet = sampled.sheet_of(cast)
    other: Any = factories.qualified_reviewer(factories.agency(parent=cast.government))

    with pytest.raises(IntegrityError), transaction.atomic():
        SecondReview.objects.create(
            sample=sheet.sample,
            review=sheet.review,
            reviewer=other,
            ordinal=1,
            turn=3,
            status="signed",
            outcome="pass",
            opinion="x",
            signed_at=factories.at(LOOKED),
        )
