"""Every page family keeps to the content security policy and loads without an error."""

import pytest

from tests.browser.look import Rounds
from tests.browser.scene import MARKS
from tests.browser.stops import STOPS, Stop
from tests.stage import Visit

pytestmark = MARKS


@pytest.mark.parametrize("stop", STOPS, ids=lambda stop: stop.label)
def test_a_page_loads_without_any_complaint_of_the_browser(
    stop: Stop, rounds: Rounds, db: None
) -> None:
    look = rounds.look(stop)
    assert look.status == stop.status
    assert look.troubles == []


def test_an_inline_script_is_blocked_and_noticed(visit: Visit) -> None:
    visitor = visit()
    visitor.open("/")
    visitor.page.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "window.broken = true";
            document.body.append(script);
        }"""
    )
    assert visitor.page.evaluate("window.broken") is None
    assert any("Content Security Policy" in trouble for trouble in visitor.troubles)
    visitor.troubles.clear()


def test_a_file_that_is_missing_is_noticed(visit: Visit) -> None:
    visitor = visit()
    visitor.open("/")
    visitor.page.evaluate("fetch('/static/css/missing.css')")
    visitor.page.wait_for_load_state("networkidle")
    assert visitor.troubles == [f"404 {visitor.address}/static/css/missing.css"]
    visitor.troubles.clear()
