"""The first view of a public page weighs at most 100 KB, uncompressed, with all it needs."""

import pytest

from tests.base import Cast
from tests.browser.scene import LONG_AGO, MARKS
from tests.browser.stops import Scene, Stop
from tests.disclosure import factories as public
from tests.stage import Visit, Visitor

pytestmark = MARKS
LIMIT = 100 * 1024
FULL_PAGE = 30
LIGHT = [
    Stop("home"),
    Stop("decision-list"),
    Stop("decision-detail", row="published"),
    Stop("agency-detail", row="agency"),
    Stop("officer-list"),
]


def transferred(visitor: Visitor, path: str) -> int:
    """Bytes on the wire for a first visit, headers included."""
    wire = visitor.page.context.new_cdp_session(visitor.page)
    sizes: list[int] = []
    wire.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    visitor.open(path)
    visitor.page.wait_for_load_state("networkidle")
    assert len(sizes) >= 3, "the page, its style and its script"
    return int(sum(sizes))


@pytest.mark.parametrize("stop", LIGHT, ids=lambda stop: stop.label)
def test_the_first_view_is_light(stop: Stop, cast: Cast, scene: Scene, visit: Visit) -> None:
    for _ in range(FULL_PAGE):
        public.published(cast.bureau, on=LONG_AGO, facts="当事人销售超过保质期的食品。" * 40)
    assert transferred(visit(), stop.path(scene)) <= LIMIT


def test_a_picture_of_another_100_kb_would_be_noticed(scene: Scene, visit: Visit) -> None:
    visitor = visit()
    visitor.page.route("**/img/logo.svg", lambda route: route.fulfill(body="x" * LIMIT, status=200))
    assert transferred(visitor, "/") > LIMIT


def test_nothing_comes_from_another_host(scene: Scene, visit: Visit) -> None:
    visitor = visit()
    asked: list[str] = []
    visitor.page.on("request", lambda request: asked.append(request.url))
    for stop in LIGHT:
        visitor.open(stop.path(scene))
    assert [url for url in asked if not url.startswith((visitor.address, "data:"))] == []
