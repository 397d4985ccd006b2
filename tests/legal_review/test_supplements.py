"""补正: what is lacking is asked for during the review; the clock stands still until the answer."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from core import deadlines
from core.errors import RuleError, StaleError
from enforcement.models import Decision
from enforcement.services import decisions
from legal_review import seals, services
from legal_review.models import Review, ReviewSupplement
from recording.models import Document
from recording.services import documents
from tests import factories
from tests.base import Cast, day
from tests.enforcement.dossier import again, audited, clock
from tests.legal_review.loops import DAYS, handler
from tests.recording.bare import BlankPages

pytestmark = pytest.mark.django_db
ITEMS = "1. 检验报告原件；2. 货值计算依据。"
ASKED = DAYS.submitted + timedelta(days=1)
ANSWERED = ASKED + timedelta(days=4)


@pytest.fixture(autouse=True)
def unprinted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recording.services.documents.pdf", BlankPages())


@pytest.fixture
def review(cast: Cast) -> Review:
    return factories.submit(factories.notified(cast.bureau), on=DAYS.submitted)


def refused(act: Callable[[], object], words: str, field: str = "") -> RuleError:
    with pytest.raises(RuleError, match=words) as caught:
        act()
    assert caught.value.field == field
    return caught.value


def ask(review: Review, cast: Cast, *, on: date = ASKED, items: str = ITEMS) -> ReviewSupplement:
    return services.ask(review, by=cast.reviewer, on=on, items=items)


def answer(
    row: ReviewSupplement, *, on: date = ANSWERED, text: str = "已补充检验报告。"
) -> ReviewSupplement:
    return services.answer(row, by=handler(row.review), on=on, text=text)


# ------------------------------------------------------------------------------- the clock
def test_the_clock_stands_still_from_the_question_to_the_answer(cast: Cast, review: Review) -> None:
    before = clock(review, "review").due_on
    row = ask(review, cast)

    stopped = clock(review, "review")
    assert (stopped.suspended_on, stopped.due_on) == (ASKED, before)
    assert stopped.pk not in set(deadlines.running().values_list("pk", flat=True))
    left = deadlines.remaining(stopped, ASKED)
    assert deadlines.remaining(stopped, ASKED + timedelta(days=60)) == left, "however long it takes"

    answer(row)

    running = clock(review, "review")
    assert running.suspended_on is None
    assert running.due_on > before
    assert deadlines.remaining(running, ANSWERED - timedelta(days=1)) == left + 1


def test_the_days_left_out_are_those_of_the_domain_rule(cast: Cast, review: Review) -> None:
    # Submitted Tuesday 2026-03-10, five working days end on 03-17. Stopped on Friday the 13th, running
    # again from Tuesday the 17th: two working days are left out, the weekend was none anyway.
    assert (review.submitted_on, clock(review, "review").due_on) == (day(3, 10), day(3, 17))
    row = ask(review, cast, on=day(3, 13))
    answer(row, on=day(3, 17))
    assert clock(review, "review").due_on == day(3, 19)


def test_an_answer_the_same_day_costs_no_day(cast: Cast, review: Review) -> None:
    before = clock(review, "review").due_on
    answer(ask(review, cast), on=ASKED)
    assert clock(review, "review").due_on == before


def test_two_supplements_are_both_left_out(cast: Cast, review: Review) -> None:
    answer(ask(review, cast, on=day(3, 11)), on=day(3, 12))
    answer(ask(review, cast, on=day(3, 13)), on=day(3, 16))
    assert clock(review, "review").due_on == day(3, 19)
    assert review.supplements.count() == 2


# ------------------------------------------------------------------------------- the materials
def test_what_came_in_is_taken_from_the_record_and_sealed_on_top(
    cast: Cast, review: Review
) -> None:
    row = ask(review, cast)
    factories.record(review.decision.case, on=ASKED)

    done = answer(row)

    assert done.materials is not None
    assert len(done.materials) > len(review.materials)
    assert done.seal == seals.seal(review.seal or "", done.materials)
    assert review.sealed() == (done.materials, done.seal)
    assert Review.objects.get().materials == review.materials, "what was sent stays as sent"
    assert Review.objects.get().seal == review.seal


def test_the_opinion_names_the_last_seal(cast: Cast, review: Review) -> None:
    done = answer(ask(review, cast))

    passed = factories.approve(review, on=ANSWERED)

    assert passed.opinion_seal == done.seal != review.seal
    paper = Document.objects.get(kind="review_opinion")
    assert done.seal in str(documents.plain_context(paper))
    assert again(review.decision).clearance == review.version


def test_without_supplements_the_opinion_names_the_seal_of_the_submission(
    cast: Cast, review: Review
) -> None:
    assert factories.approve(review, on=ASKED).opinion_seal == review.seal


# ------------------------------------------------------------------------------- the outcome
def test_nothing_passes_while_something_is_awaited(cast: Cast, review: Review) -> None:
    row = ask(review, cast)
    refused(lambda: factories.approve(review, on=ASKED), "尚未补正", "outcome")
    answer(row)
    assert factories.approve(review, on=ANSWERED).status == "passed"


def test_a_return_ends_what_is_awaited(cast: Cast, review: Review) -> None:
    row = ask(review, cast)

    factories.send_back(review, on=ANSWERED)

    assert ReviewSupplement.objects.get().status == "lapsed"
    assert clock(review, "review").outcome == "met"
    with pytest.raises(StaleError):
        answer(row)


def test_taking_back_ends_what_is_awaited(cast: Cast, review: Review) -> None:
    ask(review, cast)
    services.withdraw(review, by=cast.officer1, on=ANSWERED)
    assert ReviewSupplement.objects.get().status == "lapsed"


def test_a_draft_changed_under_the_supplement_still_fails(cast: Cast, review: Review) -> None:
    row = ask(review, cast)
    decisions.edit(review.decision, by=cast.officer1, content={"result": "警告。"})
    answer(row)
    refused(lambda: factories.approve(review, on=ANSWERED), "送审后已被修改", "outcome")


# ------------------------------------------------------------------------------- refusals
@pytest.mark.parametrize("items", ["", "  \n"])
def test_what_is_lacking_is_said(cast: Cast, review: Review, items: str) -> None:
    error = refused(lambda: ask(review, cast, items=items), "应当写明", "items")
    assert "第十四条" in error.article


def test_nothing_is_asked_before_the_submission(cast: Cast, review: Review) -> None:
    early = DAYS.submitted - timedelta(days=1)
    refused(lambda: ask(review, cast, on=early), "不能早于送审日期", "on")
    assert ask(review, cast, on=DAYS.submitted).asked_on == DAYS.submitted


def test_one_at_a_time(cast: Cast, review: Review) -> None:
    row = ask(review, cast)
    refused(lambda: ask(review, cast), "尚未补正", "items")
    answer(row)
    assert ask(review, cast, on=ANSWERED).status == "asked"


def test_only_who_may_review_the_case_asks(cast: Cast, review: Review) -> None:
    for who in (cast.officer1, cast.unithead, cast.head):
        with pytest.raises(PermissionDenied):
            services.ask(review, by=who, on=ASKED, items=ITEMS)
    unqualified = factories.user("reviewer", cast.bureau)
    refused(lambda: services.ask(review, by=unqualified, on=ASKED, items=ITEMS), "没有有效的")
    stranger = factories.qualified_reviewer(cast.other_bureau)
    refused(lambda: services.ask(review, by=stranger, on=ASKED, items=ITEMS), "不得是本案")


def test_only_a_handler_answers(cast: Cast, review: Review) -> None:
    row = ask(review, cast)
    refused(lambda: services.answer(row, by=cast.unithead, on=ANSWERED, text="已补。"), "只有本案")
    with pytest.raises(PermissionDenied):
        services.answer(row, by=cast.reviewer, on=ANSWERED, text="已补。")


@pytest.mark.parametrize("text", ["", "\u3000"])
def test_an_answer_says_something(cast: Cast, review: Review, text: str) -> None:
    row = ask(review, cast)
    refused(lambda: answer(row, text=text), "应当说明补正的情况", "text")


def test_an_answer_is_not_before_the_question(cast: Cast, review: Review) -> None:
    row = ask(review, cast)
    refused(lambda: answer(row, on=ASKED - timedelta(days=1)), "不能早于要求补正", "on")


@pytest.mark.parametrize("state", ["passed", "returned", "withdrawn"])
def test_a_review_that_ended_asks_for_nothing(cast: Cast, review: Review, state: str) -> None:
    if state == "withdrawn":
        services.withdraw(review, by=cast.officer1, on=ASKED)
    elif state == "passed":
        factories.approve(review, on=ASKED)
    else:
        factories.send_back(review, on=ASKED)
    with pytest.raises(StaleError):
        ask(review, cast)


def test_question_and_answer_are_logged_and_the_paper_is_kept(cast: Cast, review: Review) -> None:
    row = answer(ask(review, cast))

    assert audited(row, "review.ask_supplement")
    assert audited(row, "reviewsupplement.answer")
    paper = Document.objects.get(kind="review_supplement")
    said = str(documents.plain_context(paper))
    assert "检验报告原件" in said
    assert "不计入法制审核期限" in said


# ------------------------------------------------------------------------------- the next round
def test_each_round_has_a_clock_of_its_own(cast: Cast, review: Review) -> None:
    ask(review, cast)
    factories.send_back(review, on=ANSWERED)
    decision: Decision = again(review.decision)

    second = factories.submit(decision, on=ANSWERED)

    assert clock(second, "review").start_on == ANSWERED
    assert clock(second, "review").suspended_on is None
    assert second.sealed()[1] == second.seal
