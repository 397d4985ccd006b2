"""Submitting a draft to review: complete, declared, frozen, and on the clock."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from core.errors import RuleError, StaleError
from enforcement import drafts
from enforcement.models import Agency, Decision, DraftVersion
from enforcement.profiles import NATIONAL, load
from enforcement.services import decisions, notices
from legal_review import services
from legal_review.answers import Answer, questions
from legal_review.models import Review
from legal_review.services import submission
from recording.models import Document, Evidence
from tests import factories, hearings
from tests.base import Cast, day
from tests.contents import Days
from tests.enforcement.dossier import ON, again, audited, clock, draft

pytestmark = pytest.mark.django_db
ANSWERS = [Answer(key, False, "依据调查终结报告判断。") for key in questions(load(NATIONAL))]
SENT = Days.before(ON).submitted


@pytest.fixture
def ready(cast: Cast) -> Decision:
    """A draft with a complete record."""
    return factories.draft(cast.bureau)


def test_a_complete_draft_is_submitted_frozen_and_logged(cast: Cast, ready: Decision) -> None:
    review = services.submit(ready, by=cast.officer1, on=SENT, declared=True, answers=ANSWERS)

    assert (review.status, review.round, review.submitted_on) == ("open", 1, SENT)
    assert review.submitted_by == cast.officer1
    assert drafts.same(review.version, again(ready))
    assert review.version.sha256 == drafts.digest(ready)
    assert audited(review, "review.submit")
    assert audited(ready, "decision.review_scope")
    assert audited(ready, "decision.freeze")


def test_the_reasons_for_review_are_kept(cast: Cast, ready: Decision) -> None:
    review = services.submit(ready, by=cast.officer1, on=SENT, declared=True, answers=ANSWERS)

    assert [hit["rule"] for hit in review.reasons] == ["ordinary_penalty"]
    assert again(ready).review_reasons == [hit["reason"] for hit in review.reasons]


def test_every_document_and_recording_is_listed_with_its_hash(cast: Cast, ready: Decision) -> None:
    review = services.submit(ready, by=cast.officer1, on=SENT, declared=True, answers=ANSWERS)

    before = Document.objects.filter(case=ready.case).exclude(kind="review_submission")
    kept = set(before.values_list("blob_id", flat=True))
    kept |= set(Evidence.objects.filter(case=ready.case).values_list("blob_id", flat=True))
    assert {row["sha256"] for row in review.materials} == kept
    assert len(kept) >= 4
    assert all(row["title"] for row in review.materials)


@pytest.mark.parametrize(
    ("profile", "due"),
    [("sanmenxia_gov", day(3, 17)), ("xinshi_urban", day(3, 25)), ("changzhi_police", day(3, 17))],
)
def test_review_has_the_time_of_its_jurisdiction(profile: str, due: date) -> None:
    agency: Agency = factories.agency(profile=profile)

    review = factories.submit(factories.draft(agency), on=SENT)

    # Ten working days in Xinjiang leave out 肉孜节, 2026-03-20.
    term = clock(review, "review")
    assert (term.key, term.start_on, term.due_on) == ("review.days", SENT, due)


def test_the_label_of_the_clock_is_kept_in_chinese(cast: Cast, ready: Decision) -> None:
    with translation.override("en"):
        review = services.submit(ready, by=cast.officer1, on=SENT, declared=True, answers=ANSWERS)

    assert clock(review, "review").label == "法制审核"


# ------------------------------------------------------------------------------- refusals
def test_the_handler_must_declare_the_materials_true(cast: Cast, ready: Decision) -> None:
    with pytest.raises(RuleError, match="真实、准确、完整") as caught:
        services.submit(ready, by=cast.officer1, on=SENT, declared=False, answers=ANSWERS)
    assert (caught.value.field, caught.value.article) == (
        "declared",
        "国办发〔2018〕118号第十四条",
    )
    assert not Review.objects.exists()


def test_an_incomplete_record_is_named_gap_by_gap(cast: Cast) -> None:
    bare = draft(cast.bureau)

    with pytest.raises(RuleError, match="缺少") as caught:
        services.submit(bare, by=cast.officer1, on=SENT, declared=True, answers=ANSWERS)
    assert caught.value.article
    assert caught.value.extra, "all the others are named too"
    assert not DraftVersion.objects.exists()


def test_only_a_handler_submits(cast: Cast, ready: Decision) -> None:
    stranger = factories.account_of(factories.officer(cast.bureau))
    for person in (cast.unithead, stranger, cast.outsider):
        with pytest.raises(RuleError, match="只有本案承办人员"):
            services.submit(ready, by=person, on=SENT, declared=True, answers=ANSWERS)
    for person in (cast.reviewer, cast.head, cast.publisher, cast.admin):
        with pytest.raises(PermissionDenied):
            services.submit(ready, by=person, on=SENT, declared=True, answers=ANSWERS)


def test_a_draft_is_in_review_once_at_a_time(cast: Cast, ready: Decision) -> None:
    services.submit(ready, by=cast.officer1, on=SENT, declared=True, answers=ANSWERS)

    with pytest.raises(RuleError, match="已在审核中"):
        services.submit(ready, by=cast.officer2, on=SENT, declared=True, answers=ANSWERS)


def test_what_is_made_or_given_up_is_not_submitted(cast: Cast, ready: Decision) -> None:
    decisions.abandon(ready, by=cast.officer1, on=SENT, reason="重拟。")

    with pytest.raises(RuleError, match="不再送审"):
        services.submit(ready, by=cast.officer1, on=SENT, declared=True, answers=ANSWERS)


def codes(decision: Decision, on: date) -> list[str]:
    """What the page of the submission says is missing."""
    return [gap.code for gap in submission.gaps(decision, on)]


def test_review_comes_after_the_hearing_that_was_asked_for(cast: Cast) -> None:
    row = factories.draft(cast.bureau, fine_cents=5_000_000)
    notice = factories.notify(row, on=SENT)
    assert "hearing_open" not in codes(row, SENT)
    notices.request_hearing(notice, by=cast.officer1, on=SENT)
    assert codes(row, SENT)[0] == "hearing_open", "named before the form is filled in"
    with pytest.raises(RuleError, match="听证结束后进行") as caught:
        services.submit(row, by=cast.officer1, on=SENT, declared=True, answers=ANSWERS)
    assert "第五十八条" in caught.value.article

    hearings.hear(notice, on=day(3, 25))
    assert "hearing_ahead" in codes(row, day(3, 24))
    assert not {"hearing_open", "hearing_ahead"} & set(codes(row, day(3, 26)))
    review = services.submit(row, by=cast.officer1, on=day(3, 26), declared=True, answers=ANSWERS)
    assert {hit["rule"] for hit in review.reasons} == {"ordinary_penalty", "hearing_held"}


# ------------------------------------------------------------------------------- taking back
def test_a_submission_is_taken_back_and_its_clock_stopped(cast: Cast, ready: Decision) -> None:
    review = services.submit(ready, by=cast.officer1, on=SENT, declared=True, answers=ANSWERS)

    services.withdraw(review, by=cast.officer2, on=SENT)

    assert Review.objects.get(pk=review.pk).status == "withdrawn"
    assert clock(review, "review").outcome == "void"
    assert audited(review, "review.withdraw")
    again_sent = services.submit(ready, by=cast.officer1, on=SENT, declared=True, answers=ANSWERS)
    assert (again_sent.round, again_sent.version) == (2, review.version)


def test_only_a_handler_takes_back_and_only_what_is_open(cast: Cast, ready: Decision) -> None:
    review = services.submit(ready, by=cast.officer1, on=SENT, declared=True, answers=ANSWERS)
    with pytest.raises(RuleError, match="只有本案承办人员"):
        services.withdraw(review, by=cast.unithead, on=SENT)
    with pytest.raises(PermissionDenied):
        services.withdraw(review, by=cast.reviewer, on=SENT)
    services.withdraw(review, by=cast.officer1, on=SENT)

    with pytest.raises(StaleError, match="已撤回"):
        services.withdraw(review, by=cast.officer1, on=SENT + timedelta(days=1))
