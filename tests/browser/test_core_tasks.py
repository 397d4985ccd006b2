"""The five core tasks of a citizen, by keyboard alone and without scripts, on a desk and on a phone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from core.http import LARGE_COOKIE
from disclosure.models import Complaint, CorrectionRequest
from tests.browser.look import AXE, RUN_AXE, STICKS_OUT
from tests.browser.scene import MARKS
from tests.browser.stops import Scene, Stop
from tests.stage import NARROW, WIDE, Visit, Visitor

pytestmark = MARKS
MANY = 120
# What has the keyboard, and what a person would do there.
FOCUS = """() => {
    const one = document.activeElement;
    const group = one.type === "radio" ? one.form.elements[one.name] : null;
    return {
        name: one.name || "", type: one.type || one.tagName, value: one.value || "",
        chosen: group ? group.value !== "" : false,
        inside: one.closest("main form") !== null,
        submit: one.matches("main form button[type=submit]"),
    };
}"""
SMALL = """() => [...document.querySelectorAll("nav a, button, .btn, summary, main select, main input")]
    .filter((one) => one.getClientRects().length && !["hidden", "radio", "checkbox"].includes(one.type))
    .filter((one) => one.getBoundingClientRect().height < 43.5)
    .map((one) => `${one.tagName} ${one.className} ${one.textContent.trim().slice(0, 20)}`)"""
REFLOWED = [
    Stop("home"),
    Stop("decision-list"),
    Stop("decision-detail", row="published"),
    Stop("organisation", row="organisation"),
    Stop("remedies", query="?known_on=2026-03-16&told=none"),
    Stop("agency-detail", row="agency"),
    Stop("verify-code", row="certificate"),
    Stop("complaint-new", query="?about=conduct"),
]


class Citizen:
    """Somebody with a keyboard and no scripts."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor, self.page = visitor, visitor.page

    def reach(self, selector: str) -> None:
        """Press Tab until the element has the keyboard."""
        wanted = self.page.locator(selector).first
        for _ in range(MANY):
            self.page.keyboard.press("Tab")
            if wanted.evaluate("one => one === document.activeElement"):
                return
        raise AssertionError(f"{selector} is out of reach of the Tab key")

    def go(self, selector: str) -> None:
        """Reach a link or button and press Enter."""
        self.reach(selector)
        self.enter()

    def enter(self) -> None:
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def type(self, selector: str, words: str) -> None:
        """Type into a field and send its form."""
        self.reach(selector)
        self.page.keyboard.type(words)
        self.enter()

    def fill(self, words: str) -> None:
        """Go through the form of the page, answer what asks for an answer, and send it."""
        for _ in range(MANY):
            self.page.keyboard.press("Tab")
            at = self.page.evaluate(FOCUS)
            if at["submit"]:
                return self.enter()
            if not at["inside"]:
                continue
            if at["type"] == "radio" and not at["chosen"]:
                self.page.keyboard.press("Space")
            elif at["type"] == "select-one" and not at["value"]:
                self.page.keyboard.press("ArrowDown")
            elif at["type"] == "textarea":
                self.page.keyboard.type(words)
        raise AssertionError("the form cannot be sent by keyboard")

    def says(self, words: str) -> None:
        expect(self.page.locator("main")).to_contain_text(words)


@pytest.fixture(params=[WIDE, NARROW], ids=["desk", "phone"])
def citizen(request: pytest.FixtureRequest, visit: Visit) -> Citizen:
    visitor = visit(java_script_enabled=False, viewport=request.param)
    visitor.open("/")
    return Citizen(visitor)


def find_a_company(citizen: Citizen, scene: Scene) -> None:
    citizen.go('.tasks a[href="/organisations/"]')
    citizen.type('main [name="code"]', scene["organisation"])
    expect(citizen.page).to_have_url(re.compile(scene["organisation"]))
    citizen.go(".timeline a")
    citizen.says("晨星商贸")


def find_a_company_by_name(citizen: Citizen, scene: Scene) -> None:
    citizen.go('.tasks a[href="/organisations/"]')
    citizen.type('main [name="code"]', "晨星")
    citizen.says(scene["organisation"])
    citizen.go(f'.results a[href="/organisations/{scene["organisation"]}/"]')
    citizen.says("晨星商贸")


def check_that_it_was_in_time(citizen: Citizen, scene: Scene) -> None:
    citizen.visitor.open(Stop("decision-detail", row="published").path(scene))
    citizen.says("按期：最晚应当在2026-03-25公开")
    citizen.go('main a[href$="/deadline/"]')
    citizen.says("第 7 个工作日")
    citizen.page.go_back()
    citizen.go('main a[href$="/proof/"]')
    citizen.says("到检查点的路径")


def ask_for_a_correction(citizen: Citizen, scene: Scene) -> None:
    citizen.visitor.open(Stop("decision-detail", row="published").path(scene))
    before = CorrectionRequest.objects.count()
    citizen.go('main a[href*="/corrections/new/"]')
    citizen.fill("公开的罚款金额与决定书不一致，应为1000元。")
    citizen.says("查询码")
    assert CorrectionRequest.objects.count() == before + 1


def verify_an_officer(citizen: Citizen, scene: Scene) -> None:
    citizen.go('.tasks a[href="/v/"]')
    citizen.type("main form input:not([type=hidden])", scene["certificate"])
    citizen.says("执法证号")
    expect(citizen.page.locator("main .badge").first).to_be_visible()


def complain(citizen: Citizen, scene: Scene) -> None:
    before = Complaint.objects.count()
    citizen.go('.tasks a[href="/complaints/new/"]')
    citizen.fill("")
    if citizen.page.locator("main textarea").count() == 0:  # the first choice led elsewhere
        citizen.visitor.open(f"/complaints/new/?about=conduct&unit={scene['agency']}")
    citizen.fill("两名执法人员没有出示执法证。")
    citizen.says("查询码")
    assert Complaint.objects.count() == before + 1


TASKS = [
    find_a_company,
    find_a_company_by_name,
    check_that_it_was_in_time,
    ask_for_a_correction,
    verify_an_officer,
    complain,
]


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.__name__)
def test_a_core_task_needs_neither_mouse_nor_script(
    task: Callable[[Citizen, Scene], None], citizen: Citizen, scene: Scene
) -> None:
    task(citizen, scene)


def test_the_large_pages_are_turned_on_and_off_by_keyboard(citizen: Citizen) -> None:
    page = citizen.page
    size = "one => parseFloat(getComputedStyle(one).fontSize)"
    before = page.locator("body").evaluate(size)
    citizen.go(".large-switch button")
    assert page.locator("body").evaluate(size) >= before * 1.25
    citizen.visitor.open("/remedies/")
    assert page.locator("body").evaluate(size) >= before * 1.25, "on the next page too"
    citizen.go(".large-switch button")
    assert page.locator("body").evaluate(size) == before


def test_large_pages_reflow_at_400_percent_with_broad_targets(scene: Scene, visit: Visit) -> None:
    """1280 pixels at 400 % are 320 (WCAG 1.4.10); every target is at least 44 pixels high."""
    visitor = visit(viewport={"width": 320, "height": 256})
    visitor.page.context.add_cookies(
        [{"name": LARGE_COOKIE, "value": "on", "url": visitor.address}]
    )
    found = {}
    for stop in REFLOWED:
        visitor.open(stop.path(scene))
        visitor.page.evaluate(AXE)
        found[stop.label] = {
            "sideways": visitor.page.evaluate(STICKS_OUT),
            "small": visitor.page.evaluate(SMALL),
            "axe": visitor.page.evaluate(RUN_AXE),
        }
    assert found == {stop.label: {"sideways": [], "small": [], "axe": []} for stop in REFLOWED}
