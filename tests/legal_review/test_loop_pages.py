"""Supplements, handling, objection and resolution on their pages, by those whose act each is."""

from typing import Any

import pytest
from django.urls import reverse

from core.errors import RuleError
from enforcement.models import Decision
from legal_review import services
from legal_review.loop_forms import ResolveForm
from legal_review.models import Review, ReviewObjection
from tests import factories
from tests.base import Cast
from tests.enforcement.dossier import again, page, said
from tests.legal_review import loops
from tests.legal_review.loops import DAYS, ON, RETURNED, TALK, TALKED
from tests.recording.bare import BlankPages

pytestmark = pytest.mark.django_db
VOTES = (
    "江以宁，局长，同意，证据充分。\n石承远,副局长,同意,可以。\n顾清平，总工程师，弃权，不了解。"
)


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recording.services.documents.pdf", BlankPages())
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *given: ON)


@pytest.fixture
def decision(cast: Cast) -> Decision:
    return factories.notified(cast.bureau)


def send(cast: Cast, who: str, name: str, key: Any, **values: Any) -> str:
    """What the portal says after the form was sent."""
    data = {"on": str(ON), **values}
    answer = cast.client(who).post(reverse(name, args=[key]), data, follow=True)
    return answer.content.decode()


def offered(cast: Cast, who: str, review: Review) -> set[str]:
    """The acts the page of the review leads to."""
    names = (
        *("material-ask", "material-answer", "opinion-handle", "objection-raise"),
        *("objection-negotiate", "objection-call", "objection-resolve"),
    )
    answer = cast.client(who).get(reverse("review-detail", args=[review.pk]))
    addresses = [url for _title, url in answer.context["acts"]]
    objection = ReviewObjection.objects.filter(review=review).first()
    supplement = review.supplements.first()
    keys = {"material-answer": supplement, **dict.fromkeys(names[4:], objection)}
    return {
        name
        for name in names
        if (row := keys.get(name, review)) is not None and reverse(name, args=[row.pk]) in addresses
    }


# ------------------------------------------------------------------------------- supplements
def test_the_reviewer_asks_and_the_handler_answers(cast: Cast, decision: Decision) -> None:
    review = factories.submit(decision, on=DAYS.submitted)
    assert offered(cast, "reviewer", review) == {"material-ask"}
    assert offered(cast, "officer1", review) == set()

    text = send(cast, "reviewer", "material-ask", review.pk, items="检验报告原件。")
    assert "审核期限自即日起停止计算" in text
    assert "检验报告原件。" in page(cast.client("officer1"), "review-detail", review.pk)
    assert offered(cast, "officer1", review) == {"material-answer"}
    assert offered(cast, "unithead", review) == set()
    assert offered(cast, "reviewer", review) == set()

    key = review.supplements.get().pk
    text = send(cast, "officer1", "material-answer", key, text="已补。")
    assert "审核期限继续计算" in text
    assert "补正后的校验值" in text


def test_what_is_lacking_is_said_and_stays_typed(cast: Cast, decision: Decision) -> None:
    review = factories.submit(decision, on=DAYS.submitted)
    text = said(
        cast.client("reviewer"), "material-ask", {"on": "2020-01-01", "items": "报告甲"}, review.pk
    )
    assert "不能早于送审日期" in text
    assert "报告甲" in text
    assert not review.supplements.exists()


# ------------------------------------------------------------------------------- the objection
def test_the_objection_is_walked_by_clicks_up_to_the_gate(cast: Cast, decision: Decision) -> None:
    review = loops.returned(decision)
    assert offered(cast, "officer1", review) == {"opinion-handle", "objection-raise"}
    assert offered(cast, "head", review) == set()

    send(cast, "officer1", "objection-raise", review.pk, grounds="证据已经充分。")
    key = ReviewObjection.objects.get().pk
    assert offered(cast, "reviewer", review) == {"objection-negotiate"}
    talk = {**vars(TALK), "agreed": "no"}
    assert "协商记录已归入案卷" in send(cast, "reviewer", "objection-negotiate", key, **talk)

    assert offered(cast, "officer1", review) == {"opinion-handle", "objection-call"}
    assert offered(cast, "head", review) == {"objection-call"}
    assert offered(cast, "supervisor", review) == set()
    send(cast, "officer1", "objection-call", key, ground="协商未达成一致。")
    assert offered(cast, "head", review) == {"objection-resolve"}

    given = {"place": "会议室", "votes": VOTES, "result": "agreed", "conclusion": "同意。"}
    text = send(cast, "head", "objection-resolve", key, **given)
    assert "集体讨论笔录已保存" in text
    assert "集体讨论同意承办机构意见" in text
    assert "弃权" in text
    assert again(decision).clearance == review.version


def test_an_objection_for_the_heads_is_not_recorded_elsewhere(
    cast: Cast, decision: Decision
) -> None:
    waits = loops.waiting(decision)
    assert waits.discussion is not None
    text = page(cast.client("head"), "case-procedure", decision.case_id)
    assert reverse("discussion-hold", args=[waits.discussion.pk]) not in text
    answer = cast.client("officer1").get(reverse("discussion-call", args=[decision.pk]))
    assert "about" not in answer.context["form"].fields


@pytest.mark.parametrize(
    ("votes", "words"),
    [
        ("江以宁，局长，同意", "依次写明"),
        ("江以宁，局长，赞成，可以。", "同意、不同意、弃权"),
        (
            "江以宁，，同意，可以。\n石承远，副局长，同意，可以。\n顾清平，总师，同意，可以。",
            "姓名、职务、意见",
        ),
        (VOTES.replace("总工程师，弃权", "总工程师，同意").splitlines()[0], "至少3名"),
        (VOTES.replace("石承远,副局长,同意", "石承远,副局长,不同意"), "没有超过"),
    ],
)
def test_a_record_of_votes_that_is_not_whole_is_refused(
    cast: Cast, decision: Decision, votes: str, words: str
) -> None:
    key = loops.waiting(decision).pk
    given = {"place": "会议室", "votes": votes, "result": "agreed", "conclusion": "同意。"}
    text = said(cast.client("head"), "objection-resolve", {"on": str(ON), **given}, key)
    assert words in text
    assert "会议室" in text
    assert ReviewObjection.objects.get().status == "unresolved"


def test_the_lines_are_read_as_voices_with_votes() -> None:
    data = {"on": "2026-03-16", "place": "x", "votes": VOTES, "result": "agreed", "conclusion": "x"}
    form = ResolveForm(data, row=None, on=ON)
    assert form.is_valid(), form.errors
    voices = form.cleaned_data["voices"]
    assert [voice.vote for voice in voices] == ["agree", "agree", "abstain"]
    assert voices[1].name == "石承远"
    assert voices[0].opinion == "证据充分。"


# ------------------------------------------------------------------------------- handling
def test_the_next_round_asks_what_was_done_about_the_last(cast: Cast, decision: Decision) -> None:
    review = loops.returned(decision)
    assert review.number in page(cast.client("officer1"), "case-review", decision.case_id)
    answer = cast.client("officer1").get(reverse("case-review", args=[decision.case_id]))
    assert "handled" in answer.context["form"].fields

    text = send(cast, "officer1", "opinion-handle", review.pk, text="已补充测量记录。")
    assert "已记录处理情况并归入案卷" in text
    answer = cast.client("officer1").get(reverse("case-review", args=[decision.case_id]))
    assert "handled" not in answer.context["form"].fields

    second = factories.submit(decision, on=TALKED)
    assert "已补充测量记录。" in page(cast.client("reviewer"), "review-detail", second.pk)


def test_a_flaw_is_passed_and_then_cured_where_the_rules_know_it(cast: Cast) -> None:
    agency = factories.agency(profile="national")
    review = factories.submitted(agency)
    by = factories.someone(agency, "reviewer")
    checks = [
        one if one.head != "documents" else loops.flawed(one) for one in factories.checks(agency)
    ]
    passed = services.approve(review, by=by, on=RETURNED, opinion="同意。", checks=checks)
    assert passed.flawed()
    assert again(review.decision).clearance is None

    services.handle(passed, by=loops.handler(review), on=TALKED, text="已补签章。")

    assert not Review.objects.get().flawed()
    assert again(review.decision).clearance == review.version


def test_no_flaw_passes_under_the_strict_profile(cast: Cast, decision: Decision) -> None:
    review = factories.submit(decision, on=DAYS.submitted)
    checks = [
        one if one.head != "documents" else loops.flawed(one)
        for one in factories.checks(cast.bureau)
    ]
    with pytest.raises(RuleError, match="不得附条件通过") as caught:
        services.approve(review, by=cast.reviewer, on=RETURNED, opinion="同意。", checks=checks)
    assert "三政办〔2019〕16号" in caught.value.article
    form = cast.client("reviewer").get(reverse("review-detail", args=[review.pk])).context["form"]
    assert "flaw" not in dict(form.fields["result_documents"].choices)


@pytest.mark.parametrize("head", ["facts", "law", "procedure", "subject"])
def test_only_flaws_of_form_are_cured_later(head: str) -> None:
    agency = factories.agency(profile="national")
    review = factories.submitted(agency)
    by = factories.someone(agency, "reviewer")
    checks = [one if one.head != head else loops.flawed(one) for one in factories.checks(agency)]
    with pytest.raises(RuleError, match="文书瑕疵"):
        services.approve(review, by=by, on=RETURNED, opinion="同意。", checks=checks)
