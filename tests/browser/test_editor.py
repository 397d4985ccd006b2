"""Areas are drawn with the mouse and with the keyboard; what is sent is exactly what was drawn."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from recording.models import EditedCopy
from tests.browser.scene import MARKS
from tests.browser.stops import Scene, Stop
from tests.stage import Visit

pytestmark = MARKS
# At whole pixels, where a mouse can be exact.
LARGE = """image => {
    Object.assign(image.style, { width: "400px", height: "200px" });
    Object.assign(image.parentElement.style, { position: "fixed", left: "100px", top: "50px" });
}"""


@pytest.fixture
def page(scene: Scene, visit: Visit) -> Page:
    visitor = visit("officer1")
    assert visitor.open(Stop("evidence-edit", row="photograph").path(scene)) == 200
    visitor.page.locator("[data-media]").evaluate("image => image.decode()")
    # A photograph of a few pixels would be too small for a mouse.
    visitor.page.locator("[data-media]").evaluate(LARGE)
    expect(stage(visitor.page)).to_have_css("width", "400px")
    return visitor.page


def stage(page: Page) -> Locator:
    return page.locator("[data-stage]")


def drag(page: Page, start: tuple[float, float], stop: tuple[float, float]) -> None:
    """Press, move and let go, in parts of the picture."""
    box = stage(page).bounding_box()
    assert box is not None
    points = [
        (box["x"] + box["width"] * across, box["y"] + box["height"] * down)
        for across, down in (start, stop)
    ]
    page.mouse.move(*points[0])
    page.mouse.down()
    page.mouse.move(*points[1], steps=3)
    page.mouse.up()


def row(page: Page, index: int) -> list[str]:
    return [page.locator(f"#id_area-{index}-{side}").input_value() for side in "xywh"]


def test_what_is_drawn_with_mouse_and_keyboard_is_sent_exactly(page: Page) -> None:
    stage(page).scroll_into_view_if_needed()
    drag(page, (0.10, 0.20), (0.35, 0.60))
    assert row(page, 0) == ["10.00", "20.00", "25.00", "40.00"]

    stage(page).focus()
    for key in ("n", "ArrowRight", "ArrowDown", "Shift+ArrowLeft", "Alt+ArrowRight"):
        page.keyboard.press(key)
    assert row(page, 1) == ["41.10", "41.00", "19.00", "20.00"]
    page.locator("#id_area-1-mode").select_option("blur")

    page.get_by_label("编辑理由").fill("画面中有无关的行人")
    page.locator("#id_purpose").fill("提供给当事人查阅")
    with page.expect_navigation(url=re.compile("/edited/")):
        page.get_by_role("button", name="制作编辑副本").click()
    assert EditedCopy.objects.latest("pk").edits == {
        "keep": [],
        "mute": [],
        "areas": [
            {"x": 1000, "y": 2000, "w": 2500, "h": 4000, "mode": "black"},
            {"x": 4110, "y": 4100, "w": 1900, "h": 2000, "mode": "blur"},
        ],
    }


def test_an_area_is_moved_resized_removed_and_brought_back(page: Page) -> None:
    stage(page).scroll_into_view_if_needed()
    drag(page, (0.10, 0.10), (0.30, 0.30))
    drag(page, (0.20, 0.20), (0.40, 0.50))
    assert row(page, 0) == ["30.00", "40.00", "20.00", "20.00"]
    drag(page, (0.50, 0.60), (0.60, 0.90))
    assert row(page, 0) == ["30.00", "40.00", "30.00", "50.00"]
    stage(page).focus()
    page.keyboard.press("Delete")
    expect(page.locator(".mark")).to_have_count(0)
    page.keyboard.press("Control+z")
    assert row(page, 0) == ["30.00", "40.00", "30.00", "50.00"]
    page.get_by_role("button", name="撤销").click()
    assert row(page, 0) == ["30.00", "40.00", "20.00", "20.00"]
    page.get_by_role("button", name="删除").click()
    expect(page.get_by_role("button", name="添加遮盖区域")).to_be_focused()


def test_an_area_is_typed_without_drawing(page: Page) -> None:
    page.get_by_role("button", name="添加遮盖区域").click()
    expect(page.locator("#id_area-0-x")).to_be_focused()
    page.locator("#id_area-0-x").fill("1.5")
    page.locator("#id_area-0-x").press("Tab")
    assert row(page, 0) == ["1.5", "40.00", "20.00", "20.00"]
    assert '"x":150' in page.locator("[name=drawn]").input_value()
