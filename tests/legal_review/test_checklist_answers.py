"""The checklist is answered head by head with one of three answers, on the form and in the service."""

from dataclasses import replace

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from core.errors import RuleError
from enforcement.models import Decision
from enforcement.profiles import PROFILE_KEYS, load
from legal_review import catalogue, services
from legal_review.forms import QualificationEndForm
from legal_review.models import Review, ReviewCheck
from legal_review.opinion_form import OpinionForm
from legal_review.services import Check
from tests import factories
from tests.base import Cast
from tests.legal_review.blank import judge, sent
from tests.recording.bare import BlankPages

HEADS = {"subject": "主体合法", "facts": "事实清楚", "law": "适用法律正确"}
RESULTS = list(ReviewCheck.Result.values)


@pytest.fixture(autouse=True)
def unprinted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recording.services.documents.pdf", BlankPages())


@pytest.fixture
def review(cast: Cast) -> Review:
    return sent(factories.draft(cast.bureau))


def filled(**changes: str) -> OpinionForm:
    """The form with every head passed, and changes."""
    data = {f"result_{head}": "pass" for head in HEADS}
    return OpinionForm({**data, "opinion": "同意。", "outcome": "approve", **changes}, heads=HEADS)


# ------------------------------------------------------------------------------- the form
def test_a_complete_form_gives_the_answers_in_the_order_of_the_list() -> None:
    form = filled(note_facts="见笔录", result_law="none")
    assert form.is_valid(), form.errors
    assert form.checks() == [
        Check("subject", "主体合法", "pass", ""),
        Check("facts", "事实清楚", "pass", "见笔录"),
        Check("law", "适用法律正确", "none", ""),
    ]


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("result", ["", "PASS", "maybe", "通过"])
def test_each_head_must_be_answered_by_one_of_three(head: str, result: str) -> None:
    form = filled(**{f"result_{head}": result})
    assert list(form.errors) == [f"result_{head}"]


@pytest.mark.parametrize("note", ["", " ", "\u3000"])
def test_a_failed_head_without_a_reason_is_refused_beside_it(note: str) -> None:
    form = filled(
        result_facts="fail", code_facts="facts.unclear", note_facts=note, outcome="return"
    )
    assert list(form.errors) == ["note_facts"]
    assert "理由" in form.errors["note_facts"][0]


@pytest.mark.parametrize(
    ("field", "value"),
    [("opinion", ""), ("opinion", "  "), ("outcome", ""), ("outcome", "passed")],
)
def test_the_opinion_and_the_outcome_are_both_given(field: str, value: str) -> None:
    assert list(filled(**{field: value}).errors) == [field]


def test_a_refused_form_shows_what_was_typed() -> None:
    form = filled(opinion="写了很久的意见<b>", note_law="说明甲", outcome="")
    page = form.as_p()
    assert "写了很久的意见&lt;b&gt;" in page
    assert "说明甲" in page
    assert page.count("checked") == len(HEADS)


@pytest.mark.parametrize("length", [1000, 1001])
def test_a_note_has_a_thousand_characters(length: int) -> None:
    assert filled(note_law="注" * length).is_valid() is (length <= 1000)


@given(st.dictionaries(st.sampled_from(["result_law", "opinion", "outcome", "x"]), st.text()))
def test_no_answer_whatsoever_breaks_the_form(data: dict[str, str]) -> None:
    form = OpinionForm(data, heads=HEADS)
    if form.is_valid():
        assert {check.result for check in form.checks()} <= set(RESULTS)


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        ({"on": "", "reason": "调离"}, "on"),
        ({"on": "2026-02-30", "reason": "调离"}, "on"),
        ({"on": "2026-03-16", "reason": ""}, "reason"),
        ({"on": "2026-03-16", "reason": "因" * 201}, "reason"),
    ],
)
def test_ending_a_qualification_asks_for_a_day_and_a_reason(
    data: dict[str, str], wrong: str
) -> None:
    assert list(QualificationEndForm(data).errors) == [wrong]


# ------------------------------------------------------------------------------- the service
@pytest.mark.parametrize("passing", [True, False])
@pytest.mark.parametrize("result", ["", "PASS", "maybe", "Pass"])
def test_the_service_takes_no_fourth_answer(
    cast: Cast, review: Review, passing: bool, result: str
) -> None:
    first, *others = factories.checks(cast.bureau, "pass" if passing else "fail")
    with pytest.raises(RuleError, match="尚未逐项填写") as refused:
        judge(
            review,
            cast.reviewer,
            passing=passing,
            checks=[replace(first, result=result), *others],
        )
    assert "不适用" in refused.value.remedy
    assert not ReviewCheck.objects.exists()


@pytest.mark.parametrize("wrong", ["none", "one missing", "one twice", "one unknown"])
def test_the_service_takes_exactly_the_heads_of_the_place(
    cast: Cast, review: Review, wrong: str
) -> None:
    first, *others = factories.checks(cast.bureau)
    given = {
        "none": [],
        "one missing": others,
        "one twice": [first, first, *others],
        "one unknown": [replace(first, head="mood"), *others],
    }[wrong]
    for passing in (True, False):
        with pytest.raises(RuleError, match="尚未逐项填写"):
            judge(review, cast.reviewer, passing=passing, checks=given)
    assert Review.objects.get(pk=review.pk).status == "open"


def test_the_answers_may_come_in_any_order(cast: Cast, review: Review) -> None:
    given = list(reversed(factories.checks(cast.bureau)))
    judge(review, cast.reviewer, checks=given)
    kept = ReviewCheck.objects.filter(review=review).order_by("pk")
    assert [row.head for row in kept] == [check.head for check in given]


@pytest.mark.parametrize("position", [0, -1])
def test_one_failed_head_of_many_forbids_the_pass_wherever_it_stands(
    cast: Cast, review: Review, position: int
) -> None:
    given = factories.checks(cast.bureau)
    given[position] = replace(given[position], result="fail", note="证据不足。", code="other")
    with pytest.raises(RuleError, match="不得审核通过") as refused:
        judge(review, cast.reviewer, checks=given)
    assert given[position].label in refused.value.message
    assert refused.value.field == "outcome"
    assert judge(review, cast.reviewer, passing=False, checks=given).status == "returned"


def test_a_draft_may_be_returned_though_every_head_passes(cast: Cast, review: Review) -> None:
    checks = factories.checks(cast.bureau)
    with pytest.raises(RuleError, match="存在问题的类型") as refused:
        judge(review, cast.reviewer, passing=False, checks=checks)
    assert refused.value.field == "problems"
    problems = ["materials", "no_penalty", "materials"]
    row = judge(review, cast.reviewer, passing=False, checks=checks, problems=problems)
    assert row.status == "returned"
    assert [one.kind for one in row.problems.order_by("pk")] == ["materials", "no_penalty"]
    assert Decision.objects.get(pk=review.decision_id).clearance is None


@pytest.mark.parametrize("profile", PROFILE_KEYS)
def test_no_head_of_any_place_is_named_twice_or_blank(profile: str) -> None:
    heads = catalogue.heads(load(profile))
    rows = load(profile).review_heads()
    assert len(heads) == len(rows) >= 8
    assert all(label.strip() for label in heads.values())
    assert len(set(heads.values())) == len(heads)


def test_the_page_refuses_a_checklist_with_a_hole_and_keeps_the_opinion(
    cast: Cast, review: Review
) -> None:
    heads = list(catalogue.heads(cast.bureau.rules()))
    data = {f"result_{head}": "pass" for head in heads[1:]}
    url = reverse("review-detail", args=[review.pk])
    answer = cast.client("reviewer").post(
        url, {**data, "opinion": "键入的意见", "outcome": "approve"}
    )
    assert answer.status_code == 200
    assert "键入的意见" in answer.content.decode()
    assert services.qualification(cast.reviewer, review.submitted_on) is not None
    assert Review.objects.get(pk=review.pk).status == "open"
