"""Who may review a review again: nobody who sees the case, has a part in it, or read its file."""

from collections.abc import Callable
from typing import Any

import pytest

from core import audit
from core.errors import RuleError
from enforcement.models import User
from legal_review.models import Qualification, Review
from recording.models import Document, Visit
from supervision.models import FileReview, ScoreSheet, SecondReview
from supervision.services import blindness, recusals, samples, second_reviews
from tests import factories
from tests.base import Cast, day
from tests.supervision import prepared, sampled
from tests.supervision.sampled import LOOKED, passed, seconds

pytestmark = pytest.mark.django_db


@pytest.fixture
def review(cast: Cast) -> Review:
    found = passed(cast.bureau)
    return Review.objects.select_related("agency", "decision__case").get(pk=found.pk)


@pytest.fixture
def person(cast: Cast) -> User:
    return seconds(cast, 1)[0]


def apart(review: Review, *people: User) -> set[int]:
    return {account for account, _review in blindness.pairs([review], people)}


# --- when the lists are made --------------------------------------------------------------------


def test_a_reviewer_of_another_bureau_without_a_part_is_free(review: Review, person: User) -> None:
    assert apart(review, person) == set()


def test_whoever_sees_the_agency_is_apart(cast: Cast, review: Review) -> None:
    own = factories.qualified_reviewer(cast.bureau)
    above = factories.qualified_reviewer(cast.justice)
    above.roles = ["reviewer", "supervisor"]
    above.save(update_fields=["roles"])

    assert apart(review, own, above, cast.supervisor) == {own.pk, above.pk, cast.supervisor.pk}


def test_first_reviewer_and_handlers_stay_apart_after_they_moved_away(
    cast: Cast, review: Review
) -> None:
    people = [cast.reviewer, factories.account_of(factories.lead_of(review.decision.case))]
    for row in people:
        row.agency = cast.other_bureau
        row.save(update_fields=["agency"])

    assert apart(review, *people) == {row.pk for row in people}


def test_whoever_once_was_a_reviewer_of_the_agency_is_apart(
    cast: Cast, review: Review, person: User
) -> None:
    Qualification.objects.create(
        account=person,
        agency=cast.bureau,
        ground="legal_profession",
        number="A1",
        reviewing_since=day(1, 1, 2020),
        valid_from=day(1, 1, 2020),
        ended_on=day(1, 1, 2025),
    )

    assert apart(review, person) == {person.pk}


def test_whoever_opened_the_evidence_of_the_case_is_apart(review: Review, person: User) -> None:
    Visit.objects.create(
        case=review.decision.case, user=person, purpose="review", began_at=factories.at(day(4, 1))
    )

    assert apart(review, person) == {person.pk}


def test_whoever_read_the_written_opinion_is_apart(review: Review, person: User) -> None:
    paper = Document.objects.get(decision=review.decision_id, kind="review_opinion")
    audit.read(paper, what="original", actor=person)

    assert apart(review, person) == {person.pk}


def test_whoever_read_another_paper_elsewhere_is_free(
    cast: Cast, review: Review, person: User
) -> None:
    other = passed(cast.other_bureau)
    paper = Document.objects.get(decision=other.decision_id, kind="review_opinion")
    audit.read(paper, what="original", actor=person)

    assert apart(review, person) == set()


def test_whoever_scored_the_file_is_apart(cast: Cast, review: Review, person: User) -> None:
    scored(cast, review, person)

    assert apart(review, person) == {person.pk}


def scored(cast: Cast, review: Review, person: User) -> ScoreSheet:
    """A sheet of file review for the case."""
    first = prepared.file_of(cast)
    file = FileReview.objects.create(
        campaign=first.campaign, case=review.decision.case, agency=cast.bureau, ordinal=9
    )
    return ScoreSheet.objects.create(file=file, reviewer=person, ordinal=1)


def test_whoever_reviewed_the_case_again_before_is_apart(cast: Cast) -> None:
    sheet = sampled.sheet_of(cast)

    assert apart(sheet.review, sheet.reviewer) == {sheet.reviewer_id}


def test_the_number_of_questions_does_not_grow_with_the_reviews(
    cast: Cast, review: Review, person: User, django_assert_max_num_queries: Any
) -> None:
    found = [review, *(passed(cast.bureau) for _each in range(3))]
    rows = list(
        Review.objects.filter(pk__in=[row.pk for row in found]).select_related("decision__case")
    )
    with django_assert_max_num_queries(14):
        blindness.pairs(rows, [person])


# --- file review keeps its hands off too --------------------------------------------------------


def test_who_reviews_again_is_kept_from_the_file_until_the_sheet_is_over(cast: Cast) -> None:
    sheet = sampled.sheet_of(cast)
    case = sheet.review.decision.case
    pair = (sheet.reviewer_id, case.pk)

    assert recusals.pairs([case], [sheet.reviewer]) == {pair}
    sampled.sign(sheet)
    assert recusals.pairs([case], [sheet.reviewer]) == set()


# --- at every opening ---------------------------------------------------------------------------


def admit(sheet: SecondReview) -> SecondReview:
    row = SecondReview.objects.select_related("reviewer__agency").get(pk=sheet.pk)
    return second_reviews.admit(row, by=row.reviewer, on=LOOKED)


def test_a_sheet_opens_while_its_reviewer_knows_nothing(cast: Cast) -> None:
    assert admit(sampled.sheet_of(cast)).status == "open"


def test_who_came_to_see_the_agency_is_shut_out_and_the_next_takes_over(cast: Cast) -> None:
    sheet = sampled.sheet_of(cast)
    person = sheet.reviewer
    person.agency = cast.bureau
    person.save(update_fields=["agency"])
    row = admit(sheet)

    assert (row.status, row.reason) == (
        "barred",
        "复审人员的账号现在可以查看该审核所在机关的案件。",
    )
    after = SecondReview.objects.exclude(pk=sheet.pk).get()
    assert (after.review_id, after.ordinal, after.turn) == (sheet.review_id, sheet.ordinal, 2)
    assert after.reviewer_id != person.pk
    assert after.checks.count() == sheet.checks.count()


def test_who_read_the_file_for_file_review_is_shut_out(cast: Cast) -> None:
    sheet = sampled.sheet_of(cast)
    scored(cast, sheet.review, sheet.reviewer)

    assert "查阅了本案案卷" in admit(sheet).reason


def test_who_was_given_a_part_in_the_case_is_shut_out(cast: Cast) -> None:
    sheet = sampled.sheet_of(cast)
    case = sheet.review.decision.case
    officer = officer_of(cast, sheet.reviewer)
    case.assignments.create(officer=officer, part="second", since=day(6, 4))

    assert admit(sheet).reason == "复审人员承办、审核、决定过本案。"


def officer_of(cast: Cast, person: User) -> Any:
    """An officer whose account is that of the person."""
    row = factories.officer(cast.other_bureau)
    row.account = person
    row.save(update_fields=["account"])
    return row


def test_whose_qualification_ended_is_shut_out(cast: Cast) -> None:
    sheet = sampled.sheet_of(cast)
    Qualification.objects.filter(account=sheet.reviewer).update(ended_on=day(6, 5))

    assert "没有有效的法制审核资格" in admit(sheet).reason


def test_who_may_open_the_sample_since_is_shut_out(cast: Cast) -> None:
    person = factories.qualified_reviewer(cast.justice)
    sheet = sampled.sheet_of(cast, people=[person])
    person.roles = ["reviewer", "head"]
    person.save(update_fields=["roles"])

    assert "可以查看本次抽查的名单和结果" in admit(sheet).reason


def test_a_signed_sheet_stays_signed_whatever_its_reviewer_sees_later(cast: Cast) -> None:
    sheet = sampled.sign(sampled.sheet_of(cast))
    person = sheet.reviewer
    person.agency = cast.bureau
    person.save(update_fields=["agency"])

    assert admit(sheet).status == "signed"


def test_nothing_is_saved_or_signed_by_who_may_know_the_first_opinion(cast: Cast) -> None:
    sheet = sampled.fill(sampled.sheet_of(cast))
    person = sheet.reviewer
    person.agency = cast.bureau
    person.save(update_fields=["agency"])

    acts: list[Callable[[], object]] = [
        lambda: sampled.fill(sheet),
        lambda: second_reviews.sign(sheet, by=person, at=factories.at(LOOKED)),
        lambda: second_reviews.recuse(sheet, by=person, on=LOOKED, reason="熟人。"),
    ]
    for act in acts:
        with pytest.raises(RuleError, match="现在可以查看"):
            act()
    assert SecondReview.objects.get(pk=sheet.pk).status == "open"


def test_a_sheet_nobody_can_take_over_leaves_the_review_without_one(cast: Cast) -> None:
    sheet = sampled.sheet_of(cast, people=seconds(cast, 1))
    second_reviews.recuse(sheet, by=sheet.reviewer, on=LOOKED, reason="熟人。")

    assert not SecondReview.objects.filter(status="open").exists()
    assert samples.waiting(sheet.sample) == 0
