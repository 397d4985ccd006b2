"""Whose rows an account may see: by role, by place in the tree, and never more by two roles."""

from itertools import combinations

import pytest
from django.contrib.auth.models import AnonymousUser

from core.roles import role_table
from enforcement.models import Agency, Case, Decision, User
from tests import factories

pytestmark = pytest.mark.django_db
ROLES = sorted(role_table())
CASE_WORK = ["officer", "unithead", "reviewer", "head", "publisher"]


@pytest.fixture
def tree() -> dict[str, Agency]:
    """A city with two bureaus, one of them with a brigade; and another city."""
    city = factories.agency("云溪市人民政府", kind="government")
    bureau = factories.agency("云溪市城市管理局", parent=city)
    return {
        "city": city,
        "bureau": bureau,
        "brigade": factories.agency("云溪市城市管理执法大队", parent=bureau),
        "justice": factories.agency("云溪市司法局", parent=city),
        "abroad": factories.agency("示例市人民政府", kind="government"),
    }


def account(roles: list[str], agency: Agency | None, *, active: bool = True) -> User:
    """An account that is not saved: sight is a matter of roles and place."""
    return User(username="account", roles=roles, agency=agency, is_active=active)


def seen(user: User, tree: dict[str, Agency]) -> set[str]:
    """The names of the agencies the account sees."""
    ids = set(user.visible_agency_ids())
    return {name for name, row in tree.items() if row.pk in ids}


@pytest.mark.parametrize("role", [*CASE_WORK, "listadmin"])
@pytest.mark.parametrize("place", ["city", "bureau", "brigade", "abroad"])
def test_who_works_in_an_agency_sees_that_agency_only(
    tree: dict[str, Agency], role: str, place: str
) -> None:
    assert seen(account([role], tree[place]), tree) == {place}


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("justice", {"city", "bureau", "brigade", "justice"}),
        ("city", {"city", "bureau", "brigade", "justice"}),
        ("brigade", {"bureau", "brigade"}),
        ("abroad", {"abroad"}),
    ],
)
def test_a_supervisor_sees_what_is_below_the_organ_beside_which_it_works(
    tree: dict[str, Agency], place: str, expected: set[str]
) -> None:
    assert seen(account(["supervisor"], tree[place]), tree) == expected


@pytest.mark.parametrize("agency", ["bureau", None])
def test_an_administrator_sees_every_registry_and_no_case(
    tree: dict[str, Agency], agency: str | None
) -> None:
    user = account(["admin"], tree[agency] if agency else None)

    assert seen(user, tree) == set(tree)
    assert not user.has_perm("enforcement.view_case")
    assert not Case.objects.visible_to(user).exists()


@pytest.mark.parametrize("role", CASE_WORK)
def test_an_administrator_who_also_handles_cases_sees_those_of_the_own_agency(
    tree: dict[str, Agency], role: str
) -> None:
    theirs = factories.case(tree["abroad"])
    own = factories.case(tree["bureau"])

    user = account(["admin", role], tree["bureau"])

    assert seen(user, tree) == {"bureau"}
    assert list(Case.objects.visible_to(user)) == [own]
    assert theirs not in Case.objects.visible_to(user)


def test_an_administrator_who_also_keeps_lists_changes_those_of_the_own_agency(
    tree: dict[str, Agency],
) -> None:
    user = account(["admin", "listadmin"], tree["bureau"])

    assert user.has_perm("enforcement.change_registry")
    assert seen(user, tree) == {"bureau"}


def test_two_roles_open_no_case_that_neither_opens_alone(tree: dict[str, Agency]) -> None:
    def open_to(roles: list[str]) -> set[str]:
        user = account(roles, tree["justice"])
        return seen(user, tree) if user.has_perm("enforcement.view_case") else set()

    for pair in combinations(ROLES, 2):
        alone = open_to([pair[0]]) | open_to([pair[1]])
        assert open_to(list(pair)) <= alone, pair


@pytest.mark.parametrize("roles", [[role] for role in ROLES])
def test_a_closed_account_sees_and_may_nothing(tree: dict[str, Agency], roles: list[str]) -> None:
    user = account(roles, tree["bureau"], active=False)

    assert seen(user, tree) == set()
    assert not any(user.has_perm(perm) for perm in user.may)


@pytest.mark.parametrize("roles", [[], ["nonsense"], ["officer "]])
def test_a_role_that_does_not_exist_carries_nothing(
    tree: dict[str, Agency], roles: list[str]
) -> None:
    user = account(roles, tree["bureau"])
    factories.case(tree["bureau"])

    assert user.may == frozenset()
    assert not Case.objects.visible_to(user).exists()


def test_the_short_cut_for_superusers_is_closed(tree: dict[str, Agency]) -> None:
    user = account(["listadmin"], tree["bureau"])
    user.is_superuser = user.is_staff = True

    assert not user.has_perm("enforcement.view_case")
    assert not user.has_perm("enforcement.decide")


def test_without_login_nothing_is_visible(tree: dict[str, Agency]) -> None:
    factories.case(tree["bureau"])

    assert not Case.objects.visible_to(AnonymousUser()).exists()
    assert not Decision.objects.visible_to(AnonymousUser()).exists()


def test_an_account_without_an_agency_sees_no_case(tree: dict[str, Agency]) -> None:
    factories.case(tree["bureau"])

    for role in [*CASE_WORK, "supervisor"]:
        assert not Case.objects.visible_to(account([role], None)).exists(), role


@pytest.mark.parametrize(("name", "shown"), [("安试一", "安试一"), ("", "account")])
def test_a_person_is_shown_by_name_and_else_by_login(name: str, shown: str) -> None:
    assert str(User(username="account", name=name)) == shown
