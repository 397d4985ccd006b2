"""Everything can be done without a mouse, and the eye always finds where the keyboard is."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from enforcement.models import Defence
from tests.browser.scene import MARKS
from tests.browser.stops import Scene, Stop
from tests.stage import Visit, Visitor

pytestmark = MARKS
MANY = 80
OUTLINE = """() => {
    const one = document.activeElement;
    const style = getComputedStyle(one);
    const box = one.getBoundingClientRect();
    return {
        what: `${one.tagName} ${one.id || one.className || one.textContent.trim().slice(0, 20)}`,
        ring: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
        seen: box.width > 0 && box.height > 0 && box.right > 0 && box.bottom > 0,
        end: one === document.body,
    };
}"""
SEEN = [
    Stop("home"),
    Stop("decision-list"),
    Stop("decision-detail", row="published"),
    Stop("login"),
    Stop("case-detail", "officer1", "told"),
    Stop("decision-draft", "officer1", "told"),
]


def tab_to(visitor: Visitor, selector: str) -> None:
    """Press Tab until the element has the keyboard."""
    wanted = visitor.page.locator(selector).first
    for _ in range(MANY):
        visitor.page.keyboard.press("Tab")
        if wanted.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError(f"{selector} is out of reach of the Tab key")


def enter(visitor: Visitor) -> None:
    """Press Enter and wait for the page it leads to."""
    with visitor.page.expect_navigation():
        visitor.page.keyboard.press("Enter")


def walk(visitor: Visitor) -> list[dict[str, Any]]:
    """Every stop of the Tab key on the page, to its end."""
    stops: list[dict[str, Any]] = []
    for _ in range(MANY):
        visitor.page.keyboard.press("Tab")
        found = visitor.page.evaluate(OUTLINE)
        if found["end"]:
            break
        stops.append(found)
    return stops


@pytest.mark.parametrize("who", ["", "officer1"])
def test_the_first_tab_offers_to_skip_to_the_content(who: str, visit: Visit) -> None:
    visitor = visit(who)
    visitor.open("/office/" if who else "/")
    visitor.page.keyboard.press("Tab")
    skip = visitor.page.get_by_role("link", name="跳到正文")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    visitor.page.keyboard.press("Enter")
    expect(visitor.page.locator("main")).to_be_focused()
    visitor.page.keyboard.press("Tab")
    assert visitor.page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.parametrize("stop", SEEN, ids=lambda stop: stop.label)
def test_the_keyboard_is_always_visible(stop: Stop, scene: Scene, visit: Visit) -> None:
    visitor = visit(stop.who)
    visitor.open(stop.path(scene))
    stops = walk(visitor)
    assert len(stops) > 1
    assert [each["what"] for each in stops if each["ring"] < 2 or not each["seen"]] == []


def test_a_decision_is_found_and_read_by_keyboard(scene: Scene, visit: Visit) -> None:
    reader = visit()
    reader.open("/")
    tab_to(reader, "#hero-q")
    reader.page.keyboard.type("过期食品")
    enter(reader)
    expect(reader.page).to_have_url(re.compile(r"/decisions/\?q="))
    tab_to(reader, ".result a")
    enter(reader)
    expect(reader.page.locator("h1")).to_contain_text("过期食品")


def test_a_form_is_filled_in_and_sent_by_keyboard(scene: Scene, visit: Visit) -> None:
    officer = visit("officer1")
    officer.open(Stop("defence-answer", row="defence").path(scene))
    keyboard = officer.page.keyboard
    tab_to(officer, '[name="adopted"]')
    keyboard.press("Space")
    tab_to(officer, '[name="reasons"]')
    keyboard.type("当事人确有从轻情节，予以采纳。")
    tab_to(officer, "main button[type=submit]")
    enter(officer)
    expect(officer.page.locator(".messages")).to_contain_text("已记录")
    answered = Defence.objects.get(pk=scene["defence"])
    assert (answered.adopted, answered.reasons) == (True, "当事人确有从轻情节，予以采纳。")


def test_a_question_starts_at_no_and_escape_takes_it_back(scene: Scene, visit: Visit) -> None:
    head = visit("head")
    path = Stop("decision-revoke", row="issued").path(scene)
    head.open(path)
    head.enter(reason="行政复议决定撤销。")
    head.page.locator("main button[type=submit]").focus()
    head.page.keyboard.press("Enter")
    dialog = head.page.locator("dialog[open]")
    expect(dialog.get_by_role("button", name="取消")).to_be_focused()
    head.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    assert head.page.url.endswith(path)
    assert head.page.locator('[name="reason"]').input_value() == "行政复议决定撤销。"


def test_an_error_takes_the_keyboard_to_its_summary_and_to_the_field(
    scene: Scene, visit: Visit
) -> None:
    officer = visit("officer1")
    officer.open(Stop("decision-draft", row="told").path(scene))
    officer.enter(facts="")
    officer.press("保存草案")
    summary = officer.page.get_by_role("alert")
    expect(summary).to_be_focused()
    officer.page.keyboard.press("Tab")
    officer.page.keyboard.press("Enter")
    expect(officer.page.locator('[name="facts"]')).to_be_focused()
