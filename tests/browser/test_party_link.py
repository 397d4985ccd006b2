"""A party opens its own page on a phone without scripts, and files what it has to say."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.browser.look import AXE, violations
from tests.browser.scene import MARKS, TODAY
from tests.browser.stops import Scene, Stop
from tests.party_links import TAIL, clock
from tests.stage import NARROW, Visit

pytestmark = MARKS
WORDS = "货已下架，请求从轻处罚。"


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    """A moment of the day of the scene, for windows end to the second."""
    with clock(factories.at(TODAY, 12)):
        yield


@pytest.mark.parametrize("scripts", [False, True])
def test_a_party_opens_its_case_and_files_its_defence(
    scene: Scene, visit: Visit, scripts: bool
) -> None:
    party = visit(java_script_enabled=scripts, viewport=NARROW)
    path = Stop("party-page", row="link").path(scene)
    party.open(path)
    party.enter(answer=TAIL)
    party.press("打开我的案件")
    expect(party.page.locator("main")).to_contain_text("陈述申辩期限")
    party.enter(text=WORDS)
    party.press("提交陈述申辩")
    expect(party.page.locator(".messages")).to_contain_text("已收到您的陈述申辩")
    expect(party.page.locator("#defence")).to_contain_text(WORDS)
    assert party.page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    if scripts:
        party.page.evaluate(AXE)
        assert violations(party.page) == []
    assert visit().open(path) == 404
