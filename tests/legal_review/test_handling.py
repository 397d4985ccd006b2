"""承办机构处理情况: what the unit did about an opinion, once, in words, with its paper."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from core.errors import RuleError
from enforcement.models import Agency, Decision
from enforcement.services import decisions
from legal_review import services
from legal_review.models import Review, ReviewCheck, ReviewHandling
from legal_review.services import Check, handling
from recording.models import Document
from recording.services import documents
from tests import factories
from tests.base import Cast
from tests.enforcement.dossier import again, audited
from tests.legal_review import loops
from tests.legal_review.loops import DAYS, ON, RETURNED
from tests.recording.bare import BlankPages

pytestmark = pytest.mark.django_db
DONE = "已补充测量记录，并重新核对面积。"
KIND = "review_handling"


@pytest.fixture(autouse=True)
def unprinted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recording.services.documents.pdf", BlankPages())


@pytest.fixture
def review(cast: Cast) -> Review:
    return loops.returned(factories.notified(cast.bureau))


def handle(review: Review, **values: object) -> ReviewHandling:
    given = {"by": loops.handler(review), "on": RETURNED, "text": DONE, **values}
    return services.handle(review, **given)  # type: ignore[arg-type]  # each of its own type


def refused(act: Callable[[], object], words: str, field: str = "") -> RuleError:
    with pytest.raises(RuleError, match=words) as caught:
        act()
    assert (caught.value.field, caught.value.article) == (field, handling.ARTICLE)
    assert caught.value.remedy
    return caught.value


def with_flaw(agency: Agency) -> Review:
    """A review that passed although a document wants its seal."""
    review = factories.submitted(agency)
    checks = [
        Check(row.head, row.label, "flaw", "缺少骑缝章。", "documents.form")
        if row.head == "documents"
        else row
        for row in factories.checks(agency)
    ]
    by = factories.reviewer_of(review)
    services.approve(review, by=by, on=RETURNED, opinion="同意，瑕疵补正后作出。", checks=checks)
    return Review.objects.get(pk=review.pk)


@pytest.fixture
def flawed() -> Review:
    return with_flaw(factories.agency(profile="national"))


# ------------------------------------------------------------------------------- on record
def test_what_was_done_is_kept_in_words_with_who_and_when(cast: Cast, review: Review) -> None:
    row = handle(review, text=f"  {DONE}\n", on=ON)

    assert (row.text, row.by, row.on) == (DONE, cast.officer1, ON)
    assert handling.recorded(review) == row
    assert row.agency_id == cast.bureau.pk
    assert audited(row, "review.handle")


def test_the_paper_shows_the_opinion_beside_what_was_done(review: Review) -> None:
    row = handle(review)

    paper = Document.objects.get(kind=KIND)
    assert (paper.case, paper.dated_on, paper.created_by) == (
        review.decision.case,
        RETURNED,
        row.by,
    )
    context = documents.plain_context(paper)
    opinion, done = context["sections"]
    assert opinion["heading"].startswith("审核意见：存在问题（")
    assert opinion["paragraphs"] == [review.opinion]
    assert done == {"heading": "承办机构处理情况", "paragraphs": [DONE]}
    assert ["审核意见文号", review.number] in context["fields"]
    assert context["opinions"][0]["name"] == str(row.by)


def test_the_other_handler_may_record_it_too(cast: Cast, review: Review) -> None:
    assert handle(review, by=cast.officer2).by == cast.officer2


def test_a_return_that_was_handled_clears_nothing(review: Review) -> None:
    handle(review)
    assert again(review.decision).clearance is None
    assert Review.objects.get().status == "returned"


# ------------------------------------------------------------------------------- refusals
@pytest.mark.parametrize("text", ["", "  ", "\u3000\n"])
def test_blank_words_are_refused_beside_the_field(review: Review, text: str) -> None:
    refused(lambda: handle(review, text=text), "应当写明对审核意见的处理情况", "text")
    assert not ReviewHandling.objects.exists()
    assert not Document.objects.filter(kind=KIND).exists()


def test_the_day_is_not_before_the_opinion(review: Review) -> None:
    early = RETURNED - timedelta(days=1)
    refused(lambda: handle(review, on=early), "不能早于审核日期", "on")
    assert handle(review, on=RETURNED).on == RETURNED


def test_it_is_recorded_once(review: Review) -> None:
    first = handle(review)
    refused(lambda: handle(review, text="另一说法。"), "已经记录")
    assert ReviewHandling.objects.get().text == first.text
    assert Document.objects.filter(kind=KIND).count() == 1


@pytest.mark.parametrize("withdrawn", [False, True])
def test_without_an_opinion_there_is_nothing_to_handle(cast: Cast, withdrawn: bool) -> None:
    row = factories.submitted(cast.bureau)
    if withdrawn:
        services.withdraw(row, by=cast.officer1, on=DAYS.submitted)
    refused(lambda: handle(row), "尚未出具")


def test_only_those_who_handle_the_case_record_it(cast: Cast, review: Review) -> None:
    for who in (cast.unithead, cast.outsider):
        with pytest.raises(RuleError, match="只有本案承办人员"):
            handle(review, by=who)
    for who in (cast.reviewer, cast.head, cast.publisher, cast.supervisor):
        with pytest.raises(PermissionDenied):
            handle(review, by=who)
    assert not ReviewHandling.objects.exists()


# ------------------------------------------------------------------------------- flaws of a pass
def test_a_pass_with_a_flaw_clears_the_draft_when_the_flaw_is_cured(flawed: Review) -> None:
    assert flawed.flawed()
    assert again(flawed.decision).clearance is None

    handle(flawed)

    assert again(flawed.decision).clearance == flawed.version
    assert not Review.objects.get(pk=flawed.pk).flawed()


def test_a_pass_with_a_flaw_that_was_overtaken_clears_nothing(flawed: Review) -> None:
    second = factories.submit(again(flawed.decision), on=RETURNED)

    handle(flawed)

    assert second.round == 2
    assert again(flawed.decision).clearance is None, "the later round is the last word"


def test_a_flawed_draft_that_was_changed_is_not_cleared_by_its_cure(flawed: Review) -> None:
    by = loops.handler(flawed)
    decisions.edit(again(flawed.decision), by=by, content={"facts": "改写的事实。"})

    with pytest.raises(RuleError):
        handle(flawed)

    assert again(flawed.decision).clearance is None
    assert not ReviewHandling.objects.exists(), "all or nothing"


def test_the_paper_of_a_flawed_pass_says_so(flawed: Review) -> None:
    handle(flawed)
    paper = Document.objects.get(kind=KIND)
    heading = documents.plain_context(paper)["sections"][0]["heading"]
    assert heading == "审核意见：同意（文书瑕疵补正后作出决定）"
    assert flawed.checks.get(head="documents").result == ReviewCheck.Result.FLAW


# ------------------------------------------------------------------------------- the next round
def resubmit(decision: Decision, handled: str) -> Review:
    return services.submit(
        again(decision),
        by=factories.account_of(factories.lead_of(decision.case)),
        on=ON,
        declared=True,
        answers=factories.answers(decision.agency),
        handled=handled,
    )


@pytest.mark.parametrize("handled", ["", " \n"])
def test_the_next_round_waits_for_what_was_done_about_the_last(
    review: Review, handled: str
) -> None:
    error = refused(lambda: resubmit(review.decision, handled), "没有填写", "handled")
    assert review.number in error.message, "which opinion it is about"
    assert Review.objects.count() == 1


def test_the_next_round_brings_it_along(cast: Cast, review: Review) -> None:
    second = resubmit(review.decision, DONE)

    row = ReviewHandling.objects.get()
    assert (row.review, row.text, row.on) == (review, DONE, ON)
    assert second.round == 2
    assert DONE in str(documents.plain_context(Document.objects.get(kind=KIND)))


def test_what_is_on_record_is_not_asked_again(review: Review) -> None:
    handle(review)
    assert resubmit(review.decision, "").round == 2
    assert ReviewHandling.objects.get().text == DONE


def test_a_refused_submission_leaves_no_handling_behind(cast: Cast, review: Review) -> None:
    with pytest.raises(RuleError):
        services.submit(
            again(review.decision), by=cast.officer1, on=ON, declared=True, answers=[], handled=DONE
        )
    assert not ReviewHandling.objects.exists()


def test_a_round_taken_back_still_leaves_the_return_the_last_opinion(
    cast: Cast, review: Review
) -> None:
    handle(review)
    second = factories.submit(again(review.decision), on=ON)
    services.withdraw(second, by=cast.officer1, on=ON)
    assert handling.last_return(review.decision) == review


def test_after_a_new_round_there_is_no_return_to_answer_for(review: Review) -> None:
    second = factories.submit(again(review.decision), on=ON)
    assert handling.last_return(review.decision) is None
    factories.approve(second, on=ON)
    assert handling.last_return(review.decision) is None


def test_before_any_opinion_there_is_none_to_answer_for(cast: Cast) -> None:
    decision = factories.notified(cast.bureau)
    assert handling.last_return(decision) is None
    factories.submit(decision, on=DAYS.submitted)
    assert handling.last_return(decision) is None
