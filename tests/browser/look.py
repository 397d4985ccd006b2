"""A look at a page in a real browser: what it complains about, its width and print, what axe says."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, ViewportSize

from tests.base import Cast
from tests.browser.stops import STOPS, Scene, Stop
from tests.stage import NARROW, PATIENCE, WIDE, Visitor, admit, quiet, session_of

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
PHONE = ViewportSize(width=360, height=740)
# A4 between the margins of portal.css.
PAPER = ViewportSize(width=672, height=985)
RUN_AXE = """async () => {
    const found = await axe.run(document, {resultTypes: ["violations"]});
    return found.violations.map((rule) => [
        rule.id, rule.help, rule.nodes.map((node) => node.target.join(" ")).slice(0, 5),
    ]);
}"""
# What sticks out on the right; what scrolls inside its own box does not.
STICKS_OUT = """() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    return [...document.querySelectorAll("body *")]
        .filter((one) => one.getBoundingClientRect().right > width + 1)
        .map((one) => `${one.tagName} ${one.className} ${one.textContent.trim().slice(0, 30)}`)
        .slice(-5);
}"""
# What is of no use on paper: ways to other pages, and what is pressed.
ON_PAPER = """() => [...document.querySelectorAll(
        "nav, button, .btn, .filter, .skip, .site-search, .form-actions, .demo-strip")]
    .filter((one) => one.getClientRects().length)
    .map((one) => `${one.tagName} ${one.className} ${one.textContent.trim().slice(0, 30)}`)"""


@dataclass
class Look:
    """What was seen.

    `violations` by window width; `sticks_out` on the smallest phone; `on_paper` what should not be
    printed, `off_paper` what does not fit on A4.
    """

    status: int = 0
    troubles: list[str] = field(default_factory=list)
    violations: dict[int, list[Any]] = field(default_factory=dict)
    sticks_out: list[str] = field(default_factory=list)
    on_paper: list[str] = field(default_factory=list)
    off_paper: list[str] = field(default_factory=list)


def violations(page: Page) -> list[Any]:
    """Every rule of axe the page breaks: [rule, words, elements]."""
    found: list[Any] = page.evaluate(RUN_AXE)
    return found


class Rounds:
    """Goes round the pages and looks at each of them once, whoever asks.

    The accounts are logged in beforehand: a login during a test would be undone after it.
    """

    def __init__(self, browser: Browser, address: str, cast: Cast, scene: Scene) -> None:
        self.browser, self.address, self.scene = browser, address, scene
        names = {stop.who for stop in STOPS if stop.who}
        self.sessions = {name: session_of(cast, name) for name in names}
        self.windows: dict[str, Page] = {}
        self.seen: dict[Stop, Look] = {}

    def window(self, who: str) -> Page:
        """The window of an account, in a browser profile of its own."""
        if who not in self.windows:
            context = self.browser.new_context(locale="zh-CN", viewport=WIDE)
            quiet(context)
            context.set_default_timeout(PATIENCE)
            if who:
                admit(context, self.sessions[who], self.address)
            self.windows[who] = context.new_page()
        return self.windows[who]

    def look(self, stop: Stop) -> Look:
        """Look at a page at 1280, 375 and 360 pixels, and as it is printed."""
        if stop not in self.seen:
            self.seen[stop] = self.visit(stop)
        return self.seen[stop]

    def visit(self, stop: Stop) -> Look:
        """Open the page and look."""
        page = self.window(stop.who)
        page.set_viewport_size(WIDE)
        visitor = Visitor(page, self.address)
        look = Look(visitor.open(stop.path(self.scene)), visitor.troubles)
        page.evaluate(AXE)
        for size in (WIDE, NARROW):
            page.set_viewport_size(size)
            look.violations[size["width"]] = violations(page)
        page.set_viewport_size(PHONE)
        look.sticks_out = page.evaluate(STICKS_OUT)
        page.emulate_media(media="print")
        page.set_viewport_size(PAPER)
        look.on_paper, look.off_paper = page.evaluate(ON_PAPER), page.evaluate(STICKS_OUT)
        page.emulate_media(media="screen")
        visitor.leave()
        return look

    def close(self) -> None:
        """Close every window."""
        for page in self.windows.values():
            page.context.close()
