"""axe finds nothing to complain about on any page family, on a desk and on a phone."""

import pytest

from tests.browser.look import AXE, Rounds, violations
from tests.browser.scene import MARKS
from tests.browser.stops import STOPS, Scene, Stop
from tests.stage import NARROW, WIDE, Visit

pytestmark = MARKS


@pytest.mark.parametrize("stop", STOPS, ids=lambda stop: stop.label)
def test_axe_has_no_complaint_about_a_page(stop: Stop, rounds: Rounds, db: None) -> None:
    assert rounds.look(stop).violations == {WIDE["width"]: [], NARROW["width"]: []}


def test_axe_would_notice_a_picture_without_words_and_pale_text(visit: Visit) -> None:
    visitor = visit()
    visitor.open("/")
    visitor.page.evaluate(
        """() => {
            document.querySelector("h1").style.color = "#eee";
            document.querySelector(".brand img").removeAttribute("alt");
        }"""
    )
    visitor.page.evaluate(AXE)
    assert {rule[0] for rule in violations(visitor.page)} == {"color-contrast", "image-alt"}


def test_a_declaration_that_must_be_made_is_not_called_optional(scene: Scene, visit: Visit) -> None:
    officer = visit("officer1")
    officer.open(Stop("case-review", row="told").path(scene))
    label = officer.page.locator("label", has_text="我承诺送审材料真实").inner_text()
    assert "选填" not in label
    officer.press("送法制审核")
    assert "承诺" in officer.page.get_by_role("alert").inner_text()
