"""Without ffprobe every original is kept as "not probed", and the installation says so."""

import io
import shutil
from collections.abc import Iterator

import pytest
from django.utils import timezone

from recording.media import probe
from recording.media.finding import TOOL_MISSING
from recording.media_checks import media_requirements
from recording.models import MediaProbe
from recording.services import evidence, media
from recording.services.evidence import Taking
from tests import factories
from tests.base import Cast, day
from tests.originals import FILM

ON = day(3, 16)
FILED = factories.Days.before(ON).filed


@pytest.fixture
def without_ffprobe(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine where the package is not installed."""
    which = shutil.which
    monkeypatch.setattr(
        shutil, "which", lambda name, **_more: None if name == "ffprobe" else which(name)
    )
    probe.tool.cache_clear()
    yield
    monkeypatch.undo()
    probe.tool.cache_clear()


def test_an_installation_that_has_everything_is_told_nothing() -> None:
    assert media_requirements() == []


def test_what_is_missing_is_named_with_its_package(without_ffprobe: None) -> None:
    (warning,) = media_requirements()
    assert warning.msg == "Missing: ffprobe."
    assert "apt-get install ffmpeg" in str(warning.hint)


def test_the_original_is_kept_and_looked_at_once_the_program_is_there(
    cast: Cast, without_ffprobe: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = evidence.seal(
        factories.case(cast.bureau, on=ON, filed=True),
        by=cast.officer1,
        stream=io.BytesIO(FILM),
        file_name="现场.mp4",
        kind="audiovisual",
        media="video",
        title="现场录像",
        stage="investigation",
        at=factories.at(FILED, 12),
        taking=Taking(started_at=factories.at(FILED, 11)),
    )
    assert media.probe_new(timezone.now()) == 1
    found = MediaProbe.objects.get(blob=row.blob)
    assert (found.verdict, found.tool) == ("not_probed", TOOL_MISSING)
    assert media.unprobed() == []
    monkeypatch.undo()
    probe.tool.cache_clear()
    media.probe_new(timezone.now())
    assert MediaProbe.objects.filter(blob=row.blob).latest("pk").verdict == "whole"
