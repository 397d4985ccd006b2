"""A window closed by mistake loses nothing: what was typed is offered again, until it is sent.

Here the pages do ask the portal in the background, so each test waits for every answer: the portal
answers over the connection of the test, and two threads in one transaction disturb each other.
"""

from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.scene import MARKS
from tests.browser.stops import Scene, Stop
from tests.stage import BACKGROUND, Visit, Visitor

pytestmark = MARKS
WORDS = "已查明的情况，尚未写完"


class Desk:
    """A form in a window whose background requests reach the portal, one at a time."""

    def __init__(self, visitor: Visitor, path: str) -> None:
        self.visitor, self.page, self.path = visitor, visitor.page, path
        self.page.context.unroute(BACKGROUND)
        # The window asks before it loses what is typed.
        self.page.on("dialog", lambda dialog: dialog.accept())

    def answered(self, method: str) -> Any:
        """Wait until the portal has answered what the page asks in the block."""
        return self.page.expect_response(
            lambda answer: "/kept/" in answer.url and answer.request.method == method
        )

    def open(self) -> dict[str, Any]:
        """Open the form; what the portal says is kept of it."""
        with self.answered("GET") as answer:
            self.visitor.open(self.path)
        return dict(answer.value.json())

    def type(self) -> None:
        """Type into the form and wait until it is kept."""
        with self.answered("POST"):
            self.page.get_by_label("简要情况").fill(WORDS)
        expect(self.page.get_by_text("已自动保存")).to_be_visible()

    def leave(self) -> None:
        """Close the form; nothing is asked any more when the test ends."""
        self.page.goto("about:blank")


def offered(page: Page, name: str) -> Any:
    """The button of the offer."""
    return expect(page.get_by_role("button", name=name))


def test_what_was_typed_is_offered_and_brought_back(scene: Scene, visit: Visit) -> None:
    desk = Desk(visit("officer1"), Stop("case-amend", row="told").path(scene))
    assert desk.open() == {}
    desk.type()

    kept = desk.open()
    assert kept["fields"]["summary"] == [WORDS]
    assert desk.page.get_by_label("简要情况").input_value() != WORDS
    with desk.answered("POST"):
        desk.page.get_by_role("button", name="恢复").click()

    assert desk.page.get_by_label("简要情况").input_value() == WORDS
    offered(desk.page, "恢复").to_have_count(0)
    desk.leave()


def test_what_was_thrown_away_is_not_offered_again(scene: Scene, visit: Visit) -> None:
    desk = Desk(visit("officer1"), Stop("case-open").path(scene))
    desk.open()
    desk.type()

    assert desk.open()["fields"]["summary"] == [WORDS]
    with desk.answered("POST"):
        desk.page.get_by_role("button", name="放弃").click()

    assert desk.open() == {}
    offered(desk.page, "放弃").to_have_count(0)
    desk.leave()
