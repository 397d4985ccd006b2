"""On the smallest phone no page has to be pushed sideways."""

import pytest

from tests.browser.look import PHONE, STICKS_OUT, Rounds
from tests.browser.scene import MARKS
from tests.browser.stops import STOPS, Stop
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


@pytest.mark.parametrize("width", [360, 1280])
def test_a_number_beside_a_filter_keeps_to_one_line(width: int, visit: Visit) -> None:
    visitor = visit(viewport={"width": width, "height": 740})
    visitor.open("/decisions/")
    visitor.page.evaluate("document.querySelector('.facets .count').textContent = '1 234 567'")
    counts = visitor.page.locator(".facets .count")
    heights = counts.evaluate_all("all => all.map((one) => one.getBoundingClientRect().height)")
    assert len(heights) > 1
    assert max(heights) == min(heights)
