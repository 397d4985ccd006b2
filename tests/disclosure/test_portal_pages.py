"""The administrator's pages of other portals: platforms above, witnesses, witnessed logs."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core import secrets
from core.models import AuditEntry
from disclosure.models import PushDestination, PushItem, Witness, WitnessedHead, WitnessedLog
from tests.base import Cast, client_of
from tests.disclosure import factories
from tests.factories import user

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
KEY = "ab" * 32
PLATFORM = {"name": "省平台", "url": "https://a.example", "token": "secret-of-theirs"}


@pytest.fixture
def admin(cast: Cast) -> Client:
    return cast.client("admin")


def form_of(answer: Any, name: str = "form") -> dict[str, Any]:
    return dict(answer.context[name].errors)


def test_a_platform_is_registered_and_its_key_is_shown_to_nobody(cast: Cast, admin: Client) -> None:
    url = reverse("platform-list")
    assert "还没有登记上级平台" in admin.get(url).content.decode()
    answer = admin.post(url, {**PLATFORM, "agency": cast.bureau.pk}, follow=True)
    row = PushDestination.objects.get()
    assert (row.name, secrets.decrypt(row.sealed_token)) == ("省平台", "secret-of-theirs")
    page = answer.content.decode()
    assert "省平台" in page and "https://a.example" in page and "secret-of-theirs" not in page
    assert "secret-of-theirs" not in str(list(AuditEntry.objects.values_list("data", flat=True)))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "甲\x00"}, "name"),
        ({"name": "名" * 61}, "name"),
        ({"url": "http://a.example"}, "url"),
        ({"url": "ftp://a.example"}, "url"),
        ({"url": "无"}, "url"),
        ({"token": ""}, "token"),
        ({"agency": ""}, "agency"),
        ({"agency": "999999"}, "agency"),
    ],
)
def test_a_platform_that_is_none_is_refused_beside_its_field(
    cast: Cast, admin: Client, change: dict[str, str], field: str
) -> None:
    sent = {**PLATFORM, "agency": str(cast.bureau.pk), **change}
    assert list(form_of(admin.post(reverse("platform-list"), sent))) == [field]
    assert not PushDestination.objects.exists()


def platform(cast: Cast, **fields: Any) -> PushDestination:
    made = {"agency": cast.bureau, "url": "https://a.example", "sealed_token": "x"} | fields
    return PushDestination.objects.create(created_by=cast.admin, **{"name": "省平台", **made})


def test_a_name_is_taken_once_and_what_was_typed_stays(cast: Cast, admin: Client) -> None:
    platform(cast)
    answer = admin.post(reverse("platform-list"), {**PLATFORM, "agency": cast.bureau.pk})
    assert list(form_of(answer)) == ["name"]
    page = answer.content.decode()
    assert 'value="https://a.example"' in page and "secret-of-theirs" not in page


def test_what_waits_and_what_was_refused_is_counted_and_named(cast: Cast, admin: Client) -> None:
    row = platform(cast, last_error="HTTP 503")
    now = timezone.now()
    done = {"done_at": now, "outcome": "refused", "answer": "没有该行政机关。"}
    publication = factories.published(cast.bureau)
    for seq, fields in enumerate(({}, {}, done)):
        PushItem.objects.create(
            destination=row,
            seq=seq,
            event="published",
            publication=publication,
            created_at=now,
            **fields,
        )
    page = admin.get(reverse("platform-list")).content.decode()
    assert "HTTP 503" in page and "没有该行政机关。" in page
    shown = page.split("<tbody>")[1]
    assert "<div>2</div>" in shown and "<div>1</div>" in shown
    assert admin.post(reverse("platform-retry", args=[row.pk])).status_code == 302
    assert row.items.waiting().count() == 3
    admin.post(reverse("platform-stop", args=[row.pk]))
    assert "停用" in admin.get(reverse("platform-list")).content.decode()
    row.refresh_from_db()
    assert row.stopped_at is not None


def test_a_platform_of_another_agency_does_not_exist(cast: Cast) -> None:
    """An administrator who works on cases too sees the own agency only."""
    admin = client_of(user(["admin", "officer"], cast.bureau))
    row = platform(cast, agency=cast.other_bureau, name="邻局平台")
    assert "邻局平台" not in admin.get(reverse("platform-list")).content.decode()
    for name in ("platform-stop", "platform-retry"):
        assert admin.post(reverse(name, args=[row.pk])).status_code == 404
    assert PushDestination.objects.get().stopped_at is None


def posted(client: Client, form: str, **fields: str) -> Any:
    sent = {f"{form}-{key}": value for key, value in fields.items()}
    return client.post(reverse("witness-list"), {"form": form, **sent}, follow=True)


def test_a_witness_and_a_witnessed_log_are_registered_each_by_its_form(admin: Client) -> None:
    page = admin.get(reverse("witness-list")).content.decode()
    assert "还没有请其他平台作证" in page and "还没有为其他平台作证" in page
    posted(admin, "ask", name="云泽市平台", key=KEY, url="https://b.example")
    assert (Witness.objects.get().key, WitnessedLog.objects.count()) == (KEY, 0)
    page = posted(admin, "watch", name="云泽市平台", key=KEY.upper()).content.decode()
    log = WitnessedLog.objects.get()
    assert (log.key, Witness.objects.count()) == (KEY, 1)
    assert page.count("云泽市平台") == 2
    WitnessedHead.objects.create(log=log, size=17, root="0" * 64, note="x", at=timezone.now())
    assert ">17<br>" in admin.get(reverse("witness-list")).content.decode()


@pytest.mark.parametrize(
    ("form", "change", "field"),
    [
        ("ask", {"key": "ab"}, "key"),
        ("ask", {"key": "字" * 64}, "key"),
        ("ask", {"url": "http://b.example"}, "url"),
        ("ask", {"name": ""}, "name"),
        ("watch", {"key": "zz" * 32}, "key"),
        ("watch", {"key": "ab" * 33}, "key"),
        ("watch", {"name": "甲\x00"}, "name"),
    ],
)
def test_what_is_no_key_is_refused_beside_its_field(
    admin: Client, form: str, change: dict[str, str], field: str
) -> None:
    sent = {"name": "云泽市平台", "key": KEY, "url": "https://b.example", **change}
    answer = posted(admin, form, **sent)
    other = "watch" if form == "ask" else "ask"
    assert list(form_of(answer, form)) == [field]
    assert form_of(answer, other) == {}
    assert not Witness.objects.exists() and not WitnessedLog.objects.exists()


def test_each_is_stopped_once_and_stays_on_the_page(cast: Cast, admin: Client) -> None:
    posted(admin, "ask", name="甲", key=KEY, url="https://b.example")
    posted(admin, "watch", name="乙", key=KEY)
    for name, row in (
        ("witness-stop", Witness.objects.get()),
        ("witness-unwatch", WitnessedLog.objects.get()),
    ):
        for _again in range(2):
            assert admin.post(reverse(name, args=[row.pk])).status_code == 302
        assert admin.post(reverse(name, args=[10**9])).status_code == 404
    page = admin.get(reverse("witness-list")).content.decode()
    assert page.count("停用</div>") + page.count(" 停用") >= 2
    ended = AuditEntry.objects.filter(action__in=["witness.stop", "witness.unwatch"])
    assert ended.count() == 2
