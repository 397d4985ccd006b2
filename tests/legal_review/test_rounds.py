"""Round after round: each submission has a clock of its own, and only the last opinion binds."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from core.errors import RuleError, StaleError
from core.models import Deadline
from core.triggers import refusal
from enforcement.models import Case, Decision, DraftVersion
from enforcement.services import decisions
from legal_review import services
from legal_review.models import Review
from recording.models import Document
from recording.services import issuance
from tests import factories
from tests.base import Cast, day
from tests.enforcement.dossier import again, audited, clock
from tests.legal_review.blank import DAYS, ON, days, judge, sent
from tests.recording.bare import BlankPages


@pytest.fixture(autouse=True)
def unprinted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recording.services.documents.pdf", BlankPages())


@pytest.fixture
def decision(cast: Cast) -> Decision:
    return factories.draft(cast.bureau)


def edit(decision: Decision, text: str) -> Decision:
    """Another text of the facts."""
    by = factories.account_of(factories.lead_of(decision.case))
    return decisions.edit(decision, by=by, content={"facts": text})


def status(review: Review) -> str:
    return Review.objects.get(pk=review.pk).status


def running(decision: Decision) -> list[Deadline]:
    """The review clocks of the decision that still run."""
    keys = [str(key) for key in Review.objects.of(decision).values_list("pk", flat=True)]
    rows = Deadline.objects.filter(subject_type="review", subject_id__in=keys, outcome="open")
    return list(rows)


# ------------------------------------------------------------------------------- clocks
def test_each_submission_starts_a_clock_of_its_own(cast: Cast, decision: Decision) -> None:
    first = sent(decision)
    judge(first, cast.reviewer, passing=False, on=days(1))
    second = sent(decision, after=5)
    assert (first.round, second.round) == (1, 2)
    assert clock(first, "review").outcome != "open"
    assert clock(second, "review").start_on == days(5)
    assert clock(second, "review").due_on > clock(first, "review").due_on
    assert [row.subject_id for row in running(decision)] == [str(second.pk)]


@pytest.mark.parametrize(
    ("end", "after", "outcome"),
    [
        ("pass", 0, "met"),
        ("return", 0, "met"),
        ("pass", 1, "late"),
        ("return", 1, "late"),
        ("withdraw", 0, "void"),
        ("withdraw", 1, "void"),
    ],
)
def test_every_way_to_end_a_round_stops_its_clock(
    cast: Cast, decision: Decision, end: str, after: int, outcome: str
) -> None:
    review = sent(decision)
    on = clock(review, "review").due_on + timedelta(days=after)
    if end == "withdraw":
        services.withdraw(review, by=cast.officer1, on=on)
    else:
        judge(review, cast.reviewer, passing=end != "return", on=on)
    assert running(decision) == []
    assert clock(review, "review").outcome == outcome


def test_a_weekend_does_not_count_against_the_reviewer(cast: Cast, decision: Decision) -> None:
    review = factories.submit(decision, on=day(3, 13))
    due = clock(review, "review").due_on
    assert due.isoweekday() <= 5
    assert due > day(3, 16)


def test_rounds_are_numbered_without_a_gap_however_they_end(cast: Cast, decision: Decision) -> None:
    for turn in range(3):
        review = sent(decision, after=turn)
        if turn % 2:
            services.withdraw(review, by=cast.officer2, on=days(turn))
        else:
            judge(review, cast.reviewer, passing=False, on=days(turn))
    assert list(Review.objects.of(decision).values_list("round", flat=True)) == [1, 2, 3]
    assert running(decision) == []


# ------------------------------------------------------------------------------- versions
def test_the_same_text_sent_again_is_the_same_version(cast: Cast, decision: Decision) -> None:
    first = sent(decision)
    judge(first, cast.reviewer, passing=False)
    second = sent(decision, after=1)
    assert second.version_id == first.version_id
    assert DraftVersion.objects.filter(decision=decision).count() == 1


def test_a_text_changed_and_changed_back_is_the_version_sent_first(
    cast: Cast, decision: Decision
) -> None:
    original = decision.facts
    first = sent(decision)
    judge(first, cast.reviewer, passing=False)
    edit(decision, "改写后的事实。")
    second = sent(decision, after=1)
    judge(second, cast.reviewer, passing=False)
    edit(decision, original)
    third = sent(decision, after=2)
    assert third.version_id == first.version_id != second.version_id
    judge(third, cast.reviewer, on=days(2))
    assert again(decision).clearance_id == first.version_id


def test_an_edit_undone_before_the_opinion_may_pass_for_it_is_the_same_text(
    cast: Cast, decision: Decision
) -> None:
    original = decision.facts
    review = sent(decision)
    edit(decision, "一时写错。")
    with pytest.raises(RuleError, match="送审后已被修改"):
        judge(review, cast.reviewer)
    edit(decision, original)
    assert judge(review, cast.reviewer).status == "passed"


def test_the_old_pass_does_not_come_back_with_the_old_text(cast: Cast, decision: Decision) -> None:
    original = decision.facts
    judge(sent(decision), cast.reviewer)
    edit(decision, "改写后的事实。")
    edit(decision, original)
    assert again(decision).clearance is None
    factories.notify(again(decision), on=DAYS.notified, waived_on=DAYS.waived)
    with pytest.raises(RuleError, match="尚未审核通过"):
        issuance.issue(again(decision), by=cast.head, on=ON)


def test_a_second_pass_after_a_pass_needs_a_new_submission(cast: Cast, decision: Decision) -> None:
    first = judge(sent(decision), cast.reviewer)
    edit(decision, "改写后的事实。")
    with pytest.raises(StaleError):
        judge(first, cast.reviewer)
    judge(sent(decision, after=2), cast.reviewer, on=days(2))
    assert again(decision).clearance is not None


# ------------------------------------------------------------------------------- stale rows
@pytest.mark.parametrize("end", ["pass", "return", "withdraw"])
def test_a_page_opened_before_the_end_changes_nothing_after_it(
    cast: Cast, decision: Decision, end: str
) -> None:
    stale = sent(decision)
    row = Review.objects.get(pk=stale.pk)
    if end == "withdraw":
        services.withdraw(row, by=cast.officer1, on=days(1))
    else:
        judge(row, cast.reviewer, passing=end == "pass")
    after, papers = status(stale), Document.objects.count()
    assert stale.status == "open"
    acts: list[Callable[[], Review]] = [
        lambda: judge(stale, cast.reviewer),
        lambda: judge(stale, cast.reviewer, passing=False),
        lambda: services.withdraw(stale, by=cast.officer1, on=days(1)),
    ]
    for act in acts:
        with pytest.raises(StaleError) as refused:
            act()
        assert refused.value.remedy
    assert status(stale) == after
    assert Document.objects.count() == papers


def test_a_draft_given_up_is_not_passed(cast: Cast, decision: Decision) -> None:
    review = sent(decision)
    decisions.abandon(decision, by=cast.officer1, on=days(1), reason="撤回重拟。")
    with pytest.raises(RuleError):
        judge(review, cast.reviewer)
    assert again(decision).clearance is None
    services.withdraw(review, by=cast.officer1, on=days(1))
    assert running(decision) == []


def test_a_case_is_not_closed_over_an_open_review(cast: Cast, decision: Decision) -> None:
    review = sent(decision)
    decisions.abandon(decision, by=cast.officer1, on=days(1), reason="撤回重拟。")
    rows = Case.objects.filter(pk=decision.case_id)
    ended = {"status": "closed", "ended_on": days(1), "close_ground": "终止调查"}

    with pytest.raises(DatabaseError) as refused, transaction.atomic():
        rows.update(**ended)

    found = refusal(refused.value)
    assert found is not None and found[0] == "REVIEW_OPEN"
    assert "法制审核尚未办结" in found[1]
    services.withdraw(review, by=cast.officer1, on=days(1))
    assert rows.update(**ended) == 1


def test_a_return_goes_into_the_file_with_its_own_number(cast: Cast, decision: Decision) -> None:
    numbers = []
    for turn in range(2):
        review = judge(sent(decision, after=turn), cast.reviewer, passing=False, on=days(turn))
        numbers.append(review.number)
        paper = Document.objects.get(kind="review_opinion", number=review.number)
        assert paper.decision_id == decision.pk
        assert review.version.sha256 in str(paper.context)
        assert audited(review, "review.return")
    assert len(set(numbers)) == 2


@pytest.mark.parametrize("before", [1, 30])
def test_an_opinion_is_not_dated_before_its_own_submission(
    cast: Cast, decision: Decision, before: int
) -> None:
    review = sent(decision)
    for passing in (True, False):
        with pytest.raises(RuleError) as refused:
            judge(review, cast.reviewer, passing=passing, on=days(-before))
        assert refused.value.field == "on"
        assert str(review.submitted_on) in refused.value.message
    assert judge(review, cast.reviewer, on=days(0)).decided_on == review.submitted_on
