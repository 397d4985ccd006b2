"""A reviewer works the queue off with the keyboard alone: open, check head by head, decide, next."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, expect

from legal_review import catalogue
from legal_review.models import Review
from tests import factories
from tests.base import Cast
from tests.journeys import acts
from tests.journeys.typist import IN_GROUP, Typist
from tests.stage import Visit

pytestmark = [pytest.mark.browser, pytest.mark.sqlite]
FOCUSED = "one => one === document.activeElement"


@pytest.fixture
def waiting(cast: Cast) -> list[Review]:
    """Three submissions of these days."""
    today = timezone.localdate()
    return [factories.submitted(cast.bureau, on=today) for _each in range(3)]


def focused(control: Locator) -> bool:
    return bool(control.evaluate(FOCUSED))


def heads(cast: Cast) -> list[str]:
    return list(catalogue.heads(cast.bureau.rules()))


def check(reviewer: Typist, cast: Cast, keys: dict[str, str]) -> None:
    """Every head by its number: 1 passes, 2 fails; a failed one is given its reason and note."""
    page, names = reviewer.page, heads(cast)
    expect(page.locator("#opinion-form")).to_be_visible()
    page.wait_for_load_state("load")  # the keys are listened to by a script
    page.keyboard.press("j")
    for place, head in enumerate(names):
        group = page.locator(f'main [name="result_{head}"]')
        assert group.evaluate_all(IN_GROUP), f"the keyboard is not on {head}"
        key = keys.get(head, "1")
        page.keyboard.press(key)
        if key == "2":
            why = page.locator(f'main [name="code_{head}"]')
            assert focused(why), "a failed head asks for its reason"
            page.keyboard.press("ArrowDown")
            reviewer.enter(**{f"note_{head}": "证据链不完整。"})
            following = page.locator(
                f'main [name="result_{names[min(place + 1, len(names) - 1)]}"]'
            )
            reviewer.reach(following, test=IN_GROUP)
    if keys.get(names[-1], "1") == "1":
        outcomes = page.locator('main [name="outcome"]')
        assert outcomes.evaluate_all(IN_GROUP), "after the last head comes the outcome"


def decide(reviewer: Typist, outcome: str, words: str) -> None:
    """The outcome, the words, and the button."""
    reviewer.enter(outcome=outcome, opinion=words)
    reviewer.press("出具审核意见")
    acts.told(reviewer, "审核意见已出具并归入案卷")


def test_a_reviewer_works_off_the_queue_without_a_mouse(
    visit: Visit, cast: Cast, waiting: list[Review]
) -> None:
    window = visit("reviewer")
    reviewer = Typist(window.page, window.address, window.troubles)
    page = reviewer.page
    reviewer.open("/office/reviews/")
    links = page.locator("[data-rows] tr td:first-child a")
    expect(links).to_have_count(3)
    for key, place in (("j", 0), ("j", 1), ("ArrowDown", 2), ("k", 1), ("ArrowUp", 0)):
        page.keyboard.press(key)
        assert focused(links.nth(place)), (key, place)

    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/reviews/[0-9a-f-]{36}/"))
    check(reviewer, cast, {})
    decide(reviewer, "approve", "事实清楚，证据确凿，同意。")

    following = page.locator('[data-key="n"]')
    assert focused(following), "the way on is under the fingers"
    page.keyboard.press("Enter")
    check(reviewer, cast, {"evidence": "2"})
    decide(reviewer, "return", "证据不足，补充调查。")
    assert "存在问题（补充调查）" in reviewer.text

    page.keyboard.press("n")
    expect(page.locator("#opinion-form")).to_be_visible()
    page.wait_for_load_state("load")
    page.keyboard.press("b")
    expect(page.locator('main [name="items"]')).to_be_visible()
    reviewer.enter(items="进货票据。")
    reviewer.press("保存")
    acts.told(reviewer, "已要求补正")
    page.keyboard.press("u")
    expect(page.locator("[data-rows] tr.is-stopped")).to_have_count(1)
    statuses = sorted(Review.objects.values_list("status", flat=True))
    assert statuses == ["open", "passed", "returned"]
    returned = Review.objects.get(status="returned")
    assert returned.checks.get(head="evidence").code == "evidence.insufficient"
    assert [row.kind for row in returned.problems.all()] == ["investigate"]
