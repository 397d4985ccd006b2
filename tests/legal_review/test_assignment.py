"""A submitted review is given to one reviewer; to another only with a reason, and never to a handler."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from config import desk
from core.errors import RuleError, StaleError
from core.models import AuditEntry
from enforcement.models import User
from legal_review import services, trainings
from legal_review.models import Qualification, Review, ReviewAssignment
from legal_review.services import assignment
from legal_review.services.people import assigned
from tests import factories
from tests.base import Cast, client_of
from tests.enforcement.dossier import audited, draft
from tests.legal_review.blank import DAYS
from tests.legal_review.waiting import decide, waiting
from tests.procedures import recuse
from tests.recording.bare import BlankPages

pytestmark = pytest.mark.django_db
ON = DAYS.submitted


@pytest.fixture(autouse=True)
def unprinted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recording.services.documents.pdf", BlankPages())


@pytest.fixture
def second(cast: Cast) -> User:
    """Another reviewer of the bureau."""
    return factories.qualified_reviewer(cast.bureau, username="reviewer2", name="法二山")


def given(cast: Cast) -> Review:
    """An open review that was given to somebody, without its papers."""
    row = waiting(draft(cast.bureau))
    assignment.assign(row, on=row.submitted_on)
    return row


def holder(review: Review) -> User:
    row = assigned(review)
    assert row is not None
    return row.reviewer


def reassign(review: Review, by: User, to: User, **changes: Any) -> ReviewAssignment:
    values: dict[str, Any] = {"on": review.submitted_on, "reason": "休假。", **changes}
    return assignment.reassign(review, by=by, reviewer=to, **values)


# ------------------------------------------------------------------------------- by itself
def test_a_submission_is_given_to_a_reviewer_at_once(cast: Cast) -> None:
    review = factories.submitted(cast.bureau)
    row = assigned(review)
    assert row is not None
    assert (row.reviewer, row.by, row.on) == (cast.reviewer, None, review.submitted_on)
    assert row.loads == [{"reviewer": cast.reviewer.pk, "load": 0, "share": 100, "fit": True}]
    assert audited(row, "reviewassignment.choose")


def test_reviews_are_spread_by_load(cast: Cast, second: User) -> None:
    people = [holder(given(cast)).pk for _turn in range(6)]
    assert sorted(people) == sorted([cast.reviewer.pk, second.pk] * 3)
    assert people[0] != people[1]


def test_half_the_time_gets_half_the_reviews(cast: Cast, second: User) -> None:
    row = Qualification.objects.get(account=second)
    trainings.versed(row, by=cast.listadmin, on=ON, kinds=[], share=50)
    people = [holder(given(cast)).pk for _turn in range(6)]
    assert people.count(second.pk) == 2


def test_a_decided_review_weighs_nothing(cast: Cast, second: User) -> None:
    first = given(cast)
    decide(first, holder(first))
    loads = {row["reviewer"]: row["load"] for row in assigned_loads(given(cast))}
    assert loads == {cast.reviewer.pk: 0, second.pk: 0}


def assigned_loads(review: Review) -> list[dict[str, Any]]:
    row = assigned(review)
    assert row is not None
    return list(row.loads)


def test_who_is_versed_in_it_comes_first(cast: Cast, second: User) -> None:
    for user, kinds in ((cast.reviewer, ["permit"]), (second, ["penalty"])):
        row = Qualification.objects.get(account=user)
        trainings.versed(row, by=cast.listadmin, on=ON, kinds=kinds, share=100)
    assert {holder(given(cast)) for _turn in range(3)} == {second}


def test_neither_handlers_nor_heads_nor_recused_nor_unqualified_are_chosen(
    cast: Cast, second: User
) -> None:
    decision = draft(cast.bureau)
    recuse(decision.case, second, on=ON)
    head = factories.qualified_reviewer(cast.bureau)
    User.objects.filter(pk=head.pk).update(roles=["reviewer", "head"])
    handler = factories.qualified_reviewer(cast.bureau)
    officer = factories.lead_of(decision.case)
    type(officer).objects.filter(pk=officer.pk).update(account=handler)
    factories.user("reviewer", cast.bureau)
    away = factories.qualified_reviewer(cast.bureau)
    User.objects.filter(pk=away.pk).update(is_active=False)
    factories.qualified_reviewer(cast.other_bureau)
    row = waiting(decision)
    found = {each.account for each in assignment.eligible(row, row.submitted_on)}
    assert found == {cast.reviewer}


def test_where_nobody_may_take_it_it_is_given_to_nobody(cast: Cast) -> None:
    decision = draft(cast.other_bureau)
    factories.user("head", cast.other_bureau)
    row = waiting(decision)
    assert assignment.assign(row, on=ON) is None
    assert assigned(row) is None


def test_it_is_given_once(cast: Cast) -> None:
    row = given(cast)
    assert assignment.assign(row, on=ON) is None
    assert ReviewAssignment.objects.filter(review=row).count() == 1


# ------------------------------------------------------------------------------- who decides
def test_only_who_has_it_decides(cast: Cast, second: User) -> None:
    row = given(cast)
    other = second if holder(row) == cast.reviewer else cast.reviewer
    with pytest.raises(RuleError, match="已分派给") as caught:
        decide(row, other)
    assert "改派" in caught.value.remedy
    assert decide(row, holder(row)).status == Review.Status.PASSED


def test_what_was_given_to_nobody_anybody_qualified_decides(cast: Cast, second: User) -> None:
    row = waiting(draft(cast.bureau))
    assert decide(row, second).status == Review.Status.PASSED


def test_the_desk_shows_a_reviewer_what_is_his(cast: Cast, second: User) -> None:
    row = given(cast)
    mine = holder(row)
    for user in (cast.reviewer, second):
        queues = desk.queues(user, on=row.submitted_on, now=timezone.now())
        queue = next(each for each in queues if each.key == "reviews")
        assert len(queue.entries) == (user == mine)


# ------------------------------------------------------------------------------- another
def test_head_and_holder_give_it_to_another_with_a_reason(cast: Cast, second: User) -> None:
    row = given(cast)
    first = holder(row)
    other = second if first == cast.reviewer else cast.reviewer
    made = reassign(row, cast.head, other)
    assert holder(row) == other
    assert (made.by, made.reason) == (cast.head, "休假。")
    assert audited(made, "reviewassignment.change")
    reassign(row, other, first, reason="更熟悉本领域。")
    assert holder(row) == first
    past = ReviewAssignment.objects.filter(review=row)
    assert [each.ended_on is None for each in past] == [False, False, True]
    assert decide(row, first).status == Review.Status.PASSED


@pytest.mark.parametrize("name", ["officer1", "unithead", "supervisor", "outsider", "second"])
def test_nobody_else_gives_it_away(cast: Cast, second: User, name: str) -> None:
    row = given(cast)
    other = second if holder(row) == cast.reviewer else cast.reviewer
    by = other if name == "second" else cast.people[name]
    with pytest.raises(PermissionDenied):
        reassign(row, by, other)


def test_it_goes_only_to_who_may_take_it(cast: Cast) -> None:
    row = given(cast)
    foreign = factories.qualified_reviewer(cast.other_bureau)
    for user in (cast.officer1, cast.head, foreign, factories.user("reviewer", cast.bureau)):
        with pytest.raises(RuleError, match="不能审核本案") as caught:
            reassign(row, cast.head, user)
        assert caught.value.field == "reviewer"


def test_it_goes_to_another_and_says_why(cast: Cast, second: User) -> None:
    row = given(cast)
    other = second if holder(row) == cast.reviewer else cast.reviewer
    with pytest.raises(RuleError, match="已经由"):
        reassign(row, cast.head, holder(row))
    with pytest.raises(RuleError, match="应当说明理由") as caught:
        reassign(row, cast.head, other, reason=" ")
    assert caught.value.field == "reason"


def test_a_decided_review_is_given_to_nobody(cast: Cast, second: User) -> None:
    row = given(cast)
    decide(row, holder(row))
    with pytest.raises(StaleError, match="已经办结"):
        reassign(row, cast.head, second)


# ------------------------------------------------------------------------------- raw SQL
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE legal_review_reviewassignment SET reason = 'x'",
        "UPDATE legal_review_reviewassignment SET reviewer_id = reviewer_id + 1",
        "DELETE FROM legal_review_reviewassignment",
        "UPDATE legal_review_reviewerfield SET share = 1",
        "DELETE FROM legal_review_reviewerfield",
    ],
)
def test_no_statement_changes_an_assignment(cast: Cast, sql: str) -> None:
    given(cast)
    row = Qualification.objects.get(account=cast.reviewer)
    trainings.versed(row, by=cast.listadmin, on=ON, kinds=[], share=50)
    with pytest.raises(IntegrityError), transaction.atomic():
        connection.cursor().execute(sql)


def test_the_database_refuses_the_opinion_of_another(
    cast: Cast, second: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = given(cast)
    other = second if holder(row) == cast.reviewer else cast.reviewer
    monkeypatch.setattr("legal_review.services.people.assigned", lambda review: None)
    with pytest.raises(IntegrityError, match="ASSIGNED"), transaction.atomic():
        decide(row, other)


def test_the_database_refuses_whom_the_law_keeps_away(cast: Cast, second: User) -> None:
    row = waiting(draft(cast.bureau))
    base = {"review": row, "on": ON}
    unqualified = factories.user("reviewer", cast.bureau)
    foreign = factories.qualified_reviewer(cast.other_bureau)
    for user in (unqualified, foreign):
        with pytest.raises(IntegrityError, match="ASSIGNMENT"), transaction.atomic():
            ReviewAssignment.objects.create(**base, reviewer=user)
    officer = factories.lead_of(row.decision.case)
    type(officer).objects.filter(pk=officer.pk).update(account=second)
    with pytest.raises(IntegrityError, match="ASSIGNMENT"), transaction.atomic():
        ReviewAssignment.objects.create(**base, reviewer=second)


def test_a_person_assigns_only_with_a_reason_and_two_have_it_never(
    cast: Cast, second: User
) -> None:
    row = given(cast)
    other = second if holder(row) == cast.reviewer else cast.reviewer
    for values in ({"by": cast.head}, {"by": None, "reason": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ReviewAssignment.objects.create(review=row, reviewer=other, on=ON, **values)


# ------------------------------------------------------------------------------- pages
def test_the_page_of_the_review_says_who_has_it_and_offers_the_change(
    cast: Cast, second: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = given(cast)
    monkeypatch.setattr(timezone, "localdate", lambda *_args: row.submitted_on)
    other = second if holder(row) == cast.reviewer else cast.reviewer
    page, url = (reverse(name, args=[row.pk]) for name in ("review-detail", "review-reassign"))
    text = cast.client("head").get(page).content.decode()
    assert f"由{holder(row)}审核" in text
    assert url in text
    assert url not in client_of(other).get(page).content.decode()
    form = cast.client("head").get(url).content.decode()
    assert f"现由{holder(row)}审核" in form
    told = {"reviewer": other.pk, "reason": "休假"}
    assert cast.client("head").post(url, told).status_code == 302
    assert holder(row) == other
    assert "休假" in cast.client("head").get(page).content.decode()
    assert AuditEntry.objects.filter(action="reviewassignment.change").exists()


def test_what_another_reviewer_would_be_refused_is_not_offered(
    cast: Cast, second: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = given(cast)
    monkeypatch.setattr(timezone, "localdate", lambda *_args: row.submitted_on)
    other = second if holder(row) == cast.reviewer else cast.reviewer
    addresses = [reverse(name, args=[row.pk]) for name in ("material-ask", "counsel-ask")]
    page = reverse("review-detail", args=[row.pk])
    own = client_of(holder(row)).get(page).content.decode()
    theirs = client_of(other).get(page).content.decode()
    assert [url in own for url in addresses] == [True, True]
    assert [url in theirs for url in addresses] == [False, False]


def test_services_name_the_one_question(cast: Cast) -> None:
    row = given(cast)
    assert services.assert_may_review(row, holder(row), row.submitted_on) is not None
