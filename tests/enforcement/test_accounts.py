"""Accounts: named people, known roles, passwords shown once, and always an administrator."""

from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import Settings

from core.errors import RuleError
from core.models import AuditEntry
from enforcement.models import User
from enforcement.services import accounts
from tests import factories
from tests.base import Cast, client_of


def create(cast: Cast, **fields: Any) -> tuple[User, str]:
    """A new handler of the bureau, with changes."""
    values = {"username": "new.one", "name": "新试人", "agency": cast.bureau, "roles": ["officer"]}
    return accounts.create(by=cast.admin, **{**values, **fields})


def log(action: str) -> AuditEntry:
    """The newest entry of an action."""
    return AuditEntry.objects.filter(action=action).latest("id")


def test_a_new_account_can_log_in_with_its_first_password(cast: Cast) -> None:
    account, password = create(cast)
    request = RequestFactory().post("/login/")
    assert authenticate(request, username="new.one", password=password) == account
    assert len(password) == accounts.PASSWORD_LENGTH
    assert not set(password) & set("0O1lI")
    assert create(cast, username="other")[1] != password


def test_the_password_is_nowhere_but_in_the_answer(cast: Cast) -> None:
    account, password = create(cast)
    entry = log("account.create")
    assert entry.actor_id == cast.admin.pk
    assert entry.agency_id == cast.bureau.pk
    assert password not in entry.data + account.password
    assert '"roles":["officer"]' in entry.data


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"username": "OFFICER1"}, "username"),
        ({"roles": []}, "roles"),
        ({"roles": ["emperor"]}, "roles"),
        ({"agency": None}, "agency"),
        ({"agency": None, "roles": ["admin", "officer"]}, "agency"),
    ],
)
def test_a_faulty_account_is_refused_beside_its_field(
    cast: Cast, fields: dict[str, Any], field: str
) -> None:
    before = User.objects.count()
    with pytest.raises(RuleError) as refused:
        create(cast, **fields)
    assert refused.value.field == field
    assert User.objects.count() == before


def test_a_login_name_with_a_space_is_refused(cast: Cast) -> None:
    with pytest.raises(ValidationError):
        create(cast, username="two words")


def test_an_administrator_needs_no_agency(cast: Cast) -> None:
    assert create(cast, agency=None, roles=["admin"])[0].agency is None


def test_only_the_administrator_keeps_accounts(cast: Cast) -> None:
    for name in sorted(set(cast.people) - {"admin"}):
        by = cast.people[name]
        for work in (
            lambda by=by: accounts.create(
                by=by, username="x", name="x", agency=cast.bureau, roles=["officer"]
            ),
            lambda by=by: accounts.update(cast.officer1, by=by, is_active=False),
            lambda by=by: accounts.reset_password(cast.officer1, by=by),
            lambda by=by: accounts.link_officer(cast.officer1, None, by=by),
        ):
            with pytest.raises(PermissionDenied):
                work()


def test_a_change_is_on_record_with_before_and_after(cast: Cast) -> None:
    row = accounts.update(cast.unithead, by=cast.admin, roles=["unithead", "publisher"])
    assert row.roles == ["publisher", "unithead"]
    entry = log("account.update")
    assert '"roles":["unithead"]' in entry.data
    assert '"roles":["publisher","unithead"]' in entry.data
    accounts.update(row, by=cast.admin, roles=["unithead", "publisher"])
    assert log("account.update") == entry


def test_a_new_right_holds_at_once_and_so_does_a_lost_one(cast: Cast) -> None:
    client = client_of(cast.unithead)
    queue = reverse("publication-queue")
    assert client.get(queue).status_code == 200
    accounts.update(cast.unithead, by=cast.admin, roles=["reviewer"])
    assert client.get(queue).status_code == 403


def test_a_stopped_account_is_out_at_once(cast: Cast) -> None:
    client = client_of(cast.officer1)
    accounts.update(cast.officer1, by=cast.admin, is_active=False)
    answer = client.get(reverse("desk"))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("login"))


def test_a_reset_ends_the_sessions_of_the_account(cast: Cast) -> None:
    account, old = create(cast)
    client = client_of(account)
    new = accounts.reset_password(account, by=cast.admin)
    assert client.get(reverse("desk")).status_code == 302
    assert authenticate(RequestFactory().post("/"), username="new.one", password=old) is None
    assert authenticate(RequestFactory().post("/"), username="new.one", password=new) == account
    assert new not in log("account.reset_password").data


def test_nobody_locks_himself_out(cast: Cast) -> None:
    for changes, field in (({"is_active": False}, "is_active"), ({"roles": ["officer"]}, "roles")):
        with pytest.raises(RuleError, match="不能停用自己") as refused:
            accounts.update(cast.admin, by=cast.admin, **changes)
        assert refused.value.field == field
    cast.admin.refresh_from_db()
    assert (cast.admin.is_active, cast.admin.roles) == (True, ["admin"])


def test_a_demo_account_works_in_the_demonstration_only(cast: Cast, settings: Settings) -> None:
    demo = factories.user("officer", cast.bureau, is_demo=True, is_active=False)
    settings.DEMO = False
    for work in (
        lambda: accounts.update(demo, by=cast.admin, is_active=True),
        lambda: accounts.reset_password(demo, by=cast.admin),
    ):
        with pytest.raises(RuleError, match="演示账号"):
            work()
    settings.DEMO = True
    assert accounts.update(demo, by=cast.admin, is_active=True).is_active


def test_an_account_is_tied_to_one_officer_of_its_agency(cast: Cast) -> None:
    account, _password = create(cast)
    officer = factories.officer(cast.bureau)
    old = factories.account_of(officer)
    with pytest.raises(RuleError, match="已有账号"):
        accounts.link_officer(account, officer, by=cast.admin)
    with pytest.raises(RuleError, match="不是该账号所属机关"):
        accounts.link_officer(account, factories.officer(cast.other_bureau), by=cast.admin)
    accounts.link_officer(old, None, by=cast.admin)
    officer.refresh_from_db()
    accounts.link_officer(account, officer, by=cast.admin)
    officer.refresh_from_db()
    assert officer.account == account
    assert log("account.link_officer").object_id == str(account.pk)


def test_an_account_tied_to_an_officer_does_not_change_agency(cast: Cast) -> None:
    with pytest.raises(RuleError, match="关联着原机关的执法人员"):
        accounts.update(cast.officer1, by=cast.admin, agency=cast.other_bureau)


def test_a_field_nobody_keeps_is_a_mistake_of_the_caller(cast: Cast) -> None:
    with pytest.raises(TypeError, match="is_superuser"):
        accounts.update(cast.officer1, by=cast.admin, is_superuser=True)


def test_the_login_page_takes_the_new_account(cast: Cast, client: Client) -> None:
    _account, password = create(cast)
    answer = client.post(reverse("login"), {"username": "new.one", "password": password})
    assert answer.status_code == 302
    assert client.get(reverse("desk"))["Location"] == reverse("password-change")
