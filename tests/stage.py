"""A live portal with a real Chromium in front of it, for the journeys and the browser tests.

The server answers over the connection of the test, which SQLite in memory allows: what a fixture
of a wider scope wrote inside a transaction is on every page, and gone when the scope ends. That
spares a flush of the whole database after each of these tests; on PostgreSQL they are left out.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Locator,
    Page,
    Response,
    ViewportSize,
    expect,
    sync_playwright,
)
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from tests.base import Cast
from tests.beginning import beginning

# Chromium without the frame of its windows, which would cost half of the time of a journey.
CHROMIUM = os.environ.get("PORTAL_CHROMIUM", "/usr/bin/chromium-headless-shell")
ARGUMENTS = [
    *("--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"),
    *("--font-render-hinting=none", "--force-color-profile=srgb"),
]
WIDE, NARROW = ViewportSize(width=1280, height=900), ViewportSize(width=375, height=800)
PATIENCE = 20_000  # milliseconds; the machine that runs the suite may be busy
ERROR = 400
BACKGROUND = "**/kept/**"  # what static/js/kept.js asks


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One headless Chromium for the whole session; each visitor gets a profile of its own."""
    # Playwright keeps an event loop in this thread, so Django would refuse the tests' own queries.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    expect.set_options(timeout=PATIENCE)
    before = connections[DEFAULT_DB_ALIAS]
    with sync_playwright() as playwright:
        # Under that loop Django would open a second connection, locked out by what the first holds.
        connections[DEFAULT_DB_ALIAS] = before
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, headless=True, chromium_sandbox=False, args=ARGUMENTS
        )
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@contextmanager
def performance(blocker: DjangoDbBlocker) -> Iterator[None]:
    """Rows made inside are seen by the pages, and taken back at the end."""
    with blocker.unblock():
        beginning.close()
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def serving() -> Iterator[str]:
    """The portal on a free port of this machine: its address without a closing slash."""
    server = LiveServer("localhost")
    # A connection the browser kept open is ended by its own thread, sometimes after the server.
    connection.inc_thread_sharing()
    # What the `live_server` fixture does for its own scope.
    server._live_server_modified_settings.enable()
    try:
        yield server.url
    finally:
        server._live_server_modified_settings.disable()
        server.stop()


@dataclass
class Visitor:
    """Somebody at a browser window. `troubles` collects what should not have happened."""

    page: Page
    address: str
    troubles: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._heard)
        self.page.on("pageerror", self._broke)
        self.page.on("response", self._answered)

    def leave(self) -> None:
        """Listen no longer: somebody else will use the window."""
        self.page.remove_listener("console", self._heard)
        self.page.remove_listener("pageerror", self._broke)
        self.page.remove_listener("response", self._answered)

    def _broke(self, error: Any) -> None:
        self.troubles.append(f"script: {error}")

    def _heard(self, message: Any) -> None:
        # A page that answers 404 is reported here too; whether it should have, the test knows.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.troubles.append(f"console: {message.text}")

    def _answered(self, response: Response) -> None:
        part_of_a_page = response.request.resource_type != "document"
        if response.status >= (ERROR if part_of_a_page else 500):
            self.troubles.append(f"{response.status} {response.url}")

    def open(self, path: str) -> int:
        """Open a page by its path; the status it answers with."""
        response = self.page.goto(f"{self.address}{path}")
        return response.status if response else 0

    def press(self, name: str, *, within: str = "main") -> None:
        """Press the button of that name and wait for the page it leads to."""
        button = self.page.locator(within).get_by_role("button", name=name, exact=True)
        with self.page.expect_navigation():
            button.click()

    def confirm(self, name: str) -> None:
        """Press a button that asks first, and answer yes."""
        self.page.locator("main").get_by_role("button", name=name, exact=True).click()
        self.press("确定", within="dialog[open]")

    def follow(self, name: str, *, within: str = "main") -> None:
        """Follow the first link of that name."""
        link = self.page.locator(within).get_by_role("link", name=name, exact=True).first
        with self.page.expect_navigation():
            link.click()

    def enter(self, **values: Any) -> None:
        """Fill in a form by field name: text, an option, a choice, files, or True for a tick."""
        for name, value in values.items():
            put(self.page.locator(f'main [name="{name}"]'), value)

    @property
    def text(self) -> str:
        """What the page says."""
        return self.page.locator("main").inner_text()


def put(control: Locator, value: Any) -> None:
    """Enter one value in the control, or tick those of a group of choices."""
    kind = control.first.evaluate("one => one.type")
    if kind == "file":
        control.set_input_files(value)
    elif kind in ("radio", "checkbox") and isinstance(value, bool):
        control.set_checked(value)
    elif kind in ("radio", "checkbox"):
        for each in [value] if isinstance(value, str) else value:
            control.and_(control.page.locator(f'[value="{each}"]')).check()
    elif kind == "select-one":
        control.select_option(value)
    else:
        control.fill(value)


Visit = Callable[..., Visitor]


@dataclass
class Doorman:
    """Lets people in: each into a browser profile of their own, logged in by their session."""

    browser: Browser
    address: str
    cast: Cast
    stack: ExitStack
    visitors: list[Visitor] = field(default_factory=list)

    def __call__(self, name: str = "", **options: Any) -> Visitor:
        """A member of the cast, or anybody; `options` go to the browser profile."""
        context = self.stack.enter_context(
            self.browser.new_context(**{"locale": "zh-CN", "viewport": WIDE, **options})
        )
        context.set_default_timeout(PATIENCE)
        quiet(context)
        if name:
            admit(context, session_of(self.cast, name), self.address)
        visitor = Visitor(context.new_page(), self.address)
        self.visitors.append(visitor)
        return visitor


def quiet(context: BrowserContext) -> None:
    """Answer what pages ask in the background without the portal.

    It would come at any moment, and the portal answers over the one connection of the test: two
    threads in one transaction undo each other's savepoints.
    """
    context.route(BACKGROUND, lambda route: route.fulfill(json={}))


def session_of(cast: Cast, name: str) -> str:
    """A session in which a member of the cast is logged in."""
    return cast.client(name).cookies[settings.SESSION_COOKIE_NAME].value


def admit(context: BrowserContext, session: str, address: str) -> None:
    """Give a browser profile a session, without the login page."""
    cookie = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": cookie, "value": session, "url": address}])


@pytest.fixture
def visit(browser: Browser, site: str, cast: Cast, db: None) -> Iterator[Visit]:
    """`visit("officer1")` or `visit()`; what went wrong in any window fails the test."""
    with ExitStack() as stack:
        doorman = Doorman(browser, site, cast, stack)
        yield doorman
        assert [trouble for each in doorman.visitors for trouble in each.troubles] == []
