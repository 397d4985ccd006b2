"""The worker looks at each new original once and makes the copies that viewing needs."""

import hashlib
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from core import files
from core.models import AuditEntry
from enforcement.models import Case
from recording import tasks
from recording.media import probe, sandbox
from recording.media.finding import Finding, Verdict
from recording.models import Derivative, Evidence, MediaProbe
from recording.services import derivatives, evidence, media
from recording.services.evidence import Taking
from tests import factories
from tests.base import Cast, day
from tests.clips import clip
from tests.originals import FILM, PAPER, PHOTO

ON = day(3, 16)
FILED = factories.Days.before(ON).filed
NOW = datetime(2026, 3, 16, 4, tzinfo=UTC)


@pytest.fixture
def case(cast: Cast) -> Case:
    return factories.case(cast.bureau, on=ON, filed=True)


def seal(cast: Cast, case: Case, content: bytes, media: str = "video", **more: Any) -> Evidence:
    """One original, insisted on where it needs that."""
    return evidence.seal(
        case,
        by=cast.officer1,
        stream=io.BytesIO(content),
        file_name="现场",
        kind="audiovisual",
        media=media,
        title="现场",
        stage="investigation",
        at=factories.at(FILED, 12),
        taking=Taking(started_at=factories.at(FILED, 11)),
        insist="设备只有这一份",
        **more,
    )


def copies(row: Evidence) -> dict[str, str]:
    """The state of each copy of the original."""
    return dict(Derivative.objects.filter(blob=row.blob).values_list("kind", "status"))


def test_a_film_is_looked_at_once_and_gets_its_thumbnail_and_waveform(
    cast: Cast, case: Case
) -> None:
    row = seal(cast, case, clip("film.mp4"))
    assert media.probe_new(NOW) == 1
    assert media.probe_new(NOW) == 0
    found = MediaProbe.objects.get(blob=row.blob)
    assert (found.verdict, found.video_codec, found.audio_codec) == ("whole", "h264", "aac")
    assert (found.width, found.height, found.device) == (96, 64, "YX DSJ-1")
    assert found.recorded_at == datetime(2026, 3, 9, 3, tzinfo=UTC)
    assert (found.latitude, found.longitude) == (34.7732, 111.2003)
    assert found.duration == pytest.approx(2, abs=0.2)
    entry = AuditEntry.objects.get(action="media.probe", object_id=str(found.pk))
    assert row.blob.sha256 in entry.data
    assert copies(row) == {"thumbnail": "waiting", "waveform": "waiting"}
    assert media.make_waiting() == 2
    assert copies(row) == {"thumbnail": "ready", "waveform": "ready"}


def test_a_film_that_browsers_do_not_play_gets_a_copy_that_they_do(cast: Cast, case: Case) -> None:
    row = seal(cast, case, clip("hevc.mp4"))
    media.probe_new(NOW)
    assert MediaProbe.objects.get(blob=row.blob).verdict == "unplayable"
    media.make_waiting()
    copy = Derivative.objects.get(blob=row.blob, kind="proxy")
    assert (copy.status, copy.progress, copy.content_type) == ("ready", 100, "video/mp4")
    content = derivatives.path_of(copy).read_bytes()
    assert hashlib.sha256(content).hexdigest() == copy.sha256
    assert probe.probe(derivatives.path_of(copy), "video/mp4").video_codec == "h264"
    assert files.verify(row.blob) == "ok"
    entry = AuditEntry.objects.get(action="media.derive", object_id=str(copy.pk))
    assert row.blob.sha256 in entry.data
    assert copy.tool.startswith("ffmpeg")


def test_a_transport_stream_is_packed_anew_without_being_coded_again(
    cast: Cast, case: Case
) -> None:
    row = seal(cast, case, clip("camera.ts"))
    media.probe_new(NOW)
    media.make_waiting()
    copy = Derivative.objects.get(blob=row.blob, kind="proxy")
    found = probe.probe(derivatives.path_of(copy), "video/mp4")
    assert (found.video_codec, found.audio_codec, found.width) == ("h264", "aac", 96)


def test_a_photo_gets_a_thumbnail_and_a_preview_without_what_the_camera_wrote(
    cast: Cast, case: Case, shared_data: Path
) -> None:
    row = seal(cast, case, (shared_data / "media" / "derived_gps.jpg").read_bytes(), "photo")
    media.probe_new(NOW)
    found = MediaProbe.objects.get(blob=row.blob)
    assert found.latitude == pytest.approx(39.9075)
    assert found.device == "KYOCERA FC-S3x"
    media.make_waiting()
    assert copies(row) == {"thumbnail": "ready", "preview": "ready"}
    preview = Derivative.objects.get(blob=row.blob, kind="preview")
    again = probe.probe(derivatives.path_of(preview), "image/jpeg")
    assert (again.device, again.latitude, again.recorded_at) == ("", None, None)


def test_a_paper_is_not_looked_at_and_the_same_bytes_are_looked_at_once(
    cast: Cast, case: Case
) -> None:
    seal(cast, case, PAPER, "document")
    seal(cast, case, PHOTO, "photo")
    seal(cast, case, PHOTO, "photo")
    assert media.probe_new(NOW) == 1


def test_what_cannot_be_shown_gets_no_copy(cast: Cast, case: Case) -> None:
    row = seal(cast, case, FILM.replace(b"avc1\0\0\0\0", b"encv\0\0\0\0"))
    media.probe_new(NOW)
    assert MediaProbe.objects.get(blob=row.blob).verdict == "encrypted"
    assert copies(row) == {}


def test_a_copy_that_cannot_be_made_says_why(cast: Cast, case: Case, shared_data: Path) -> None:
    row = seal(cast, case, (shared_data / "media" / "vvc_2s.mp4").read_bytes())
    media.probe_new(NOW)
    media.make_waiting()
    proxy = Derivative.objects.get(blob=row.blob, kind="proxy")
    assert proxy.status == "failed"
    assert proxy.reason
    assert "/" not in proxy.reason.split(" ")[0]
    assert files.verify(row.blob) == "ok"


# ------------------------------------------------------------------------------- faults
@pytest.mark.parametrize("error", [sandbox.Ended("ended by SIGSEGV"), sandbox.Missing("gone")])
def test_a_prober_that_dies_leaves_the_original_and_not_probed(
    cast: Cast, case: Case, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = seal(cast, case, PHOTO, "photo")

    def dies(*args: object, **options: object) -> sandbox.Answer:
        raise error

    found = probe.probe(Path(files.place().path(row.blob.key)), "image/jpeg", run=dies)
    assert (found.verdict, found.detail) == (Verdict.NOT_PROBED, str(error))
    media.keep(row.blob, found, at=NOW)
    assert MediaProbe.objects.get(blob=row.blob).verdict == "not_probed"
    assert copies(row) == {}
    assert files.verify(row.blob) == "ok"
    assert media.unprobed() == []


def test_what_was_not_looked_at_is_looked_at_again_with_another_tool(
    cast: Cast, case: Case
) -> None:
    row = seal(cast, case, PHOTO, "photo")
    media.keep(row.blob, Finding(verdict=Verdict.NOT_PROBED, tool="none"), at=NOW)
    assert media.unprobed() == [row.blob]
    media.probe_new(NOW)
    rows = MediaProbe.objects.filter(blob=row.blob).values_list("verdict", flat=True)
    assert list(rows) == ["not_probed", "whole"]


def test_an_original_that_is_gone_is_said_and_stops_nothing(
    cast: Cast, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = seal(cast, case, clip("film.mp4") + b"gone")
    media.probe_new(NOW)
    monkeypatch.setattr(media, "local", lambda blob: Path("/nowhere/gone"))
    assert media.find(row.blob).verdict == Verdict.NOT_PROBED
    media.make_waiting()
    assert set(copies(row).values()) == {"failed"}


def test_a_maker_that_fell_silent_is_replaced_and_given_up_after_three_times(
    cast: Cast, case: Case
) -> None:
    row = seal(cast, case, PHOTO, "photo")
    media.probe_new(NOW)
    Derivative.objects.filter(kind="preview").delete()
    for attempt in range(1, derivatives.ATTEMPTS + 1):
        at = NOW + attempt * (derivatives.SILENT + timedelta(seconds=1))
        mine = derivatives.claim(at)
        assert mine is not None
        assert mine.attempts == attempt
        assert derivatives.claim(at + derivatives.SILENT) is None
    late = NOW + timedelta(days=1)
    assert derivatives.claim(late) is None
    gone = Derivative.objects.get(blob=row.blob)
    assert (gone.status, "多次中断" in gone.reason) == ("failed", True)


def test_one_film_is_coded_at_a_time_and_pictures_pass_it(cast: Cast, case: Case) -> None:
    row = seal(cast, case, PHOTO, "photo")
    other = seal(cast, case, PHOTO + b"2", "photo")
    for blob in (row.blob, other.blob):
        Derivative.objects.create(blob=blob, kind="proxy", touched_at=NOW)
    first = derivatives.claim(NOW)
    assert first is not None
    assert derivatives.claim(NOW) is None
    Derivative.objects.create(blob=row.blob, kind="thumbnail", touched_at=NOW)
    picture = derivatives.claim(NOW)
    assert picture is not None
    assert picture.kind == "thumbnail"


def test_a_lost_copy_is_asked_for_again(cast: Cast, case: Case) -> None:
    row = seal(cast, case, PHOTO + b"lost", "photo")
    media.probe_new(NOW)
    media.make_waiting()
    copy = Derivative.objects.get(blob=row.blob, kind="preview")
    derivatives.path_of(copy).unlink()
    with pytest.raises(Exception, match="重新排队"):
        derivatives.chunks_of(copy, 0, 4)
    assert media.make_waiting() == 1
    copy.refresh_from_db()
    assert b"".join(derivatives.chunks_of(copy, 0, 2)) == b"\xff\xd8"


def test_the_tasks_do_what_the_services_do(cast: Cast, case: Case) -> None:
    row = seal(cast, case, PHOTO + b"task", "photo")
    assert tasks.probe_originals() == 1
    assert tasks.make_copies() == 2
    assert tasks.end_viewings() == 0
    assert set(copies(row).values()) == {"ready"}


@pytest.mark.parametrize(
    "statement",
    ["UPDATE recording_mediaprobe SET verdict = 'whole'", "DELETE FROM recording_mediaprobe"],
)
def test_a_finding_can_neither_be_changed_nor_removed(
    cast: Cast, case: Case, statement: str
) -> None:
    row = seal(cast, case, PHOTO, "photo")
    media.keep(row.blob, Finding(verdict=Verdict.TRUNCATED, tool="t"), at=timezone.now())
    with (
        pytest.raises(IntegrityError, match="APPEND_ONLY"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
