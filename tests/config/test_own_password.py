"""Changing one's own password: who it is asked of, what ends, what stays open."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from core.models import AuditEntry
from enforcement.models import User
from enforcement.services import accounts
from tests.base import Cast, client_of

NEW = "zhengshu-7-bainian"


@pytest.fixture(autouse=True)
def quick_hashing(settings: Settings) -> None:
    """The strength of the hash is not what is asked here."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def fresh(cast: Cast) -> tuple[User, str]:
    """An account that has just been made, and its first password."""
    return accounts.create(
        by=cast.admin, username="new.one", name="新试人", agency=cast.bureau, roles=["officer"]
    )


def change(client: Client, old: str, new: str = NEW, again: str = "") -> Any:
    """Fill in the form."""
    data = {"old_password": old, "new_password1": new, "new_password2": again or new}
    return client.post(reverse("password-change"), data)


def test_a_first_password_opens_only_the_page_on_which_it_is_changed(
    fresh: tuple[User, str],
) -> None:
    client = client_of(fresh[0])
    for name in ("desk", "case-list", "case-open"):
        answer = client.get(reverse(name))
        assert (answer.status_code, answer["Location"]) == (302, reverse("password-change")), name
    assert "由管理员设定" in client.get(reverse("password-change")).content.decode()
    assert client.get(reverse("home")).status_code == 200
    assert client.post(reverse("logout")).status_code == 302


def test_the_api_says_what_to_do_instead_of_a_page(fresh: tuple[User, str]) -> None:
    answer = client_of(fresh[0]).get(reverse("api-case-list"))
    assert answer.status_code == 403
    assert answer.json()["remedy"] == "请先登录网页更改密码。"


def test_the_desk_opens_once_the_password_is_ones_own(fresh: tuple[User, str]) -> None:
    account, password = fresh
    client = client_of(account)
    answer = change(client, password)
    assert (answer.status_code, answer["Location"]) == (302, reverse("desk"))
    assert client.get(reverse("desk")).status_code == 200
    account.refresh_from_db()
    assert account.check_password(NEW)
    assert not account.must_change_password


def test_every_other_session_ends_and_the_change_is_on_record(fresh: tuple[User, str]) -> None:
    account, password = fresh
    here, elsewhere = client_of(account), client_of(account)
    change(here, password)
    assert here.get(reverse("desk")).status_code == 200
    assert elsewhere.get(reverse("desk"))["Location"].startswith(reverse("login"))
    entry = AuditEntry.objects.get(action="account.change_password")
    assert (entry.actor_id, entry.object_id) == (account.pk, str(account.pk))
    assert NEW not in entry.data


@pytest.mark.parametrize(
    ("old", "new", "again", "field"),
    [
        ("wrong", NEW, NEW, "old_password"),
        ("", NEW, "another-7-bainian", "new_password2"),
        ("", "12345678", "12345678", "new_password2"),
        ("", "", "", "new_password1"),
    ],
)
def test_a_wrong_or_weak_password_is_refused_beside_its_field(
    fresh: tuple[User, str], old: str, new: str, again: str, field: str
) -> None:
    account, password = fresh
    answer = change(client_of(account), old or password, new, again)
    assert field in answer.context["form"].errors
    account.refresh_from_db()
    assert account.check_password(password)


def test_the_old_password_is_not_a_new_one(fresh: tuple[User, str]) -> None:
    account, password = fresh
    answer = change(client_of(account), password, password)
    assert "与原密码相同" in answer.context["form"].errors["new_password1"][0]
    account.refresh_from_db()
    assert account.must_change_password


def test_whoever_gets_a_password_back_is_asked_to_change_it(cast: Cast) -> None:
    assert not cast.officer2.must_change_password
    accounts.reset_password(cast.officer2, by=cast.admin)
    cast.officer2.refresh_from_db()
    assert cast.officer2.must_change_password


def test_the_administrator_says_whether_a_new_account_must_change_it(cast: Cast) -> None:
    client = cast.client("admin")
    data = {"name": "新试人", "agency": cast.bureau.pk, "roles": ["officer"]}
    for login, wish in (("asked", {"must_change_password": "on"}), ("trusted", {})):
        client.post(reverse("account-create"), {**data, **wish, "username": login})
        assert User.objects.get(username=login).must_change_password == bool(wish), login


def test_the_way_to_the_page_is_beside_the_name(cast: Cast) -> None:
    html = cast.client("officer1").get(reverse("desk")).content.decode()
    assert f'href="{reverse("password-change")}"' in html
