"""The acts over a review, page by page: who is offered what, what is refused and what stays typed."""

from typing import Any

import pytest
from django.urls import reverse

from enforcement.models import Decision
from legal_review import services
from legal_review.acts import loops as acts
from legal_review.models import Review, ReviewHandling, ReviewObjection, ReviewSupplement
from tests import factories
from tests.base import Cast
from tests.enforcement.dossier import again, page, said
from tests.legal_review import loops
from tests.legal_review.loops import DAYS, ON, RETURNED, TALK, TALKED
from tests.recording.bare import BlankPages

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
TYPED = "写了很久<b>的话"
KEPT = "写了很久&lt;b&gt;的话"


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recording.services.documents.pdf", BlankPages())
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *given: ON)


@pytest.fixture
def decision(cast: Cast) -> Decision:
    return factories.notified(cast.bureau)


def sent(decision: Decision) -> Review:
    return factories.submit(decision, on=DAYS.submitted)


def talk(**changes: str) -> dict[str, str]:
    given = {name: getattr(TALK, name) for name in TALK.__dataclass_fields__}
    return {"on": TALKED.isoformat(), **given, "agreed": "no", **changes}


def votes(*said_so: str, **changes: str) -> dict[str, str]:
    """The form of a resolution with a line for each vote."""
    data = {"on": TALKED.isoformat(), "place": "三楼会议室", "result": "agreed"}
    data["conclusion"] = "证据能够证明违法事实。"
    words = {"agree": "同意", "against": "不同意", "abstain": "弃权"}
    rows = zip(said_so, loops.VOTERS, strict=True)
    lines = [f"{name}，{post}，{words[vote]}，已阅卷。" for vote, (name, post) in rows]
    data["votes"] = "\n".join(lines)
    return data | changes


def done(cast: Cast, who: str, name: str, row: Any, data: dict[str, str], review: Review) -> None:
    """The act is carried out and leads back to the review."""
    answer = cast.client(who).post(reverse(name, args=[row.pk]), data)
    assert answer.status_code == 302, answer.content.decode()
    assert answer["Location"] == reverse("review-detail", args=[review.pk])


def names(cast: Cast, review: Review, who: str) -> set[str]:
    """The titles of what the account is offered."""
    row = Review.objects.get(pk=review.pk)
    return {title for title, _url in acts.offered(row, cast.people[who])}


# ------------------------------------------------------------------------------- supplements
def test_a_supplement_is_asked_for_and_answered_by_page(cast: Cast, decision: Decision) -> None:
    review, day = sent(decision), DAYS.submitted.isoformat()
    done(cast, "reviewer", "material-ask", review, {"on": day, "items": "检验报告"}, review)

    row = ReviewSupplement.objects.get()
    assert (row.items, row.asked_by, row.status) == ("检验报告", cast.reviewer, "asked")
    assert "检验报告" in page(cast.client("officer1"), "material-answer", row.pk)

    done(cast, "officer1", "material-answer", row, {"on": day, "text": "已补。"}, review)
    assert ReviewSupplement.objects.get().status == "answered"


@pytest.mark.parametrize("on", [DAYS.waived.isoformat(), "2026-03-17", ""])
def test_a_supplement_on_a_wrong_day_is_refused_and_the_words_stay(
    cast: Cast, decision: Decision, on: str
) -> None:
    data = {"on": on, "items": TYPED}
    assert KEPT in said(cast.client("reviewer"), "material-ask", data, sent(decision).pk)
    assert not ReviewSupplement.objects.exists()


def test_an_answer_before_the_question_is_refused_beside_the_day(
    cast: Cast, decision: Decision
) -> None:
    row = services.ask(sent(decision), by=cast.reviewer, on=RETURNED, items="检验报告")
    data = {"on": DAYS.submitted.isoformat(), "text": TYPED}
    text = said(cast.client("officer1"), "material-answer", data, row.pk)
    assert "不能早于要求补正的日期" in text
    assert KEPT in text


# ------------------------------------------------------------------------------- who is offered what
def test_an_open_review_offers_the_question_to_reviewers_alone(
    cast: Cast, decision: Decision
) -> None:
    review = sent(decision)
    assert names(cast, review, "reviewer") == {"要求补正材料"}
    assert names(cast, review, "officer1") == set()

    services.ask(review, by=cast.reviewer, on=DAYS.submitted, items="检验报告")
    assert names(cast, review, "reviewer") == set(), "one is awaited"
    assert names(cast, review, "officer1") == {"补正送审材料"}
    assert names(cast, review, "unithead") == set()


def test_a_return_offers_handling_and_objection_to_the_handlers_alone(
    cast: Cast, decision: Decision
) -> None:
    review = loops.returned(decision)
    assert names(cast, review, "officer2") == {"记录审核意见处理情况", "对审核意见提出异议"}
    for who in ("unithead", "reviewer", "head", "publisher"):
        assert names(cast, review, who) == set(), who


def test_what_was_done_is_not_offered_again(cast: Cast, decision: Decision) -> None:
    review = loops.returned(decision)
    services.handle(review, by=cast.officer1, on=RETURNED, text="已处理。")
    loops.objected(review)
    assert names(cast, review, "officer1") == set()
    assert names(cast, review, "reviewer") == {"记录协商"}


def test_each_step_of_an_objection_is_offered_to_whose_it_is(
    cast: Cast, decision: Decision
) -> None:
    review = loops.returned(decision)
    services.handle(review, by=cast.officer1, on=RETURNED, text="已处理。")
    failed = loops.negotiated(loops.objected(review))
    for who in ("officer1", "head"):
        assert names(cast, review, who) == {"提请集体讨论异议"}, who
    assert names(cast, review, "reviewer") == names(cast, review, "unithead") == set()

    waits = loops.called(failed)
    assert names(cast, review, "head") == {"记录对异议的集体讨论决定"}
    assert names(cast, review, "officer1") == set()
    loops.resolved(waits)
    assert names(cast, review, "head") == set()


def test_a_round_that_was_overtaken_is_no_longer_objected_to(
    cast: Cast, decision: Decision
) -> None:
    first = loops.returned(decision)
    second = factories.submit(again(decision), on=ON)
    assert names(cast, second, "officer1") == set(), "no opinion yet"
    factories.approve(second, on=ON)
    assert names(cast, first, "officer1") == set()


# ------------------------------------------------------------------------------- handling, objecting
def test_the_handling_is_recorded_beside_the_opinion(cast: Cast, decision: Decision) -> None:
    review = loops.returned(decision)
    assert review.opinion in page(cast.client("officer1"), "opinion-handle", review.pk)
    data = {"on": RETURNED.isoformat(), "text": "已补充测量记录。"}
    done(cast, "officer1", "opinion-handle", review, data, review)
    assert ReviewHandling.objects.get().text == "已补充测量记录。"


@pytest.mark.parametrize(
    ("name", "field"), [("opinion-handle", "text"), ("objection-raise", "grounds")]
)
def test_a_day_before_the_opinion_is_refused_and_the_words_stay(
    cast: Cast, decision: Decision, name: str, field: str
) -> None:
    review = loops.returned(decision)
    data = {"on": DAYS.submitted.isoformat(), field: TYPED}
    text = said(cast.client("officer1"), name, data, review.pk)
    assert "不能早于审核日期" in text
    assert "第十三条" in text
    assert KEPT in text
    assert not ReviewHandling.objects.exists()
    assert not ReviewObjection.objects.exists()


def test_an_objection_walks_its_pages_to_the_gate(cast: Cast, decision: Decision) -> None:
    review = loops.returned(decision)
    data = {"on": RETURNED.isoformat(), "grounds": "证据已经充分。"}
    done(cast, "officer1", "objection-raise", review, data, review)
    row = ReviewObjection.objects.get()
    done(cast, "reviewer", "objection-negotiate", row, talk(), review)
    assert TALK.outcome in page(cast.client("officer1"), "objection-call", row.pk)
    data = {"on": TALKED.isoformat(), "ground": "协商未达成一致。"}
    done(cast, "officer1", "objection-call", row, data, review)
    done(cast, "head", "objection-resolve", row, votes("agree", "agree", "against"), review)

    assert ReviewObjection.objects.get().status == "upheld"
    assert again(decision).clearance == review.version


def test_talks_that_ended_well_are_recorded_by_page(cast: Cast, decision: Decision) -> None:
    row = loops.objected(loops.returned(decision))
    assert row.grounds in page(cast.client("reviewer"), "objection-negotiate", row.pk)
    done(cast, "reviewer", "objection-negotiate", row, talk(agreed="yes"), row.review)
    assert ReviewObjection.objects.get().status == "settled"


def test_a_vote_that_does_not_carry_is_refused_beside_the_result(
    cast: Cast, decision: Decision
) -> None:
    row = loops.waiting(decision)
    data = votes("agree", "against", "abstain", conclusion=TYPED)
    text = said(cast.client("head"), "objection-resolve", data, row.pk)
    assert "没有超过参加人3人中应有的比例" in text
    assert KEPT in text
    for name, _post in loops.VOTERS:
        assert name in text, "the heads need not be typed again"
    assert ReviewObjection.objects.get().status == "unresolved"


# ------------------------------------------------------------------------------- who may not
@pytest.mark.parametrize("name", ["opinion-handle", "objection-raise", "objection-call"])
def test_a_case_of_another_agency_has_no_such_page(
    cast: Cast, decision: Decision, name: str
) -> None:
    review = loops.returned(decision)
    row = loops.objected(review) if name == "objection-call" else review
    assert cast.client("outsider").get(reverse(name, args=[row.pk])).status_code == 404


@pytest.mark.parametrize("act", acts.ACTS, ids=lambda act: act.name)
def test_who_has_not_the_right_gets_no_form(cast: Cast, decision: Decision, act: Any) -> None:
    address = reverse(
        act.name, args=[loops.returned(decision).pk if act.rows is acts.reviews_of else 1]
    )
    assert cast.client("admin").get(address).status_code == 403
