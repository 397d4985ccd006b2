"""The registers in the public API: what each said on any day, the pages' own query, refusals in words."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from enforcement.models import Agency, EntryVersion
from enforcement.registers import BOOKS
from enforcement.services import registers
from tests import factories
from tests.base import Cast
from tests.disclosure.factories import TODAY
from tests.registers import changed, opened, published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
FIRST, SECOND = TODAY - timedelta(days=90), TODAY - timedelta(days=30)


def public(cast: Cast, register: str = "channel", agency: Agency | None = None) -> EntryVersion:
    unit = agency or cast.bureau
    head = cast.head if agency is None else factories.user("head", unit)
    draft = opened(unit, cast.listadmin, register)
    return published(draft, cast.listadmin, head, on=FIRST, valid_from=FIRST)


def asked(client: Client, **query: Any) -> Any:
    status = query.pop("status", 200)
    answer = client.get(reverse("api-entry-list"), query)
    assert answer.status_code == status, answer.content.decode("unicode_escape")
    return answer.json()


def ids(client: Client, **query: str) -> list[int]:
    return [row["id"] for row in asked(client, **query)["results"]]


def detail(client: Client, version: EntryVersion, **query: str) -> Any:
    return client.get(reverse("api-entry-detail", args=[version.entry_id]), query)


def test_an_entry_has_the_public_fields(cast: Cast, client: Client) -> None:
    version = public(cast, "guide")
    (row,) = asked(client)["results"]
    content = row.pop("content")
    assert row == {
        "id": version.entry_id,
        "register": "guide",
        "agency": {"id": cast.bureau.pk, "name": cast.bureau.name},
        "item": version.entry.item_id,
        "title": version.title,
        "version": 1,
        "valid_from": FIRST.isoformat(),
        "published_on": FIRST.isoformat(),
        "url": f"http://testserver/guides/{version.entry_id}/",
    }
    assert content["statutory_days"] == 20 and content["steps"][0]["name"] == "申请"
    assert detail(client, version).json() == {**row, "content": content}


def test_it_says_what_was_public_on_any_day(cast: Cast, client: Client) -> None:
    version = public(cast)
    changed(version, cast.listadmin, cast.head, valid_from=SECOND, phone="0000-33333")
    for on, number in ((FIRST, 1), (SECOND - timedelta(days=1), 1), (SECOND, 2), (TODAY, 2)):
        (row,) = asked(client, on=on.isoformat())["results"]
        assert row["version"] == number, on
        assert detail(client, version, on=on.isoformat()).json() == row
        page = client.get(
            reverse("public-channel-detail", args=[version.entry_id]), {"on": on.isoformat()}
        )
        assert row["content"]["phone"] in page.content.decode()
    before = (FIRST - timedelta(days=1)).isoformat()
    assert ids(client, on=before) == []
    assert detail(client, version, on=before).status_code == 404
    assert ids(client, on="1850-01-01") == []


@pytest.mark.parametrize("register", BOOKS)
def test_the_filters_find_what_the_page_lists(cast: Cast, client: Client, register: str) -> None:
    wanted, other = (
        public(cast, register),
        public(cast, "channel" if register != "channel" else "device"),
    )
    assert ids(client, register=register) == [wanted.entry_id]
    assert ids(client) == [wanted.entry_id, other.entry_id]
    assert ids(client, q=wanted.title) == [wanted.entry_id]
    assert ids(client, agency=str(cast.bureau.pk), register=register) == [wanted.entry_id]
    assert ids(client, agency=str(cast.other_bureau.pk)) == []
    page = client.get(reverse(f"public-{register}-list")).content.decode()
    assert wanted.title in page and other.title not in page


def test_what_is_not_public_is_in_no_answer(cast: Cast, client: Client) -> None:
    draft = opened(cast.bureau, cast.listadmin, "channel")
    registers.submit(draft, by=cast.listadmin, on=FIRST, valid_from=FIRST)
    later = opened(cast.bureau, cast.listadmin, "device")
    published(later, cast.listadmin, cast.head, on=TODAY, valid_from=TODAY + timedelta(days=1))
    assert ids(client) == []
    for version in (draft, later):
        assert detail(client, version).status_code == 404
    assert ids(client, on=(TODAY + timedelta(days=1)).isoformat()) == [later.entry_id]


def test_a_withdrawn_entry_is_gone_on_every_day_and_says_why(cast: Cast, client: Client) -> None:
    version = public(cast)
    registers.withdraw(version.entry, by=cast.listadmin, on=TODAY, reason="电话停用。")
    for on in ("", FIRST.isoformat(), "1850-01-01"):
        assert ids(client, on=on) == []
        gone = detail(client, version, on=on)
        assert gone.status_code == 410
        assert gone.json() == {
            "error": "该内容已经撤下。",
            "reason": "电话停用。",
            "withdrawn_on": TODAY.isoformat(),
            "agency": cast.bureau.name,
        }
    draft = opened(cast.bureau, cast.listadmin, "device")
    registers.withdraw(draft.entry, by=cast.listadmin, on=TODAY, reason="误登。")
    assert detail(client, draft).status_code == 404, "it never was public"


def test_an_ended_entry_is_told_of_the_days_before(cast: Cast, client: Client) -> None:
    version = public(cast)
    registers.withdraw(
        version.entry, by=cast.listadmin, on=TODAY, reason="设施拆除。", ground="end"
    )
    assert ids(client, on=FIRST.isoformat()) == [version.entry_id]
    assert detail(client, version, on=FIRST.isoformat()).status_code == 200
    assert detail(client, version, on="1850-01-01").status_code == 404
    assert ids(client) == [] and detail(client, version).json() == {
        "error": "该内容不再有效。",
        "reason": "设施拆除。",
        "withdrawn_on": TODAY.isoformat(),
        "agency": cast.bureau.name,
    }
    registers.withdraw(version.entry, by=cast.listadmin, on=TODAY, reason="含个人信息。")
    assert detail(client, version).json()["error"] == "该内容已经撤下。"
    assert ids(client, on=FIRST.isoformat()) == []
    assert detail(client, version, on=FIRST.isoformat()).status_code == 410


def test_an_agency_that_is_not_announced_has_none(cast: Cast, client: Client) -> None:
    version = public(cast)
    Agency.objects.filter(pk=cast.bureau.pk).update(status="pending")
    assert ids(client) == []
    assert detail(client, version).status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        *({"register": "users"}, {"on": "2026-13-01"}, {"on": "gestern"}, {"agency": "x y"}),
        *({"kind": "penalty"}, {"page": "2"}, {"after": "!!"}, {"q": "长" * 200}, {"q": "\0"}),
    ],
)
def test_what_it_cannot_read_is_refused_in_words(client: Client, query: dict[str, str]) -> None:
    answer = asked(client, status=400, **query)
    assert answer["error"]


@pytest.mark.parametrize("query", [{"register": "guide"}, {"on": "x"}, {"format": "csv"}])
def test_one_entry_takes_a_day_and_nothing_else(
    cast: Cast, client: Client, query: dict[str, str]
) -> None:
    version = public(cast)
    assert detail(client, version, **query).status_code == 400
    missing = client.get(reverse("api-entry-detail", args=[999_999]))
    assert missing.status_code == 404
    assert client.get("/api/v1/entries/99999999999999999999999/").status_code == 404


def test_pages_follow_each_other_by_cursor(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    made = [public(cast, "sample").entry_id for _no in range(5)]
    monkeypatch.setattr("disclosure.cursor.SIZE", 2)
    seen: list[int] = []
    address = f"{reverse('api-entry-list')}?on={TODAY:%Y-%m-%d}"
    while address:
        with django_assert_num_queries(2):
            page = client.get(address).json()
        seen += [row["id"] for row in page["results"]]
        assert not page["next"] or "on=" in page["next"]
        address = page["next"]
    assert seen == made


def test_it_is_kept_by_caches_and_asked_again(cast: Cast, client: Client) -> None:
    version = public(cast)
    listed = client.get(reverse("api-entry-list"))
    assert "max-age" in listed["Cache-Control"] and not listed.cookies
    assert "no-cache" in detail(client, version)["Cache-Control"]
    assert date.fromisoformat(detail(client, version).json()["valid_from"]) == FIRST
