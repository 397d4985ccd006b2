"""A recording is played in the page: the browser reads its length and goes to any moment."""

import io

from django.urls import reverse
from django.utils import timezone

from enforcement.models import Case
from recording.models import Viewing
from recording.services import evidence, media
from recording.services.evidence import Taking
from tests.base import Cast
from tests.browser.scene import MARKS
from tests.browser.stops import Scene
from tests.clips import clip
from tests.stage import Visit

pytestmark = MARKS
SEEK = """(film, moment) => new Promise((found, lost) => {
    film.onseeked = () => found([film.currentTime, film.duration, film.videoWidth]);
    film.onerror = () => lost(film.error.message);
    const go = () => { film.currentTime = moment; };
    film.readyState ? go() : film.onloadedmetadata = go;
})"""


def test_a_film_is_searched_to_a_moment_and_logged_once(
    scene: Scene, cast: Cast, visit: Visit
) -> None:
    now = timezone.now()
    row = evidence.seal(
        Case.objects.get(pk=scene["told"]),
        by=cast.officer1,
        stream=io.BytesIO(clip("film.mp4")),
        file_name="现场.mp4",
        kind="audiovisual",
        media="video",
        title="现场录像",
        stage="investigation",
        at=now,
        taking=Taking(started_at=now),
    )
    media.probe_new(now)
    visitor = visit("officer1")
    assert visitor.open(reverse("evidence-detail", args=[row.pk])) == 200
    film = visitor.page.locator("video")
    moment, length, width = film.evaluate(SEEK, 1.4)
    assert abs(moment - 1.4) < 0.01
    assert abs(length - 2) < 0.2
    assert width == 96
    visitor.page.wait_for_load_state("networkidle")
    visitor.page.goto("about:blank")
    assert Viewing.objects.get(evidence=row, what="original").requests >= 1
