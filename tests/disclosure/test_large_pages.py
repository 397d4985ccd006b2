"""The large pages: one cookie, no account, no mixing in any cache, and always a way back."""

import pytest
from django.test import Client
from django.urls import reverse

from core.http import LARGE_COOKIE
from tests.disclosure import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
SHEET = "css/large.css"
PAGES = ("home", "decision-list", "agency-list", "remedies", "verify", "statistics", "ledger")
UNSEEN = ("complaint-new", "correction-new", "progress")


def choose(client: Client, large: str, there: str = "/decisions/") -> str:
    response = client.post(reverse("large-pages"), {"large": large, "next": there})
    assert response.status_code == 302
    return str(response.headers["Location"])


@pytest.mark.parametrize("name", [*PAGES, *UNSEEN])
def test_every_public_page_has_the_switch_both_ways(client: Client, name: str) -> None:
    path = reverse(name)
    assert SHEET not in client.get(path).content.decode()
    assert choose(client, "on", path) == path
    page = client.get(path).content.decode()
    assert SHEET in page and page.count('value="off"') == 2, "at the top and at the end"
    choose(client, "off")
    page = client.get(path).content.decode()
    assert SHEET not in page and 'name="large" value="on"' in page


@pytest.mark.parametrize("name", PAGES)
def test_a_shared_cache_keeps_the_two_apart(client: Client, name: str) -> None:
    path = reverse(name)
    plain = client.get(path)
    choose(client, "on")
    large = client.get(path, headers={"If-None-Match": plain["ETag"]})
    for response in (plain, large):
        assert "Cookie" in response["Vary"]
    assert large.status_code == 200, "never 304 for the other size"
    assert plain["ETag"] != large["ETag"]


def test_a_page_that_is_missing_or_gone_is_large_too(client: Client) -> None:
    factories.agency()
    choose(client, "on")
    assert SHEET in client.get(reverse("agency-detail", args=[10**9])).content.decode()


@pytest.mark.parametrize(
    "there",
    ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\r\nX: 1", "", "\x00"],
)
def test_nobody_is_sent_elsewhere(client: Client, there: str) -> None:
    assert choose(client, "on", there) == "/"


def test_the_cookie_says_nothing_about_anybody(client: Client) -> None:
    choose(client, "on")
    cookie = client.cookies[LARGE_COOKIE]
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == ("on", True, "Lax")
    assert list(client.cookies) == [LARGE_COOKIE]


@pytest.mark.parametrize("value", ["", "off", "ON", "on; x", "\x00", "龘"])
def test_any_other_value_is_the_usual_size(client: Client, value: str) -> None:
    choose(client, value)
    client.cookies[LARGE_COOKIE] = value.encode("unicode_escape").decode()
    assert SHEET not in client.get("/").content.decode()


def test_it_is_chosen_by_a_press_and_not_by_a_link(client: Client) -> None:
    assert client.get(reverse("large-pages")).status_code == 405
