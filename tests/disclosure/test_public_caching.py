"""What browsers and proxies may keep, and that nothing private gets into a tag."""

from datetime import date

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from disclosure.services import pipeline
from tests import factories as cases
from tests.disclosure import factories

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("today"),
]
WITH_DECISIONS = ["home", "decision-list", "decision-feed", "decision-csv", "api-decision-list"]
REGISTERS = ["agency-list", "officer-list", "item-list", "remedies", "api-agency-list"]


@pytest.mark.parametrize("name", WITH_DECISIONS)
def test_what_shows_decisions_is_asked_for_again_every_time(client: Client, name: str) -> None:
    control = client.get(reverse(name))["Cache-Control"]
    assert "public" in control
    assert "no-cache" in control
    assert "max-age" not in control


@pytest.mark.parametrize("name", REGISTERS)
def test_a_register_may_be_a_minute_old(client: Client, name: str) -> None:
    response = client.get(reverse(name))
    assert response["Cache-Control"] == "public, max-age=60"
    assert {"Accept-Language", "Cookie"} <= set(response["Vary"].replace(" ", "").split(","))


@pytest.mark.parametrize("name", [*WITH_DECISIONS, *REGISTERS])
def test_an_unchanged_answer_is_not_sent_twice(client: Client, name: str) -> None:
    factories.published(factories.agency())
    tag = client.get(reverse(name))["ETag"]
    again = client.get(reverse(name), headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")


def test_a_withdrawal_changes_the_answer_at_once(client: Client) -> None:
    bureau = factories.agency()
    row = cases.published(bureau)
    url = reverse("decision-detail", args=[row.pk])
    tag = client.get(url)["ETag"]
    by = cases.user("publisher", bureau)
    pipeline.withdraw(row, by=by, on=date(2026, 4, 1), reason="决定被撤销。", ground="content")
    gone = client.get(url, headers={"If-None-Match": tag})
    assert gone.status_code == 410
    assert "ETag" not in gone


def test_the_pdf_is_not_sent_twice_and_is_gone_with_the_decision(client: Client) -> None:
    bureau = factories.agency()
    row = cases.published(bureau)
    url = reverse("decision-pdf", args=[row.pk])
    tag = client.get(url)["ETag"]
    assert client.get(url, headers={"If-None-Match": tag}).status_code == 304
    by = cases.user("publisher", bureau)
    pipeline.withdraw(row, by=by, on=date(2026, 4, 1), reason="决定被撤销。", ground="content")
    assert client.get(url, headers={"If-None-Match": tag}).status_code == 410


def test_a_tag_is_made_of_the_bytes_that_were_sent(client: Client) -> None:
    bureau = factories.agency()
    row = factories.published(bureau)
    url = reverse("decision-detail", args=[row.pk])
    chinese = client.get(url)
    client.cookies["django_language"] = "en"
    english = client.get(url)
    assert chinese["ETag"] != english["ETag"]
    sha256 = row.shown.sha256 if row.shown else ""
    assert sha256[:16] not in chinese["ETag"]


def test_an_answer_to_somebody_signed_in_is_private(client: Client) -> None:
    client.cookies[settings.SESSION_COOKIE_NAME] = "x" * 32
    response = client.get(reverse("agency-list"))
    assert "private" in response["Cache-Control"]
    assert "ETag" not in response


def test_a_missing_page_is_not_public_property(client: Client) -> None:
    response = client.get(reverse("agency-detail", args=[10**30]))
    assert response.status_code == 404
    assert "Cache-Control" not in response


@pytest.mark.parametrize("name", ["home", "decision-list", "api-decision-list"])
def test_nothing_public_can_be_written_to(client: Client, name: str) -> None:
    assert client.post(reverse(name), {}).status_code == 405
