"""Every page family can be printed on A4: its content and nothing to press."""

import pytest

from tests.browser.look import ON_PAPER, PAPER, STICKS_OUT, Rounds
from tests.browser.scene import MARKS
from tests.browser.stops import STOPS, Scene, Stop
from tests.stage import Visit

pytestmark = MARKS


@pytest.mark.parametrize("stop", STOPS, ids=lambda stop: stop.label)
def test_paper_holds_the_content_and_no_navigation(stop: Stop, rounds: Rounds, db: None) -> None:
    look = rounds.look(stop)
    assert look.on_paper == []
    assert look.off_paper == []


def test_navigation_and_width_would_be_noticed_on_paper(visit: Visit) -> None:
    visitor = visit()
    visitor.page.set_viewport_size(PAPER)
    visitor.open("/")
    assert visitor.page.evaluate(ON_PAPER)
    visitor.page.evaluate("() => { document.querySelector('h1').style.width = '900px'; }")
    assert visitor.page.evaluate(STICKS_OUT)


@pytest.mark.parametrize(
    ("stop", "words", "form"),
    [
        (Stop("publication-detail", "publisher", "pending"), "原文与公开文本", "提交审批"),
        (Stop("review-detail", "reviewer", "review"), "送审稿", "出具审核意见"),
    ],
    ids=lambda part: part.label if isinstance(part, Stop) else "",
)
def test_a_form_beside_what_is_read_stays_on_the_screen(
    stop: Stop, words: str, form: str, scene: Scene, visit: Visit
) -> None:
    visitor = visit(stop.who)
    visitor.open(stop.path(scene))
    button = visitor.page.get_by_role("button", name=form, exact=True)
    assert button.is_visible()
    visitor.page.emulate_media(media="print")
    assert visitor.page.get_by_role("heading", name=words).is_visible()
    assert not visitor.page.locator("main form").first.is_visible()
