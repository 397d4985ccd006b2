"""The page of the audit log: who sees which entries, and its filters."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core import audit
from core.models import AuditEntry
from core.views.audit import PAGE
from enforcement.models import Agency, User

pytestmark = pytest.mark.django_db
SignIn = Callable[[str, Agency | None], Client]


@pytest.fixture
def agencies() -> list[Agency]:
    """A bureau, a station below it, and a stranger."""
    bureau = Agency.objects.add_root(instance=Agency(name="示例局", folded_name="示例局"))
    station = Agency.objects.add_child(bureau, instance=Agency(name="示例所", folded_name="示例所"))
    stranger = Agency.objects.add_root(instance=Agency(name="外地局", folded_name="外地局"))
    return [bureau, station, stranger]


@pytest.fixture
def sign_in() -> SignIn:
    def inner(role: str, agency: Agency | None) -> Client:
        user = User.objects.create_user(f"{role}-user", roles=[role], agency=agency)
        client = Client()
        client.force_login(user)
        return client

    return inner


def write(agency: Agency | None, action: str = "case.file", object_id: str = "1") -> AuditEntry:
    return audit.append(
        action,
        object_type="enforcement.case",
        object_id=object_id,
        agency_id=agency.pk if agency else None,
    )


def shown(client: Client, **query: str) -> list[int]:
    response = client.get(reverse("audit-list"), query)
    assert response.status_code == 200
    return [entry.id for entry in response.context["entries"]]


def test_a_visitor_is_asked_to_sign_in() -> None:
    response = Client().get(reverse("audit-list"))
    assert response.status_code == 302
    assert reverse("login") in response["Location"]


@pytest.mark.parametrize(
    "role", ["officer", "unithead", "reviewer", "head", "publisher", "listadmin"]
)
def test_other_roles_are_refused(agencies: list[Agency], sign_in: SignIn, role: str) -> None:
    assert sign_in(role, agencies[0]).get(reverse("audit-list")).status_code == 403


def test_a_supervisor_sees_its_own_agencies_only(agencies: list[Agency], sign_in: SignIn) -> None:
    bureau, station, stranger = agencies
    entries = [write(bureau), write(station)]
    write(stranger)
    write(None)
    assert shown(sign_in("supervisor", bureau)) == [entries[1].id, entries[0].id]


def test_an_administrator_sees_all(agencies: list[Agency], sign_in: SignIn) -> None:
    entries = [write(agency) for agency in (*agencies, None)]
    assert sorted(shown(sign_in("admin", None))) == [entry.id for entry in entries]


def test_filters_never_widen_what_is_visible(agencies: list[Agency], sign_in: SignIn) -> None:
    bureau, _, stranger = agencies
    write(stranger, object_id="77")
    client = sign_in("supervisor", bureau)
    assert shown(client, object_type="enforcement.case", object_id="77") == []


def test_entries_are_found_by_object_actor_and_day(agencies: list[Agency], sign_in: SignIn) -> None:
    bureau = agencies[0]
    actor = User.objects.create_user("li", name="李示例")
    mine = audit.append("x", object_type="t", object_id="9", actor=actor, agency_id=bureau.pk)
    other = write(bureau)
    client = sign_in("admin", None)
    today = timezone.localdate()
    assert shown(client, object_type="t", object_id="9") == [mine.id]
    assert shown(client, actor="示例") == [mine.id]
    assert shown(client, since=str(today), until=str(today)) == [other.id, mine.id]
    assert shown(client, since=str(today + timedelta(days=1))) == []
    assert shown(client, until=str(today - timedelta(days=1))) == []


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"since": "2026-13-01"}, "日期"),
        ({"since": "2026-03-02", "until": "2026-03-01"}, "截止日期不能早于起始日期"),
        ({"object_id": "9" * 99}, "64"),
    ],
)
def test_a_wrong_filter_is_explained_and_kept(
    sign_in: SignIn, query: dict[str, str], words: str
) -> None:
    write(None)
    response = sign_in("admin", None).get(reverse("audit-list"), query)
    page = response.content.decode()
    assert response.status_code == 200
    assert words in page
    assert next(iter(query.values())) in page
    assert response.context["entries"] == []


def test_a_long_log_is_read_page_by_page(sign_in: SignIn) -> None:
    entries = [write(None) for _ in range(PAGE + 5)]
    client = sign_in("admin", None)
    first = client.get(reverse("audit-list"), {"object_id": "1"})
    ids = [entry.id for entry in first.context["entries"]]
    rest = shown(client, object_id="1", before=first.context["next_cursor"])
    assert [*ids, *rest] == [entry.id for entry in reversed(entries)]
    assert f"before={ids[-1]}" in first.content.decode()


@pytest.mark.parametrize("before", ["x", "-1", "", "9" * 40, "１２", "1e3"])
def test_a_cursor_that_is_no_number_shows_the_newest(sign_in: SignIn, before: str) -> None:
    entry = write(None)
    assert shown(sign_in("admin", None), before=before) == [entry.id]


def test_an_empty_log_says_what_will_appear(sign_in: SignIn) -> None:
    page = sign_in("admin", None).get(reverse("audit-list")).content.decode()
    assert "没有符合条件的条目" in page
    assert "尚未封存" in page


def test_what_an_entry_holds_is_escaped(sign_in: SignIn) -> None:
    audit.append("x", object_type="t", object_id="1", data={"name": "<script>alert(1)</script>"})
    page = sign_in("admin", None).get(reverse("audit-list")).content.decode()
    assert "<script>alert(1)" not in page


def test_the_number_of_queries_does_not_grow_with_the_entries(sign_in: SignIn) -> None:
    client = sign_in("admin", None)
    write(None)
    shown(client)
    with CaptureQueriesContext(connection) as few:
        shown(client)
    for _ in range(20):
        write(None)
    with CaptureQueriesContext(connection) as many:
        shown(client)
    assert len(many) == len(few)
