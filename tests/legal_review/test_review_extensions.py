"""More time for a review: once, with a reason, by the head; and the clock that runs and stands still."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config import desk
from core import calendar, deadlines, periods
from core.errors import RuleError, StaleError
from core.periods import Suspension
from core.workdays import workdays_between
from enforcement.models import User
from enforcement.profiles import load
from enforcement.services import alarms
from legal_review import clocks
from legal_review.models import Review, ReviewAssignment, ReviewExtension
from legal_review.services import extensions
from tests import factories
from tests.base import Cast, client_of, day
from tests.enforcement.dossier import audited, clock, draft
from tests.legal_review.blank import DAYS, judge
from tests.legal_review.waiting import waiting
from tests.recording.bare import BlankPages

pytestmark = pytest.mark.django_db
ON = DAYS.submitted
Status = ReviewExtension.Status


@pytest.fixture(autouse=True)
def unprinted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recording.services.documents.pdf", BlankPages())


@pytest.fixture
def review(cast: Cast) -> Review:
    return factories.submitted(cast.bureau)


def ask(review: Review, cast: Cast, **changes: Any) -> ReviewExtension:
    given: dict[str, Any] = {"by": cast.reviewer, "on": review.submitted_on, "reason": "案情复杂。"}
    return extensions.ask(review, **{**given, **changes})


def approve(row: ReviewExtension, cast: Cast, **changes: Any) -> ReviewExtension:
    given: dict[str, Any] = {"by": cast.head, "on": row.asked_on, "answer": "同意。"}
    return extensions.approve(row, **{**given, **changes})


# ------------------------------------------------------------------------------- asked
def test_the_reviewer_asks_with_a_reason(cast: Cast, review: Review) -> None:
    row = ask(review, cast)
    assert (row.status, row.old_due_on) == (Status.ASKED, clock(review, "review").due_on)
    assert audited(row, "reviewextension.ask")
    with pytest.raises(RuleError, match="应当说明理由") as caught:
        ask(factories.submitted(cast.bureau), cast, reason=" ")
    assert caught.value.field == "reason"


def test_who_may_not_review_does_not_ask(cast: Cast, review: Review) -> None:
    for by in (cast.officer1, cast.head, cast.supervisor):
        with pytest.raises(PermissionDenied):
            ask(review, cast, by=by)
    unqualified = factories.user("reviewer", cast.bureau)
    with pytest.raises(RuleError, match="没有有效的法制审核资格"):
        ask(review, cast, by=unqualified)


def test_it_is_asked_once(cast: Cast, review: Review) -> None:
    row = ask(review, cast)
    with pytest.raises(StaleError):
        ask(review, cast)
    approve(row, cast)
    with pytest.raises(StaleError):
        ask(review, cast)


def test_a_refused_request_may_be_made_again(cast: Cast, review: Review) -> None:
    row = ask(review, cast)
    extensions.refuse(row, by=cast.head, on=row.asked_on, answer="请按期办结。")
    assert clock(review, "review").due_on == row.old_due_on
    assert ask(review, cast, reason="需要专家论证。").pk != row.pk


@pytest.mark.parametrize(("after", "passes"), [(0, True), (1, False)])
def test_it_is_asked_before_the_last_day_is_over(
    cast: Cast, review: Review, after: int, passes: bool
) -> None:
    on = clock(review, "review").due_on + timedelta(days=after)
    if passes:
        assert ask(review, cast, on=on).status == Status.ASKED
        return
    with pytest.raises(RuleError, match="期限已于"):
        ask(review, cast, on=on)


def test_where_the_rules_know_no_extension_none_is_given(
    cast: Cast, review: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extensions, "MORE", "review.days.unheard_of")
    with pytest.raises(RuleError, match="没有规定可以延长"):
        ask(review, cast)


def test_a_decided_review_is_not_extended(cast: Cast, review: Review) -> None:
    waiting = ask(review, cast)
    judge(review, cast.reviewer)
    with pytest.raises(StaleError):
        ask(review, cast)
    with pytest.raises(StaleError, match="已经办结"):
        approve(waiting, cast)


# ------------------------------------------------------------------------------- answered
def test_the_head_lengthens_the_clock_by_what_the_rules_allow(cast: Cast, review: Review) -> None:
    before = clock(review, "review").due_on
    row = approve(ask(review, cast), cast)
    after = clock(review, "review").due_on
    rules = load("sanmenxia_gov")
    assert workdays_between(calendar.load(), before, after) == (
        rules.period("review.days.extension").count
    )
    assert row.new_due_on == after
    assert audited(row, "reviewextension.approve")


def test_only_the_head_of_the_agency_answers(cast: Cast, review: Review) -> None:
    row = ask(review, cast)
    foreign = factories.user("head", cast.other_bureau)
    for by in (cast.reviewer, cast.unithead, cast.supervisor, foreign):
        with pytest.raises(PermissionDenied):
            approve(row, cast, by=by)


def test_nobody_answers_oneself(cast: Cast, review: Review) -> None:
    both: User = factories.qualified_reviewer(cast.bureau)
    both.roles = ["reviewer", "head"]
    both.save(update_fields=["roles"])
    ReviewAssignment.objects.update(ended_on=review.submitted_on)
    row = ask(review, cast, by=both)
    with pytest.raises(RuleError, match="不能审批自己"):
        approve(row, cast, by=both)


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"answer": " "}, "answer"), ({"on": ON - timedelta(days=9)}, "on")],
)
def test_an_answer_has_words_and_a_day(
    cast: Cast, review: Review, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(RuleError) as caught:
        approve(ask(review, cast), cast, **changes)
    assert caught.value.field == field


# ------------------------------------------------------------------------------- the clock
DAY = st.integers(min_value=0, max_value=25)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(pauses=st.lists(st.tuples(DAY, DAY), max_size=3), longer_at=st.integers(0, 3))
def test_pauses_and_an_extension_give_one_day_whatever_their_order(
    cast: Cast, pauses: list[tuple[int, int]], longer_at: int
) -> None:
    """The clock of the database is the pure count over all working days that were not left out."""
    with transaction.atomic():
        rules, start = cast.bureau.rules(), day(3, 2)
        own, more = rules.period("review.days"), rules.period("review.days.extension")
        row = deadlines.open_deadline(
            key="review.days",
            label="法制审核",
            subject_type="review",
            subject_id="hypothesis",
            agency_id=cast.bureau.pk,
            region=rules.region,
            period=own,
            start_on=start,
        )
        at, left_out = start, []
        for no, (wait, length) in enumerate(pauses):
            if no == longer_at:
                deadlines.lengthen(row, by=more)
            begin = at + timedelta(days=wait)
            at = begin + timedelta(days=length)
            deadlines.suspend("review", "hypothesis", on=begin, reason="补正材料")
            deadlines.resume("review", "hypothesis", on=at)
            if length:
                left_out.append(Suspension(begin, at - timedelta(days=1), "补正材料"))
        if longer_at >= len(pauses):
            deadlines.lengthen(row, by=more)
        row.refresh_from_db()
        whole = periods.Period.from_dict({**own.to_dict(), "count": own.count + more.count})
        assert row.due_on == periods.apply(whole, start, calendar.load(), left_out).due_on
        transaction.set_rollback(True)


def test_while_supplements_are_awaited_no_day_counts_and_nobody_is_alarmed(
    cast: Cast, review: Review
) -> None:
    before = clock(review, "review").due_on
    deadlines.suspend("review", str(review.pk), on=review.submitted_on, reason="补正材料")
    late = before + timedelta(days=60)
    assert alarms.due(late, [clocks.REVIEW]) == []
    deadlines.resume("review", str(review.pk), on=late)
    assert clock(review, "review").due_on > late


def test_a_paused_clock_is_lengthened_too(cast: Cast, review: Review) -> None:
    deadlines.suspend("review", str(review.pk), on=review.submitted_on, reason="补正材料")
    row = approve(ask(review, cast), cast)
    assert row.new_due_on is not None
    assert clock(review, "review").suspended_on == review.submitted_on


# ------------------------------------------------------------------------------- lateness
def heard(on: date) -> set[tuple[str, str]]:
    """(account, level) of the alarms of reviews due on the day."""
    return {(row.recipient.username, row.level.value) for row in alarms.due(on, [clocks.REVIEW])}


def test_lateness_goes_up_the_line(cast: Cast, review: Review) -> None:
    last = clock(review, "review").due_on
    warned = {name for name, _level in heard(last)}
    assert "reviewer" in warned
    assert "head" not in warned
    late = heard(last + timedelta(days=1))
    assert {"reviewer", "unithead", "head"} <= {name for name, _level in late}
    assert not any(level == "supervisor" for _name, level in late)
    assert ("supervisor", "supervisor") in heard(last + timedelta(days=30))


# ------------------------------------------------------------------------------- raw SQL
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE legal_review_reviewextension SET reason = 'x'",
        "UPDATE legal_review_reviewextension SET asked_on = '2020-01-01'",
        "DELETE FROM legal_review_reviewextension",
        "UPDATE legal_review_reviewextension SET status = 'refused', new_due_on = NULL",
        "UPDATE legal_review_reviewextension SET answer = 'x'",
    ],
)
def test_no_statement_changes_what_was_answered(cast: Cast, review: Review, sql: str) -> None:
    approve(ask(review, cast), cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        connection.cursor().execute(sql)


def test_nothing_is_asked_for_a_review_that_is_over(cast: Cast) -> None:
    row = waiting(draft(cast.bureau))
    Review.objects.filter(pk=row.pk).update(status="withdrawn")
    with pytest.raises(IntegrityError, match="EXTENSION_OPEN"), transaction.atomic():
        ReviewExtension.objects.create(
            review=row, reason="复杂。", asked_by=cast.reviewer, asked_on=ON, old_due_on=ON
        )


# ------------------------------------------------------------------------------- pages
def test_reviewer_and_head_do_it_by_pages(
    cast: Cast, review: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *_args: review.submitted_on)
    page, url = (
        reverse("review-detail", args=[review.pk]),
        reverse("review-extend", args=[review.pk]),
    )
    client = cast.client("reviewer")
    assert url in client.get(page).content.decode()
    assert "只能延长一次" in client.get(url).content.decode()
    assert client.post(url, {"reason": "需要专家论证"}).status_code == 302
    row = ReviewExtension.objects.get()
    answer = reverse("review-extension-answer", args=[row.pk])
    assert answer in cast.client("head").get(page).content.decode()
    assert answer not in client.get(page).content.decode()
    assert "需要专家论证" in cast.client("head").get(answer).content.decode()
    told = {"outcome": "approve", "answer": "同意"}
    assert cast.client("head").post(answer, told).status_code == 302
    row.refresh_from_db()
    assert row.status == Status.APPROVED
    assert row.new_due_on is not None
    assert row.new_due_on.isoformat() in client.get(page).content.decode()


def test_the_head_finds_the_request_on_the_desk(cast: Cast, review: Review) -> None:
    def waiting_for(user: User) -> list[str]:
        queues = desk.queues(user, on=review.submitted_on, now=timezone.now())
        found = [row for row in queues if row.key == "review-extensions"]
        return [entry.url for row in found for entry in row.entries]

    assert waiting_for(cast.head) == []
    row = ask(review, cast)
    assert waiting_for(cast.head) == [reverse("review-extension-answer", args=[row.pk])]
    assert waiting_for(cast.reviewer) == []
    assert waiting_for(factories.user("head", cast.other_bureau)) == []
    approve(row, cast)
    assert waiting_for(cast.head) == []


def test_another_agency_finds_no_such_page(cast: Cast, review: Review) -> None:
    row = ask(review, cast)
    client = client_of(factories.qualified_reviewer(cast.other_bureau))
    assert client.get(reverse("review-extend", args=[review.pk])).status_code == 404
    head = factories.user("head", cast.other_bureau)
    answer = reverse("review-extension-answer", args=[row.pk])
    assert client_of(head).get(answer).status_code == 404
