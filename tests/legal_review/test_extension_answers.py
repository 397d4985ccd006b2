"""More time for a review: what is refused and by which rule, what the log keeps, what stays on the form."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.errors import RuleError, StaleError
from core.models import AuditEntry, Deadline
from legal_review.acts import extensions as acts
from legal_review.models import Review, ReviewExtension
from legal_review.services import extensions
from tests import factories
from tests.base import Cast
from tests.enforcement.dossier import clock, draft
from tests.legal_review.waiting import begun, decide, waiting
from tests.recording.bare import BlankPages

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
Status = ReviewExtension.Status


@pytest.fixture
def review(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Review:
    monkeypatch.setattr("recording.services.documents.pdf", BlankPages())
    row = begun(draft(cast.bureau))
    monkeypatch.setattr(timezone, "localdate", lambda *_args: row.submitted_on)
    return row


def ask(review: Review, cast: Cast, **changes: Any) -> ReviewExtension:
    given: dict[str, Any] = {"by": cast.reviewer, "on": review.submitted_on, "reason": "复杂。"}
    return extensions.ask(review, **{**given, **changes})


def now(row: ReviewExtension) -> ReviewExtension:
    """The request as it is now."""
    return ReviewExtension.objects.get(pk=row.pk)


def logged(row: ReviewExtension, action: str) -> list[dict[str, Any]]:
    """What the log keeps of each act of the name on the request."""
    rows = AuditEntry.objects.filter(object_id=str(row.pk), action=f"reviewextension.{action}")
    return [json.loads(entry.data) for entry in rows]


# ------------------------------------------------------------------------------- asking
@pytest.mark.parametrize("reason", ["", " ", "\n"])
def test_a_request_without_words_names_the_rule_of_the_clock(
    cast: Cast, review: Review, reason: str
) -> None:
    with pytest.raises(RuleError) as caught:
        ask(review, cast, reason=reason)
    error = caught.value
    assert error.message == "延长法制审核期限应当说明理由。"
    assert (error.article, error.field) == (clock(review, "review").article, "reason")
    assert not ReviewExtension.objects.exists()


def test_after_the_last_day_that_day_is_named(cast: Cast, review: Review) -> None:
    last = clock(review, "review").due_on
    with pytest.raises(RuleError, match=last.isoformat()) as caught:
        ask(review, cast, on=last + timedelta(days=1))
    assert caught.value.article == clock(review, "review").article
    assert "逾期由系统记录" in caught.value.remedy
    assert ask(review, cast, on=last).asked_on == last


def test_a_review_without_a_clock_is_not_extended(cast: Cast, review: Review) -> None:
    bare = waiting(draft(cast.bureau))
    assert extensions.clock_of(bare) is None
    with pytest.raises(StaleError, match="已经办结") as caught:
        ask(bare, cast)
    assert "刷新" in caught.value.remedy
    assert "没有规定" in str(acts.EXTEND.lead(bare, bare.submitted_on))


def test_only_the_clock_of_the_review_itself_is_meant(cast: Cast, review: Review) -> None:
    other = begun(draft(cast.bureau))
    found = extensions.clock_of(review)
    assert found == clock(review, "review")
    assert found != extensions.clock_of(other)
    Deadline.objects.filter(pk=clock(review, "review").pk).update(key="another.key")
    assert extensions.clock_of(review) is None


def test_what_may_be_asked_for_follows_what_was_answered(cast: Cast, review: Review) -> None:
    assert extensions.askable(review)
    row = ask(review, cast, reason=" 复杂。 ")
    assert row.reason == "复杂。"
    assert not extensions.askable(review)
    extensions.refuse(row, by=cast.head, on=row.asked_on, answer="不同意。")
    assert extensions.askable(review)
    again = ask(review, cast)
    extensions.approve(again, by=cast.head, on=again.asked_on, answer="同意。")
    assert not extensions.askable(review)
    decide(review, cast.reviewer)
    assert not extensions.askable(Review.objects.get(pk=review.pk))


# ------------------------------------------------------------------------------- answering
@pytest.mark.parametrize("act", [extensions.approve, extensions.refuse])
def test_an_answer_without_words_is_none(cast: Cast, review: Review, act: Any) -> None:
    row = ask(review, cast)
    with pytest.raises(RuleError) as caught:
        act(row, by=cast.head, on=row.asked_on, answer="\t")
    assert caught.value.message == "审批应当写明意见。"
    assert (caught.value.article, caught.value.field) == (clock(review, "review").article, "answer")
    assert now(row).status == Status.ASKED


@pytest.mark.parametrize("act", [extensions.approve, extensions.refuse])
def test_an_answer_before_the_request_names_its_day(cast: Cast, review: Review, act: Any) -> None:
    row = ask(review, cast)
    with pytest.raises(RuleError, match=row.asked_on.isoformat()) as caught:
        act(row, by=cast.head, on=row.asked_on - timedelta(days=1), answer="同意。")
    assert caught.value.field == "on"
    assert act(row, by=cast.head, on=row.asked_on, answer="同意。").decided_on == row.asked_on


@pytest.mark.parametrize("first", [extensions.approve, extensions.refuse])
@pytest.mark.parametrize("second", [extensions.approve, extensions.refuse])
def test_a_request_is_answered_once(cast: Cast, review: Review, first: Any, second: Any) -> None:
    row = ask(review, cast)
    first(row, by=cast.head, on=row.asked_on, answer="意见。")
    due = clock(review, "review").due_on
    with pytest.raises(StaleError):
        second(now(row), by=cast.head, on=row.asked_on, answer="另一意见。")
    assert now(row).answer == "意见。"
    assert clock(review, "review").due_on == due


def test_a_refusal_leaves_the_clock_and_is_logged(cast: Cast, review: Review) -> None:
    row = ask(review, cast)
    done = extensions.refuse(row, by=cast.head, on=row.asked_on, answer=" 请按期办结。 ")
    assert (done.status, done.answer, done.new_due_on) == (Status.REFUSED, "请按期办结。", None)
    assert done.decided_by == cast.head
    assert clock(review, "review").due_on == row.old_due_on
    assert logged(row, "ask") == [{"review": str(review.pk)}]
    assert len(logged(row, "refuse")) == 1
    assert logged(row, "approve") == []


def test_a_rule_that_went_away_lengthens_nothing(
    cast: Cast, review: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = ask(review, cast)
    monkeypatch.setattr(extensions, "MORE", "review.days.unheard_of")
    with pytest.raises(RuleError, match="没有规定可以延长"):
        extensions.approve(row, by=cast.head, on=row.asked_on, answer="同意。")
    assert now(row).status == Status.ASKED
    assert extensions.refuse(row, by=cast.head, on=row.asked_on, answer="不同意。").pk == row.pk


def test_a_head_of_another_agency_refuses_nothing(cast: Cast, review: Review) -> None:
    row = ask(review, cast)
    for by in (factories.user("head", cast.other_bureau), cast.supervisor, cast.reviewer):
        with pytest.raises(PermissionDenied):
            extensions.refuse(row, by=by, on=row.asked_on, answer="不同意。")
    assert now(row).decided_by is None
    assert row.agency_id == cast.bureau.pk


# ------------------------------------------------------------------------------- pages
def test_the_page_keeps_the_outcome_when_words_are_missing(cast: Cast, review: Review) -> None:
    row = ask(review, cast)
    url = reverse("review-extension-answer", args=[row.pk])
    for data, field in (
        ({"outcome": "approve", "answer": " "}, "answer"),
        ({"outcome": "perhaps", "answer": "再议一次"}, "outcome"),
        ({"answer": "再议一次"}, "outcome"),
    ):
        answer = cast.client("head").post(url, data)
        assert answer.status_code == 200
        assert list(answer.context["form"].errors) == [field]
        assert data["answer"].strip() in answer.content.decode()
    assert now(row).status == Status.ASKED


def test_the_head_refuses_by_page_and_the_reviewer_may_ask_again(
    cast: Cast, review: Review
) -> None:
    row = ask(review, cast)
    url = reverse("review-extension-answer", args=[row.pk])
    told = {"outcome": "refuse", "answer": "请按期办结"}
    assert cast.client("head").post(url, told).status_code == 302
    assert now(row).status == Status.REFUSED
    page = cast.client("head").get(url)
    assert "当前状态下不能办理本事项" in page.content.decode()
    assert cast.client("reviewer").get(reverse("review-extend", args=[review.pk])).context["may"]


def test_a_second_request_by_page_is_refused_with_what_was_typed(
    cast: Cast, review: Review
) -> None:
    ask(review, cast)
    url = reverse("review-extend", args=[review.pk])
    assert not cast.client("reviewer").get(url).context["may"]
    answer = cast.client("reviewer").post(url, {"reason": "需要专家论证"})
    assert answer.status_code == 200
    assert "已经申请过延长" in answer.content.decode()
    assert "需要专家论证" in answer.content.decode()
    assert ReviewExtension.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "who", "status"),
    [
        ("review-extend", "officer1", 403),
        ("review-extend", "head", 403),
        ("review-extend", "supervisor", 403),
        ("review-extension-answer", "reviewer", 403),
        ("review-extension-answer", "officer1", 403),
        ("review-extension-answer", "listadmin", 403),
        ("review-extension-answer", "head", 200),
        ("review-extend", "reviewer", 200),
    ],
)
def test_asking_is_the_reviewer_s_and_answering_the_head_s(
    cast: Cast, review: Review, name: str, who: str, status: int
) -> None:
    row = ask(review, cast)
    key = review.pk if name == "review-extend" else row.pk
    assert cast.client(who).get(reverse(name, args=[key])).status_code == status
    stranger = Client().get(reverse(name, args=[key]))
    assert stranger.status_code == 302
    assert "login" in stranger["Location"]
