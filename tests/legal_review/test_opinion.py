"""The opinion: an independent, qualified reviewer, every head answered, exactly this draft."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from core.errors import RuleError, StaleError
from core.models import NumberUse
from enforcement.models import Decision, User
from enforcement.services import assignment, decisions, notices
from legal_review import changes, services
from legal_review.models import Qualification, Review, ReviewCheck
from legal_review.services import Check
from legal_review.services import assignment as handing
from recording.models import Document
from recording.services import documents
from tests import factories, hearings
from tests.base import Cast, day
from tests.contents import Days
from tests.enforcement.dossier import ON, again, audited, clock, draft

pytestmark = pytest.mark.django_db
DAYS = Days.before(ON)


@pytest.fixture
def review(cast: Cast) -> Review:
    """An open review of a draft with a complete record."""
    return factories.submit(factories.draft(cast.bureau), on=DAYS.submitted)


def judge(
    review: Review,
    by: User,
    *,
    passing: bool = True,
    checks: list[Check] | None = None,
    **values: Any,
) -> Review:
    act: Callable[..., Review] = services.approve if passing else services.send_back
    result = ReviewCheck.Result.PASS if passing else ReviewCheck.Result.FAIL
    given = {"on": DAYS.passed, "opinion": "意见。", **values}
    answers = factories.checks(review.agency, result) if checks is None else checks
    return act(review, by=by, checks=answers, **given)


# ------------------------------------------------------------------------------- passing
def test_a_pass_clears_exactly_the_frozen_draft(cast: Cast, review: Review) -> None:
    judge(review, cast.reviewer)

    kept = Review.objects.get(pk=review.pk)
    assert (kept.status, kept.reviewer, kept.decided_on) == ("passed", cast.reviewer, DAYS.passed)
    assert "法审〔2026〕1号" in kept.number
    assert again(review.decision).clearance == review.version
    assert audited(kept, "review.approve")
    assert audited(kept.decision, "decision.clear")


def test_the_written_opinion_goes_into_the_file(cast: Cast, review: Review) -> None:
    with translation.override("en"):
        judge(review, cast.reviewer, opinion="事实清楚，同意。")

    paper = Document.objects.get(case=review.decision.case, kind="review_opinion")
    context = documents.plain_context(paper)
    assert context["title"] == "法制审核意见书", "papers are Chinese whoever writes them"
    assert context["opinions"][0]["text"] == "事实清楚，同意。"
    assert [review.version.sha256] == [
        value for _label, value in context["fields"] if value == review.version.sha256
    ]
    assert len(context["rows"]) == len(factories.checks(review.agency))


@pytest.mark.parametrize(("after", "outcome"), [(0, "met"), (1, "late")])
def test_the_opinion_ends_the_clock(cast: Cast, review: Review, after: int, outcome: str) -> None:
    due = clock(review, "review").due_on

    judge(review, cast.reviewer, on=due + timedelta(days=after))

    assert clock(review, "review").outcome == outcome


def test_heads_that_do_not_apply_do_not_stand_in_the_way(cast: Cast, review: Review) -> None:
    answers = factories.checks(review.agency, ReviewCheck.Result.NONE)

    assert judge(review, cast.reviewer, checks=answers).status == "passed"


def test_one_failed_head_forbids_the_pass(cast: Cast, review: Review) -> None:
    first, *rest = factories.checks(review.agency)
    answers = [Check(first.head, first.label, "fail", "不合法。"), *rest]

    with pytest.raises(RuleError, match=f"不得审核通过：{first.label}") as caught:
        judge(review, cast.reviewer, checks=answers)
    assert caught.value.field == "outcome"
    assert Review.objects.get(pk=review.pk).status == "open"
    assert not ReviewCheck.objects.exists()
    assert not NumberUse.objects.filter(series__kind="review").exists()


def test_an_edit_after_submission_leaves_nothing_to_pass(cast: Cast, review: Review) -> None:
    decisions.edit(review.decision, by=cast.officer1, content={"result": "警告。"})

    with pytest.raises(RuleError, match="送审后已被修改"):
        judge(review, cast.reviewer)
    assert Review.objects.get(pk=review.pk).status == "open"
    assert judge(review, cast.reviewer, passing=False).status == "returned"


def test_an_edit_after_the_pass_voids_it(cast: Cast, review: Review) -> None:
    judge(review, cast.reviewer)

    decisions.edit(review.decision, by=cast.officer1, content={"result": "警告。"})

    assert again(review.decision).clearance is None


# ------------------------------------------------------------------------------- returning
def test_a_return_says_why_and_clears_nothing(cast: Cast, review: Review) -> None:
    judge(review, cast.reviewer, passing=False, opinion="证据不足。")

    kept = Review.objects.get(pk=review.pk)
    assert (kept.status, kept.opinion) == ("returned", "证据不足。")
    assert again(review.decision).clearance is None
    assert audited(kept, "review.return")
    assert Document.objects.filter(kind="review_opinion").count() == 1


@pytest.mark.parametrize("passing", [True, False])
@pytest.mark.parametrize("opinion", ["", "  \n"])
def test_an_opinion_is_written(cast: Cast, review: Review, passing: bool, opinion: str) -> None:
    with pytest.raises(RuleError, match="书面意见") as caught:
        judge(review, cast.reviewer, passing=passing, opinion=opinion)
    assert caught.value.field == "opinion"


def test_a_failed_head_says_why(cast: Cast, review: Review) -> None:
    silent = [
        Check(check.head, check.label, "fail", " ") for check in factories.checks(review.agency)
    ]

    with pytest.raises(RuleError, match="没有说明理由"):
        judge(review, cast.reviewer, passing=False, checks=silent)


@pytest.mark.parametrize("passing", [True, False])
@pytest.mark.parametrize("wrong", ["none", "missing", "twice", "foreign"])
def test_every_head_is_answered_once(cast: Cast, review: Review, passing: bool, wrong: str) -> None:
    first, *rest = factories.checks(review.agency)
    answers = {
        "none": [],
        "missing": rest,
        "twice": [first, first, *rest],
        "foreign": [Check("luck", "运气", "pass"), *rest],
    }[wrong]

    with pytest.raises(RuleError, match="逐项填写"):
        judge(review, cast.reviewer, passing=passing, checks=answers)


def test_the_second_round_shows_what_changed(cast: Cast, review: Review) -> None:
    judge(review, cast.reviewer, passing=False)
    decisions.edit(review.decision, by=cast.officer2, content={"result": "罚款人民币1000元。"})

    second = factories.submit(again(review.decision), on=DAYS.passed)

    assert second.round == 2
    (change,) = changes.between(review.version, second.version)
    assert change.name == "result"
    assert ("old", "2") in change.parts
    assert ("new", "1") in change.parts
    assert judge(second, cast.reviewer).status == "passed"
    assert again(review.decision).clearance == second.version


def test_numbers_of_opinions_follow_each_other(cast: Cast, review: Review) -> None:
    first = judge(review, cast.reviewer, passing=False)
    second = judge(factories.submit(again(review.decision), on=DAYS.passed), cast.reviewer)

    assert [row.number.rpartition("〕")[2] for row in (first, second)] == ["1号", "2号"]


@pytest.mark.parametrize("passing", [True, False])
def test_an_opinion_is_given_once(cast: Cast, review: Review, passing: bool) -> None:
    judge(review, cast.reviewer)

    with pytest.raises(StaleError, match="审核通过"):
        judge(review, cast.reviewer, passing=passing)
    assert Document.objects.filter(kind="review_opinion").count() == 1


def test_an_opinion_does_not_come_before_the_submission(cast: Cast, review: Review) -> None:
    with pytest.raises(RuleError, match="不能早于送审日期"):
        judge(review, cast.reviewer, on=DAYS.submitted - timedelta(days=1))
    assert judge(review, cast.reviewer, on=DAYS.submitted).status == "passed"


def test_what_was_submitted_before_the_hearing_cannot_pass_after_it(cast: Cast) -> None:
    row = factories.draft(cast.bureau, fine_cents=5_000_000)
    notice = factories.notify(row, on=DAYS.notified)
    sent = factories.submit(row, on=DAYS.notified)
    notices.request_hearing(notice, by=cast.officer1, on=DAYS.notified)
    hearings.hear(notice, on=day(3, 20))

    with pytest.raises(RuleError, match="送审后举行了听证"):
        judge(sent, cast.reviewer, on=day(3, 23))
    judge(sent, cast.reviewer, passing=False, on=day(3, 23))

    second = factories.submit(again(row), on=day(3, 24))
    assert judge(second, cast.reviewer, on=day(3, 24)).status == "passed"


# ------------------------------------------------------------------------------- who reviews
def with_review(account: User) -> User:
    """The account with the role and the qualification of a reviewer on top."""
    account.roles = [*account.roles, "reviewer"]
    account.save(update_fields=["roles"])
    assert account.agency is not None
    Qualification.objects.create(
        account=account,
        agency=account.agency,
        ground=Qualification.Ground.LEGAL_PROFESSION,
        number="A2020",
        reviewing_since=day(1, 1, 2020),
        valid_from=day(1, 1, 2020),
    )
    return account


@pytest.mark.parametrize("name", ["officer1", "officer2"])
@pytest.mark.parametrize("passing", [True, False])
def test_a_handler_does_not_review_his_case(
    cast: Cast, review: Review, name: str, passing: bool
) -> None:
    with pytest.raises(RuleError, match="不得是本案承办") as caught:
        judge(review, with_review(cast.people[name]), passing=passing)
    assert "第四十九条" in caught.value.article


def test_who_handled_the_case_earlier_does_not_review_it(cast: Cast, review: Review) -> None:
    third = factories.officer(cast.bureau)
    case = review.decision.case
    assignment.reassign(
        case, officers=[cast.officers[0], third], by=cast.unithead, on=ON, reason="调整。"
    )

    with pytest.raises(RuleError, match="不得是本案承办"):
        judge(review, with_review(cast.officer2), on=ON)


def test_a_reviewer_of_another_agency_does_not_review(cast: Cast, review: Review) -> None:
    stranger = factories.qualified_reviewer(cast.other_bureau)

    with pytest.raises(RuleError, match="不得是本案"):
        judge(review, stranger)


@pytest.mark.parametrize(
    "name", ["officer1", "unithead", "head", "publisher", "supervisor", "admin", "outsider"]
)
def test_without_the_right_nobody_reviews(cast: Cast, review: Review, name: str) -> None:
    for passing in (True, False):
        with pytest.raises(PermissionDenied):
            judge(review, cast.people[name], passing=passing)


def test_the_role_without_the_qualification_is_not_enough(cast: Cast, review: Review) -> None:
    with pytest.raises(RuleError, match="没有有效的法制审核资格") as caught:
        judge(review, factories.user("reviewer", cast.bureau))
    assert caught.value.article == "行政处罚法第五十八条第二款"


@pytest.mark.parametrize(
    ("change", "passes"),
    [
        ({"valid_from": DAYS.passed}, True),
        ({"valid_from": DAYS.passed + timedelta(days=1)}, False),
        ({"ended_on": DAYS.passed + timedelta(days=1)}, True),
        ({"ended_on": DAYS.passed}, False),
    ],
)
def test_the_qualification_must_hold_on_the_day(
    cast: Cast, review: Review, change: dict[str, date], passes: bool
) -> None:
    account = factories.qualified_reviewer(
        cast.bureau, valid_from=change.get("valid_from", date(2020, 1, 1))
    )
    Qualification.objects.filter(account=account).update(ended_on=change.get("ended_on"))
    if passes:
        handing.reassign(
            review, by=cast.head, on=DAYS.passed, reviewer=account, reason="调整分工。"
        )
        assert judge(review, account).status == "passed"
        return

    with pytest.raises(RuleError, match="没有有效的法制审核资格"):
        judge(review, account)


def test_who_touched_the_case_in_any_way_is_known(cast: Cast) -> None:
    row: Decision = draft(cast.bureau)
    opener = factories.case(cast.bureau, by=cast.officer2, staff=cast.officers)

    assert services.has_touched(row.case, cast.officer1)
    assert services.has_touched(row.case, cast.officer2)
    assert services.has_touched(opener, cast.officer2)
    assert not services.has_touched(row.case, cast.reviewer)
    assert not services.has_touched(row.case, cast.head)
