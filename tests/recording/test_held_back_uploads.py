"""A server or a proxy that spools uploads is named in a check and in the log."""

import io
import logging
from pathlib import Path
from typing import Any

import pytest
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest
from django.test import RequestFactory

from recording import checks

pytestmark = pytest.mark.one_database
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def unsaid(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "said", set())


def request(**headers: str) -> HttpRequest:
    return RequestFactory().patch("/office/uploads/x/", headers=headers)


def test_an_asgi_application_is_found_by_the_system_check(settings: Any) -> None:
    assert checks.check_server(None) == []
    settings.ASGI_APPLICATION = "config.asgi.application"
    (found,) = checks.check_server(None)
    assert found.id == "portal.W020"
    assert "gthread" in str(found.hint)


def test_a_request_under_asgi_is_named() -> None:
    scope = {"type": "http", "method": "PATCH", "path": "/", "headers": [], "query_string": b""}
    assert "ASGI" in checks.held_back(ASGIRequest(scope, io.BytesIO()))


def test_a_proxy_is_believed_only_when_it_says_that_it_does_not_buffer(settings: Any) -> None:
    settings.TRUSTED_PROXIES = 0
    assert checks.held_back(request()) == ""
    settings.TRUSTED_PROXIES = 1
    assert "buffer" in checks.held_back(request())
    assert checks.held_back(request(**{"X-Upload-Buffering": "off"})) == ""


def test_it_is_said_once_in_each_process(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    settings.TRUSTED_PROXIES = 1
    with caplog.at_level(logging.WARNING):
        checks.warn(request())
        checks.warn(request())
    assert len(caplog.records) == 1


def test_our_own_proxy_passes_uploads_on_unbuffered_and_says_so() -> None:
    conf = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    block = conf.partition("location ~ ^/(office/uploads|station/uploads)/ {")[2].partition("}")[0]
    for line in (
        "proxy_request_buffering off;",
        "client_max_body_size 0;",
        "proxy_set_header X-Upload-Buffering off;",
        # A location that sets one header inherits none.
        "proxy_set_header X-Forwarded-For $remote_addr;",
        "proxy_set_header X-Forwarded-Proto https;",
    ):
        assert line in block
