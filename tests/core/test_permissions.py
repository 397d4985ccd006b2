"""Who may do what: the decorator of the views, the demand of the services, and no master key."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from core.permissions import AccountRequest, RoleBackend, demand, demand_in, requires
from enforcement.models import User
from tests import factories

RIGHT = "enforcement.decide"


@requires(RIGHT)
def page(request: AccountRequest, number: int = 0) -> HttpResponse:
    """A page for heads."""
    return HttpResponse(f"{request.user} {number}")


def request_of(user: Any, path: str = "/office/x/?a=1") -> HttpRequest:
    request = RequestFactory().get(path)
    request.user = user
    return request


def person(*roles: str, **fields: Any) -> User:
    return User(username="x", name="江以宁", roles=list(roles), **fields)


def test_a_page_with_the_right_is_shown_with_its_arguments() -> None:
    answer = page(request_of(person("head")), number=7)

    assert (answer.status_code, getattr(answer, "content", b"").decode()) == (200, "江以宁 7")


def test_a_stranger_is_sent_to_the_login_and_comes_back() -> None:
    answer = page(request_of(AnonymousUser()))

    assert answer.status_code == 302
    assert answer["Location"] == "/login/?next=/office/x/%3Fa%3D1"


@pytest.mark.parametrize("roles", [[], ["officer"], ["nonsense"], ["admin", "supervisor"]])
def test_without_the_right_the_page_is_refused(roles: list[str]) -> None:
    with pytest.raises(PermissionDenied):
        page(request_of(person(*roles)))


def test_one_of_several_roles_is_enough() -> None:
    assert page(request_of(person("officer", "head"))).status_code == 200


def test_the_decorated_view_keeps_its_name_and_names_its_right() -> None:
    assert page.__name__ == "page"
    assert page.__doc__ == "A page for heads."
    assert getattr(page, "required_permission", "") == RIGHT


@pytest.mark.parametrize("flag", [{"is_superuser": True}, {"is_staff": True}])
def test_there_is_no_master_key(flag: dict[str, bool]) -> None:
    account = person(**flag)

    assert not account.has_perm(RIGHT)
    assert not account.has_perms([RIGHT])
    assert not RoleBackend().has_perm(account, RIGHT)
    with pytest.raises(PermissionDenied):
        demand(account, RIGHT)


def test_a_closed_account_has_no_rights() -> None:
    account = person("head", is_active=False)

    assert not account.has_perm(RIGHT)
    assert not RoleBackend().has_perm(account, RIGHT)
    assert not RoleBackend().has_module_perms(account, "enforcement")
    assert account.visible_agency_ids() == []


def test_the_backend_answers_as_the_account_does() -> None:
    backend, account = RoleBackend(), person("head")

    assert backend.has_perm(account, RIGHT) == account.has_perm(RIGHT) is True
    assert backend.has_module_perms(account, "enforcement")
    assert not backend.has_module_perms(account, "legal_review")
    assert not backend.has_perm(AnonymousUser(), RIGHT)
    assert not backend.has_module_perms(AnonymousUser(), "enforcement")


def test_a_demand_is_met_or_denied() -> None:
    demand(person("head"), RIGHT)
    for account in (person("officer"), AnonymousUser()):
        with pytest.raises(PermissionDenied, match=RIGHT):
            demand(account, RIGHT)


@pytest.mark.django_db
def test_a_right_in_one_agency_is_none_in_another() -> None:
    mine, yours = factories.agency(), factories.agency()
    head = factories.user("head", mine)

    demand_in(head, RIGHT, mine.pk)
    with pytest.raises(PermissionDenied):
        demand_in(head, RIGHT, yours.pk)
    with pytest.raises(PermissionDenied):
        demand_in(factories.user("officer", mine), RIGHT, mine.pk)
    with pytest.raises(PermissionDenied):
        demand_in(factories.user("head"), RIGHT, mine.pk)


@pytest.mark.django_db
def test_whose_rows_an_account_sees() -> None:
    city = factories.agency(kind="government")
    bureau, other = factories.agency(parent=city), factories.agency(parent=city)
    below, elsewhere = factories.agency(parent=bureau), factories.agency()

    def seen(role: str, agency: Any) -> set[int]:
        return set(factories.user(role, agency).visible_agency_ids())

    assert seen("officer", bureau) == {bureau.pk}
    assert seen("head", city) == {city.pk}
    assert seen("supervisor", other) == {city.pk, bureau.pk, other.pk, below.pk}
    assert seen("supervisor", city) == {city.pk, bureau.pk, other.pk, below.pk}
    assert seen("supervisor", elsewhere) == {elsewhere.pk}
    assert seen("admin", bureau) >= {city.pk, bureau.pk, other.pk, below.pk, elsewhere.pk}
    assert seen("officer", None) == set()
