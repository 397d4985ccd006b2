"""On the smallest phone no page has to be pushed sideways."""

import pytest

from tests.browser.look import PHONE, STICKS_OUT, Rounds
from tests.browser.scene import MARKS, STOPS, Stop
from tests.stage import Visit

pytestmark = MARKS


@pytest.mark.parametrize("stop", STOPS, ids=lambda stop: stop.label)
def test_a_page_fits_a_window_of_360_pixels(stop: Stop, rounds: Rounds, db: None) -> None:
    assert rounds.look(stop).sticks_out == []


def test_an_element_that_is_too_wide_is_noticed(visit: Visit) -> None:
    visitor = visit(viewport=PHONE)
    visitor.open("/")
    visitor.page.evaluate("document.querySelector('h1').style.minWidth = '500px'")
    assert any(found.startswith("H1") for found in visitor.page.evaluate(STICKS_OUT))


def test_the_search_of_the_front_page_is_at_hand_on_a_phone(visit: Visit) -> None:
    visitor = visit(viewport=PHONE)
    visitor.open("/")
    box = visitor.page.locator("#hero-q").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < 2 * PHONE["height"]
    assert box["width"] > PHONE["width"] / 2
