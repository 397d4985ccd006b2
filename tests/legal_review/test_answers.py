"""The statutory heads are answered one by one at submission; one yes makes review mandatory."""

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from core.errors import RuleError
from core.triggers import refusal
from enforcement.models import Decision
from enforcement.profiles import NATIONAL, PROFILE_KEYS, load
from enforcement.services import decisions
from legal_review import answers, services
from legal_review.answers import Answer
from legal_review.forms import SubmitForm
from legal_review.models import Review, ReviewAnswer
from tests import factories
from tests.base import Cast, client_of
from tests.catalogues import begun, published, put
from tests.contents import Days
from tests.enforcement.dossier import ON, again, audited, page, said

FIRST = date(2026, 1, 5)
SENT = Days.before(ON).submitted
RULES = load(NATIONAL)
HEADS = list(answers.questions(RULES))
WHY = "依据调查终结报告判断。"
LABEL = "是否涉及重大公共利益"


def judged(*yes: str) -> list[Answer]:
    """Every head answered, yes to those named."""
    return [Answer(key, key in yes, WHY) for key in HEADS]


# ------------------------------------------------------------------------------- the rule, pure
@pytest.mark.parametrize("key", PROFILE_KEYS)
def test_every_jurisdiction_asks_the_six_heads_of_the_law(key: str) -> None:
    assert len(answers.questions(load(key))) == 6


def test_complete_answers_are_taken_in_any_order() -> None:
    answers.assert_answered(RULES, list(reversed(judged())))


@pytest.mark.parametrize("head", HEADS)
def test_a_head_left_out_is_named(head: str) -> None:
    given = [answer for answer in judged() if answer.head != head]
    with pytest.raises(RuleError, match="尚未逐项判断") as caught:
        answers.assert_answered(RULES, given)
    assert answers.questions(RULES)[head] in caught.value.message
    assert caught.value.field == f"applies_{head}"
    assert "第五十八条" in caught.value.article
    assert caught.value.remedy


@pytest.mark.parametrize("applies", [True, False])
def test_yes_and_no_both_need_their_reason(applies: bool) -> None:
    given = [*judged()[1:], Answer(HEADS[0], applies, "  ")]
    with pytest.raises(RuleError, match="没有写明判断的理由") as caught:
        answers.assert_answered(RULES, given)
    assert caught.value.field == f"reason_{HEADS[0]}"


@pytest.mark.parametrize("extra", [Answer("moon", True, WHY), Answer(HEADS[0], True, WHY)])
def test_an_unknown_or_repeated_head_is_refused(extra: Answer) -> None:
    with pytest.raises(RuleError, match="重复填写") as caught:
        answers.assert_answered(RULES, [*judged(), extra])
    assert caught.value.field == "answers"


def test_only_a_yes_becomes_a_ground_of_review() -> None:
    assert answers.hits(RULES, judged()) == []
    (hit,) = answers.hits(RULES, judged("public_interest"))
    assert hit.rule == "public_interest"
    assert hit.reason == f"{LABEL}：是。{WHY}"
    assert hit.article


# ------------------------------------------------------------------------------- submitting
@pytest.fixture
def light(cast: Cast) -> Decision:
    """A permit granted: no rule of the catalogue demands its review."""
    row = factories.draft(cast.bureau, procedure="permit")
    assert not row.review_required
    return row


def submit(row: Decision, given: list[Answer]) -> Review:
    """Submit by the lead."""
    by = factories.account_of(factories.lead_of(row.case))
    return services.submit(row, by=by, on=SENT, declared=True, answers=given)


@pytest.mark.django_db
def test_without_answers_nothing_is_submitted(light: Decision) -> None:
    with pytest.raises(RuleError, match="尚未逐项判断"):
        submit(light, [])
    assert not Review.objects.exists()


@pytest.mark.django_db
def test_one_yes_makes_review_mandatory_and_says_why(cast: Cast, light: Decision) -> None:
    review = submit(light, judged("social_risk"))

    assert [hit["rule"] for hit in review.reasons] == ["social_risk"]
    row = again(light)
    assert row.review_required
    assert row.review_reasons == [hit["reason"] for hit in review.reasons]
    kept = ReviewAnswer.objects.filter(review=review).order_by("pk")
    assert [answer.head for answer in kept] == HEADS
    assert [answer.head for answer in kept if answer.applies] == ["social_risk"]
    assert {answer.reason for answer in kept} == {WHY}
    assert audited(review, "review.submit")


@pytest.mark.django_db
def test_every_no_leaves_the_scope_to_the_catalogue(light: Decision) -> None:
    submit(light, judged())
    assert not again(light).review_required


@pytest.mark.django_db
def test_taking_back_and_editing_does_not_shake_off_a_yes(cast: Cast, light: Decision) -> None:
    services.withdraw(submit(light, judged("complex")), by=cast.officer1, on=SENT)

    decisions.edit(again(light), by=cast.officer1, content={"facts": "改写的事实。"})

    assert again(light).review_required
    submit(light, judged())
    assert not again(light).review_required, "judged anew, with reasons on record"


@pytest.mark.django_db
def test_the_answers_are_never_rewritten(light: Decision) -> None:
    review = submit(light, judged())
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        ReviewAnswer.objects.filter(review=review).update(applies=True)
    found = refusal(caught.value)
    assert found is not None
    assert found[0] == "APPEND_ONLY"


# ------------------------------------------------------------------------------- pages
@pytest.fixture
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *given: ON)


def form(*yes: str, **values: Any) -> dict[str, Any]:
    """The submission as the page posts it."""
    return {**SubmitForm.known(judged(*yes)), "declared": "on", **values}


@pytest.mark.django_db
@pytest.mark.usefixtures("_today")
def test_the_page_asks_each_head_and_refuses_silence_beside_it(cast: Cast, light: Decision) -> None:
    client = cast.client("officer1")
    asked = page(client, "case-review", light.case_id)
    for label in answers.questions(RULES).values():
        assert label in asked

    unanswered = form()
    del unanswered["applies_complex"]
    text = said(client, "review-submit", unanswered, light.case_id)
    assert "请选择是或者否。" in text
    assert WHY in text, "the form keeps what was typed"
    assert "请写明判断的理由。" in said(
        client, "review-submit", form(reason_complex=" "), light.case_id
    )
    assert not Review.objects.exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("_today")
def test_the_reviewer_reads_the_answers_and_the_next_round_starts_from_them(
    cast: Cast, light: Decision
) -> None:
    client = cast.client("officer1")
    reason = "涉及全县饮水安全。"
    address = reverse("review-submit", args=[light.case_id])
    client.post(address, form("public_interest", reason_public_interest=reason))
    review = Review.objects.get()

    text = page(cast.client("reviewer"), "review-detail", review.pk)
    assert LABEL in text
    assert reason in text
    services.withdraw(review, by=cast.officer1, on=ON)
    assert reason in page(client, "case-review", light.case_id)


@pytest.mark.django_db
@pytest.mark.usefixtures("_today")
def test_only_who_may_submit_is_asked(cast: Cast, light: Decision) -> None:
    assert "applies_public_interest" not in page(cast.client("head"), "case-review", light.case_id)


# --------------------------------------------------------------------- what a catalogue adds
@pytest.mark.django_db
def test_a_catalogue_may_ask_more_of_the_acts_it_names_and_never_less(
    cast: Cast, light: Decision
) -> None:
    row = begun(cast.bureau, cast.listadmin, on=FIRST)
    put(row, cast.listadmin, label="是否影响第三人", test="asked", kinds=["permit"])
    put(row, cast.listadmin, label="是否使企业停产", test="asked", kinds=["penalty"])
    published(row, cast.listadmin, cast.head, on=FIRST, valid_from=FIRST)

    asked = answers.questions(answers.asked_of(light, SENT))

    assert list(asked) == [*HEADS, "own_7"]
    assert list(answers.questions(answers.asked_of(light, date(2025, 1, 1)))) == HEADS
    with pytest.raises(RuleError, match="是否影响第三人"):
        submit(light, judged())
    review = submit(light, [*judged(), Answer("own_7", True, "与相邻权人有关。")])
    (reason,) = review.reasons
    assert reason["reason"] == "是否影响第三人：是。与相邻权人有关。"
    assert reason["article"] == "云市监规〔2026〕1号第二条"
    assert again(light).review_required
    assert ReviewAnswer.objects.get(head="own_7").label == "是否影响第三人"
    lead = client_of(factories.account_of(factories.lead_of(light.case)))
    shown = page(lead, "case-review", light.case_id)
    assert "是否影响第三人" in shown
