"""Nobody but the right person moves a review, by service or by page, and nothing changes when refused."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.urls import reverse

from core.errors import RuleError
from core.models import AuditEntry, NumberUse
from enforcement.models import User
from legal_review import services
from legal_review.models import Review, ReviewCheck
from recording.models import Document
from recording.services import issuance
from tests import factories
from tests.base import Cast, client_of
from tests.enforcement.dossier import again
from tests.enforcement.dossier import draft as bare_draft
from tests.legal_review.blank import DAYS, ON, judge, sent
from tests.recording.bare import BlankPages

EVERYBODY = (
    *("officer1", "officer2", "unithead", "reviewer", "head", "publisher", "publisher2"),
    *("listadmin", "supervisor", "admin", "outsider"),
)
REFUSED = (RuleError, PermissionDenied)
Act = Callable[[Review, User], object]


@pytest.fixture(autouse=True)
def unprinted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recording.services.documents.pdf", BlankPages())


@pytest.fixture
def review(cast: Cast) -> Review:
    return sent(factories.draft(cast.bureau))


def traces() -> tuple[int, ...]:
    """What a refused act must not add to."""
    rows = (Review, ReviewCheck, Document, NumberUse, AuditEntry)
    return tuple(row._default_manager.count() for row in rows)


ACTS: dict[str, tuple[Act, set[str]]] = {
    "pass": (lambda row, by: judge(row, by), {"reviewer"}),
    "return": (lambda row, by: judge(row, by, passing=False), {"reviewer"}),
    "withdraw": (
        lambda row, by: services.withdraw(row, by=by, on=DAYS.passed),
        {"officer1", "officer2"},
    ),
}


@pytest.mark.parametrize("name", ACTS)
def test_each_act_is_done_by_those_it_belongs_to_and_refused_to_all_others(
    cast: Cast, review: Review, name: str
) -> None:
    act, right = ACTS[name]
    before = traces()
    for person in EVERYBODY:
        if person in right:
            continue
        with pytest.raises(REFUSED):
            act(review, cast.people[person])
        assert traces() == before, person
        assert Review.objects.get(pk=review.pk).status == "open", person
    act(review, cast.people[min(right)])
    assert Review.objects.get(pk=review.pk).status != "open"


def test_only_the_handlers_submit(cast: Cast) -> None:
    decision = factories.draft(cast.bureau)
    before = traces()
    for person in set(EVERYBODY) - {"officer1", "officer2"}:
        with pytest.raises(REFUSED):
            services.submit(decision, by=cast.people[person], on=ON, declared=True)
        assert traces() == before, person


def both_roles(cast: Cast, *roles: str) -> User:
    """A qualified reviewer of the bureau that has other roles too."""
    account = factories.qualified_reviewer(cast.bureau)
    account.roles = ["reviewer", *roles]
    account.save(update_fields=["roles"])
    return account


@pytest.mark.parametrize("roles", [("head",), ("publisher",), ("head", "listadmin")])
def test_other_roles_do_not_forbid_the_review_of_a_case_not_touched(
    cast: Cast, review: Review, roles: tuple[str, ...]
) -> None:
    assert judge(review, both_roles(cast, *roles)).status == "passed"


def test_who_decided_the_case_once_does_not_review_its_second_decision(cast: Cast) -> None:
    account = both_roles(cast, "head")
    first = bare_draft(cast.bureau)
    second = bare_draft(cast.bureau)
    assert not services.has_touched(second.case, account)
    # A decision that was revoked stays with the case, and with it the name of who made it.
    type(first).objects.filter(pk=second.pk).update(issued_by=account)
    assert services.has_touched(second.case, account)
    assert not services.has_touched(first.case, account)


def test_who_gave_the_opinion_does_not_decide(cast: Cast) -> None:
    account = both_roles(cast, "head")
    decision = factories.notified(cast.bureau)
    judge(sent(decision), account)
    with pytest.raises(DatabaseError, match="审核人与决定人不得为同一人"), transaction.atomic():
        issuance.issue(decision, by=account, on=ON)
    assert again(decision).status == "draft"
    assert issuance.issue(again(decision), by=cast.head, on=ON).issued_by == cast.head


@pytest.mark.parametrize("person", EVERYBODY)
def test_the_page_shows_each_person_only_the_buttons_of_his_own(
    cast: Cast, review: Review, person: str
) -> None:
    answer = cast.client(person).get(reverse("review-detail", args=[review.pk]))
    if person in ("outsider", "admin", "listadmin"):
        assert answer.status_code in (403, 404)
        return
    assert answer.status_code == 200, person
    page = answer.content.decode()
    assert ('name="opinion"' in page) is (person == "reviewer")
    withdraw = reverse("review-withdraw", args=[review.pk])
    assert (withdraw in page) is (person in ("officer1", "officer2"))


@pytest.mark.parametrize("person", sorted(set(EVERYBODY) - {"officer1", "officer2"}))
def test_the_page_takes_no_withdrawal_from_others(cast: Cast, review: Review, person: str) -> None:
    url = reverse("review-withdraw", args=[review.pk])
    answer = cast.client(person).post(url)
    assert answer.status_code in (403, 404, 409, 422), (person, answer.status_code)
    assert Review.objects.get(pk=review.pk).status == "open"


def test_an_account_that_was_closed_reviews_no_more(cast: Cast, review: Review) -> None:
    client = client_of(cast.reviewer)
    assert client.get(reverse("review-detail", args=[review.pk])).status_code == 200
    type(cast.reviewer).objects.filter(pk=cast.reviewer.pk).update(is_active=False)
    assert client.get(reverse("review-detail", args=[review.pk])).status_code == 302
    closed = type(cast.reviewer).objects.get(pk=cast.reviewer.pk)
    with pytest.raises(PermissionDenied):
        judge(review, closed)


def test_a_reviewer_who_lost_the_role_keeps_the_qualification_but_no_right(
    cast: Cast, review: Review
) -> None:
    cast.reviewer.roles = ["publisher"]
    cast.reviewer.save(update_fields=["roles"])
    stripped = type(cast.reviewer).objects.get(pk=cast.reviewer.pk)
    assert services.qualification(stripped, ON) is not None
    with pytest.raises(PermissionDenied):
        judge(review, stripped)
    assert Review.objects.get(pk=review.pk).status == "open"


def test_a_reviewer_who_moved_to_another_agency_takes_no_case_along(
    cast: Cast, review: Review
) -> None:
    cast.reviewer.agency = cast.other_bureau
    cast.reviewer.save(update_fields=["agency"])
    with pytest.raises(RuleError, match="不得是本案"):
        judge(review, type(cast.reviewer).objects.get(pk=cast.reviewer.pk))
