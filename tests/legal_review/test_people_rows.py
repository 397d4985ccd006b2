"""What no statement writes into the rows of reviewers, counsel and extensions, and what is told then."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from core.triggers import refusal
from legal_review import trainings
from legal_review.models import (
    Counsel,
    CounselRequest,
    CounselView,
    Qualification,
    Review,
    ReviewAssignment,
    ReviewerField,
    ReviewerTraining,
    ReviewExtension,
)
from legal_review.services import assignment, counsel, extensions
from tests import factories
from tests.base import Cast, day
from tests.enforcement.dossier import draft
from tests.legal_review import counselling
from tests.legal_review.waiting import begun, waiting

pytestmark = pytest.mark.django_db
ON = day(6, 1)


@pytest.fixture(autouse=True)
def blank(monkeypatch: pytest.MonkeyPatch) -> None:
    counselling.unprinted(monkeypatch)


def refused(act: Callable[[], object]) -> str:
    """What the database says when it refuses."""
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        act()
    return str(caught.value)


def told(act: Callable[[], object]) -> tuple[str, str]:
    """Code and words of the gate that refuses."""
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        act()
    found = refusal(caught.value)
    assert found is not None, caught.value
    return found


def sql(statement: str, *params: Any) -> Callable[[], object]:
    """The statement, to be run past every service."""
    return lambda: connection.cursor().execute(statement, params)


# ------------------------------------------------------------------------------- counsel
@pytest.mark.parametrize(
    "change",
    [
        *("name = 'x'", "organisation = 'x'", "kind = 'public_lawyer'"),
        *("valid_from = '2020-01-01'", "valid_to = '2030-01-01'", "agency_id = agency_id + 1"),
    ],
)
def test_an_entry_of_the_list_stays_as_made(cast: Cast, change: str) -> None:
    counselling.adviser(cast)
    code, _words = told(sql(f"UPDATE legal_review_counsel SET {change}"))  # noqa: S608  # our own text
    assert code == "APPEND_ONLY"


def test_an_ended_engagement_does_not_come_back(cast: Cast) -> None:
    made = counselling.adviser(cast)
    counsel.end(made, by=cast.listadmin, on=ON, reason="期满")
    for change in ("ended_on = NULL", "ended_on = '2099-01-01'"):
        code, words = told(sql(f"UPDATE legal_review_counsel SET {change}"))  # noqa: S608  # our own text
        assert code == "COUNSEL"
        assert "再次聘任的，请另行登记" in words


def test_a_licence_is_on_the_list_once_until_the_engagement_ends(cast: Cast) -> None:
    made = counselling.adviser(cast)
    twin = Counsel.objects.get(pk=made.pk)
    twin.pk = None
    assert refused(lambda: twin.save(force_insert=True))
    counsel.end(made, by=cast.listadmin, on=ON, reason="期满")
    assert counselling.adviser(cast).licence == made.licence
    assert Counsel.objects.count() == 2


@pytest.mark.parametrize(
    "change",
    [
        *("question = 'x'", "asked_by_id = asked_by_id + 1", "asked_at = '2020-01-01 00:00:00'"),
        *("token_hash = 'x'", "code_hash = 'x'", "counsel_id = counsel_id + 1"),
    ],
)
def test_a_request_stays_as_asked(cast: Cast, change: str) -> None:
    counselling.ask(counselling.review(cast), cast)
    code, _words = told(sql(f"UPDATE legal_review_counselrequest SET {change}"))  # noqa: S608  # our own text
    assert code == "APPEND_ONLY"


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"bound_at": True}, "bound_has_browser"),
        ({"binding_hash": "x"}, "bound_has_browser"),
        ({"accepted_at": True}, "undertaking_is_whole"),
        ({"accepted_at": True, "undertaking": "承诺。"}, "undertaking_is_whole"),
        ({"advised_at": True}, "advice_after_undertaking"),
        ({"advised_at": True, "advice": "可以。"}, "advice_after_undertaking"),
        ({"ended_at": True}, "ended_has_reason"),
    ],
)
def test_no_step_of_a_request_is_half_done_or_left_out(
    cast: Cast, values: dict[str, Any], name: str
) -> None:
    row = counselling.ask(counselling.review(cast), cast).request
    given = {key: timezone.now() if value is True else value for key, value in values.items()}
    rows = CounselRequest.objects.filter(pk=row.pk)
    assert f"counsel_request_{name}" in refused(lambda: rows.update(**given))


def test_an_undertaking_is_not_given_again_in_other_words(cast: Cast) -> None:
    row = counselling.accepted(counselling.ask(counselling.review(cast), cast))
    rows = CounselRequest.objects.filter(pk=row.pk)
    changes: tuple[dict[str, Any], ...] = (
        {"undertaking": "另一承诺。"},
        {"accepted_at": timezone.now() + timedelta(days=1)},
        {"bound_at": timezone.now() + timedelta(days=1)},
    )
    for values in changes:
        code, words = told(partial(rows.update, **values))
        assert code == "COUNSEL"
        assert "一经作出不能修改" in words


def test_two_links_to_one_counsel_are_never_open_together(cast: Cast) -> None:
    row = counselling.ask(counselling.review(cast), cast).request
    row.pk, row.token_hash = None, "2" * 64
    assert refused(lambda: row.save(force_insert=True))
    assert CounselRequest.objects.count() == 1


@pytest.mark.parametrize("change", ["sha256 = 'x'", "what = 'evidence'", "at = '2020-01-01'"])
def test_a_look_stays_as_noted(cast: Cast, change: str) -> None:
    row = counselling.accepted(counselling.ask(counselling.review(cast), cast))
    CounselView.objects.create(
        request=row, what="draft", title="稿", sha256="0" * 64, at=timezone.now()
    )
    code, _words = told(sql(f"UPDATE legal_review_counselview SET {change}"))  # noqa: S608  # our own text
    assert code == "APPEND_ONLY"


# ------------------------------------------------------------------------------- assignment
def given(cast: Cast) -> Review:
    """An open review that somebody has."""
    row = waiting(draft(cast.bureau))
    assert assignment.assign(row, on=row.submitted_on) is not None
    return row


def test_an_assignment_that_is_over_stays_over(cast: Cast) -> None:
    row = given(cast)
    mine = ReviewAssignment.objects.filter(review=row)
    mine.update(ended_on=ON)
    for day_of_end in (None, ON + timedelta(days=1)):
        code, words = told(partial(mine.update, ended_on=day_of_end))
        assert code == "ASSIGNMENT"
        assert "请重新改派" in words


def test_a_withdrawn_review_is_given_to_nobody_by_hand(cast: Cast) -> None:
    row = waiting(draft(cast.bureau))
    Review.objects.filter(pk=row.pk).update(status="withdrawn")
    code, words = told(
        lambda: ReviewAssignment.objects.create(review=row, reviewer=cast.reviewer, on=ON)
    )
    assert code == "ASSIGNMENT"
    assert "第五十八条" in words


@pytest.mark.parametrize("change", ["loads = '[]'", "by_id = reviewer_id", "review_id = 'x'"])
def test_what_was_weighed_at_an_assignment_stays(cast: Cast, change: str) -> None:
    given(cast)
    statement = f"UPDATE legal_review_reviewassignment SET {change}"  # noqa: S608  # our own text
    assert refused(sql(statement))


# ------------------------------------------------------------------------------- reviewers
def training(cast: Cast, **changes: Any) -> ReviewerTraining:
    """A training written past the service."""
    values: dict[str, Any] = {
        "qualification": Qualification.objects.get(account=cast.reviewer),
        "topic": "行政处罚法",
        "organiser": "司法局",
        "hours": Decimal(8),
        "held_on": ON,
        "kept_by": cast.listadmin,
    }
    return ReviewerTraining.objects.create(**{**values, **changes})


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"hours": Decimal(0)}, "training_has_hours"),
        ({"hours": Decimal(-1)}, "training_has_hours"),
        ({"valid_until": ON - timedelta(days=1)}, "training_valid_from_its_day"),
        ({"voided_on": ON}, "training_void_with_reason"),
        ({"void_reason": "误录"}, "training_void_with_reason"),
    ],
)
def test_no_training_is_written_that_cannot_be(
    cast: Cast, changes: dict[str, Any], name: str
) -> None:
    assert name in refused(lambda: training(cast, **changes))
    assert training(cast, valid_until=ON).valid_until == ON


def test_a_training_taken_back_does_not_come_back(cast: Cast) -> None:
    row = training(cast)
    trainings.void(row, by=cast.listadmin, on=ON, reason="重复")
    rows = ReviewerTraining.objects.filter(pk=row.pk)
    changes: tuple[dict[str, Any], ...] = (
        {"voided_on": None, "void_reason": ""},
        {"void_reason": "另一理由"},
    )
    for values in changes:
        code, words = told(partial(rows.update, **values))
        assert code == "TRAINING"
        assert "请另行登记" in words


@pytest.mark.parametrize(("share", "fits"), [(0, False), (1, True), (100, True), (101, False)])
def test_a_share_of_time_is_in_per_cent(cast: Cast, share: int, fits: bool) -> None:
    row = Qualification.objects.get(account=cast.reviewer)

    def write() -> ReviewerField:
        return ReviewerField.objects.create(
            qualification=row, share=share, set_on=ON, set_by=cast.listadmin
        )

    if fits:
        assert write().share == share
    else:
        assert "reviewer_share_in_percent" in refused(write)


# ------------------------------------------------------------------------------- more time
def request(cast: Cast) -> ReviewExtension:
    """A request that waits for the head."""
    row = begun(draft(cast.bureau))
    return extensions.ask(row, by=cast.reviewer, on=row.submitted_on, reason="复杂。")


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"status": "approved"}, "answer_is_whole"),
        ({"status": "approved", "answer": "同意。", "by": "head"}, "day_when_approved"),
        ({"status": "refused", "answer": "同意。", "by": "head", "new": ON}, "day_when_approved"),
        ({"status": "refused", "answer": "不同意。", "by": "reviewer"}, "by_another"),
        ({"status": "refused", "answer": "", "by": "head"}, "answer_is_whole"),
    ],
)
def test_no_answer_is_written_without_its_parts(
    cast: Cast, values: dict[str, Any], name: str
) -> None:
    row = request(cast)
    changes: dict[str, Any] = {"status": values["status"], "new_due_on": values.get("new")}
    if "by" in values:
        changes |= {"decided_by": cast.people[values["by"]], "decided_on": ON}
    changes["answer"] = values.get("answer", "同意。")
    rows = ReviewExtension.objects.filter(pk=row.pk)
    assert f"review_extension_{name}" in refused(lambda: rows.update(**changes))


def test_a_review_is_not_asked_for_twice_at_once(cast: Cast) -> None:
    row = request(cast)
    base = {"asked_by": cast.reviewer, "asked_on": ON, "old_due_on": ON}

    def write(reason: str) -> ReviewExtension:
        return ReviewExtension.objects.create(review=row.review, reason=reason, **base)

    assert refused(lambda: write("再次。"))
    extensions.refuse(row, by=cast.head, on=row.asked_on, answer="不同意。")
    assert "review_extension_has_reason" in refused(lambda: write(""))
    assert write("再次。").pk != row.pk


def test_a_request_begins_unanswered(cast: Cast) -> None:
    row = begun(draft(cast.bureau))
    head = factories.user("head", cast.bureau)
    assert refused(
        lambda: ReviewExtension.objects.create(
            review=row,
            reason="复杂。",
            asked_by=cast.reviewer,
            asked_on=ON,
            old_due_on=ON,
            status="refused",
            answer="不同意。",
            decided_by=head,
            decided_on=ON,
        )
    )
    assert not ReviewExtension.objects.exists()
