"""The address of a party's own page is the right to open it, so no log writes it out."""

import logging
from typing import Any

from django.conf import settings

from core import hidden_addresses
from core.hidden_addresses import HideTokens, without_tokens

TOKEN = "DsUQvxaoqrb8BWjGkD3TGR1sN7GVv02R.aHhzHlrp6LYt3OXDQRP4QZxTnHgxchN6XB4ocg-5dbc"


def test_the_token_is_left_out_wherever_the_address_stands() -> None:
    for line in (
        f'10.0.0.1 "GET /p/{TOKEN}/ HTTP/1.1" 200',
        f"Not Found: /p/{TOKEN}/documents/3.pdf",
        f'"https://portal.example/p/{TOKEN}?x=1" "Mozilla"',
        f"/p/{TOKEN}",
    ):
        assert TOKEN not in without_tokens(line)
        assert without_tokens(line).replace("…", TOKEN) == line


def test_other_addresses_stay_as_they_are() -> None:
    for line in ("GET /p/", "GET /office/parties/12345678/", "/help/abcdefghij", "三/p/短"):
        assert without_tokens(line) == line


def test_every_record_passes_and_keeps_its_words() -> None:
    record = logging.LogRecord("x", logging.INFO, "", 0, "%s %s", ("GET", f"/p/{TOKEN}/"), None)
    assert HideTokens().filter(record)
    assert record.getMessage() == "GET /p/…/"
    plain = logging.LogRecord("x", logging.INFO, "", 0, "%s", ("/decisions/",), None)
    assert HideTokens().filter(plain)
    assert plain.args == ("/decisions/",)


def test_the_console_and_the_servers_own_logs_are_watched() -> None:
    configured: dict[str, Any] = settings.LOGGING
    assert configured["handlers"]["console"]["filters"] == ["tokens"]
    assert configured["filters"]["tokens"]["()"] == "core.hidden_addresses.HideTokens"
    hidden_addresses.watch()
    for name in hidden_addresses.OWN_HANDLERS:
        assert [type(each) for each in logging.getLogger(name).filters] == [HideTokens]
