"""Who registers a subject keeps its lists: below the own agency, and lists only, never cases."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from enforcement.models import Agency, Case, Item, Officer, User
from tests import factories
from tests.base import client_of, day

pytestmark = pytest.mark.django_db
NAME = "云溪市城市管理执法大队"


@pytest.fixture
def tree() -> dict[str, Agency]:
    """A city, its bureau with a brigade, a neighbour, and another city."""
    city = factories.agency("云溪市人民政府", kind="government")
    bureau = factories.agency("云溪市城市管理局", parent=city)
    return {
        "city": city,
        "bureau": bureau,
        "brigade": factories.agency(NAME, parent=bureau),
        "neighbour": factories.agency("云溪市商务局", parent=city),
        "abroad": factories.agency("示例市人民政府", kind="government"),
    }


def keeper(agency: Agency, *roles: str) -> User:
    """An account of an agency, a list administrator unless told otherwise."""
    return factories.user(list(roles) or ["listadmin"], agency, username=f"keeper{agency.pk}")


def kept(user: Any, tree: dict[str, Agency]) -> set[str]:
    """The names of the agencies whose lists are the account's."""
    ids = set(Agency.objects.kept_by(user).values_list("pk", flat=True))
    return {name for name, row in tree.items() if row.pk in ids}


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("city", {"city", "bureau", "brigade", "neighbour"}),
        ("bureau", {"bureau", "brigade"}),
        ("brigade", {"brigade"}),
        ("abroad", {"abroad"}),
    ],
)
def test_a_list_administrator_keeps_everything_below_and_nothing_beside(
    tree: dict[str, Agency], place: str, expected: set[str]
) -> None:
    assert kept(keeper(tree[place]), tree) == expected


@pytest.mark.parametrize("role", ["officer", "unithead", "reviewer", "head", "publisher"])
def test_without_the_right_to_change_lists_only_the_own_are_read(
    tree: dict[str, Agency], role: str
) -> None:
    assert kept(keeper(tree["city"], role), tree) == {"city"}


def test_nobody_keeps_lists_without_an_account_in_force(tree: dict[str, Agency]) -> None:
    user = keeper(tree["city"])
    user.is_active = False
    assert kept(user, tree) == set()
    assert kept(User(roles=["listadmin"]), tree) == set()


def test_lists_below_open_no_cases_below(tree: dict[str, Agency]) -> None:
    user = keeper(tree["bureau"], "listadmin", "officer")
    row = factories.case(tree["brigade"])
    assert row not in Case.objects.visible_to(user)
    assert tree["brigade"].pk not in user.visible_agency_ids()


# ------------------------------------------------------------------------------- pages
@pytest.fixture
def client(tree: dict[str, Agency]) -> Client:
    return client_of(keeper(tree["bureau"]))


def test_a_subject_just_registered_is_found_and_changed(
    tree: dict[str, Agency], client: Client
) -> None:
    values = {
        "name": "云溪市城市管理第二大队",
        "kind": "delegated",
        "status": "pending",
        "remedy_rule": "local_department",
    }
    answer = client.post(reverse("agency-admin-create"), values, follow=True)
    assert "已登记执法主体" in answer.content.decode()
    assert values["name"] in answer.content.decode()
    made = Agency.objects.get(name=values["name"])
    assert made.parent() == tree["bureau"]

    address = reverse("agency-admin-edit", args=[made.pk])
    assert client.get(address).status_code == 200
    client.post(address, {**values, "phone": "0000-1234567"})
    assert Agency.objects.get(pk=made.pk).phone == "0000-1234567"


def test_officers_and_items_below_are_kept_too(tree: dict[str, Agency], client: Client) -> None:
    officer = factories.officer(tree["brigade"])
    item = factories.inspection_item(tree["brigade"], on=day(1, 5))
    assert officer.name in client.get(reverse("officer-admin-list")).content.decode()
    assert item.name in client.get(reverse("item-admin-list")).content.decode()
    for name, pk in (("officer-admin-edit", officer.pk), ("item-admin-edit", item.pk)):
        answer = client.get(reverse(name, args=[pk]))
        assert answer.status_code == 200
        assert NAME in answer.content.decode()


@pytest.mark.parametrize("place", ["city", "neighbour", "abroad"])
def test_what_is_above_or_beside_does_not_exist(
    tree: dict[str, Agency], client: Client, place: str
) -> None:
    officer = factories.officer(tree[place])
    item = factories.inspection_item(tree[place], on=day(1, 5))
    for name, pk in (
        ("agency-admin-edit", tree[place].pk),
        ("officer-admin-edit", officer.pk),
        ("item-admin-edit", item.pk),
    ):
        assert client.get(reverse(name, args=[pk])).status_code == 404


def test_the_front_page_counts_what_the_lists_show(tree: dict[str, Agency], client: Client) -> None:
    factories.officer(tree["brigade"])
    factories.officer(tree["neighbour"])
    context = client.get(reverse("registry-home")).context
    assert context["agencies"] == 2
    assert context["officers"] == Officer.objects.filter(agency=tree["brigade"]).count() == 1
    assert context["items"] == Item.objects.filter(agency=tree["brigade"]).count()
