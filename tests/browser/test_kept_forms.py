"""A window closed by mistake loses nothing: what was typed is offered again, until it is sent."""

import re

from playwright.sync_api import Page, expect

from tests.browser.scene import MARKS, Scene, Stop
from tests.stage import BACKGROUND, Visit

pytestmark = MARKS
WORDS = "已查明的情况，尚未写完"


def typed(page: Page) -> None:
    """Type into the form and wait until it is kept."""
    page.get_by_label("简要情况").fill(WORDS)
    expect(page.get_by_text(re.compile("已自动保存"))).to_be_visible(timeout=10_000)


def leave(page: Page) -> None:
    """Nothing is asked any more when the test ends."""
    page.goto("about:blank")
    page.wait_for_load_state("networkidle")


def test_what_was_typed_is_offered_and_brought_back(scene: Scene, visit: Visit) -> None:
    visitor = visit("officer1")
    page, path = visitor.page, Stop("case-amend", row="told").path(scene)
    page.context.unroute(BACKGROUND)
    visitor.open(path)
    typed(page)

    page.on("dialog", lambda dialog: dialog.accept())
    visitor.open(path)
    assert page.get_by_label("简要情况").input_value() != WORDS
    page.get_by_role("button", name="恢复").click()

    assert page.get_by_label("简要情况").input_value() == WORDS
    expect(page.get_by_role("button", name="恢复")).to_have_count(0)
    leave(page)


def test_what_was_thrown_away_is_not_offered_again(scene: Scene, visit: Visit) -> None:
    visitor = visit("officer1")
    page, path = visitor.page, Stop("case-open").path(scene)
    page.context.unroute(BACKGROUND)
    visitor.open(path)
    typed(page)

    page.on("dialog", lambda dialog: dialog.accept())
    visitor.open(path)
    with page.expect_response(lambda answer: "kept" in answer.url and answer.ok):
        page.get_by_role("button", name="放弃").click()
    visitor.open(path)
    page.wait_for_load_state("networkidle")

    expect(page.get_by_role("button", name="放弃")).to_have_count(0)
    leave(page)
