"""What somebody types or scans to be verified is in no address of an answer and in no log line."""

import logging

import pytest
from django.test import Client
from django.urls import reverse

from core.hidden_addresses import HideTokens, without_tokens
from tests.disclosure import factories

pytestmark = pytest.mark.django_db
TYPED = "13812345678"


def test_an_unknown_number_is_answered_where_the_form_stands() -> None:
    answer = Client(enforce_csrf_checks=True).post(reverse("verify"), {"code": TYPED})
    assert answer.status_code == 404
    assert "没有查到" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies


def test_a_public_number_leads_to_its_page() -> None:
    row = factories.published(factories.agency())
    assert row.shown is not None
    for ask in (Client().post, Client().get):
        answer = ask(reverse("verify"), {"code": row.shown.doc_no})
        assert answer.headers["Location"] == reverse("verify-code", args=[row.shown.doc_no])


def test_the_form_sends_what_is_typed_in_the_body() -> None:
    page = Client().get(reverse("verify")).content.decode()
    assert 'method="post" action="/v/"' in page
    assert Client().put(reverse("verify")).status_code == 405


def test_a_wrong_form_says_so(client: Client) -> None:
    assert client.post(reverse("verify"), {"code": "a/b"}).status_code == 400
    assert client.post(reverse("verify"), {}).status_code == 200


@pytest.mark.parametrize("code", [TYPED, "%E7%BD%9A12", "7"])
def test_no_log_line_holds_what_was_asked(code: str) -> None:
    for line in (
        f"Not Found: /v/{code}",
        f'10.0.0.1 "GET /v/{code} HTTP/1.1" 404 "https://portal.example/v/{code}"',
        f'"GET /v/?code={code} HTTP/1.1" 302',
        f'"GET /v/?a=b&code={code}&c=d HTTP/1.1" 302',
    ):
        shown = without_tokens(line)
        assert f"/{code}" not in shown and f"={code}" not in shown
        assert shown.replace("…", code) == line
    assert without_tokens("GET /v/ HTTP/1.1") == "GET /v/ HTTP/1.1"


def test_the_warning_of_the_server_hides_it(client: Client) -> None:
    seen: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            seen.append(record.getMessage())

    keep = Keep()
    keep.addFilter(HideTokens())
    logger = logging.getLogger("django.request")
    logger.addHandler(keep)
    try:
        client.get(reverse("verify-code", args=[TYPED]))
    finally:
        logger.removeHandler(keep)
    assert seen and all(TYPED not in line for line in seen)
