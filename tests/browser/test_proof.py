"""The reader's browser checks the proof of a decision by itself, quickly, and tells what is wrong."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route

from tests.browser.scene import MARKS
from tests.browser.stops import Scene, Stop
from tests.stage import Visit, Visitor

pytestmark = MARKS
RESULT = "[data-result][data-state]"
QUICK = 100  # milliseconds


def altered(page: Page, change: Callable[[str], str]) -> None:
    """Let the page arrive changed, as by whoever stands between."""

    def pass_on(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=change(answer.text()))

    page.route("**/proof/", pass_on)


def state(visitor: Visitor, scene: Scene) -> str:
    """What the script came to."""
    visitor.open(Stop("decision-proof", row="published").path(scene))
    visitor.page.wait_for_selector(RESULT)
    return visitor.page.get_attribute(RESULT, "data-state") or ""


def test_a_true_proof_is_found_good_within_a_tenth_of_a_second(scene: Scene, visit: Visit) -> None:
    reader, times = visit(), []
    for _ in range(3):
        assert state(reader, scene) == "good"
        times.append(int(reader.page.get_attribute(RESULT, "data-milliseconds") or 1e6))
    assert min(times) <= QUICK


CHANGES: dict[str, tuple[str, str]] = {
    "a line": (r"(data-line>[^<]*?&quot;on&quot;:&quot;20)\d\d", r"\g<1>19"),
    "the text": (r"(data-text>[^<]*?fine_cents&quot;:)\d+", r"\g<1>1"),
    "a salt": (r"(data-salt>)[0-9a-f]{4}", r"\g<1>0123"),
    "a place": (r'data-index="\d+"', 'data-index="0"'),
    "the signed time": (r"(\ntime 20)\d\d", r"\g<1>19"),
    "the key": (r'(data-key="04)[0-9a-f]{128}', r"\g<1>" + "11" * 64),
}


@pytest.mark.parametrize("what", sorted(CHANGES))
def test_any_change_of_the_page_is_told(scene: Scene, visit: Visit, what: str) -> None:
    pattern, new = CHANGES[what]

    def change(text: str) -> str:
        changed, count = re.subn(pattern, new, text, flags=re.S)
        assert count and changed != text
        return changed

    reader = visit()
    altered(reader.page, change)
    assert state(reader, scene) == "bad"
