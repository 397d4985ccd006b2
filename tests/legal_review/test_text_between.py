"""Random edits between submission, opinion and decision: what is cleared is exactly what was read."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import RuleError
from core.models import Deadline
from enforcement import drafts, gates
from enforcement.models import Decision
from enforcement.services import decisions
from legal_review import services
from legal_review.models import Review
from recording.services import issuance
from tests import factories
from tests.base import Cast
from tests.enforcement.dossier import again
from tests.legal_review.blank import DAYS, ON, judge
from tests.recording.bare import BlankPages

REFUSED = (RuleError, PermissionDenied, DatabaseError)


@dataclass
class Desk:
    """One draft on the desk, and a plain account of what its reviewers have read and passed."""

    cast: Cast
    pk: Any
    waiting: str = ""
    passed: set[str] = field(default_factory=set)

    @property
    def decision(self) -> Decision:
        return Decision.objects.select_related("case__party", "agency", "clearance").get(pk=self.pk)

    @property
    def review(self) -> Review:
        found = Review.objects.of(self.decision).last()
        if found is None:
            raise RuleError("nothing was submitted")
        return found

    def edit(self, column: str, text: str) -> None:
        decisions.edit(self.decision, by=self.cast.officer1, content={column: text})

    def send(self) -> None:
        factories.submit(self.decision, on=DAYS.submitted)
        self.waiting = drafts.digest(self.decision)

    def judge(self, passing: bool) -> None:
        judge(self.review, self.cast.reviewer, passing=passing)
        if passing:
            assert drafts.digest(self.decision) == self.waiting, "passed another text"
            self.passed.add(self.waiting)
        self.waiting = ""

    def withdraw(self) -> None:
        services.withdraw(self.review, by=self.cast.officer1, on=DAYS.passed)
        self.waiting = ""

    def issue(self) -> None:
        issuance.issue(self.decision, by=self.cast.head, on=ON)


Move = Callable[[Desk], None]
texts = st.sampled_from(["甲", "乙", "甲 ", "甲\n"])
columns = st.sampled_from(["facts", "basis", "result", "discretion", "title"])


def edit(column: str, text: str) -> Move:
    return lambda desk: desk.edit(column, text)


def ruling(passing: bool) -> Move:
    return lambda desk: desk.judge(passing)


moves = st.one_of(
    st.builds(edit, columns, texts),
    st.sampled_from([Desk.send, Desk.send, Desk.withdraw, Desk.issue]),
    st.builds(ruling, st.sampled_from([True, True, False])),
)


def play(desk: Desk, move: Move) -> None:
    """One move; a refusal changes nothing."""
    before = (drafts.digest(desk.decision), desk.decision.status, desk.decision.clearance_id)
    try:
        with transaction.atomic():
            move(desk)
    except REFUSED:
        row = desk.decision
        assert (drafts.digest(row), row.status, row.clearance_id) == before


def assert_sound(desk: Desk) -> None:
    row = desk.decision
    waiting = Review.objects.of(row).filter(status="open")
    assert waiting.count() <= 1
    if row.clearance is not None:
        assert drafts.same(row, row.clearance), "cleared another text"
        assert row.clearance.sha256 in desk.passed
    if row.status == "issued":
        assert drafts.digest(row) in desk.passed, "decided what nobody passed"
    else:
        closed = {gap.code for gap in gates.before_issue(row, ON)}
        assert ("review" in closed) is (row.clearance is None)
    keys = [str(key) for key in Review.objects.of(row).values_list("pk", flat=True)]
    running = Deadline.objects.filter(subject_type="review", subject_id__in=keys, outcome="open")
    assert running.count() == waiting.count(), "a clock runs exactly while a review waits"


@pytest.fixture
def desk(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr("recording.services.documents.pdf", BlankPages())
    return Desk(cast, factories.notified(cast.bureau).pk)


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(sequence=st.lists(moves, min_size=2, max_size=10))
def test_no_order_of_edits_gets_an_unread_text_decided(desk: Desk, sequence: list[Move]) -> None:
    with transaction.atomic():
        for move in sequence:
            play(desk, move)
            assert_sound(desk)
        transaction.set_rollback(True)
    desk.waiting, desk.passed = "", set()


@pytest.mark.parametrize("column", ["facts", "basis", "result", "discretion", "title", "evidence"])
@pytest.mark.parametrize("text", ["别的内容。", "", " "])
def test_any_word_changed_after_submission_forbids_the_pass(
    desk: Desk, column: str, text: str
) -> None:
    desk.send()
    desk.edit(column, text)
    with pytest.raises(RuleError, match="送审后已被修改") as refused:
        judge(desk.review, desk.cast.reviewer)
    assert "重新送审" in refused.value.remedy
    assert desk.review.status == "open"
    assert desk.decision.clearance is None


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("fine_cents", 200_001),
        ("fine_cents", 199_999),
        ("penalty_kinds", ["warning", "fine"]),
        ("confiscated_cents", 1),
        ("outcome", "no_penalty"),
    ],
)
def test_a_cent_or_a_kind_changed_after_the_pass_closes_the_gate(
    desk: Desk, column: str, value: Any
) -> None:
    desk.send()
    desk.judge(True)
    decisions.edit(desk.decision, by=desk.cast.officer1, content={column: value})
    assert desk.decision.clearance is None
    with pytest.raises(RuleError):
        desk.issue()
    assert desk.decision.status == "draft"


def test_an_edit_to_the_same_words_leaves_the_pass_standing(desk: Desk) -> None:
    desk.send()
    desk.judge(True)
    desk.edit("facts", desk.decision.facts)
    assert desk.decision.clearance is not None
    desk.issue()
    assert again(desk.decision).status == "issued"


def test_what_the_reviewer_reads_is_the_frozen_text_not_the_edited_one(desk: Desk) -> None:
    desk.send()
    read = desk.review.version.facts
    desk.edit("facts", "送审后添上的一句。")
    assert desk.review.version.facts == read
    assert "送审后添上" not in str(drafts.content(desk.review.version))
