"""The account pages: list, create, edit, reset; a password is seen once."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import AuditEntry
from core.roles import role_labels, role_table
from enforcement.models import User
from tests import factories
from tests.base import Cast


@pytest.fixture
def admin(cast: Cast) -> Client:
    """The administrator's browser."""
    return cast.client("admin")


def edit(client: Client, account: User, **data: Any) -> Any:
    """Save the edit form of an account."""
    form = client.get(reverse("account-edit", args=[account.pk])).context["form"]
    given = {name: form[name].value() for name in form.fields}
    given = {name: value for name, value in {**given, **data}.items() if value not in (None, False)}
    return client.post(reverse("account-edit", args=[account.pk]), given)


def test_every_role_has_words() -> None:
    assert set(role_labels()) == set(role_table())


def test_the_list_shows_people_roles_and_officers(cast: Cast, admin: Client) -> None:
    html = admin.get(reverse("account-list")).content.decode()
    for account in cast.people.values():
        assert account.username in html
    assert role_labels()["officer"] in html


def test_the_list_can_be_searched(cast: Cast, admin: Client) -> None:
    def found(query: str) -> set[str]:
        rows = admin.get(reverse("account-list") + query).context["accounts"]
        return {row.username for row, _roles in rows}

    assert found("?q=安试") == {"officer1", "officer2"}
    assert found("?role=publisher") == {"publisher", "publisher2"}
    assert found("?role=admin") == {"admin"}
    assert found("?q=nobody") == set()


def test_the_list_costs_the_same_for_any_number_of_accounts(cast: Cast, admin: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            admin.get(reverse("account-list"))
        return len(found)

    queries()
    one = queries()
    for _each in range(5):
        factories.officer(cast.bureau)
    assert queries() == one


def test_a_new_account_shows_its_password_once(cast: Cast, admin: Client) -> None:
    data = {
        "username": "new.one",
        "name": "新试人",
        "agency": cast.bureau.pk,
        "roles": ["officer", "publisher"],
    }
    answer = admin.post(reverse("account-create"), data)
    assert answer.status_code == 200
    password = answer.context["password"]
    assert password in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    account = User.objects.get(username="new.one")
    assert account.check_password(password)
    assert account.roles == ["officer", "publisher"]
    later = admin.get(reverse("account-edit", args=[account.pk])).content.decode()
    assert password not in later
    assert not AuditEntry.objects.filter(data__contains=password).exists()


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"name": ""}, "username"),
        ({"username": "officer1", "name": "重名", "roles": ["admin"]}, "username"),
        ({"username": "x y", "name": "空格", "roles": ["admin"]}, "username"),
        ({"username": "x", "name": "无机关", "roles": ["officer"]}, "agency"),
        ({"username": "x", "name": "无角色"}, "roles"),
        ({"username": "x", "name": "假角色", "roles": ["emperor"]}, "roles"),
    ],
)
def test_a_faulty_form_keeps_what_was_typed(
    cast: Cast, admin: Client, data: dict[str, Any], field: str
) -> None:
    answer = admin.post(reverse("account-create"), data)
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert str(data.get("name", "")) in answer.content.decode()
    assert User.objects.count() == len(cast.people)


def test_editing_saves_fields_and_the_officer_together(cast: Cast, admin: Client) -> None:
    officer = factories.officer(cast.bureau)
    officer.account = None
    officer.save(update_fields=["account"])
    answer = edit(admin, cast.unithead, name="石改名", officer=officer.pk)
    assert answer.status_code == 302
    cast.unithead.refresh_from_db()
    officer.refresh_from_db()
    assert cast.unithead.name == "石改名"
    assert officer.account_id == cast.unithead.pk


def test_a_refused_edit_saves_nothing(cast: Cast, admin: Client) -> None:
    answer = edit(admin, cast.admin, name="改了名", is_active="")
    assert answer.status_code == 200
    assert "不能停用自己" in answer.content.decode()
    cast.admin.refresh_from_db()
    assert cast.admin.name != "改了名"


def test_the_officers_of_other_agencies_are_not_offered(cast: Cast, admin: Client) -> None:
    far = factories.officer(cast.other_bureau)
    far.account = None
    far.save(update_fields=["account"])
    answer = edit(admin, cast.unithead, officer=far.pk)
    assert "officer" in answer.context["form"].errors


def test_a_reset_shows_the_new_password_once(cast: Cast, admin: Client) -> None:
    url = reverse("account-edit", args=[cast.officer1.pk])
    answer = admin.post(url, {"reset_password": "1"})
    password = answer.context["password"]
    assert password in answer.content.decode()
    cast.officer1.refresh_from_db()
    assert cast.officer1.check_password(password)
    assert password not in admin.get(url).content.decode()


def test_nobody_else_sees_accounts(cast: Cast) -> None:
    urls = [
        reverse("account-list"),
        reverse("account-create"),
        reverse("account-edit", args=[cast.officer1.pk]),
    ]
    for name in sorted(set(cast.people) - {"admin"}):
        client = cast.client(name)
        assert [client.get(url).status_code for url in urls] == [403, 403, 403], name


def test_an_account_that_does_not_exist_is_404(cast: Cast, admin: Client) -> None:
    assert admin.get(reverse("account-edit", args=[999_999])).status_code == 404
