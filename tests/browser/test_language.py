"""A reader changes the language and stays where they are, with what they asked for."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.scene import MARKS
from tests.browser.stops import Scene, Stop
from tests.stage import Visit, Visitor

pytestmark = MARKS
CHINESE = re.compile("[\u4e00-\u9fff]")
KEPT = [
    Stop("home"),
    Stop("decision-list", query="?q=过期食品&kind=penalty"),
    Stop("decision-detail", row="published"),
    Stop("statute-article", row="statute article"),
    Stop("case-detail", "officer1", "told"),
]


def switch(visitor: Visitor, name: str) -> None:
    """Press the button of a language in the head of the page."""
    visitor.press(name, within="header")


@pytest.mark.parametrize("stop", KEPT, ids=lambda stop: stop.label)
def test_the_page_stays_when_the_language_changes(stop: Stop, scene: Scene, visit: Visit) -> None:
    reader = visit(stop.who)
    reader.open(stop.path(scene))
    before = reader.page.url
    switch(reader, "English")
    assert reader.page.url == before
    expect(reader.page.locator("html")).to_have_attribute("lang", "en")
    switch(reader, "简体中文")
    assert reader.page.url == before
    expect(reader.page.locator("html")).to_have_attribute("lang", "zh-hans")


def test_the_frame_of_the_page_speaks_english(visit: Visit) -> None:
    reader = visit()
    reader.open("/decisions/")
    switch(reader, "English")
    for part in (".site-nav", ".breadcrumbs", "h1", ".filter .form-actions"):
        assert not CHINESE.search(reader.page.locator(part).inner_text()), part
    expect(reader.page.get_by_role("button", name="English")).to_have_attribute(
        "aria-pressed", "true"
    )


def test_the_words_of_a_decision_stay_as_they_were_published(scene: Scene, visit: Visit) -> None:
    reader = visit()
    reader.open(Stop("decision-detail", row="published").path(scene))
    title = reader.page.locator("h1").inner_text()
    switch(reader, "English")
    assert reader.page.locator("h1").inner_text() == title


def test_a_browser_that_prefers_english_gets_english_at_once(visit: Visit) -> None:
    reader = visit(locale="en-GB")
    reader.open("/")
    expect(reader.page.locator("html")).to_have_attribute("lang", "en")
