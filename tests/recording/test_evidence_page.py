"""The page of one item: what it shows, what does not agree, who looked, and what is still made."""

import io
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from core.models import Blob
from enforcement.models import Case
from recording import evidence_page
from recording.media.finding import Finding, Verdict
from recording.models import Derivative, Evidence, MediaProbe, Viewing
from recording.services import evidence, media
from recording.services.evidence import Taking
from tests import factories
from tests.base import Cast, day
from tests.originals import FILM, PAPER, PHOTO
from tests.purposes import told

ON = day(3, 16)
FILED = factories.Days.before(ON).filed
TAKEN = factories.at(FILED, 11)
FILM_FOUND = Finding(
    verdict=Verdict.WHOLE,
    tool="ffprobe 5",
    container="mov",
    video_codec="h264",
    audio_codec="aac",
    duration=3725.4,
    width=1280,
    height=720,
    recorded_at=TAKEN,
    zone_told=True,
    latitude=34.7732,
    longitude=111.2003,
    device="YX DSJ-1",
)


@pytest.fixture
def case(cast: Cast) -> Case:
    return factories.case(cast.bureau, on=ON, filed=True)


def seal(cast: Cast, case: Case, content: bytes = FILM, **more: Any) -> Evidence:
    """A film begun at 11 and received at 12."""
    taking = more.pop("taking", Taking(started_at=TAKEN))
    values = {"media": "video", "title": "现场录像", "file_name": "现场.mp4", **more}
    return evidence.seal(
        case,
        by=cast.officer1,
        stream=io.BytesIO(content),
        kind="audiovisual",
        stage="investigation",
        at=factories.at(FILED, 14),
        taking=taking,
        **values,
    )


def body(answer: Any) -> bytes:
    """The bytes of a streamed answer."""
    return b"".join(answer.streaming_content)


def page(cast: Cast, row: Evidence, who: str = "officer1") -> str:
    """The text of the page."""
    answer = cast.client(who).get(reverse("evidence-detail", args=[row.pk]))
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_the_page_shows_what_the_file_tells_its_hashes_and_its_custody(
    cast: Cast, case: Case
) -> None:
    row = seal(cast, case)
    media.keep(row.blob, FILM_FOUND, at=timezone.now())
    text = page(cast, row)
    for words in ("1:02:05", "1280 × 720", "mov / h264 + aac", "34.77320, 111.20030", "YX DSJ-1"):
        assert words in text
    assert row.blob.sha256 in text
    assert row.blob.sm3 in text
    assert "收存封存" in text
    assert "<video controls" in text
    assert reverse("evidence-download", args=[row.pk]) in text
    assert "与登记不符" not in text
    assert "等待生成" in text


def test_before_the_worker_came_the_page_says_so(cast: Cast, case: Case) -> None:
    text = page(cast, seal(cast, case))
    assert "正在等待检测" in text
    assert "<video controls" in text


def test_a_paper_waits_for_nothing(cast: Cast, case: Case) -> None:
    row = seal(cast, case, PAPER, media="document", file_name="合同.pdf")
    text = page(cast, row)
    assert "正在等待检测" not in text
    assert "<video" not in text


@pytest.mark.parametrize(
    "verdict", [Verdict.ENCRYPTED, Verdict.NO_MEDIA, Verdict.UNPLAYABLE, Verdict.NOT_PROBED]
)
def test_what_a_browser_cannot_show_is_said_instead(
    cast: Cast, case: Case, verdict: Verdict
) -> None:
    row = seal(cast, case)
    media.keep(row.blob, Finding(verdict=verdict, tool="t", video_codec="hevc"), at=timezone.now())
    text = page(cast, row)
    assert "<video" not in text
    assert str(verdict.label) in text
    assert "下载原件" in text


def test_the_copy_is_played_and_named_a_copy(cast: Cast, case: Case) -> None:
    row = seal(cast, case)
    found = Finding(verdict=Verdict.UNPLAYABLE, tool="t", video_codec="hevc")
    media.keep(row.blob, found, at=timezone.now())
    Derivative.objects.filter(blob=row.blob).update(status="ready", sha256="a" * 64)
    text = page(cast, row)
    assert f'src="{reverse("evidence-copy", args=[row.pk, "proxy"])}"' in text
    assert f'poster="{reverse("evidence-copy", args=[row.pk, "thumbnail"])}"' in text
    assert "不是原件" in text


def test_progress_and_failure_of_the_copies_are_shown(cast: Cast, case: Case) -> None:
    row = seal(cast, case)
    found = Finding(verdict=Verdict.UNPLAYABLE, tool="t", video_codec="hevc", audio_codec="aac")
    media.keep(row.blob, found, at=timezone.now())
    rows = Derivative.objects.filter(blob=row.blob)
    rows.filter(kind="proxy").update(status="making", progress=37)
    rows.filter(kind="waveform").update(status="failed", reason="no decoder")
    text = page(cast, row)
    assert 'value="37"' in text
    assert "原因：no decoder" in text


# ------------------------------------------------------------------------------- differences
def differences(row: Evidence, **found: Any) -> list[str]:
    """What does not agree when the file tells this."""
    return evidence_page.differences(row, MediaProbe(blob=row.blob, **found))


LIMIT = timedelta(minutes=2)  # record.drift_minutes of the national profile
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("moment", "says"),
    [
        (TAKEN, []),
        (TAKEN + LIMIT - SECOND, []),
        (TAKEN + LIMIT, ["晚 2 分钟"]),
        (TAKEN - LIMIT, ["早 2 分钟"]),
        (TAKEN - timedelta(hours=8), ["早 8 小时", "世界时"]),
        (TAKEN - timedelta(days=1, hours=1), ["早 1 天 1 小时"]),
    ],
)
def test_the_clock_of_the_device_is_compared_with_what_was_told(
    cast: Cast, case: Case, moment: datetime, says: list[str]
) -> None:
    row = seal(cast, case)
    found = differences(row, recorded_at=moment)
    assert len(found) == len(says)
    assert all(words in text for words, text in zip(says, found, strict=True))


def test_a_device_ahead_of_the_server_is_said(cast: Cast, case: Case) -> None:
    row = seal(cast, case, PAPER, media="document", taking=Taking())
    ahead = row.uploaded_at + LIMIT
    (text,) = differences(row, recorded_at=ahead)
    assert "服务器" in text
    assert differences(row, recorded_at=ahead - SECOND) == []


@pytest.mark.parametrize(
    ("seconds", "agrees"), [(3600, True), (3540, True), (3660, True), (3539, False), (60, False)]
)
def test_the_length_is_compared_with_the_told_times(
    cast: Cast, case: Case, seconds: int, agrees: bool
) -> None:
    taking = Taking(started_at=TAKEN, ended_at=TAKEN + timedelta(hours=1))
    row = seal(cast, case, taking=taking)
    assert (differences(row, duration=seconds) == []) is agrees


def test_a_film_without_a_picture_and_a_sound_with_one_are_said(cast: Cast, case: Case) -> None:
    film = seal(cast, case)
    assert "只有声音" in differences(film, audio_codec="aac")[0]
    sound = seal(cast, case, media="audio")
    assert "有画面" in differences(sound, video_codec="h264")[0]


# ------------------------------------------------------------------------------- who sees it
def test_another_agency_finds_neither_page_nor_copy(cast: Cast, case: Case) -> None:
    row = seal(cast, case, PHOTO, media="photo")
    client = cast.client("outsider")
    assert client.get(reverse("evidence-detail", args=[row.pk])).status_code == 404
    assert client.get(reverse("evidence-copy", args=[row.pk, "preview"])).status_code == 404
    assert (
        cast.client("publisher").get(reverse("evidence-detail", args=[row.pk])).status_code == 403
    )


def test_a_copy_is_handed_out_by_range_and_logged(cast: Cast, case: Case) -> None:
    row = seal(cast, case, PHOTO, media="photo")
    media.probe_new(timezone.now())
    media.make_waiting()
    url = reverse("evidence-copy", args=[row.pk, "preview"])
    client = told(cast.client("reviewer"), case)
    whole = body(client.get(url))
    part = client.get(url, headers={"Range": "bytes=0-1"})
    assert (part.status_code, body(part)) == (206, whole[:2])
    assert part["Content-Security-Policy"] == "default-src 'none'; sandbox"
    beyond = client.get(url, headers={"Range": f"bytes={len(whole)}-"})
    assert beyond.status_code == 416
    assert Viewing.objects.get(evidence=row).what == "preview"
    assert client.get(reverse("evidence-copy", args=[row.pk, "proxy"])).status_code == 404


@override_settings(X_ACCEL_PREFIX="/protected/")
def test_behind_nginx_the_file_is_named_and_not_sent(cast: Cast, case: Case) -> None:
    row = seal(cast, case)
    answer = told(cast.client("reviewer"), case).get(
        reverse("evidence-download", args=[row.pk]), headers={"Range": "bytes=5-"}
    )
    assert answer.status_code == 200
    assert answer["X-Accel-Redirect"] == f"/protected/blobs/{row.blob.key}"
    assert answer.content == b""
    assert Viewing.objects.get(evidence=row).spans == [[5, len(FILM)]]


def test_the_list_costs_the_same_for_one_and_for_many(
    cast: Cast, case: Case, django_assert_max_num_queries: Any
) -> None:
    for no in range(4):
        row = seal(cast, case, PHOTO + bytes([no]), media="photo")
        media.keep(row.blob, Finding(verdict=Verdict.WHOLE, tool="t"), at=timezone.now())
    Derivative.objects.filter(kind="thumbnail").update(status="ready", sha256="a" * 64)
    rows = list(Evidence.objects.filter(case=case).select_related("blob"))
    with django_assert_max_num_queries(3):
        listed = evidence_page.listed(rows, {})
    assert [bool(item.thumb) for item in listed] == [True] * 4
    assert Blob.objects.filter(pk__in=[item.row.blob_id for item in listed]).count() == 4
